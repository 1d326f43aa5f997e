"""What it means to put an application under another stage: which event says so, if one does.

A state is never typed in (core.application.state_of), so a card that is moved logs the event of its new stage, now.
Some moves no event can make: those are refused with the reason, before anything is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from companion.core.application import CLOSING, ApplicationRow, EventKind, State

WAY: Final = tuple(State)
"""The stages in the order of the board."""

_NOTHING_YET: Final = (
    "“Saved” is where nothing has happened yet. Delete what is in its timeline to bring it back there."
)
_FURTHER: Final = "It is past “Applied”: what came later stays in its timeline."
_PLANNED: Final = "Something is planned there on a later day, and that says where it stands."
_CLOSED: Final = "It is closed, so there is nothing to put aside."


@dataclass(frozen=True, slots=True)
class Move:
    """kind: the event to log now; None if none is to be. brings_back: "put aside as quiet" is taken back instead. why:
    a sentence about a move that can't be made, "" for one that can.
    """

    kind: EventKind | None = None
    brings_back: bool = False
    why: str = ""


def move(row: ApplicationRow, target: State, now: datetime) -> Move | None:
    """What puts the application under that stage; None where it stands already."""
    if target is row.state:
        return None
    why = _why_not(row, target, now)
    if why:
        return Move(why=why)
    if target is State.APPLIED and row.state is State.QUIET:
        return Move(brings_back=True)
    return Move(EventKind(target.value))


def _why_not(row: ApplicationRow, target: State, now: datetime) -> str:
    if target is State.SAVED:
        return _NOTHING_YET
    if target in CLOSING:
        return ""
    if target is State.QUIET and row.state in CLOSING:
        return _CLOSED
    if row.latest_at is not None and row.latest_at > now:
        return _PLANNED  # the latest event decides, and anything logged now lies before it
    is_further = row.state not in CLOSING and row.state not in (State.SAVED, State.QUIET)
    return (
        _FURTHER if target is State.APPLIED and is_further else ""
    )  # "applied" yields to anything since the last close


@dataclass(frozen=True, slots=True)
class Plan:
    """Several cards put under one stage. logged: for which to log the stage's event; back: for which "put aside as
    quiet" is taken back. why: the first reason, if it can be done for none of them.
    """

    logged: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    why: str = ""


def plan(rows: Iterable[ApplicationRow], target: State, now: datetime) -> Plan:
    """What puts these under that stage; those that stand there already, or can't, are left out."""
    moves = [(row.id, made) for row in rows if (made := move(row, target, now)) is not None]
    logged = tuple(key for key, made in moves if made.kind is not None)
    back = tuple(key for key, made in moves if made.brings_back)
    return Plan(logged, back, "" if logged or back or not moves else moves[0][1].why)


def neighbour(state: State, by: int) -> State | None:
    """The stage so many steps on (back, if below 0); None beyond either end."""
    place = WAY.index(state) + by
    return WAY[place] if 0 <= place < len(WAY) else None
