"""Exports: applications as tables, their interviews, contacts, flows and the record of efforts; everything as JSON."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, Generic, TypeVar

from companion.core import text
from companion.core.application import Application, ApplicationRow, Contact, Event, EventKind
from companion.core.calendar_event import as_calendar_event
from companion.core.exporting import COLUMNS, Cancelled, ExportFormat, Period, Told, cells
from companion.core.flows import as_text, flows
from companion.core.problem import Problem
from companion.core.record import record_of
from companion.core.vcard import card
from companion.services.ports import ExportWriters, Superseded, WholeStore
from companion.services.whole import Going, Whole
from companion.services.work import Desk

T = TypeVar("T")

_PAGE: Final = 2000
_EVERY: Final = 200
"""Applications between two looks at whether to go on."""
_TRIES: Final = 20
"""How often a search begins again that another one, of somebody who types, has ended."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to export. keys: these applications, in this order; None for all, or for what `query` finds. period, name:
    see core.exporting and core.record; of no meaning to the other formats.
    """

    kind: ExportFormat
    keys: tuple[str, ...] | None = None
    query: str = ""
    period: Period = field(default_factory=Period)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """count: of what the format holds, as `noun` calls one ("application", "interview", "contact", "line")."""

    count: int
    noun: str
    size: int = 0
    path: Path | None = None

    @property
    def words(self) -> str:
        return text.counted(self.count, self.noun)


_NOUNS: Final = {ExportFormat.ICS: "interview", ExportFormat.VCF: "contact"}


@dataclass(frozen=True, slots=True)
class Exporting:
    """Writes exports."""

    desk: Desk
    store: WholeStore
    writers: ExportWriters
    whole: Whole

    def save(self, wish: Wish, target: Path, *, force: bool = False, on: Going = lambda _done: True) -> Exported:
        """Writes the export to a file, whole or not at all. Raises Problem(field="output"…) and Cancelled.

        force: in place of a file that is there.
        """
        made: list[Exported] = []
        size = self.writers.places.put(target, lambda out: made.append(self.write(wish, out, on=on)), force=force)
        return Exported(made[0].count, made[0].noun, size, target)

    def write(self, wish: Wish, out: BinaryIO, *, on: Going = lambda _done: True) -> Exported:
        """Writes the export. on: told how many applications are done; False ends it with Cancelled."""
        if wish.kind.whole:
            if wish.keys is not None or wish.query.strip():
                raise Problem("This format holds everything. Choose a table for a part of it.", field="format")
            write = self.whole.pack if wish.kind is ExportFormat.ZIP else self.whole.export
            return Exported(write(out, on), "application")
        with self._stories(wish, on) as stories:
            count = self._written(wish, stories, out)
        return Exported(count, _NOUNS.get(wish.kind, "application"))

    def count(self, wish: Wish) -> Exported:
        """How much such an export would hold."""
        if wish.keys is None and not wish.query.strip() and wish.kind in (ExportFormat.CSV, ExportFormat.XLSX):
            return Exported(self.desk.store.count_applications(), "application")
        if wish.kind.whole:
            return Exported(self.desk.store.count_applications(), "application")
        with self._stories(wish, lambda _done: True) as stories:
            return Exported(sum(_weight(told, wish) for told in stories), _NOUNS.get(wish.kind, "application"))

    @contextmanager
    def _stories(self, wish: Wish, on: Going) -> Generator[Iterator[Told]]:
        keys = wish.keys
        if keys is None and wish.query.strip():
            keys = tuple(self._found(wish.query))
        with self.store.look() as look:
            yield _going(look.stories(keys), on)

    def _found(self, query: str) -> Iterator[str]:
        offset = 0
        while True:
            rows = self._page(query, offset)
            yield from (row.id for row in rows)
            if len(rows) < _PAGE:
                return
            offset += _PAGE

    def _page(self, query: str, offset: int) -> tuple[ApplicationRow, ...]:
        for _ in range(_TRIES):
            try:
                return self.desk.store.search(query, limit=_PAGE, offset=offset)
            except Superseded:
                continue
        raise Problem("The list is being searched just now. Try again in a moment.")

    def _written(self, wish: Wish, stories: Iterator[Told], out: BinaryIO) -> int:
        zone = self.desk.clock.zone()
        match wish.kind:
            case ExportFormat.CSV | ExportFormat.XLSX:
                counted = _Counted(stories)
                rows = (cells(told, zone) for told in counted)
                self.writers.tables.write(wish.kind, COLUMNS, rows, out)
                return counted.number
            case ExportFormat.SANKEY:
                found, number = flows(stories, wish.period)
                out.write(as_text(found).encode("utf-8"))
                return number
            case ExportFormat.RECORD:
                name = text.line(wish.name, "Your name", field="name")
                record = record_of(stories, wish.period, self.desk.clock.now(), name)
                out.write(self.writers.papers.draw(record))
                return len(record.efforts)
            case ExportFormat.VCF:
                return _write_cards(stories, out)
            case _:
                return self._write_interviews(stories, out)

    def _write_interviews(self, stories: Iterator[Told], out: BinaryIO) -> int:
        found = [as_calendar_event(event, one, contact) for event, one, contact in _interviews(stories)]
        out.write(self.writers.calendars.write(found, self.desk.clock.now()))
        return len(found)


class _Counted(Generic[T]):
    """Things on their way, and how many have gone by."""

    def __init__(self, things: Iterable[T]) -> None:
        self._things = things
        self.number = 0

    def __iter__(self) -> Iterator[T]:
        for thing in self._things:
            self.number += 1
            yield thing


def _going(stories: Iterator[Told], on: Going) -> Iterator[Told]:
    for number, told in enumerate(stories):
        if number % _EVERY == 0 and not on(number):
            raise Cancelled
        yield told


def _interviews(stories: Iterator[Told]) -> Iterator[tuple[Event, Application, Contact | None]]:
    for told in stories:
        people = {c.id: c for c in told.contacts}
        for event in told.events:
            if event.kind is EventKind.INTERVIEW:
                yield event, told.application, people.get(event.contact_id or "")


def _write_cards(stories: Iterator[Told], out: BinaryIO) -> int:
    known: set[int] = set()
    for told in stories:
        for contact in told.contacts:
            # somebody met through two applications at one company is one person
            same = hash((text.folded(contact.name), contact.email.casefold(), text.folded(told.application.company)))
            if same not in known:
                known.add(same)
                out.write(card(contact, told.application).encode("utf-8"))
    return len(known)


def _weight(told: Told, wish: Wish) -> int:
    """How much of what the format holds comes from this application."""
    match wish.kind:
        case ExportFormat.ICS:
            return sum(e.kind is EventKind.INTERVIEW for e in told.events)
        case ExportFormat.VCF:
            return len(told.contacts)
        case ExportFormat.SANKEY | ExportFormat.RECORD:
            return int(told.begun_at is not None and told.begun_at in wish.period)
        case _:
            return 1
