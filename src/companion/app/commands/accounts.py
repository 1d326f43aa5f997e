"""`companion account`: set up, test and remove a mail account without a window."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace

from companion.app.backend import Backend
from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Reply, json_too
from companion.app.telling import err
from companion.core.account import Account, Auth, Security
from companion.core.problem import Problem
from companion.core.provider import Accepts, Found
from companion.services.accounts import AccountDraft
from companion.services.consents import Given
from companion.services.ports import SecretsProblem


def _arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions (default: list)")
    json_too(actions.add_parser("list", help="the accounts; never a password"))
    add = json_too(actions.add_parser("add", help="add an account, or change the one with this address"))
    add.add_argument("address", help="your own mail address")
    add.add_argument("--find", action="store_true", help="only look for its servers and say what was found")
    add.add_argument(
        "--smtp", default="", metavar="HOST[:PORT]", help="the server that takes your mail (default: it is looked for)"
    )
    add.add_argument("--security", choices=[s.value for s in Security], default=Security.TLS.value)
    add.add_argument("--imap", default="", metavar="HOST[:PORT]", help="the server with your Sent mailbox")
    add.add_argument("--imap-security", choices=[s.value for s in Security], default=Security.TLS.value)
    add.add_argument("--user", default="", help="the user name (default: the address)")
    add.add_argument("--name", default="", help="your name, as letters are signed")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input, one line")
    consent = add.add_argument_group("a consent in the browser in place of a password (OAuth)")
    consent.add_argument("--oauth", action="store_true", help="ask for a consent; the page's address is printed")
    consent.add_argument("--client-id", default="", metavar="ID", help="your own; docs/mail-accounts.md says how")
    consent.add_argument("--client-secret-stdin", action="store_true", help="read the one that Google gives along")
    consent.add_argument("--authorize-url", default="", metavar="URL", help="for a provider that is not known")
    consent.add_argument("--token-url", default="", metavar="URL")
    consent.add_argument("--scope", default="", metavar="WORDS")
    consent.add_argument("--no-browser", action="store_true", help="only print the address, for you to open")
    add.add_argument(
        "--session-only", action="store_true", help="keep the password in the running tray's memory, not in the keyring"
    )
    for name, words in (
        ("test", "really log in, at the mailbox too, and say exactly what fails"),
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
            return _test(backend, backend.accounts.named(args.address))
        case "remove":
            if not args.address:
                raise Problem("Say which account: companion account remove ADDRESS", field="address")
            outcome = backend.accounts.remove(backend.accounts.named(args.address).id, origin="shell")
            return Reply({"removed": outcome.value.address}, ("Removed, with its password.",), changes=outcome.changes)
        case _:
            chosen = backend.accounts.named(args.address)
            changed = backend.preferences.use_account(chosen.id, origin="shell")
            return Reply({"default": chosen.address}, (f"Letters go from {chosen.address}.",), changes=changed.changes)


def _test(backend: Backend, account: Account) -> Reply:
    """Also at the mailbox, if the account has one. Raises Problem if one of the two does not work."""
    tested = backend.accounts.test(account)
    mailbox = {"ok": True, "sent_folder": tested.sent_folder} if tested.sent_folder else None
    return Reply(
        {"address": account.address, "ok": True, "server_words": tested.greeting, "mailbox": mailbox}, (tested.words,)
    )


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
    if args.client_secret_stdin and not args.oauth:
        raise Problem("--client-secret-stdin belongs to --oauth.", field="client_secret")
    if args.session_only and not args.oauth and not context.in_tray:
        raise Problem("--session-only needs the running companion: start it first, or use your keyring.")
    found = None if args.smtp else backend.discovery.find(args.address)
    if found is not None and args.find:
        return Reply({"found": shapes.found(found)}, _found_lines(found))
    draft = _found_draft(args, found) if found is not None else _typed_draft(args)
    secret: str | Given = context.secret
    if args.oauth:
        draft, secret = _consented(backend, args, draft, context.secret)
    elif context.secret:
        backend.discovery.refuse_password(draft.address, draft.host)
    outcome = backend.accounts.save(draft, secret, session_only=args.session_only, origin="shell")
    saved: Account = outcome.value.account
    kept = outcome.value.kept_in
    lines = [*(_found_lines(found) if found is not None else ()), f"Saved: {saved.address}."]
    if kept is None:
        lines.append("No password was given; add it with --password-stdin.")
    if args.oauth:
        lines.append("The consent is in your keyring.")
    known = found or backend.discovery.known(saved.address)
    return Reply(
        {
            "account": shapes.account(saved, sends=saved == backend.accounts.default()),
            "password_in": kept.value if kept else None,
            "found": shapes.found(found) if found is not None else None,
        },
        tuple(lines),
        known.to_know if known is not None and not args.oauth else "",
        changes=outcome.changes,
    )


def _consented(backend: Backend, args: Namespace, draft: AccountDraft, secret: str) -> tuple[AccountDraft, Given]:
    """Asks for the consent and waits for it: ten minutes at most, or until Ctrl-C."""
    known = backend.discovery.endpoints(draft.address, draft.host)
    draft = replace(
        draft,
        auth=Auth.OAUTH,
        client_id=args.client_id,
        authorize_url=args.authorize_url or (known.authorize_url if known else ""),
        token_url=args.token_url or (known.token_url if known else ""),
        scope=args.scope or (known.scope if known else ""),
    )
    if args.session_only:
        raise Problem("A consent from the shell is kept in your keyring. --session-only does not go with --oauth.")
    report = backend.accounts.keyring()
    if not report.accepted:
        # said before anybody goes to the browser for nothing
        raise SecretsProblem(f"{report.why_not} Nothing was asked for.", field="consent")
    asked = backend.accounts.ask_consent(draft, secret if args.client_secret_stdin else "")
    try:
        err(f"Open this page in your browser and consent there:\n{asked.url}")
        if not args.no_browser:
            import webbrowser

            webbrowser.open(asked.url)
        return draft, asked.finish(lambda: False)
    finally:
        asked.close()


def _typed_draft(args: Namespace) -> AccountDraft:
    if args.find:
        raise Problem("--find looks for the server, and --smtp names it. Use one of them.", field="smtp")
    security, imap_security = Security(args.security), Security(args.imap_security)
    host, port = _host_and_port(args.smtp, security.usual_port, "smtp")
    draft = AccountDraft(args.address, host, port, security, args.user, args.name)
    if not args.imap:
        return draft
    imap_host, imap_port = _host_and_port(args.imap, imap_security.usual_imap_port, "imap")
    return replace(draft, imap_host=imap_host, imap_port=imap_port, imap_security=imap_security)


def _found_draft(args: Namespace, found: Found) -> AccountDraft:
    if found.accepts is Accepts.OAUTH and not args.oauth:
        raise Problem(f"{found.to_know} With a client id of your own: --oauth --client-id ID.", field="address")
    smtp, imap = found.smtp, found.imap
    draft = AccountDraft(found.address, smtp.host, smtp.port, smtp.security, args.user or found.user, args.name)
    if imap is None:
        return draft
    return replace(draft, imap_host=imap.host, imap_port=imap.port, imap_security=imap.security)


def _found_lines(found: Found) -> tuple[str, ...]:
    return (
        f"{found.provider} ({found.source.value})",
        f"  sends through  {found.smtp.words}",
        f"  Sent mailbox   {found.imap.words}" if found.imap else "  Sent mailbox   not known",
        f"  user           {found.user}",
        *((f"  {found.to_know}",) if found.to_know else ()),
    )


def _host_and_port(typed: str, usual: int, option: str) -> tuple[str, int]:
    """Splits HOST:PORT; an IPv6 address stands in brackets. Raises Problem."""
    host, colon, port = typed.rpartition(":")
    if not colon or typed.endswith("]"):
        return typed.strip("[]"), usual
    if not port.isdecimal() or len(port) > 5:
        raise Problem(f"The port after the colon is a number: --{option} {option}.example.org:{usual}", field="port")
    return host.strip("[]"), int(port)


COMMANDS = (
    Command(
        "account",
        "the mail account that sends your letters",
        "Sets up a mail account. The password goes to the keyring of the operating system and nowhere else.",
        "companion account add me@example.org --find\n"
        "companion account add me@example.org --password-stdin\n"
        "companion account add me@example.org --smtp smtp.example.org:465 --security tls --user me --password-stdin\n"
        "companion account add me@outlook.com --oauth --client-id ID\n"
        "companion account test",
        _arguments,
        _run,
    ),
)
