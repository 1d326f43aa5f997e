"""The command line: its options, commands and help. Nothing of Qt is loaded here."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import cast

from companion import __version__
from companion.app.commands.command import Command, json_too, plain

_SUBJECT = {
    "reject": "search",
    "apply": "search",
    "interview": "search",
    "applications": "listing",
    "highlight": "reel",
    "reel": "reel",
    "follow-up": "letters",
    "account": "accounts",
    "status": "upkeep",
    "backup": "upkeep",
    "export": "exports",
    "import": "imports",
}
"""For each command the module in `commands` that has it."""

NAMES = tuple(_SUBJECT)


def command(name: str) -> Command:
    """The command of this name, one of NAMES. Its module is loaded with the first of its commands."""
    module = import_module(f"companion.app.commands.{_SUBJECT[name]}")
    return next(found for found in cast("tuple[Command, ...]", module.COMMANDS) if found.name == name)


_DESCRIPTION = """\
A quiet desk companion for people who look for a job. When a no comes, it shows you your own
successes, parks the brooding, and asks for advice in one click.

Without COMMAND it starts in the tray; started again, it opens the Applications window."""

_EPILOG = """\
A running tray carries the commands out and follows with its windows; without one they work
on the store itself.

WHEN can be written as 2026-11-20, "2026-11-20 14:30", yesterday, "yesterday 9:15" or
"3 hours ago".

exit status:
  0  done      1  not done, and the reason was told on standard error      2  wrong usage

environment:
  COMPANION_PROFILE   a folder, as with --profile
  SSL_CERT_FILE       certificate authorities to trust instead of the system's

files (of the real profile, on Linux):
  ~/.local/share/companion/companion.db        everything you tell it
  ~/.local/share/companion/pictures, backups   pictures; the backups of 7 days and 4 weeks
  ~/.local/share/companion/files               files kept with applications
  ~/.local/state/companion/log                 the log, without anything private
  Passwords are in the keyring of your system and nowhere else.

completion:
  eval "$(register-python-argcomplete companion)"

examples:
  companion
  companion apply "Acme" --role "Backend Engineer"
  companion interview "Acme" --when "yesterday 14:00" --with "Dana Reyes" --email dana@example.org
  companion reject "Acme"
  companion follow-up send Acme"""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the paragraphs as written, and gives names some room."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)


def build(only: str = "") -> argparse.ArgumentParser:
    """The whole command line; with `only` that command and no other, whose modules then need not be loaded."""
    parser = argparse.ArgumentParser("companion", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=_Formatter)
    parser.add_argument("--version", action="version", version=f"companion {__version__}")
    parser.add_argument(
        "--profile", metavar="DIR", default="", type=plain, help="keep everything of this profile in DIR, apart"
    )
    parser.add_argument("--trace", metavar="FILE", default="", help="write named moments to FILE, one JSON line each")
    parser.add_argument("--json", action="store_true", help="machine-readable output on standard output")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name in [only] if only else NAMES:
        made = command(name)
        made.arguments(_sub(commands.add_parser, made))
    for name, (summary, description, arguments) in () if only else _ALONE.items():
        made = commands.add_parser(name, help=summary, description=description, formatter_class=_Formatter)
        json_too(made)
        arguments(made)
    return parser


def _sub(add_parser: Callable[..., argparse.ArgumentParser], command: Command) -> argparse.ArgumentParser:
    examples = "\n".join(f"  {example}" for example in command.examples.splitlines())
    made = add_parser(
        command.name,
        help=command.summary,
        description=command.description,
        epilog=f"examples:\n{examples}" if examples else None,
        formatter_class=_Formatter,
    )
    json_too(made)
    return made


def _tour_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pictures", metavar="DIR", default="", help="leave a picture of each step in DIR")


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    from companion.app.commands import upkeep

    upkeep.restore_arguments(parser)


def _no_arguments(_parser: argparse.ArgumentParser) -> None:
    pass


_ALONE: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "restore": (
        "put a backup in the store's place",
        (
            "Sets the present store aside (it is not deleted) and puts a copy of a backup in its place. "
            "A running companion restarts with it."
        ),
        _restore_arguments,
    ),
    "doctor": (
        "say what works here and what does not",
        "Versions, keyring, tray, notifications and the store's health, for a person or a bug report.",
        _no_arguments,
    ),
    "tour": (
        "see the whole path once, with sample data",
        (
            "Shows the companion with sample data in a throw-away profile: a logged rejection, the reel, and a letter "
            "sent to a mail server of its own. Works with and without a display; touches nothing of yours."
        ),
        _tour_arguments,
    ),
}


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Reads the arguments; on wrong usage says so and exits with 2."""
    parser = build(_named(argv))
    args = parser.parse_args(list(argv))
    if args.command == "apply" and args.company is None and not (args.posting or args.fetch):
        # which argparse can't say: the company may be left out only where a posting names it
        parser.error("apply needs a company, --posting or --fetch")
    return args


def _named(argv: Sequence[str]) -> str:
    """The command that is surely meant; "" where argparse has to look at all of them."""
    words = iter(argv)
    for word in words:
        if word in ("--profile", "--trace"):
            next(words, "")
        elif not word.startswith(("--profile=", "--trace=")) and word != "--json":
            return word if word in NAMES else ""
    return ""
