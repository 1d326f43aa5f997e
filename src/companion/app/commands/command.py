"""The shape of a command: how it reads its arguments, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from companion.core.changes import ChangeSet
from companion.core.problem import Problem

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from companion.app.backend import Backend
    from companion.app.profile import Profile
    from companion.core.reel import Reel
    from companion.services.reel import Noes
    from companion.services.work import Undo

Json = dict[str, object]


class Show(StrEnum):
    """Which window the tray brings up after a command."""

    NOTHING = ""
    REEL = "reel"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Reply:
    """data: for --json. lines: for people, on stdout. note: a remark on stderr. changes: for the tray's views."""

    data: Json
    lines: tuple[str, ...] = ()
    note: str = ""
    changes: ChangeSet = field(default_factory=ChangeSet)
    show: Show = Show.NOTHING
    noes: Noes | None = None
    reel: Reel | None = None
    undo: Undo | None = None
    review_of: str = ""


def as_answer(reply: Reply) -> dict[str, object]:
    """A reply as the tray sends it to the shell."""
    return {"exit": 0, "data": reply.data, "lines": list(reply.lines), "note": reply.note}


def problem_as_answer(problem: Problem) -> dict[str, object]:
    """A problem as the tray sends it to the shell."""
    return {"exit": 1, "error": problem.sentence, "field": problem.field, "details": problem.details}


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks: the folder that relative paths start from, a secret or a text that was read from stdin, and whether
    this is the running tray (which sends letters by itself later).
    """

    folder: Path
    secret: str = ""
    in_tray: bool = False
    text: str = ""

    def path(self, typed: str) -> Path:
        """The file that the person at the shell means."""
        return self.folder / Path(typed).expanduser()


def plain(typed: str) -> str:
    """For argparse: an argument that goes to the store as it is, so bytes that are not text can't stand in it."""
    try:
        typed.encode("utf-8")
    except UnicodeEncodeError:
        from argparse import ArgumentTypeError

        raise ArgumentTypeError("holds bytes that are not text") from None
    return typed


def json_too(parser: ArgumentParser) -> ArgumentParser:
    """--json may also stand behind the command; SUPPRESS keeps it from undoing the one before."""
    from argparse import SUPPRESS

    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="machine-readable output")
    return parser


Run = Callable[["Backend", "Namespace", Context], Reply]


@dataclass(frozen=True, slots=True)
class Command:
    """One command, with what its --help says."""

    name: str
    summary: str
    description: str
    examples: str
    arguments: Callable[[ArgumentParser], None]
    run: Run
    read: Callable[[Profile, Namespace], Reply | None] | None = None
    """A quicker way where no tray runs, for a command that only reads; None as its answer: not here, the long way."""
