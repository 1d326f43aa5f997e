"""What becomes of a row of another tracker's file: the rules by which an import adds and never writes over.

A new application gets all of the row. One that is known gets what is empty there and was never touched by the user, and
a stage only where that leads further on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from companion.core.application import CLOSING, Application, EventKind, State
from companion.core.imports import ImportedContact, ImportedRow
from companion.core.letter import is_address, is_header_unsafe
from companion.core.text import folded


class Fate(StrEnum):
    """What an import does with a row. SAME: all of it is here already. SKIPPED: it cannot be imported."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"

    @property
    def words(self) -> str:
        """As the tabs of a preview call it."""
        return _FATE_WORDS[self]


_FATE_WORDS = {
    Fate.NEW: "New",
    Fate.CHANGED: "Changed",
    Fate.SAME: "Already here",
    Fate.SKIPPED: "Left out",
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One row as a preview shows it. why: a whole sentence, "" where there is nothing to say."""

    line: int
    company: str
    role: str
    fate: Fate
    why: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do. rows: the first of each fate, in the file's order."""

    new: int
    changed: int
    same: int
    skipped: int
    rows: tuple[Planned, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it would change nothing."""
        return not self.new and not self.changed

    def of(self, fate: Fate) -> tuple[Planned, ...]:
        return tuple(row for row in self.rows if row.fate is fate)

    def count(self, fate: Fate) -> int:
        return {Fate.NEW: self.new, Fate.CHANGED: self.changed, Fate.SAME: self.same, Fate.SKIPPED: self.skipped}[fate]


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """An event to add. said: the words of a note."""

    kind: EventKind
    at: datetime
    said: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An application as it stands here. kinds: every kind of event that was ever recorded, also what the user deleted.
    notes: what its note events say. people: folded names and addresses. touched: the fields that were changed since it
    was made, so that an empty one of them is meant to be empty.
    """

    application: Application
    state: State
    kinds: frozenset[EventKind] = frozenset()
    notes: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    touched: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Additions:
    """What a row adds to a known application. fills: fields and what they become."""

    fills: tuple[tuple[str, str | tuple[str, ...]], ...] = ()
    events: tuple[PlannedEvent, ...] = ()
    contacts: tuple[ImportedContact, ...] = ()

    @property
    def words(self) -> str:
        """As the preview says it; "" for nothing."""
        parts = [_FILL_WORDS[name] for name, _ in self.fills if name in _FILL_WORDS]
        parts += [f"“{event.kind.words}”" for event in self.events]
        parts += [contact.name for contact in self.contacts]
        return f"Adds {_listed(parts)}." if parts else ""


_FILL_WORDS: Final = {
    "role": "the role",
    "place": "the place",
    "link": "the link",
    "notes": "the notes",
    "salary": "the salary",
    "source": "the source",
    "tags": "the tags",
    "posting": "the posting",
}
FILLED: Final = (*_FILL_WORDS, "source_key")
"""The fields that an import may fill where they are empty."""

_RANK: Final = {
    EventKind.SAVED: 0,
    EventKind.APPLIED: 1,
    EventKind.REPLY: 2,
    EventKind.SCREENING: 3,
    EventKind.ASSESSMENT: 4,
    EventKind.INTERVIEW: 5,
    EventKind.OFFER: 6,
    EventKind.QUIET: 7,
    EventKind.ACCEPTED: 8,
    EventKind.REJECTED: 8,
    EventKind.WITHDRAWN: 8,
}
NO_DATE: Final = "The file has no date for this, so the day of the import is taken."


def events_of(row: ImportedRow, now: datetime) -> tuple[PlannedEvent, ...]:
    """The events of a new application. A stage without a date happened at the last date that the row has, else now."""
    events = [PlannedEvent(kind, at) for kind, at in row.happened]
    last = max((at for _, at in row.happened), default=now)
    reached = max((_RANK[kind] for kind, _ in row.happened), default=-1)
    if row.state is not None and _RANK[EventKind(row.state)] > reached:
        events.append(PlannedEvent(EventKind(row.state), last))
    if row.unknown_state:
        events.append(PlannedEvent(EventKind.NOTE, last, _note(row)))
    return tuple(events)


def remarks(row: ImportedRow) -> str:
    """What is to be said of a new application before it is made."""
    said: list[str] = []
    if row.unknown_state:
        said.append(f"The stage “{row.unknown_state}” is not known here; it is kept as a note.")
    elif row.state is not None:
        said.append(f"Stage: {row.state.words}.")
    if row.state not in (None, State.SAVED) and not row.happened:
        said.append(NO_DATE)
    return " ".join((*said, *row.warnings))


def additions(row: ImportedRow, known: Known, now: datetime) -> Additions:
    """What the row adds to what is here. A stage that the row has no date for is reached now."""
    return Additions(tuple(_fills(row, known)), tuple(_onward(row, known, now)), people_of(row, known.people))


def people_of(row: ImportedRow, known: Iterable[str] = ()) -> tuple[ImportedContact, ...]:
    """The row's people that are not known yet; names that could break a letter's head are left out."""
    met, found = set(known), list[ImportedContact]()
    for person in row.contacts:
        email = person.email if is_address(person.email) else ""
        keys = {folded(one) for one in (person.name, email) if one}
        if person.name and not is_header_unsafe(person.name) and not keys & met:
            found.append(ImportedContact(person.name, email, person.role, person.position))
            met |= keys
    return tuple(found)


def _fills(row: ImportedRow, known: Known) -> Iterable[tuple[str, str | tuple[str, ...]]]:
    for name in FILLED:
        value: str | tuple[str, ...] = getattr(row, name)
        skipped = name in known.touched or (name == "role" and row.cut_role)
        if value and not getattr(known.application, name) and not skipped:
            yield name, value


def _onward(row: ImportedRow, known: Known, now: datetime) -> Iterable[PlannedEvent]:
    if row.unknown_state and _note(row) not in known.notes:
        yield PlannedEvent(EventKind.NOTE, now, _note(row))
    if known.state in CLOSING:
        return
    reached = max((_RANK.get(kind, -1) for kind in known.kinds), default=-1)
    for kind, at in row.happened:
        if _RANK[kind] > reached:
            yield PlannedEvent(kind, at)
    reached = max([reached, *(_RANK[kind] for kind, _ in row.happened)])
    if row.state is not None and _RANK[EventKind(row.state)] > reached:
        yield PlannedEvent(EventKind(row.state), now)


def _note(row: ImportedRow) -> str:
    return f"Stage in the file: {row.unknown_state}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
