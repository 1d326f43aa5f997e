"""Whatever a user does, in whatever order: what the list derives, finds and takes back stays true to what is stored.

A machine does at random what the windows offer, over the real services, store and files, and looks at all of it after
each step.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import apsw
from companion.adapters.exports.whole_file import JsonWholeFiles
from companion.adapters.matching import RapidfuzzMatcher
from companion.adapters.store.contents import ProfileContents
from companion.adapters.store.whole import SqliteWhole
from companion.core.account import Account, Security
from companion.core.application import MOVING, Event, EventKind, in_order, state_of
from companion.core.attachment import Attachment
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.core.query import USUAL
from companion.core.saved_view import SavedView
from companion.services.applications import ApplicationDraft, Applications, ContactDraft
from companion.services.bulk import MOVES, Bulk
from companion.services.history import NOTHING, History, Step
from companion.services.log_event import EventDraft, LogEvent
from companion.services.merging import Merging
from companion.services.saved_views import SavedViews
from companion.services.silence import Silences
from companion.services.whole import TakenIn, Whole
from companion.services.work import Desk, Outcome, Undo
from tests.contract.importing import Desktop, ask, sound, standing
from tests.contract.test_whole import Standing

T = TypeVar("T")
Rows: TypeAlias = "list[tuple[apsw.SQLiteValue, ...]]"

COMPANIES = ("Acme", "acme GmbH", "Lumen", "Größe & Söhne", "Cedar")
ROLES = ("", "Engineer", "Nurse")
WORDS = ("", "kind words", "zu weit weg", "“quoted”, with a comma\nand a line")
TAGS = ("remote", "Remote", "far, near", "ö")
PEOPLE = ("", "Ann", "Ann", "Bo Larsen")
FEW = 2
DUE = 4
"""Where `seen` holds what is due."""
STATUSES = ("Applied", "Interview", "Rejected", "Offer", "Ghost town", "")

which = st.integers(0, 30)
some = st.lists(which, min_size=1, max_size=4)
days = st.integers(0, 60)
kinds = st.sampled_from(EventKind)
rows = st.lists(
    st.tuples(
        st.sampled_from(COMPANIES), st.sampled_from(ROLES), st.sampled_from(STATUSES), days, st.sampled_from(PEOPLE)
    ),
    min_size=1,
    max_size=4,
)

_FOLLOW_UPS = """
SELECT f.application_id, f.kind, f.round, f.cause_id, f.contact_id, f.due_at, f.closed FROM follow_up AS f
JOIN application AS a ON a.id = f.application_id
WHERE a.deleted_at IS NULL AND f.closed <> 'moot' ORDER BY 1, 2, 3, 4
"""
_MORE = """
SELECT id, archived_at, left_alone_at FROM application WHERE deleted_at IS NULL ORDER BY id
"""
_VIEWS = "SELECT id, name, typed, sort, layout FROM saved_view WHERE deleted_at IS NULL ORDER BY id"
_CAUSELESS = """
SELECT f.id FROM follow_up AS f JOIN application AS a ON a.id = f.application_id
WHERE a.deleted_at IS NULL AND f.closed = '' AND NOT EXISTS (
    SELECT 1 FROM event AS e WHERE e.id = f.cause_id AND e.application_id = f.application_id AND e.deleted_at IS NULL
)
"""


def seen(path: Path) -> list[Rows]:
    """All that a user sees, with what is due."""
    return [*standing(path), *(ask(path, sql) for sql in (_MORE, _FOLLOW_UPS, _VIEWS))]


def goes_on_from(then: list[Rows], now: list[Rows]) -> bool:
    """Whether all is the same. More may be due: what an old import left unasked is asked once somebody turns to it."""
    return set(then[DUE]) <= set(now[DUE]) and [*then[:DUE], *then[DUE + 1 :]] == [*now[:DUE], *now[DUE + 1 :]]


def _sent(key: str, of: FollowUp, at: datetime) -> OutboxLetter:
    return OutboxLetter(
        key, of.application_id, of.id, of.kind, of.round, "m", "me@example.org", "ann@acme.example", "Thanks", key,
        b"Thanks", at, LetterState.SENT, at, body="Thank you",
    )  # fmt: skip


class AnyDay(RuleBasedStateMachine):
    """One user's store."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="companion-sound-"))
        self.moved = 0
        self.here: Desktop = Desktop(self.folder / "0")
        self.history = History()
        self.kept: bytes = b""
        self.before: dict[Undo, tuple[list[Rows], list[Rows]]] = {}

    def teardown(self) -> None:
        self.here.close()
        shutil.rmtree(self.folder)

    # --- what it works with ---------------------------------------------------------------------------------------

    @property
    def desk(self) -> Desk:
        return self.here.desk

    @property
    def applications(self) -> Applications:
        return Applications(self.desk, RapidfuzzMatcher())

    def done(self, do: Callable[[], Outcome[T]]) -> T | None:
        """Does a step that can be taken back; what is refused has changed nothing."""
        before = seen(self.here.store.path)
        try:
            outcome = do()
        except Problem:
            assert seen(self.here.store.path) == before
            return None
        self._did(outcome, before)
        return outcome.value

    def _did(self, outcome: Outcome[T], before: list[Rows]) -> None:
        if outcome.undo != NOTHING:
            self.before[outcome.undo] = before, seen(self.here.store.path)
        self.history.did("Did it.", outcome.undo)

    def standing_keys(self) -> list[str]:
        found = ask(self.here.store.path, "SELECT id FROM application WHERE deleted_at IS NULL ORDER BY seq")
        return [str(key) for (key,) in found]

    def key(self, number: int) -> str:
        keys = self.standing_keys()
        return keys[number % len(keys)] if keys else "none"

    def keys(self, numbers: list[int]) -> list[str]:
        return list(dict.fromkeys(self.key(number) for number in numbers))

    def one_of(self, table: str, number: int) -> str:
        """A thing of an application that stands."""
        found = ask(
            self.here.store.path,
            f"SELECT t.id FROM {table} AS t JOIN application AS a ON a.id = t.application_id"  # noqa: S608 - own names
            " WHERE t.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY t.id",
        )
        return str(found[number % len(found)][0]) if found else "none"

    # --- what a user does -----------------------------------------------------------------------------------------

    @initialize(table=rows)
    def begin(self, table: list[tuple[str, str, str, int, str]]) -> None:
        with self.desk.work() as work:
            work.put(Account("m", "me@example.org", "Me", "smtp.example.org", 465, Security.TLS, "me"))
        for company in COMPANIES[:3]:
            self.add(company, "Engineer", "", applied=True)
        self.bring_in(table)

    @rule(
        company=st.sampled_from(COMPANIES),
        role=st.sampled_from(ROLES),
        notes=st.sampled_from(WORDS),
        applied=st.booleans(),
    )
    def add(self, company: str, role: str, notes: str, *, applied: bool) -> None:
        draft = ApplicationDraft(company, role, notes=notes)
        self.done(lambda: self.applications.add(draft, applied=applied))

    @rule(
        number=which,
        company=st.sampled_from(COMPANIES),
        words=st.sampled_from(WORDS),
        tag=st.sampled_from(TAGS),
    )
    def edit(self, number: int, company: str, words: str, tag: str) -> None:
        draft = ApplicationDraft(company, notes=words, tags=(tag,), posting=words, links=(words.strip(),))
        self.done(lambda: self.applications.edit(self.key(number), draft))

    @precondition(lambda self: len(self.standing_keys()) > FEW)
    @rule(number=which)
    def delete(self, number: int) -> None:
        self.done(lambda: self.applications.delete(self.key(number)))

    @rule(number=which, kind=kinds, back=days, words=st.sampled_from(WORDS), name=st.sampled_from(PEOPLE))
    def log(self, number: int, kind: EventKind, back: int, words: str, name: str) -> None:
        """Back-dated; an interview also ahead."""
        if kind is EventKind.INTERVIEW:
            back -= 20
        address = f"{name[:2].lower()}@acme.example" if name else ""
        draft = EventDraft(
            kind,
            self.key(number),
            at=self.desk.clock.now() - timedelta(days=back),
            said=words,
            contact=ContactDraft(name, address),
        )
        self.done(lambda: LogEvent(self.desk).log(draft))

    @rule(number=which, ahead=st.integers(-30, 30), words=st.sampled_from(WORDS))
    def edit_event(self, number: int, ahead: int, words: str) -> None:
        found = self.one_of("event", number)
        row = ask(self.here.store.path, f"SELECT kind FROM event WHERE id = '{found}'")  # noqa: S608 - own key
        kind = EventKind(row[0][0]) if row else EventKind.NOTE
        by = ahead if kind is EventKind.INTERVIEW else -abs(ahead)
        at = self.desk.clock.now() + timedelta(days=by)
        self.done(lambda: LogEvent(self.desk).edit(found, EventDraft(kind, at=at, said=words)))

    @rule(number=which)
    def delete_event(self, number: int) -> None:
        self.done(lambda: LogEvent(self.desk).delete(self.one_of("event", number)))

    @rule(number=which, name=st.sampled_from(PEOPLE))
    def edit_person(self, number: int, name: str) -> None:
        self.done(lambda: self.applications.edit_contact(self.one_of("contact", number), ContactDraft(name or "Cy")))

    @rule(number=which)
    def delete_person(self, number: int) -> None:
        self.done(lambda: self.applications.delete_contact(self.one_of("contact", number)))

    @rule(number=which)
    def attach(self, number: int) -> None:
        with contextlib.suppress(Problem):
            key, before = self.key(number), seen(self.here.store.path)
            with self.desk.work() as work:
                work.application(key)
                work.put(Attachment(work.ids.new(), key, "CV.pdf", "0" * 64, 3, work.now))
                outcome = work.outcome(None)
            self._did(outcome, before)

    @rule(numbers=some, tag=st.sampled_from(TAGS), give=st.booleans())
    def tag(self, numbers: list[int], tag: str, *, give: bool) -> None:
        bulk = Bulk(self.desk)
        self.done(lambda: (bulk.tag if give else bulk.untag)(self.keys(numbers), tag))

    @rule(numbers=some, away=st.booleans())
    def archive(self, numbers: list[int], *, away: bool) -> None:
        bulk = Bulk(self.desk)
        self.done(lambda: (bulk.archive if away else bulk.take_out)(self.keys(numbers)))

    @rule(numbers=some, kind=st.sampled_from(MOVES), back=days)
    def log_for_many(self, numbers: list[int], kind: EventKind, back: int) -> None:
        at = self.desk.clock.now() - timedelta(days=back)
        self.done(lambda: Bulk(self.desk).log(self.keys(numbers), kind, at))

    @precondition(lambda self: len(self.standing_keys()) > FEW)
    @rule(numbers=some)
    def delete_many(self, numbers: list[int]) -> None:
        self.done(lambda: Bulk(self.desk).delete(self.keys(numbers)))

    @rule(number=which)
    def put_aside(self, number: int) -> None:
        self.done(lambda: Silences(self.desk).put_aside(self.key(number)))

    @rule(number=which)
    def leave(self, number: int) -> None:
        self.done(lambda: Silences(self.desk).leave(self.key(number)))

    @rule(numbers=some)
    def bring_back(self, numbers: list[int]) -> None:
        self.done(lambda: Silences(self.desk).bring_back(self.keys(numbers)))

    @precondition(lambda self: len(self.standing_keys()) > 1)
    @rule(kept=which, further=which)
    def merge(self, kept: int, further: int) -> None:
        other = kept + 1 + further % (len(self.standing_keys()) - 1)
        self.done(lambda: Merging(self.desk).merge(self.key(kept), self.key(other)))

    @rule(number=which)
    def a_letter_leaves(self, number: int) -> None:
        """As the outbox leaves it: none of this is taken back."""
        due = self.here.store.open_follow_ups()
        if due:
            chosen = due[number % len(due)]
            with self.desk.work() as work:
                work.put(replace(chosen, closed=Closed.OUTBOX))
                work.put(_sent(work.ids.new(), chosen, work.now))
                work.settle(chosen.application_id)

    @rule(number=which)
    def dismiss(self, number: int) -> None:
        due = self.here.store.open_follow_ups()
        if due:
            chosen = due[number % len(due)]
            with self.desk.work() as work:
                work.put(replace(chosen, closed=Closed.DISMISSED))

    @rule(name=st.sampled_from(COMPANIES), typed=st.sampled_from(("tag:remote", "acme", "")))
    def save_view(self, name: str, typed: str) -> None:
        self.done(lambda: SavedViews(self.desk).save(name, typed, order=USUAL, layout="list"))

    @rule(number=which)
    def delete_view(self, number: int) -> None:
        views = self.here.store.all(SavedView)
        if views:
            self.done(lambda: SavedViews(self.desk).delete(views[number % len(views)].id))

    @rule(by=st.sampled_from((timedelta(hours=3), timedelta(days=2), timedelta(days=40))))
    def time_passes(self, by: timedelta) -> None:
        self.here.clock.at += by

    # --- back and forth -------------------------------------------------------------------------------------------

    @precondition(lambda self: self.history.last is not None)
    @rule()
    def undo(self) -> None:
        self._back(self.history.take_back())

    @precondition(lambda self: self.history.next is not None)
    @rule()
    def redo(self) -> None:
        step = self.history.do_again()
        assert step is not None
        undo = self._put_back(step)
        if undo is not None:
            self.history.done_again(step, undo)

    @precondition(lambda self: self.history.last is not None)
    @rule()
    def back_and_forth(self) -> None:
        """What was taken back and done again is as it was, and what is taken back once more too."""
        after, step = seen(self.here.store.path), self.history.last
        assert step is not None
        if not self._back(self.history.take_back()):
            return
        before = seen(self.here.store.path)
        was, left = self.before.get(step.undo, (before, after))
        assert goes_on_from(was, before) or after != left
        self.redo()
        again = seen(self.here.store.path)
        assert goes_on_from(after, again)
        self.undo()
        assert seen(self.here.store.path) == before
        self.redo()
        assert seen(self.here.store.path) == again

    def _back(self, step: Step | None) -> bool:
        assert step is not None
        redo = self._put_back(step)
        if redo is not None:
            self.history.taken_back(step, redo)
        return redo is not None

    def _put_back(self, step: Step) -> Undo | None:
        before = seen(self.here.store.path)
        try:
            return self.desk.undo(step.undo).undo
        except Problem:
            assert seen(self.here.store.path) == before
            return None

    # --- out and in -----------------------------------------------------------------------------------------------

    @rule(table=rows)
    def bring_in(self, table: list[tuple[str, str, str, int, str]]) -> None:
        today = self.here.clock.at
        file = self.here.file(
            *(
                (company, role, status, str((today - timedelta(days=back)).date()), "", "Oslo", "", "", person)
                for company, role, status, back, person in table
            )
        )
        self.done(lambda: self.here.take(file))

    @rule()
    def take_last_import_back(self) -> None:
        self.done(self.here.importing.take_back)

    def _whole(self, desktop: Desktop) -> Whole:
        """It says the moment of the export in the file, which is the same for all here."""
        folder = desktop.folder
        contents = ProfileContents({"pictures": folder / "pictures", "files": folder / "files"})
        desk = Desk(desktop.store, Standing(self.here.clock.at), desktop.keys)
        return Whole(desk, SqliteWhole(desktop.store), JsonWholeFiles(), contents, lambda: folder, "9.9")

    def _out(self, desktop: Desktop) -> bytes:
        path = self.folder / "out.json"
        with path.open("wb") as file:
            self._whole(desktop).export(file, lambda _done: True)
        return path.read_bytes()

    def _in(self, desktop: Desktop, octets: bytes) -> TakenIn:
        path = self.folder / "in.json"
        path.write_bytes(octets)
        return self._whole(desktop).take_in(path, lambda _done: True).value

    @rule()
    def keep_a_file(self) -> None:
        self.kept = self._out(self.here)

    @precondition(lambda self: bool(self.kept))
    @rule()
    def take_the_kept_file_in(self) -> None:
        self._in(self.here, self.kept)

    @rule()
    def take_in_what_is_here(self) -> None:
        before, file = seen(self.here.store.path), self._out(self.here)
        taken = self._in(self.here, file)
        assert not any(taken.added.values())
        assert not any(taken.updated.values())
        assert seen(self.here.store.path) == before
        assert self._out(self.here) == file

    @rule()
    def move_to_another_computer(self) -> None:
        """What is done from here on is done there."""
        before, file = seen(self.here.store.path), self._out(self.here)
        self.moved += 1
        there = Desktop(self.folder / str(self.moved), self.here.clock, self.here.keys)
        self._in(there, file)
        self.here.close()
        self.here = there
        assert seen(there.store.path) == before
        assert self._out(there) == file

    # --- what holds always ----------------------------------------------------------------------------------------

    @invariant()
    def indexes_and_references_are_sound(self) -> None:
        path = self.here.store.path
        sound(path)
        stands = ask(path, "SELECT seq FROM application WHERE deleted_at IS NULL ORDER BY seq")
        for table in ("application_text", "application_part"):
            assert ask(path, f"SELECT rowid FROM {table} ORDER BY rowid") == stands, table  # noqa: S608 - own names

    @invariant()
    def derived_is_what_the_events_tell(self) -> None:
        store = self.here.store
        typed = ("", "is:archived")
        rows = {row.id: row for words in typed for row in self.applications.search(words, limit=1000)}
        keys = self.standing_keys()
        assert set(rows) == set(keys)
        for key in keys:
            events = in_order(store.of_application(Event, key))
            moving = [event.at for event in events if event.kind in MOVING]
            applied = [event.at for event in events if event.kind is EventKind.APPLIED]
            found = rows[key]
            assert (found.state, found.latest_at, found.applied_at) == (
                state_of(events),
                max(moving, default=None),
                min(applied, default=None),
            )

    @invariant()
    def nothing_is_due_without_a_cause(self) -> None:
        assert ask(self.here.store.path, _CAUSELESS) == []


class TestTheListStaysSound(AnyDay.TestCase):
    """The machine, for as long as the suite has time."""

    settings = settings(
        max_examples=12,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        database=None,
    )
