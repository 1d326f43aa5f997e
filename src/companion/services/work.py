"""One unit of work: a transaction that notes what it changed and how to take it back.

Every write of the app goes through here, so that a change set for the views, undo, and the follow-ups that
are due are never forgotten by a use case.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Generic, TypeVar

from companion.core.account import Account
from companion.core.application import Application, Contact, Event
from companion.core.attachment import Attachment
from companion.core.business_days import WorkingHours
from companion.core.changes import ChangeSet
from companion.core.debrief import Debrief
from companion.core.follow_up import Asked, Closed, FollowUp, LetterKind, Timing, reconcile, wanted
from companion.core.held import HeldNo, read_clock
from companion.core.highlight import Highlight, Showing
from companion.core.import_run import ImportRun
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.core.saved_view import SavedView
from companion.core.settings import Settings
from companion.core.values import ValuesExercise
from companion.services.ports import Clock, Ids, Store, Stored, Writer

T = TypeVar("T")
Undoable = Application | Contact | Event | Highlight | Account | Debrief | Attachment | SavedView

_TABLES: dict[type, str] = {
    Application: "application",
    Contact: "contact",
    Event: "event",
    Highlight: "highlight",
    Showing: "showing",
    FollowUp: "follow_up",
    OutboxLetter: "letter",
    Account: "account",
    HeldNo: "held_no",
    Debrief: "debrief",
    ValuesExercise: "values_exercise",
    Attachment: "attachment",
    SavedView: "saved_view",
    ImportRun: "import_run",
}


@dataclass(frozen=True, slots=True)
class Undo:
    """What to put back, and the applications whose follow-ups to settle again afterwards.

    imported: the import to take back, which holds what it did in the store; again: to bring it again instead.
    """

    things: tuple[Undoable, ...]
    applications: frozenset[str]
    imported: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What a write returns: its result, what changed, and how to take it back."""

    value: T
    changes: ChangeSet
    undo: Undo


class Work:
    """The inside of a unit of work. zone: the user's. settings: what is kept; asked only where it matters."""

    def __init__(
        self, writer: Writer, ids: Ids, now: datetime, zone: tzinfo, settings: Callable[[], Settings], origin: str
    ) -> None:
        self.writer = writer
        self.ids = ids
        self.now = now
        self._zone = zone
        self._settings = settings
        self._origin = origin
        self._before: dict[str, Undoable] = {}
        self._tables: set[str] = set()
        self._applications: set[str] = set()

    def put(self, thing: Stored) -> None:
        """Stores a thing, and keeps what was there before for undo."""
        if isinstance(thing, Undoable):
            before = self.writer.get(type(thing), thing.id)
            self._before.setdefault(thing.id, before or replace(thing, deleted_at=self.now))
        self.writer.put(thing)
        self.note(thing)

    def note(self, thing: Stored) -> None:
        """Counts a thing as changed, without storing it."""
        self._tables.add(_TABLES[type(thing)])
        if isinstance(thing, Application):
            self._applications.add(thing.id)
        elif isinstance(thing, Contact | Event | FollowUp | OutboxLetter | HeldNo | Debrief | Attachment):
            self._applications.add(thing.application_id)

    def note_import(self, run: ImportRun, applications: Iterable[str]) -> None:
        """Counts as changed what an import changes, or its taking back. applications: those known before."""
        self.note(run)
        self._tables |= {"application", "event", "contact"}
        self._applications |= set(applications)

    def set_settings(self, settings: Settings) -> None:
        self.writer.set_settings(settings)
        self._settings = lambda: settings
        self._tables.add("setting")

    def application(self, key: str) -> Application:
        """The application that stands under this key. Raises Problem if it was deleted meanwhile."""
        found = self.writer.get(Application, key)
        if found is None or found.deleted_at is not None:
            raise Problem("This application is not in the list any more. It was deleted meanwhile.")
        return found

    def settle(self, application_id: str) -> None:
        """Brings the application's follow-ups in line with its events. A letter whose event was taken back stays here,
        as long as it has not left.
        """
        for follow_up in self.writer.of_application(FollowUp, application_id):
            cause = self.writer.get(Event, follow_up.cause_id)
            if follow_up.closed is Closed.OUTBOX and (cause is None or cause.deleted_at is not None):
                self._take_back(application_id, follow_up.id)
        events = self.writer.of_application(Event, application_id)
        contacts = self.writer.of_application(Contact, application_id)
        existing = self.writer.of_application(FollowUp, application_id)
        timing = self.timing(self._asked(existing, application_id))
        result = reconcile(existing, wanted(events, contacts, timing))
        for follow_up in result.changed:
            self.put(follow_up)
        for want, round_ in result.missing:
            self.put(
                FollowUp(
                    self.ids.new(),
                    application_id,
                    want.kind,
                    round_,
                    want.cause_id,
                    want.contact_id,
                    want.due_at,
                    want.best_before,
                    want.useful_until,
                )
            )

    def timing(self, asked: tuple[Asked, ...] = ()) -> Timing:
        """What due times rest on. asked: the questions about the next step so far."""
        return Timing(self._zone, working_hours(self._settings(), self._zone), asked)

    def _asked(self, follow_ups: Iterable[FollowUp], application_id: str) -> tuple[Asked, ...]:
        """The questions about the next step that were handed to the outbox, and when each left or will leave."""
        gone = sorted(
            (f for f in follow_ups if f.kind is LetterKind.STATUS and f.closed is Closed.OUTBOX), key=lambda f: f.round
        )
        letters = self.writer.of_application(OutboxLetter, application_id) if gone else ()
        return tuple(Asked(f.cause_id, max(_leaving(letters, f.id), default=None)) for f in gone)

    def take_back_letters(self, application_id: str) -> None:
        """Stops the letters of an application that have not left yet; they are due again if it comes back."""
        for follow_up in self.writer.of_application(FollowUp, application_id):
            self._take_back(application_id, follow_up.id)

    def _take_back(self, application_id: str, follow_up_id: str) -> None:
        for letter in self.writer.of_application(OutboxLetter, application_id):
            if letter.follow_up_id == follow_up_id and letter.state is LetterState.QUEUED:
                after = replace(letter, state=LetterState.TAKEN_BACK, state_at=self.now)
                if self.writer.move_letter(letter.id, LetterState.QUEUED, after):
                    self.note(after)
                    follow_up = self.writer.get(FollowUp, letter.follow_up_id)
                    if follow_up is not None and follow_up.closed is Closed.OUTBOX:
                        self.put(replace(follow_up, closed=Closed.OPEN))

    def outcome(self, value: T) -> Outcome[T]:
        changes = ChangeSet(frozenset(self._tables), frozenset(self._applications), self._origin)
        return Outcome(value, changes, Undo(tuple(self._before.values()), frozenset(self._applications)))


def working_hours(settings: Settings, zone: tzinfo) -> WorkingHours:
    """When the user writes letters; at any time if no hours are set, or if what is kept is no time of day."""
    try:
        begins, ends = (read_clock(kept, field="") for kept in (settings.work_from, settings.work_to))
    except Problem:
        return WorkingHours(zone)
    return WorkingHours(zone, begins, ends)


def _leaving(letters: Iterable[OutboxLetter], follow_up_id: str) -> list[datetime]:
    """When the letters of a follow-up left, as far as is known; one that is still here leaves at its time. What failed
    or was taken back is not among them.
    """
    waits = (LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING)
    gone = (LetterState.SENT, LetterState.UNCERTAIN)
    return [
        letter.not_before if letter.state in waits else letter.state_at
        for letter in letters
        if letter.follow_up_id == follow_up_id and letter.state in (*waits, *gone)
    ]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every use case works with: the store, the clock and new keys."""

    store: Store
    clock: Clock
    ids: Ids

    @contextmanager
    def work(self, origin: str = "", *, flushed: bool = True) -> Generator[Work]:
        """A unit of work; on disk when the block ends, or not at all. origin: who asks (see ChangeSet). flushed: see
        Store.write.
        """
        now = self.clock.now()
        with self.store.write(now, flushed=flushed) as writer:
            yield Work(writer, self.ids, now, self.clock.zone(), self.store.settings, origin)

    def undo(self, undo: Undo, origin: str = "") -> Outcome[None]:
        """Takes a unit of work back; what comes out can be undone again (redo)."""
        with self.work(origin) as work:
            for thing in undo.things:
                work.put(thing)
            applications = undo.applications
            if undo.imported:
                move = work.writer.bring_import_again if undo.again else work.writer.take_back_import
                run, applications = move(undo.imported)
                work.note_import(run, undo.applications | applications)
            for application_id in applications:
                application = work.writer.get(Application, application_id)
                if application is not None and application.deleted_at is not None:
                    work.take_back_letters(application_id)
                work.settle(application_id)
            outcome = work.outcome(None)
        return replace(outcome, undo=replace(outcome.undo, imported=undo.imported, again=not undo.again))
