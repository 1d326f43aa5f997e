"""Merging on the real store: its unique rounds hold, what it derives follows, and a kill leaves either state."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from companion.adapters.matching import RapidfuzzMatcher
from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.system import Keys
from companion.core.account import Account, Security
from companion.core.application import Application, ApplicationRow, Contact, Event, EventKind, State
from companion.core.attachment import Attachment
from companion.core.debrief import Debrief
from companion.core.follow_up import Closed, FollowUp
from companion.core.held import HeldNo
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.applications import ApplicationDraft, Applications, ContactDraft
from companion.services.log_event import EventDraft, LogEvent
from companion.services.merging import Merging
from companion.services.work import Desk
from tests.contract import store_programs as programs
from tests.contract.store_programs import NOW
from tests.contract.test_store_on_disk import program
from tests.fakes.clock import SetClock

ANN = ContactDraft("Ann", "ann@acme.example")
KILLS = 100
KINDS = (Contact, Event, OutboxLetter, Debrief, Attachment, HeldNo)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "companion.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(open_store(path, now=NOW)) as opened:
        yield opened


def two(store: SqliteStore) -> tuple[str, str]:
    """Two applications, each with people, events, a letter that waits and one that was taken back."""
    desk = Desk(store, SetClock(NOW), Keys())
    keys: list[str] = []
    with desk.work() as work:
        work.put(Account("m", "me@example.org", "Me", "smtp.example.org", 465, Security.TLS, "me"))
    for name in ("Acme", "Acme GmbH"):
        draft = ApplicationDraft(name, notes=f"Of {name}", tags=(name,), posting="p" * 20_000)
        key = Applications(desk, RapidfuzzMatcher()).add(draft).value.id
        keys.append(key)
        for back in range(3):
            at = NOW - timedelta(days=1, hours=back)
            LogEvent(desk).log(EventDraft(EventKind.INTERVIEW, key, at=at, said="Well said.", contact=ANN))
        with desk.work() as work:
            for number, state in enumerate((LetterState.QUEUED, LetterState.TAKEN_BACK)):
                f = work.writer.of_application(FollowUp, key)[0]
                letter = f"l{number} of {key}"
                work.put(_letter(letter, f, state))
            work.put(Debrief(f"d {key}", key, NOW))
            work.put(Attachment(f"f {key}", key, "cv.pdf", "0" * 64, 3, NOW))
    return keys[0], keys[1]


def _letter(key: str, of: FollowUp, state: LetterState) -> OutboxLetter:
    return OutboxLetter(
        key, of.application_id, of.id, of.kind, of.round, "m", "me@example.org", "ann@acme.example", "Thanks", key,
        b"Thanks", NOW, state, NOW,
    )  # fmt: skip


def shelf(store: SqliteStore, *keys: str) -> dict[str, object]:
    """All that stands of these, with what the store itself derives and finds."""
    found: dict[str, object] = {"rows": _rows(store, "acme"), "said": _rows(store, "said"), "tags": store.tags()}
    for key in keys:
        found[key] = store.get(Application, key)
        for kind in KINDS:
            found[f"{key} {kind.__name__}"] = store.of_application(kind, key)
        follow_ups = store.of_application(FollowUp, key)
        found[f"{key} FollowUp"] = tuple(f for f in follow_ups if f.closed is not Closed.MOOT)
    return found


def _rows(store: SqliteStore, typed: str) -> set[ApplicationRow]:
    return set(store.search(typed, limit=9))


def test_both_come_apart_again_as_they_were(store: SqliteStore) -> None:
    kept, other = two(store)
    desk = Desk(store, SetClock(NOW), Keys())
    LogEvent(desk).log(EventDraft(EventKind.REJECTED, other, at=NOW))
    before = shelf(store, kept, other)
    outcome = Merging(desk).merge(kept, other)
    after = shelf(store, kept, other)
    (row,) = store.search("acme", limit=9)
    assert (row.id, row.state, row.tags) == (kept, State.REJECTED, ("Acme", "Acme GmbH"))
    assert len(store.of_application(OutboxLetter, kept)) == 4
    assert store.of_application(Event, other) == ()
    undone = desk.undo(outcome.undo)
    assert shelf(store, kept, other) == before
    desk.undo(undone.undo)
    assert shelf(store, kept, other) == after
    assert store.check() == "ok"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
def test_a_kill_in_the_middle_of_a_merge_leaves_it_done_or_not_begun(path: Path) -> None:
    with closing(open_store(path, now=NOW)) as store:
        kept, other = two(store)
        apart = shelf(store, kept, other)
        desk = Desk(store, SetClock(NOW), Keys())
        undo = Merging(desk).merge(kept, other).undo
        together = _marks(shelf(store, kept, other), other)
        desk.undo(undo)
        assert shelf(store, kept, other) == apart
    seen: set[str] = set()
    with program(programs.merge_and_be_killed, path.parent, kept, other, KILLS) as said:
        for _ in range(KILLS):
            with closing(open_store(said.recv(), now=NOW)) as store:
                found = shelf(store, kept, other)
                assert store.check() == "ok"
            seen.add("apart" if found == apart else "together")
            assert found == apart or _marks(found, other) == together
    assert seen == {"apart", "together"}


def _marks(found: dict[str, object], other: str) -> dict[str, object]:
    """What is the same whenever it was merged: the moment at which the other one was put away is not."""
    return {name: value for name, value in found.items() if name != other}
