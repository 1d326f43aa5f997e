"""The store: one transaction to write in, and the reads, each of them one consistent look."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from companion.core.account import Account
from companion.core.application import Application, ApplicationRow, Candidate, Contact, Event, State
from companion.core.attachment import Attachment
from companion.core.debrief import Debrief
from companion.core.follow_up import FollowUp
from companion.core.held import HeldNo
from companion.core.highlight import Highlight, Showing
from companion.core.import_run import ImportRun
from companion.core.ledger import LedgerLine, Shelf
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.query import USUAL, Order, Query
from companion.core.reel import Past
from companion.core.saved_view import SavedView
from companion.core.settings import Settings
from companion.core.values import ValuesExercise

Stored = (
    Application
    | Contact
    | Event
    | Highlight
    | Showing
    | FollowUp
    | OutboxLetter
    | Account
    | HeldNo
    | Debrief
    | ValuesExercise
    | Attachment
    | SavedView
    | ImportRun
)
"""The kinds of things the store keeps, each in a table of its own, each found by its `id`."""

T = TypeVar("T", bound=Stored)


class Writer(Protocol):
    """The inside of one transaction: it sees its own writes; all of it is on disk at the end, or none."""

    def get(self, kind: type[T], key: str) -> T | None:
        """The thing with this key, with or without a tombstone, or None."""
        ...

    def put(self, thing: Stored) -> None:
        """Stores the thing whole, new or in place of the one with its id."""
        ...

    def of_application(self, kind: type[T], application_id: str) -> tuple[T, ...]:
        """Its things of that kind (Contact, Event, FollowUp, OutboxLetter, HeldNo, Debrief), tombstones left out, in
        key order.
        """
        ...

    def move_letter(self, key: str, before: LetterState, after: OutboxLetter) -> bool:
        """Stores `after` if the letter is still in state `before`; says whether it was. The way to claim a letter."""
        ...

    def set_settings(self, settings: Settings) -> None: ...

    def take_back_import(self, key: str) -> tuple[ImportRun, frozenset[str]]:
        """What the import added goes, what it filled is empty again. An application that was worked on since stays, and
        so does what was changed since. Returns the run, and the applications that were here before it and whose events
        it changed. Raises Problem if there is no such import, or it was taken back already.
        """
        ...

    def bring_import_again(self, key: str) -> tuple[ImportRun, frozenset[str]]:
        """The opposite, for an import that was taken back. What came again by another import meanwhile stays away."""
        ...


class Store(Protocol):
    """Reads see what was committed. Each read is one consistent look."""

    def write(self, now: datetime, *, flushed: bool = True) -> AbstractContextManager[Writer]:
        """One transaction, committed and flushed to disk (fsync) when its block ends, undone if it raises.

        now: the moment kept with every changed field. flushed: if false, only the next one that is flushed brings it to
        the disk: a power cut may undo it, the end of this process never does. Raises StoreProblem.
        """
        ...

    def get(self, kind: type[T], key: str) -> T | None: ...

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every thing of that kind without a tombstone, in key order. Not for applications or events."""
        ...

    def of_application(self, kind: type[T], application_id: str) -> tuple[T, ...]: ...

    def events_with_uid(self, uid: str) -> tuple[Event, ...]:
        """Those that came from this event of a calendar (Event.uid, not ""), tombstones too, in key order."""
        ...

    def search(
        self, asked: Query | str, *, order: Order = USUAL, limit: int, offset: int = 0
    ) -> tuple[ApplicationRow, ...]:
        """Applications that fit the filters and every word, accents and case aside. A text: words alone.

        A word fits where it begins a word of anything that is kept (company, role, place, notes, contacts, feedback,
        tags, letters, posting) or, from three letters on, is a part of company, role, place, contacts or tags; one that
        is nowhere in the store means the nearest words that are (core.typos). Best first: whole words of the company,
        its beginnings, those of the short fields, those anywhere, parts; among the same the newest application first.
        With no words, or with an order: as the order says.
        A later `search` from another thread makes a running one raise `Superseded`.
        """
        ...

    def counts(self, asked: Query | str) -> dict[State, int]:
        """How many of what `search` finds stand where; states without any are left out. Makes way for searches."""
        ...

    def known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tags and the sources of all applications, each once, in order of their names."""
        ...

    def count_applications(self) -> int: ...

    def answer_times(self, limit: int) -> tuple[tuple[datetime, datetime], ...]:
        """When the user applied, and when the first answer (a no too) came, latest application first. It looks through
        the `limit` latest applications alone, whatever the size of the list; those without an answer are left out.
        """
        ...

    def at_company(self, words: tuple[str, ...]) -> tuple[ApplicationRow, ...]:
        """Applications whose company has all these words (whole ones), latest sign of life first; at most a
        thousand. Archived ones too.
        """
        ...

    def tags(self) -> tuple[str, ...]:
        """Every tag in use, the most used first, then by name."""
        ...

    def candidates(self) -> tuple[Candidate, ...]:
        """Every open application, latest sign of life first."""
        ...

    def shown(self) -> dict[str, Past]:
        """For each highlight's id that was ever in a reel: when last, and what the user said of it."""
        ...

    def showings_of(self, reel_id: str) -> tuple[Showing, ...]:
        """What one reel has shown so far."""
        ...

    def count_reels(self) -> int: ...

    def open_follow_ups(self) -> tuple[FollowUp, ...]:
        """Those not closed whose application stands, soonest first."""
        ...

    def due_follow_ups(self, now: datetime) -> tuple[FollowUp, ...]:
        """Of the open ones those that are due, soonest first. There may be thousands more that wait for their time."""
        ...

    def next_follow_up_at(self, after: datetime) -> datetime | None:
        """When the next open one falls due."""
        ...

    def next_interview(self, after: datetime) -> Event | None:
        """The next interview of an application that is still open."""
        ...

    def letters(self, *states: LetterState) -> tuple[OutboxLetter, ...]:
        """The letters in any of these states, soonest `not_before` first."""
        ...

    def find_letters(
        self, shelf: Shelf, typed: str, *, now: datetime, limit: int, offset: int = 0
    ) -> tuple[LedgerLine, ...]:
        """A page of what lies on a shelf and holds every word of `typed` (core.ledger.letter_text).

        ON_THE_WAY: what leaves soonest first; the others: the latest first. Closed ones of deleted applications are
        left out.
        """
        ...

    def count_letters(self, typed: str, *, now: datetime) -> Mapping[Shelf, int]:
        """How many `find_letters` would find on each shelf."""
        ...

    def settings(self) -> Settings: ...

    def sending(self) -> AbstractContextManager[bool]:
        """The right to send: true inside the block for one process at a time, false if another has it now.

        The operating system gives it back when the process dies.
        """
        ...

    def filing(self) -> AbstractContextManager[bool]:
        """The right to file copies of what was sent; like `sending`, and apart from it."""
        ...

    def back_up(self, target: Path) -> None:
        """A whole, checked copy of the store as it is now, in place under `target` only when it is complete."""
        ...

    def check(self) -> str:
        """ "ok", or what SQLite's integrity check says first."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole copy of the store, and what is in it."""

    path: Path
    made_at: datetime
    applications: int
    highlights: int
