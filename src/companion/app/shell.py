"""Carries a command out from a shell: in the running tray if there is one, else on the store itself."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from companion.app import arguments
from companion.app.commands.command import Context, Reply, Show, as_answer
from companion.app.profile import Profile
from companion.app.telling import err, out, out_json, tell_problem
from companion.core.problem import Problem

if TYPE_CHECKING:
    from companion.services.ports import Trace

_SECRET_OPTIONS = ("password_stdin", "client_secret_stdin")
_LONGEST_SECRET = 10_000
"""Bytes; keyrings hold less."""

_LONGEST_TEXT = 4_000_000
"""Bytes of a text on stdin, as one message to the tray may hold."""

PATIENCE = 150.0
"""Seconds to wait for the tray: a mail server that does not answer has its own limits below this."""


def run(args: Namespace, typed: Sequence[str], profile: Profile, trace: Trace) -> int:
    """Runs the command of `args`; returns the exit status. Raises Problem."""
    if args.command == "tour":
        from companion.app.tour import tour

        return tour.run(Path(args.pictures) if args.pictures else None)
    if args.command == "doctor":
        from companion.app import doctor

        return _print(doctor.examine(profile), as_json=args.json)
    if args.command == "restore":
        from companion.app import restoring

        return _print(restoring.run(args, profile), as_json=args.json)
    secret = _line_of_stdin() if any(getattr(args, asked, False) for asked in _SECRET_OPTIONS) else ""
    text = _text_of_stdin() if getattr(args, "posting", "") == "-" else ""
    if getattr(args, "oauth", False) or _prints(args):
        # the address to open has to be told before the answer, so the tray can't do it; nor can it print
        return _run_here(args, profile, trace, secret)
    answer = _ask_tray(profile, _message(typed, secret, text))
    if answer is not None:
        return _print_answer(answer, as_json=args.json)
    return _run_here(args, profile, trace, secret, text)


def _prints(args: Namespace) -> bool:
    """Whether a file's content goes to standard output."""
    if args.command != "export":
        return False
    from companion.app.commands import exports

    return exports.to_stdout(args)


def _ask_tray(profile: Profile, message: dict[str, object]) -> dict[str, object] | None:
    """What the running tray answers; None if there is none."""
    if sys.platform != "win32" and not profile.socket.exists():
        return None
    from companion.desktop.client import ask

    return ask(profile.socket, message, timeout=PATIENCE)


def _line_of_stdin() -> str:
    """Its first line. Raises Problem without the line in it, for it is a password."""
    line = sys.stdin.buffer.readline(_LONGEST_SECRET + 1)
    if len(line) > _LONGEST_SECRET:
        raise Problem("That is too long for a password.", field="password")
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise Problem("The password holds bytes that are not text. Type it anew.", field="password") from None


def _text_of_stdin() -> str:
    """All of it. Raises Problem."""
    content = sys.stdin.buffer.read(_LONGEST_TEXT + 1)
    if len(content) > _LONGEST_TEXT:
        raise Problem("That is more than 4 MB at once. Nothing was saved; make it shorter.", field="posting")
    return content.decode("utf-8", "replace")


def _message(typed: Sequence[str], secret: str, text: str) -> dict[str, object]:
    return {"argv": list(typed), "folder": str(Path.cwd()), "secret": secret, "text": text}


def _run_here(args: Namespace, profile: Profile, trace: Trace, secret: str, text: str = "") -> int:
    command = arguments.command(args.command)
    reply = command.read(profile, args) if command.read is not None else None
    if reply is not None:
        return _print(reply, as_json=args.json)
    from companion.app.backend import open_backend

    with open_backend(profile, trace) as backend:
        if args.command == "follow-up":
            # what a crash left half done is told as it stands
            backend.outbox.recover()
        reply = command.run(backend, args, Context(Path.cwd(), secret, text=text))
        if args.command == "reel" and reply.show is Show.REEL and not args.json:
            from companion.app import alone

            if alone.has_display():
                return alone.play(backend, reply)
    return _print(reply, as_json=args.json)


def _print(reply: Reply, *, as_json: bool) -> int:
    return _print_answer(as_answer(reply), as_json=as_json)


def _print_answer(answer: Mapping[str, object], *, as_json: bool) -> int:
    if answer.get("exit") != 0:
        details = str(answer.get("details", ""))
        problem = Problem(str(answer.get("error", "")), field=str(answer.get("field", "")), details=details)
        return tell_problem(problem, as_json=as_json)
    if as_json:
        out_json(answer["data"])
    else:
        for line in cast("list[str]", answer["lines"]):
            out(line)
    if answer.get("note"):
        err(str(answer["note"]))
    return 0
