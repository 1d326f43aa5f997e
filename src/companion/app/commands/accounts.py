"""`companion account`: set up, test and remove a mail account without a window."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from companion.app.backend import Backend
from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Reply, json_too
from companion.core.account import Account, Security, what_to_know
from companion.core.problem import Problem
from companion.services.accounts import AccountDraft


def _arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions (default: list)")
    json_too(actions.add_parser("list", help="the accounts; never a password"))
    add = json_too(actions.add_parser("add", help="add an account, or change the one with this address"))
    add.add_argument("address", help="your own mail address")
    add.add_argument("--smtp", required=True, metavar="HOST[:PORT]", help="the server that takes your mail")
    add.add_argument("--security", choices=[s.value for s in Security], default=Security.TLS.value)
    add.add_argument("--user", default="", help="the user name (default: the address)")
    add.add_argument("--name", default="", help="your name, as letters are signed")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input, one line")
    add.add_argument(
        "--session-only", action="store_true", help="keep the password in the running tray's memory, not in the keyring"
    )
    for name, words in (
        ("test", "really log in, and say exactly what fails"),
        ("remove", "forget the account and its password"),
        ("default", "send from this account"),
    ):
        json_too(actions.add_parser(name, help=words)).add_argument("address", nargs="?", default="")


def _run(backend: Backend, args: Namespace, context: Context) -> Reply:
    match args.action:
        case None | "list":
            return _list(backend)
        case "add":
            return _add(backend, args, context)
        case "test":
            account = backend.accounts.named(args.address)
            greeting = backend.accounts.test(account)
            return Reply({"address": account.address, "ok": True, "server_words": greeting}, ("Logged in.",))
        case "remove":
            if not args.address:
                raise Problem("Say which account: companion account remove ADDRESS", field="address")
            outcome = backend.accounts.remove(backend.accounts.named(args.address).id, origin="shell")
            return Reply({"removed": outcome.value.address}, ("Removed, with its password.",), changes=outcome.changes)
        case _:
            chosen = backend.accounts.named(args.address)
            changed = backend.preferences.use_account(chosen.id, origin="shell")
            return Reply({"default": chosen.address}, (f"Letters go from {chosen.address}.",), changes=changed.changes)


def _list(backend: Backend) -> Reply:
    default = backend.accounts.default()
    accounts = backend.accounts.all()
    lines = [
        f"{a.address}  {a.host}:{a.port} {a.security.value}" + ("  (sends)" if a == default else "") for a in accounts
    ]
    return Reply(
        {"accounts": [shapes.account(a, sends=a == default) for a in accounts]},
        tuple(lines),
        "" if accounts else "No mail account is set up.",
    )


def _add(backend: Backend, args: Namespace, context: Context) -> Reply:
    if args.session_only and not context.in_tray:
        raise Problem("--session-only needs the running companion: start it first, or use your keyring.")
    host, port = _host_and_port(args.smtp, Security(args.security))
    draft = AccountDraft(args.address, host, port, Security(args.security), args.user, args.name)
    outcome = backend.accounts.save(draft, context.secret, session_only=args.session_only, origin="shell")
    saved: Account = outcome.value.account
    kept = outcome.value.kept_in
    lines = [f"Saved: {saved.address}."]
    if kept is None:
        lines.append("No password was given; add it with --password-stdin.")
    return Reply(
        {
            "account": shapes.account(saved, sends=saved == backend.accounts.default()),
            "password_in": kept.value if kept else None,
        },
        tuple(lines),
        what_to_know(saved.address),
        changes=outcome.changes,
    )


def _host_and_port(typed: str, security: Security) -> tuple[str, int]:
    """Splits HOST:PORT; an IPv6 address stands in brackets. Raises Problem."""
    host, colon, port = typed.rpartition(":")
    if not colon or typed.endswith("]"):
        return typed.strip("[]"), security.usual_port
    if not port.isdecimal() or len(port) > 5:
        raise Problem("The port after the colon is a number: --smtp smtp.example.org:465", field="port")
    return host.strip("[]"), int(port)


COMMANDS = (
    Command(
        "account",
        "the mail account that sends your letters",
        "Sets up a mail account. The password goes to the keyring of the operating system and nowhere else.",
        "companion account add me@example.org --smtp smtp.example.org:465 --security tls --user me --password-stdin\n"
        "companion account test",
        _arguments,
        _run,
    ),
)
