"""One unit of work: a transaction that notes what it changed and how to take it back.

Every write of the app goes through here, so that a change set for the views, undo, and the follow-ups that
are due are never forgotten by a use case.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime, tzinfo
from typing import Final, Generic, TypeVar

from companion.core import moments
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

TABLES: Final[dict[type, str]] = {
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


Movable = FollowUp | HeldNo


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved to another application, as it was before and as the unit of work left it. What became of it since
    (a letter that left, a reel that was shown) stands, whatever is taken back.
    """

    before: Movable
    after: Movable


@dataclass(frozen=True, slots=True)
class Undo:
    """What to put back, and the applications whose follow-ups to settle again afterwards.

    after: the same things as they were left, to see what was changed since; none to put back whatever was. made: the
    ids of those that did not exist before.
    imported: the import to take back, which holds what it did in the store; again: to bring it again instead.
    """

    things: tuple[Undoable, ...]
    applications: frozenset[str]
    after: tuple[Undoable, ...] = ()
    made: frozenset[str] = frozenset()
    moved: tuple[Moved, ...] = ()
    imported: str = ""
    again: bool = False


class ChangedSince(Problem):
    """What is to be taken back was changed by somebody else meanwhile; nothing was written."""

    def __init__(self) -> None:
        super().__init__("This was changed elsewhere since, so it was not taken back. Nothing was written over.")


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
        self._after: dict[str, Undoable] = {}
        self._made: set[str] = set()
        self._moved: dict[str, Movable] = {}
        self._tables: set[str] = set()
        self._applications: set[str] = set()

    def put(self, thing: Stored) -> None:
        """Stores a thing, and keeps what was there before for undo."""
        if isinstance(thing, Undoable):
            if thing.id not in self._before:
                before = self.writer.get(type(thing), thing.id)
                self._before[thing.id] = before or replace(thing, deleted_at=self.now)
                if before is None:
                    self._made.add(thing.id)
            self._after[thing.id] = thing
        self.writer.put(thing)
        self.note(thing)

    def note(self, thing: Stored) -> None:
        """Counts a thing as changed, without storing it."""
        self._tables.add(TABLES[type(thing)])
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

    def settle(self, application_id: str, *, anew: bool = True) -> None:
        """Brings the application's follow-ups in line with its events. A letter whose event was taken back, and thanks
        for an interview that was moved to after them, stay here, as long as they have not left. Without `anew` only
        what was due once is due again.
        """
        for follow_up in self.writer.of_application(FollowUp, application_id):
            cause = self.writer.get(Event, follow_up.cause_id)
            if follow_up.closed is Closed.OUTBOX and (
                cause is None or cause.deleted_at is not None or self._comes_too_early(follow_up, cause)
            ):
                self._take_back(application_id, follow_up.id)
        events = self.writer.of_application(Event, application_id)
        contacts = self.writer.of_application(Contact, application_id)
        existing = self.writer.of_application(FollowUp, application_id)
        timing = self.timing(self._asked(existing, application_id))
        result = reconcile(existing, wanted(events, contacts, timing))
        for follow_up in result.changed:
            self.put(follow_up)
        for want, round_ in result.missing if anew else ():
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

    def _comes_too_early(self, follow_up: FollowUp, interview: Event) -> bool:
        """Whether thanks would leave before the interview that they are for begins."""
        if follow_up.kind is not LetterKind.THANK_YOU:
            return False
        letters = self.writer.of_application(OutboxLetter, interview.application_id)
        return any(
            letter.follow_up_id == follow_up.id
            and letter.state is LetterState.QUEUED
            and letter.not_before < interview.at
            for letter in letters
        )

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

    def move(self, things: Iterable[Movable]) -> None:
        """Stores what goes to another application, and the letters of a follow-up with it; undo knows where it was.

        A follow-up whose round another one has there by now takes the next that is free.
        """
        follow_ups: list[FollowUp] = []
        for thing in things:
            before = self.writer.get(type(thing), thing.id)
            if before is None:
                continue
            self._moved.setdefault(thing.id, before)
            self.note(before)
            if isinstance(thing, FollowUp):
                follow_ups.append(thing)
            else:
                self.put(thing)
        letters = {f.id: self._letters_of(f.id) for f in follow_ups}
        placed = self._placed(follow_ups)
        # out of each other's way first: there is one of each kind and round
        for number, follow_up in enumerate(placed):
            self._put_with(replace(follow_up, round=_OUT_OF_THE_WAY + number), letters[follow_up.id])
        for follow_up in placed:
            self._put_with(follow_up, letters[follow_up.id])

    def _put_with(self, follow_up: FollowUp, letters: Iterable[OutboxLetter]) -> None:
        self.put(follow_up)
        for letter in letters:
            self.put(replace(letter, application_id=follow_up.application_id, round=follow_up.round))

    def _letters_of(self, follow_up_id: str) -> tuple[OutboxLetter, ...]:
        """Its letters, as they are now."""
        follow_up = self.writer.get(FollowUp, follow_up_id)
        found = self.writer.of_application(OutboxLetter, follow_up.application_id) if follow_up else ()
        return tuple(letter for letter in found if letter.follow_up_id == follow_up_id)

    def _placed(self, follow_ups: Iterable[FollowUp]) -> list[FollowUp]:
        wanted_ = list(follow_ups)
        own = {f.id for f in wanted_}
        places = {f.application_id for f in wanted_}
        others = [f for place in places for f in self.writer.of_application(FollowUp, place) if f.id not in own]
        taken = {(f.application_id, f.kind, f.round) for f in others}
        placed: list[FollowUp] = []
        for follow_up in wanted_:
            round_ = follow_up.round
            while (follow_up.application_id, follow_up.kind, round_) in taken:
                round_ += 1
            taken.add((follow_up.application_id, follow_up.kind, round_))
            placed.append(replace(follow_up, round=round_))
        return placed

    def put_back(self, moved: Iterable[Moved]) -> None:
        """Moves things to where they were, and what they were, unless something became of them since."""
        things: list[Movable] = []
        for each in moved:
            now = self.writer.get(type(each.before), each.before.id)
            if now is not None:
                things.append(each.before if now == each.after else _back_in_place(now, each))
        self.move(things)

    def outcome(self, value: T) -> Outcome[T]:
        changes = ChangeSet(frozenset(self._tables), frozenset(self._applications), self._origin)
        moved = [(before, self.writer.get(type(before), key)) for key, before in self._moved.items()]
        undo = Undo(
            tuple(self._before.values()),
            frozenset(self._applications),
            tuple(self._after[key] for key in self._before),
            frozenset(self._made),
            tuple(Moved(before, after) for before, after in moved if after is not None),
        )
        return Outcome(value, changes, undo)


_OUT_OF_THE_WAY = 1_000_000
"""Rounds that no letter ever has."""


def _back_in_place(now: Movable, each: Moved) -> Movable:
    """What is there now, in the application in which it was."""
    before, after = each.before, each.after
    if not (isinstance(now, FollowUp) and isinstance(before, FollowUp) and isinstance(after, FollowUp)):
        return replace(now, application_id=before.application_id)
    return replace(
        now,
        application_id=before.application_id,
        round=before.round,
        cause_id=before.cause_id if now.cause_id == after.cause_id else now.cause_id,
        contact_id=before.contact_id if now.contact_id == after.contact_id else now.contact_id,
    )


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
        """Takes a unit of work back; what comes out can be undone again (redo).

        What was changed since stays where it is another field, and else refuses the whole (ChangedSince), as does
        something that was added to what would go.
        """
        with self.work(origin) as work:
            for thing in _to_put_back(work.writer, undo):
                work.put(thing)
            work.put_back(undo.moved)
            applications = undo.applications
            if undo.imported:
                move = work.writer.bring_import_again if undo.again else work.writer.take_back_import
                run, applications = move(undo.imported)
                work.note_import(run, undo.applications | applications)
            for application_id in () if _fields_alone(undo) else applications:
                application = work.writer.get(Application, application_id)
                if application is not None and application.deleted_at is not None:
                    work.take_back_letters(application_id)
                # an import makes nothing due where it knew no day, and does not when it comes again either
                work.settle(application_id, anew=not (undo.imported and undo.again))
            outcome = work.outcome(None)
        back = replace(outcome.undo, made=undo.made, imported=undo.imported, again=not undo.again)
        return replace(outcome, undo=back)


def _fields_alone(undo: Undo) -> bool:
    """Whether only fields of applications go back, on which no follow-up rests."""
    return (
        bool(undo.after)
        and not undo.moved
        and not undo.imported
        and all(
            isinstance(before, Application) and before.deleted_at == after.deleted_at
            for before, after in zip(undo.things, undo.after, strict=True)
        )
    )


def _to_put_back(writer: Writer, undo: Undo) -> Iterable[Undoable]:
    if not undo.after:
        return undo.things
    ours = {thing.id for thing in undo.things}
    for thing in undo.things:
        goes = isinstance(thing, Application) and thing.deleted_at is not None and thing.id in undo.made
        if goes and any(event.id not in ours for event in writer.of_application(Event, thing.id)):
            raise ChangedSince
    return tuple(_put_back(writer, before, after) for before, after in zip(undo.things, undo.after, strict=True))


def _put_back(writer: Writer, before: Undoable, after: Undoable) -> Undoable:
    """The thing as it stands now, with the fields that were changed as they were before."""
    now = writer.get(type(before), before.id)
    if now is None:
        raise ChangedSince
    # what was noted at an event since goes with it, and comes back with it; of an application nothing may
    whole = isinstance(before, Application) and before.deleted_at is not None
    back: dict[str, object] = {}
    for field in fields(before):
        was, left, stands = (_kept(getattr(thing, field.name)) for thing in (before, after, now))
        if left != stands and (was != left or whole):
            raise ChangedSince
        if was != left:
            back[field.name] = was
    return replace(now, **back)


def _kept(value: object) -> object:
    """The value as the store gives it back: moments to the second."""
    return moments.whole_second(value) if isinstance(value, datetime) else value
