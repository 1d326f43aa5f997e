"""Everything out into one file, and back in without loss.

A file adds what is missing and brings up to date what was changed earlier than in the file; what is here and newer
stays. The same file again changes nothing. A letter that waited when the file was written may have left since: it comes
in as uncertain, and what was due comes in doubt, as with a backup that is restored (services.backups).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from companion.core import moments
from companion.core.application import Application
from companion.core.changes import ChangeSet
from companion.core.exporting import Cancelled
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import IMPORTED, LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.core.settings import KEYS, Settings
from companion.core.whole import (
    FORMAT,
    HEAD,
    LEFT_OUT,
    ORDER,
    PLAIN,
    SECTIONS,
    SETTINGS,
    Json,
    NotOurs,
    Row,
    read,
    text,
    written,
)
from companion.services.ports import Contents, StoreLook, Taken, Taker, WholeFiles, WholePart, WholeStore
from companion.services.work import TABLES, Desk, Outcome, Undo

_EVERY: Final = 500
"""Things between two looks at whether to go on."""
_WAITS: Final = (LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING)
_MINE: Final = frozenset({"welcomed", "silence_counted"})
"""Settings about what has happened here."""

Going: TypeAlias = Callable[[int], bool]
"""Told how many things are done; False ends the work, which raises Cancelled."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What a file holds. exported_at: when it was written; version: by which companion."""

    exported_at: datetime
    version: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """added, updated, kept: things, by section. backup: the copy of the store that was made before, None if it was
    empty. held: letters that came in as uncertain. contents: of pictures and files, that were missing here.
    """

    added: dict[str, int]
    updated: dict[str, int]
    kept: dict[str, int]
    held: int
    contents: int
    backup: Path | None


@dataclass(frozen=True, slots=True)
class Whole:
    """Exports and imports everything. back_up: makes a copy of the store by hand; version: of this program."""

    desk: Desk
    store: WholeStore
    files: WholeFiles
    contents: Contents
    back_up: Callable[[], Path]
    version: str

    def export(self, out: BinaryIO, on: Going) -> int:
        """Writes everything as it is now; returns how many applications. Raises Cancelled."""
        counted: Counter[str] = Counter()
        with self.store.look() as look:
            self.files.write(_counting(self._parts(look), counted, on), out)
        return counted["applications"]

    def pack(self, out: BinaryIO, on: Going) -> int:
        """The same as a zip, with the contents of pictures and files."""
        counted: list[int] = []
        self.contents.pack(lambda document: counted.append(self.export(document, on)), out, on)
        return counted[0]

    def _parts(self, look: StoreLook) -> Iterator[WholePart]:
        now = moments.to_text(self.desk.clock.now())
        yield HEAD, {"format": FORMAT, "version": self.version, "exported_at": now}
        yield from ((SETTINGS, one) for one in look.settings() if one["key"] not in LEFT_OUT)
        for section, kind in SECTIONS.items():
            yield from ((section, written(row)) for row in look.rows(kind))
        for section in PLAIN:
            yield from ((section, one) for one in look.plain(section))

    def look_at(self, path: Path, on: Going) -> Holds:
        """Reads the file from end to end and writes nothing. Raises Problem(field="file")."""
        counted: Counter[str] = Counter()
        head: dict[str, Json] = {}
        with _refusing(path):
            for section, thing in _counting(_in_order(self.files.read(path)), counted, on):
                if section == HEAD:
                    head = dict(thing)
                elif section in SECTIONS:
                    read(section, thing)
            return Holds(
                moments.from_text(str(head.get("exported_at"))),
                str(head.get("version", "")),
                {section: counted[section] for section in SECTIONS},
            )

    def take_in(self, path: Path, on: Going, *, origin: str = "") -> Outcome[TakenIn]:
        """Takes the file into the store in one transaction, after a copy of the store if anything is in it.

        Raises Problem(field="file") and Cancelled; the store is then as it was.
        """
        now = self.desk.clock.now()
        empty = self.store.is_empty()
        self.look_at(path, on)  # nothing is copied for a file that is refused
        contents = self.contents.unpack(path, on)
        backup = None if empty else self.back_up()
        with _refusing(path), self.store.taking(now) as taker:
            done = _Taking(taker, now, self.desk.store.settings(), empty=empty)
            for section, thing in _counting(_in_order(self.files.read(path)), Counter(), on):
                done.take(section, thing)
            done.end()
        added, updated, kept = (dict(done.counts[each]) for each in (Taken.ADDED, Taken.UPDATED, Taken.KEPT))
        result = TakenIn(added, updated, kept, done.held, contents, backup)
        changes = ChangeSet(frozenset(done.tables), frozenset(done.applications), origin)
        return Outcome(result, changes, Undo((), frozenset()))


def _counting(parts: Iterator[WholePart], counted: Counter[str], on: Going) -> Iterator[WholePart]:
    for number, (section, thing) in enumerate(parts):
        if number % _EVERY == 0 and not on(number):
            raise Cancelled
        counted[section] += 1
        yield section, thing


def _in_order(parts: Iterator[WholePart]) -> Iterator[WholePart]:
    """The parts, if the head comes first and knows this format. Sections in another order would belong to nothing."""
    place = -1
    for section, thing in parts:
        if section not in ORDER or ORDER.index(section) < place:
            raise NotOurs("a section that does not belong there")
        if place < 0:
            _check_head(section, thing)
        place = ORDER.index(section)
        yield section, thing
    if place < 0:
        raise NotOurs("no head")


def _check_head(section: str, thing: Mapping[str, Json]) -> None:
    found = thing.get("format")
    if section != HEAD or not isinstance(found, int) or found < 1:
        raise NotOurs("no head")
    if found > FORMAT:
        raise Problem(
            "This file was written by a newer companion. Nothing was imported; update this one first.", field="file"
        )


@contextmanager
def _refusing(path: Path) -> Generator[None]:
    try:
        yield
    except (NotOurs, ValueError) as error:
        raise Problem(
            f"{path.name} is not whole, or not what the companion exports. Nothing was imported.",
            field="file",
            details=str(error),
        ) from error


class _Taking:
    """One file on its way in. empty: whether the store was."""

    def __init__(self, taker: Taker, now: datetime, settings: Settings, *, empty: bool) -> None:
        self._taker = taker
        self._now = now
        self._settings = settings
        self._empty = empty
        self._instead: dict[str, str] = {}
        self._in_doubt: list[str] = []
        self.counts = {each: Counter[str]() for each in Taken}
        self.held = 0
        self.tables: set[str] = set()
        self.applications: set[str] = set()

    def take(self, section: str, thing: Mapping[str, Json]) -> None:
        if section == SETTINGS:
            self._take_setting(thing)
        elif section in PLAIN:
            self._taker.take_plain(section, thing)
        elif section in SECTIONS:
            self._take_row(section, read(section, thing))

    def _take_setting(self, found: Mapping[str, Json]) -> None:
        key, value = found.get("key"), found.get("value")
        if not isinstance(key, str) or key not in KEYS or key in LEFT_OUT:
            return
        if type(value) is not type(getattr(self._settings, key)):
            raise NotOurs(f"{SETTINGS}: a value of another kind")
        changed_at = moments.from_text(text(found.get("changed_at"), SETTINGS))
        # who has only just begun here has chosen nothing yet, though the first start has written what is usual
        self._taker.take_setting(key, value, changed_at, always=self._empty and key not in _MINE)
        self.tables.add("setting")

    def _take_row(self, section: str, row: Row) -> None:
        if isinstance(row.thing, OutboxLetter):
            row = self._held_back(row, row.thing)
        same = self._taker.same_work(row)
        if same is not None:
            self._instead[row.thing.id] = same
            self.counts[Taken.KEPT][section] += 1
            return
        taken = self._taker.take(row)
        self.counts[taken][section] += 1
        if taken is Taken.KEPT:
            return
        thing = row.thing
        self.tables.add(TABLES[type(thing)])
        key = thing.id if isinstance(thing, Application) else getattr(thing, "application_id", "")
        if key:
            self.applications.add(key)
        if isinstance(thing, OutboxLetter) and thing.why == IMPORTED:
            self.held += 1
        if isinstance(thing, FollowUp) and thing.closed is Closed.OPEN and thing.due_at <= self._now:
            self._in_doubt.append(thing.id)

    def _held_back(self, row: Row, letter: OutboxLetter) -> Row:
        letter = replace(letter, follow_up_id=self._instead.get(letter.follow_up_id, letter.follow_up_id))
        if letter.state not in _WAITS:
            return Row(letter, row.changed_at)
        held = replace(letter, state=LetterState.UNCERTAIN, why=IMPORTED, state_at=self._now)
        return Row(held, row.changed_at)

    def end(self) -> None:
        """What was due in the file may have left since it was written."""
        if not self._in_doubt:
            return
        known = self._settings.in_doubt.split()
        every = " ".join(dict.fromkeys([*known, *self._in_doubt]))
        self._taker.take_setting("in_doubt", every, self._now, always=True)
        self.tables.add("setting")
