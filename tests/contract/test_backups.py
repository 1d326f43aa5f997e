"""Backups: which stay, that nothing old goes before the new one is there, and the way back."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.adapters.store import copies, migrate, place
from companion.adapters.store.backups import DAILY, WEEKLY, Backups, set_aside, to_delete
from companion.adapters.store.connection import connect
from companion.adapters.store.store import SqliteStore, open_store
from companion.core.application import Application
from companion.core.highlight import Highlight
from companion.core.outbox import RESTORED, LetterState
from companion.services.ports import StoreIsDamaged, StoreIsNewer, StoreProblem
from tests.contract import store_programs as programs
from tests.fakes.store import MemoryStore

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "companion.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(open_store(path, now=NOW)) as opened:
        add(opened, "a1")
        yield opened


@pytest.fixture
def backups(path: Path) -> Backups:
    return Backups(path.parent / "backups", path)


def add(store: SqliteStore, key: str) -> None:
    with store.write(NOW) as writer:
        writer.put(Application(key, "Acme"))


def aged(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


# --- which stay ---------------------------------------------------------------------------------------------------

_days = st.sets(st.dates(date(2024, 12, 1), date(2027, 2, 1)), max_size=80)


@given(days=_days)
def test_the_newest_seven_and_the_last_of_four_weeks_stay(days: set[date]) -> None:
    kept = days - to_delete(days)
    newest = sorted(days, reverse=True)
    daily, older = newest[:DAILY], newest[DAILY:]
    weekly = sorted(kept - set(daily), reverse=True)
    assert to_delete(days) <= days
    assert set(daily) <= kept
    weeks = list(dict.fromkeys(day.isocalendar()[:2] for day in older))
    assert [day.isocalendar()[:2] for day in weekly] == weeks[:WEEKLY]
    assert all(day == max(d for d in older if d.isocalendar()[:2] == day.isocalendar()[:2]) for day in weekly)
    assert to_delete(kept) == set()


@given(gaps=st.lists(st.integers(1, 3), min_size=40, max_size=120))
def test_day_after_day_three_weeks_stay_covered(gaps: list[int]) -> None:
    day, kept = date(2026, 1, 1), set[date]()
    for gap in gaps:
        day += timedelta(days=gap)
        kept.add(day)
        kept -= to_delete(kept)
    assert len(kept) == DAILY + WEEKLY
    assert day - min(kept) >= timedelta(weeks=3)


# --- daily --------------------------------------------------------------------------------------------------------


def test_one_backup_a_day_as_the_user_counts_days(store: SqliteStore, backups: Backups) -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    made = backups.daily(store, late, ZoneInfo("Europe/Berlin"))
    assert made is not None
    assert made.name == "companion-2026-11-24.db"
    assert backups.daily(store, late, ZoneInfo("Europe/Berlin")) is None
    (backup,) = backups.list()
    assert (backup.path, backup.made_at, backup.applications, backup.highlights) == (made, late, 1, 0)
    assert made.stat().st_mode & 0o777 == 0o600
    assert names(backups.folder) == [made.name]


def test_old_ones_go_and_files_of_the_users_own_stay(store: SqliteStore, backups: Backups) -> None:
    backups.folder.mkdir()
    (backups.folder / "companion-by-hand.db").write_bytes(b"mine")
    for back in range(40, -1, -1):
        backups.daily(store, NOW - back * DAY, UTC)
    assert len(names(backups.folder)) == DAILY + WEEKLY + 1
    assert (backups.folder / "companion-by-hand.db").read_bytes() == b"mine"
    made = [backup.made_at for backup in backups.list()]
    assert made[:DAILY] == [NOW - back * DAY for back in range(DAILY)]
    assert made == sorted(made, reverse=True)


def test_nothing_is_rotated_while_the_store_is_not_sound(backups: Backups) -> None:
    store = MemoryStore()
    for back in range(20, 0, -1):
        backups.daily(store, NOW - back * DAY, UTC)
    before = names(backups.folder)
    store.sound = "wrong # of entries in index event_of_application"
    with pytest.raises(StoreIsDamaged):
        backups.daily(store, NOW, UTC)
    assert names(backups.folder) == before


def test_nothing_goes_before_the_new_one_is_complete(store: SqliteStore, backups: Backups) -> None:
    for back in range(20, 0, -1):
        (backups.folder / "x").parent.mkdir(exist_ok=True)
        (backups.folder / f"companion-{(NOW - back * DAY).date()}.db").write_bytes(b"old")
    before = names(backups.folder)
    store.close()
    store.path.write_bytes(b"SQLite format 3\x00" + b"garbage" * 999)
    with pytest.raises(StoreIsDamaged):
        backups.daily(store, NOW, UTC)
    assert names(backups.folder) == before


def test_what_a_crash_left_unfinished_is_cleared_a_day_later(store: SqliteStore, backups: Backups) -> None:
    backups.folder.mkdir()
    old, fresh = (backups.folder / f".companion-2026-11-2{n}.db.x.unfinished" for n in (1, 3))
    old.touch()
    fresh.touch()
    aged(old, NOW - 2 * DAY)
    aged(fresh, NOW)
    backups.daily(store, NOW, UTC)
    assert names(backups.folder) == [fresh.name, "companion-2026-11-23.db"]


def test_a_copy_is_of_what_is_committed_and_never_replaces_the_store(store: SqliteStore, tmp_path: Path) -> None:
    with store.write(NOW) as writer:
        writer.put(Highlight("h1", "Shipped it"))
        store.back_up(tmp_path / "copy.db")
    with closing(open_store(tmp_path / "copy.db", now=NOW)) as copy:
        assert copy.count_applications() == 1
        assert copy.all(Highlight) == ()
        assert [row.id for row in copy.search("acme", limit=5)] == ["a1"]
    with pytest.raises(StoreProblem, match="is the store itself"):
        store.back_up(store.path)
    with pytest.raises(StoreProblem, match="could not be written"):
        store.back_up(tmp_path / "copy.db" / "x.db")


# --- the way back -------------------------------------------------------------------------------------------------


def test_only_good_ones_are_offered(store: SqliteStore, backups: Backups) -> None:
    good = backups.daily(store, NOW - 3 * DAY, UTC)
    assert good is not None
    newer = backups.folder / "companion-2026-11-21.db"
    store.back_up(newer)
    connection = connect(newer)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    (backups.folder / "companion-2026-11-22.db").write_bytes(b"garbage" * 999)
    (backups.folder / "companion-2026-11-23.db").write_bytes(good.read_bytes()[:8192])
    assert [backup.path for backup in backups.list()] == [good]
    newest = backups.newest_good()
    assert newest is not None
    assert newest.path == good


def test_no_folder_means_no_backup(backups: Backups) -> None:
    assert backups.list() == ()
    assert backups.newest_good() is None


def test_restoring_puts_the_present_store_aside(store: SqliteStore, backups: Backups, path: Path) -> None:
    backup = backups.daily(store, NOW, UTC)
    assert backup is not None
    add(store, "a2")
    store.close()
    aside = backups.restore(backup, NOW)
    assert aside is not None
    assert aside.name == "companion-set-aside-20261123T090000Z.db"
    with closing(open_store(path, now=NOW)) as restored, closing(open_store(aside, now=NOW)) as before:
        assert restored.count_applications() == 1
        assert before.count_applications() == 2
    assert backup.exists()
    assert path.stat().st_mode & 0o777 == 0o600
    second = backups.restore(backup, NOW)
    assert second == path.with_name("companion-set-aside-20261123T090000Z-2.db")


def test_a_damaged_store_is_kept_with_its_log(store: SqliteStore, backups: Backups, path: Path) -> None:
    backup = backups.daily(store, NOW, UTC)
    assert backup is not None
    store.close()
    path.write_bytes(b"garbage" * 999)
    path.with_name("companion.db-wal").write_bytes(b"its log")
    aside = backups.restore(backup, NOW)
    assert aside is not None
    assert aside.read_bytes() == b"garbage" * 999
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"its log"
    with closing(open_store(path, now=NOW)) as restored:
        assert restored.count_applications() == 1


@pytest.mark.parametrize("version", [1, migrate.LATEST])
def test_letters_that_wait_in_a_backup_do_not_leave_by_themselves(path: Path, backups: Backups, version: int) -> None:
    place.prepare(path)
    with closing(connect(path)) as connection:
        migrate.migrate(connection, path, latest=version)
        connection.execute("PRAGMA foreign_keys = OFF")
        for state in LetterState:
            cells = (state.value, state.value, state.value, "old", "2026-01-01T00:00:00Z")
            connection.execute(
                "INSERT INTO letter (id, application_id, follow_up_id, kind, round, account_id, sender, recipient,"
                " subject, message_id, content, not_before, state, state_at, attempts, server_words, why, changed_at)"
                " VALUES (?1, ?2, 'f', 'advice', 1, 'a', '', '', '', '', x'00', ?5, ?3, ?5, 1, '', ?4, ?5)",
                cells,
            )
    backup = backups.folder / "companion-2026-11-22.db"
    copies.copy_store(path, backup)
    backups.restore(backup, NOW)
    with closing(connect(path)) as connection:
        after = {key: (state, why) for key, state, why in connection.execute("SELECT id, state, why FROM letter")}
    waiting = {"queued", "sending", "transmitting"}
    assert after == {
        state.value: ("uncertain", RESTORED) if state.value in waiting else (state.value, "old")
        for state in LetterState
    }


@pytest.mark.parametrize("version", [1, migrate.LATEST])
def test_what_is_due_in_a_backup_is_in_doubt(path: Path, backups: Backups, version: int) -> None:
    place.prepare(path)
    with closing(connect(path)) as connection:
        migrate.migrate(connection, path, latest=version)
        connection.execute("PRAGMA foreign_keys = OFF")
        rows = (("due", 1, "2026-11-22T09:00:00Z", ""), ("sent", 2, "2026-11-21T09:00:00Z", "in the outbox"))
        for key, number, due_at, closed in (*rows, ("later", 3, "2026-11-24T09:00:00Z", "")):
            connection.execute(
                "INSERT INTO follow_up (id, application_id, kind, round, cause_id, due_at, best_before, useful_until,"
                " closed, subject, body, changed_at) VALUES (?1, 'a', 'advice', ?2, 'e', ?3, ?3, ?3, ?4, '', '', ?3)",
                (key, number, due_at, closed),
            )
    backup = backups.folder / "companion-2026-11-22.db"
    copies.copy_store(path, backup)
    backups.restore(backup, NOW)
    with closing(open_store(path, now=NOW)) as restored:
        assert restored.settings().in_doubt == "due"


def test_restoring_where_there_is_no_store(store: SqliteStore, backups: Backups, tmp_path: Path) -> None:
    backup = backups.daily(store, NOW, UTC)
    assert backup is not None
    elsewhere = tmp_path / "new" / "companion.db"
    assert Backups(backups.folder, elsewhere).restore(backup, NOW) is None
    with closing(open_store(elsewhere, now=NOW)) as restored:
        assert restored.count_applications() == 1


@pytest.mark.parametrize("kind", ["garbage", "newer", "missing", "empty"])
def test_a_bad_backup_is_refused_and_the_store_left_alone(store: SqliteStore, backups: Backups, kind: str) -> None:
    bad = backups.folder / "companion-2026-11-22.db"
    store.back_up(bad)
    refusal = StoreIsDamaged
    if kind == "garbage":
        bad.write_bytes(bad.read_bytes()[:4096] + b"garbage" * 9999)
    elif kind == "newer":
        refusal = StoreIsNewer
        connection = connect(bad)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    elif kind == "missing":
        refusal = StoreProblem
        bad.unlink()
    else:
        bad.write_bytes(b"")
    store.close()
    before = names(store.path.parent)
    content = store.path.read_bytes()
    with pytest.raises(refusal):
        backups.restore(bad, NOW)
    assert names(store.path.parent) == before
    assert store.path.read_bytes() == content


def test_a_store_in_use_is_not_replaced(store: SqliteStore, backups: Backups) -> None:
    backup = backups.daily(store, NOW, UTC)
    assert backup is not None
    with pytest.raises(RuntimeError):
        backups.restore(backup, NOW)
    store.close()
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    other = context.Process(target=programs.hold_the_right_to_send, args=(store.path, there))
    other.start()
    try:
        assert here.recv() is True
        with pytest.raises(StoreProblem, match="is running"):
            backups.restore(backup, NOW)
    finally:
        other.kill()
        other.join()
        other.close()
        here.close()
        there.close()
    assert "companion-set-aside" not in " ".join(names(store.path.parent))
    assert backups.restore(backup, NOW) is not None


def test_setting_aside_deletes_nothing(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"store")
    path.with_name("companion.db-wal").write_bytes(b"log")
    aside = set_aside(path, NOW)
    assert names(path.parent) == [aside.name, f"{aside.name}-wal"]
    assert aside.read_bytes() == b"store"
    with pytest.raises(StoreProblem):
        set_aside(path, NOW)
