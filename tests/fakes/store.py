"""MemoryStore: ports.Store in dictionaries, for the unit tests of services.

tests/contract/test_store.py holds it to what the real store does: the same order, the same tombstones, the same
refusals. It derives states with core.application.state_of, where the real one has triggers.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from companion.core import moments
from companion.core.account import Account
from companion.core.application import (
    MOVING,
    Application,
    ApplicationRow,
    Candidate,
    Contact,
    Event,
    EventKind,
    State,
    in_order,
    state_of,
)
from companion.core.attachment import Attachment
from companion.core.debrief import Debrief
from companion.core.follow_up import Closed, FollowUp
from companion.core.held import HeldNo
from companion.core.highlight import Highlight, Showing, Verdict
from companion.core.import_run import UNKNOWN, ImportRun
from companion.core.ledger import LedgerLine, Shelf
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.core.query import USUAL, Order, Query
from companion.core.reel import Past
from companion.core.settings import Settings
from companion.core.text import folded
from companion.services.ports import Stored, T
from tests.fakes import found
from tests.fakes.shelves import shelved

_PARENTS: dict[type[Stored], dict[str, type[Stored]]] = {
    Contact: {"application_id": Application},
    Event: {"application_id": Application, "contact_id": Contact},
    Showing: {"highlight_id": Highlight},
    HeldNo: {"application_id": Application, "event_id": Event},
    Debrief: {"application_id": Application},
    FollowUp: {"application_id": Application, "cause_id": Event, "contact_id": Contact},
    Attachment: {"application_id": Application},
    OutboxLetter: {"application_id": Application, "follow_up_id": FollowUp, "account_id": Account},
}


class MemoryWriter:
    """The things as they are inside one transaction."""

    def __init__(self, things: Mapping[tuple[type[Stored], str], Stored], settings: Settings) -> None:
        self.things = dict(things)
        self.settings = settings
        self.ended = False

    def get(self, kind: type[T], key: str) -> T | None:
        self._check()
        found = self.things.get((kind, key))
        return found if isinstance(found, kind) else None

    def of_application(self, kind: type[T], application_id: str) -> tuple[T, ...]:
        self._check()
        if "application_id" not in {field.name for field in fields(kind)}:
            raise ValueError("a thing of this kind belongs to no application")
        return tuple(
            sorted(
                (t for t in standing(self.things, kind) if getattr(t, "application_id", None) == application_id),
                key=lambda t: t.id,
            )
        )

    def put(self, thing: Stored) -> None:
        self._check()
        for name, kind in _PARENTS.get(type(thing), {}).items():
            key = getattr(thing, name)
            if key is not None and (kind, key) not in self.things:
                raise ValueError(f"there is no {kind.__name__} {key!r}")
        self._refuse_second(thing)
        self.things[type(thing), thing.id] = _to_the_second(thing)

    def move_letter(self, key: str, before: LetterState, after: OutboxLetter) -> bool:
        if after.id != key:
            raise ValueError("a letter keeps its key")
        found = self.get(OutboxLetter, key)
        if found is None or found.state is not before:
            return False
        self.put(after)
        return True

    def set_settings(self, settings: Settings) -> None:
        self._check()
        self.settings = settings

    def take_back_import(self, key: str) -> tuple[ImportRun, frozenset[str]]:
        """Nothing was ever imported here: files are read into the real store alone."""
        self._check()
        del key
        raise Problem(UNKNOWN)

    def bring_import_again(self, key: str) -> tuple[ImportRun, frozenset[str]]:
        return self.take_back_import(key)

    def _check(self) -> None:
        if self.ended:
            raise RuntimeError("this transaction has ended")

    def _refuse_second(self, thing: Stored) -> None:
        if not isinstance(thing, FollowUp | OutboxLetter):
            return
        for other in self.things.values():
            if (
                isinstance(other, type(thing))
                and other.id != thing.id
                and (other.application_id, other.kind, other.round) == (thing.application_id, thing.kind, thing.round)
                and not (_taken_back(other) or _taken_back(thing))
            ):
                raise ValueError("there is already one of this kind and round")


def _taken_back(thing: Stored) -> bool:
    return isinstance(thing, OutboxLetter) and thing.state is LetterState.TAKEN_BACK


def _to_the_second(thing: Stored) -> Stored:
    exact = {f.name: getattr(thing, f.name) for f in fields(thing)}
    return replace(thing, **{k: moments.whole_second(v) for k, v in exact.items() if isinstance(v, datetime)})


def standing(things: Mapping[tuple[type[Stored], str], Stored], kind: type[T]) -> list[T]:
    """Those of the kind without a tombstone, in the order in which they were first put."""
    return [t for t in things.values() if isinstance(t, kind) and getattr(t, "deleted_at", None) is None]


class MemoryStore:
    """ports.Store. sound: what `check` answers."""

    def __init__(self) -> None:
        self.sound = "ok"
        self._things: dict[tuple[type[Stored], str], Stored] = {}
        self._settings = Settings()
        self._in_write = False
        self._sending = Lock()
        self._filing = Lock()

    @contextmanager
    def write(self, now: datetime, *, flushed: bool = True) -> Generator[MemoryWriter]:
        del flushed  # no power cut here
        moments.to_text(now)
        if self._in_write:
            raise RuntimeError("a transaction inside a transaction")
        writer = MemoryWriter(self._things, self._settings)
        self._in_write = True
        try:
            yield writer
            self._things, self._settings = writer.things, writer.settings
        finally:
            writer.ended = True
            self._in_write = False

    def get(self, kind: type[T], key: str) -> T | None:
        return self._look().get(kind, key)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        return tuple(sorted(standing(self._things, kind), key=lambda t: t.id))

    def of_application(self, kind: type[T], application_id: str) -> tuple[T, ...]:
        return self._look().of_application(kind, application_id)

    def events_with_uid(self, uid: str) -> tuple[Event, ...]:
        found = (t for t in self._things.values() if isinstance(t, Event) and t.uid == uid != "")
        return tuple(sorted(found, key=lambda e: e.id))

    def counts(self, asked: Query | str) -> dict[State, int]:
        states = [row.state for row in self.search(asked, limit=len(self._things))]
        return {state: states.count(state) for state in State if state in states}

    def search(
        self, asked: Query | str, *, order: Order = USUAL, limit: int, offset: int = 0
    ) -> tuple[ApplicationRow, ...]:
        query = Query(asked) if isinstance(asked, str) else asked
        return tuple(one.row for one in found.find(self._held(), query, order)[offset : offset + limit])

    def known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        there = standing(self._things, Application)
        tags, sources = {tag for a in there for tag in a.tags}, {a.source for a in there if a.source}
        return tuple(sorted(sorted(tags), key=folded)), tuple(sorted(sorted(sources), key=folded))

    def count_applications(self) -> int:
        return len(standing(self._things, Application))

    def answer_times(self, limit: int) -> tuple[tuple[datetime, datetime], ...]:
        rows = [self._row(application) for application in standing(self._things, Application)[::-1]]
        applied = [(row.id, row.applied_at) for row in rows if row.applied_at is not None]
        applied = sorted(applied, key=lambda pair: pair[1], reverse=True)[:limit]
        silent = (EventKind.APPLIED, EventKind.ACCEPTED, EventKind.WITHDRAWN)
        first = {
            key: min((e.at for e in self._moving(key) if e.kind not in silent and e.at >= at), default=None)
            for key, at in applied
        }
        return tuple((at, answered) for key, at in applied if (answered := first[key]) is not None)

    def at_company(self, words: tuple[str, ...]) -> tuple[ApplicationRow, ...]:
        wanted = {folded(word) for word in words}
        found = [a for a in self._listed() if wanted and wanted <= set(folded(a.company).replace("&", " ").split())]
        return tuple(self._row(application) for application in found[:1000])

    def tags(self) -> tuple[str, ...]:
        every = [tag for application in standing(self._things, Application) for tag in application.tags]
        return tuple(sorted(set(every), key=lambda tag: (-every.count(tag), tag)))

    def candidates(self) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(a.id, a.company, a.role, ", ".join(c.name for c in self.of_application(Contact, a.id)))
            for a in self._listed()
            if self._is_open(a.id)
        )

    def shown(self) -> dict[str, Past]:
        by_card: dict[str, list[Showing]] = {}
        for showing in standing(self._things, Showing):
            by_card.setdefault(showing.highlight_id, []).append(showing)
        return {key: _past(showings) for key, showings in by_card.items()}

    def showings_of(self, reel_id: str) -> tuple[Showing, ...]:
        return tuple(showing for showing in standing(self._things, Showing) if showing.reel_id == reel_id)

    def count_reels(self) -> int:
        return len({showing.reel_id for showing in standing(self._things, Showing)})

    def open_follow_ups(self) -> tuple[FollowUp, ...]:
        there = {a.id for a in standing(self._things, Application)}
        found = [f for f in standing(self._things, FollowUp) if f.closed is Closed.OPEN and f.application_id in there]
        return tuple(sorted(found, key=lambda f: (f.due_at, f.id)))

    def due_follow_ups(self, now: datetime) -> tuple[FollowUp, ...]:
        return tuple(f for f in self.open_follow_ups() if f.is_due(now))

    def next_follow_up_at(self, after: datetime) -> datetime | None:
        return min((f.due_at for f in self.open_follow_ups() if f.due_at > after), default=None)

    def next_interview(self, after: datetime) -> Event | None:
        there = {a.id for a in standing(self._things, Application) if self._is_open(a.id)}
        found = [
            e
            for e in standing(self._things, Event)
            if e.kind is EventKind.INTERVIEW and e.at > moments.whole_second(after) and e.application_id in there
        ]
        return min(found, key=lambda e: (e.at, e.id), default=None)

    def letters(self, *states: LetterState) -> tuple[OutboxLetter, ...]:
        found = [letter for letter in standing(self._things, OutboxLetter) if letter.state in states]
        return tuple(sorted(found, key=lambda letter: (letter.not_before, letter.id)))

    def find_letters(
        self, shelf: Shelf, typed: str, *, now: datetime, limit: int, offset: int = 0
    ) -> tuple[LedgerLine, ...]:
        return shelved(self._things, shelf, typed, moments.whole_second(now))[offset : offset + limit]

    def count_letters(self, typed: str, *, now: datetime) -> dict[Shelf, int]:
        return {shelf: len(shelved(self._things, shelf, typed, moments.whole_second(now))) for shelf in Shelf}

    def settings(self) -> Settings:
        return self._settings

    @contextmanager
    def sending(self) -> Generator[bool]:
        mine = self._sending.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                self._sending.release()

    @contextmanager
    def filing(self) -> Generator[bool]:
        mine = self._filing.acquire(blocking=False)
        try:
            yield mine
        finally:
            if mine:
                self._filing.release()

    def back_up(self, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{len(self._things)} things\n", encoding="utf-8")

    def check(self) -> str:
        return self.sound

    def close(self) -> None:
        """Nothing to close."""

    def _look(self) -> MemoryWriter:
        return MemoryWriter(self._things, self._settings)

    def _moving(self, application_id: str) -> list[Event]:
        return [e for e in in_order(self.of_application(Event, application_id)) if e.kind in MOVING]

    def _is_open(self, application_id: str) -> bool:
        return state_of(self.of_application(Event, application_id)).open

    def _row(self, application: Application) -> ApplicationRow:
        moving = self._moving(application.id)
        return ApplicationRow(
            application.id,
            application.company,
            application.role,
            application.place,
            state_of(self.of_application(Event, application.id)),
            moving[-1].at if moving else None,
            next((event.at for event in moving if event.kind is EventKind.APPLIED), None),
            application.tags,
            application.archived_at is not None,
        )

    def _listed(self) -> list[Application]:
        """Nothing has happened yet: first, the newest first; then the latest sign of life."""
        newest_first = standing(self._things, Application)[::-1]
        rows = {application.id: self._row(application) for application in newest_first}
        silent = [a for a in newest_first if rows[a.id].latest_at is None]
        heard = [a for a in newest_first if rows[a.id].latest_at is not None]
        return silent + sorted(heard, key=lambda a: str(rows[a.id].latest_at), reverse=True)

    def _held(self) -> list[found.Held]:
        return [
            found.Held(
                number,
                application,
                self._row(application),
                self.of_application(Contact, application.id),
                self.of_application(Event, application.id),
                self.of_application(OutboxLetter, application.id),
                self.of_application(FollowUp, application.id),
                self.of_application(Attachment, application.id),
            )
            for number, application in enumerate(standing(self._things, Application))
        ]


def _past(showings: Sequence[Showing]) -> Past:
    helped = [s.at for s in showings if s.verdict is Verdict.HELPED]
    unwanted = max((s.at for s in showings if s.verdict is Verdict.NOT_THIS), default=None)
    if unwanted is not None and helped and max(helped) >= unwanted:
        unwanted = None
    return Past(max(s.at for s in showings), len(helped), unwanted)
