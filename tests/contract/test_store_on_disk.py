"""What only the store on disk can do, and must survive: crashes, full disks, damage, other versions, other users."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import apsw
from companion.adapters.store import migrate, place
from companion.adapters.store.connection import connect, told
from companion.adapters.store.store import SqliteStore, open_store
from companion.core.application import Application, Event
from companion.core.highlight import Highlight
from companion.core.settings import Settings
from companion.services.ports import StoreIsDamaged, StoreIsNewer, StoreProblem, Superseded
from tests.contract import store_programs as programs
from tests.contract.store_programs import NOW

ACME = Application("a1", "Acme")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "companion.db"


def put(store: SqliteStore, *things: Application) -> None:
    with store.write(NOW) as writer:
        for thing in things:
            writer.put(thing)


def made(path: Path, *things: Application) -> None:
    """A closed store with these things."""
    with closing(open_store(path, now=NOW)) as store:
        put(store, *(things or (ACME,)))


@contextmanager
def program(target: Callable[..., None], *arguments: object) -> Generator[programs.Said]:
    """Runs one of `programs` in a process of its own; it is killed (SIGKILL) at the end of the block."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=target, args=(*arguments, there))
    process.start()
    there.close()
    try:
        yield here
    finally:
        process.kill()
        process.join()
        process.close()
        here.close()


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir() if p.is_file()}


# --- opening ------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_the_store_is_the_users_alone(path: Path) -> None:
    with closing(open_store(path, now=NOW)) as store:
        put(store, ACME)
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert {p.stat().st_mode & 0o777 for p in path.parent.iterdir()} == {0o600}


def test_the_newest_step_is_the_one_the_program_knows() -> None:
    assert max(int(p.name[:4]) for p in migrate.STEPS.glob("*.sql")) == migrate.LATEST


def test_what_was_stored_is_there_the_next_time(path: Path) -> None:
    made(path)
    before = files(path.parent)
    with closing(open_store(path, now=NOW)) as store:
        assert store.get(Application, "a1") == ACME
    assert {name: content for name, (content, _) in files(path.parent).items()} == {
        name: content for name, (content, _) in before.items()
    }


def test_two_first_starts_at_once_make_one_store(path: Path) -> None:
    with program(programs.open_once, path) as one, program(programs.open_once, path) as two:
        assert one.recv() == two.recv() == "done"
    with closing(open_store(path, now=NOW)) as store:
        assert store.count_applications() == 2
        assert store.check() == "ok"


def test_an_older_store_is_backed_up_then_brought_to_the_present(path: Path, tmp_path: Path) -> None:
    made(path)
    steps = tmp_path / "steps"
    shutil.copytree(migrate.STEPS, steps)
    following = migrate.LATEST + 1
    more = "ALTER TABLE application ADD COLUMN mood TEXT;"
    (steps / f"{following:04d}_more.sql").write_text(more, encoding="utf-8")
    open_store(path, now=NOW, latest=following, steps=steps).close()
    (backup,) = (path.parent / "backups").iterdir()
    with closing(connect(path)) as now_there, closing(connect(backup)) as before:
        assert now_there.execute("SELECT company, mood FROM application").get == ("Acme", None)
        assert before.execute("PRAGMA user_version").get == migrate.LATEST
    with pytest.raises(StoreIsNewer):
        open_store(path, now=NOW)


def test_the_picture_of_a_first_store_is_the_first_of_several(path: Path) -> None:
    place.prepare(path)
    with closing(connect(path)) as connection:
        migrate.migrate(connection, path, latest=1)
        for key, picture in (("h1", "p.png"), ("h2", "")):
            connection.execute(
                "INSERT INTO highlight VALUES (?, 'Shipped it', '2021', 'Ada', 'rain', ?, NULL, ?)",
                (key, picture, "2026-01-01T00:00:00Z"),
            )
    with closing(open_store(path, now=NOW)) as store:
        with_one, without = store.all(Highlight)
        assert (with_one.pictures, with_one.detail, with_one.tags, with_one.pinned) == (("p.png",), "rain", (), False)
        assert without.pictures == ()
        with store.write(NOW) as writer:
            writer.put(replace(with_one, pinned=True))
        assert store.get(Highlight, "h1") == replace(with_one, pinned=True)


def test_a_step_that_fails_leaves_the_store_as_it_was(path: Path, tmp_path: Path) -> None:
    made(path)
    steps = tmp_path / "steps"
    shutil.copytree(migrate.STEPS, steps)
    following = migrate.LATEST + 1
    (steps / f"{following:04d}_bad.sql").write_text("DROP TABLE setting; NONSENSE;", encoding="utf-8")
    with pytest.raises(apsw.SQLError):
        open_store(path, now=NOW, latest=following, steps=steps)
    with closing(open_store(path, now=NOW)) as store:
        assert store.get(Application, "a1") == ACME
        assert store.settings() == Settings()


@pytest.mark.parametrize("crashed", ["", "after", "before"], ids=["closed", "log left", "number in the log alone"])
def test_a_newer_store_is_refused_untouched(path: Path, tmp_path: Path, *, crashed: str) -> None:
    made(path)
    newer = connect(path)
    newer.execute("PRAGMA user_version = 99")
    if crashed:
        if crashed == "after":
            newer.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        newer.execute("UPDATE application SET company = 'Newer'")
        left = tmp_path / "left"
        shutil.copytree(path.parent, left)
        path = left / path.name
        assert path.with_name("companion.db-wal").stat().st_size > 0
    newer.close()
    before = files(path.parent)
    with pytest.raises(StoreIsNewer, match="newer version"):
        open_store(path, now=NOW)
    assert files(path.parent) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows owners otherwise")
def test_a_store_of_another_user_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path)
    before = files(path.parent)
    me = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    with pytest.raises(StoreProblem, match="belongs to another user"):
        open_store(path, now=NOW)
    assert files(path.parent) == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreProblem, match="cannot be opened"):
        open_store(tmp_path / "file" / "companion.db", now=NOW)
    (tmp_path / "companion.db").mkdir()
    with pytest.raises(StoreProblem, match="is not a file"):
        open_store(tmp_path / "companion.db", now=NOW)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
@pytest.mark.parametrize("bare", [True, False], ids=["no store yet", "a store"])
def test_a_read_only_folder_is_told(*, bare: bool) -> None:
    """As an ordinary user: nothing is read-only to root."""
    user = os.geteuid() or 65534
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not bare:
            made(folder / "companion.db")
            os.chown(folder / "companion.db", user, -1)
            (folder / "companion.db").chmod(0o400)
        os.chown(folder, user, -1)
        folder.chmod(0o500)
        with program(programs.open_as_an_ordinary_user, folder / "companion.db", user) as said:
            sentence = said.recv()
        assert "cannot be opened" in sentence or "is read-only" in sentence
        folder.chmod(0o700)
        assert [p.name for p in folder.iterdir()] == ([] if bare else ["companion.db"])


# --- damage -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"not a store", b"x" * 5000, b"SQLite format 3\x00"], ids=["short", "long", "cut"])
def test_garbage_is_told_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700)
    path.write_bytes(content)
    path.chmod(0o600)
    before = files(path.parent)
    with pytest.raises(StoreIsDamaged, match="is damaged"):
        open_store(path, now=NOW)
    assert files(path.parent) == before


def test_a_database_of_another_program_is_told_and_left_alone(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    other = connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    before = files(path.parent)
    with pytest.raises(StoreIsDamaged, match="no store of the companion"):
        open_store(path, now=NOW)
    assert files(path.parent) == before


def test_an_empty_file_with_backups_beside_it_is_no_new_beginning(path: Path) -> None:
    made(path)
    with closing(open_store(path, now=NOW)) as store:
        store.back_up(path.parent / "backups" / "companion-2026-11-22.db")
    path.write_bytes(b"")
    with pytest.raises(StoreIsDamaged):
        open_store(path, now=NOW)


def test_a_missing_table_is_damage(path: Path) -> None:
    made(path)
    connection = connect(path)
    connection.execute("DROP TABLE field_time")
    connection.close()
    with pytest.raises(StoreIsDamaged):
        open_store(path, now=NOW)


def test_damage_in_the_middle_is_told_by_whatever_meets_it(path: Path) -> None:
    made(path, *(Application(f"a{n}", "Acme", notes=f"note {n} " * 60) for n in range(500)))
    content = bytearray(path.read_bytes())
    head, whole = 4096 * 4, len(content)
    content[head : len(content)] = bytes(range(7, 249)) * (len(content) // 242 + 1)
    path.write_bytes(bytes(content[:whole]))

    def use() -> None:
        with closing(open_store(path, now=NOW)) as store:
            assert store.check() != "ok"
            for number in range(500):
                assert store.get(Application, f"a{number}") is not None

    with pytest.raises(StoreIsDamaged):
        use()


def test_a_store_that_lost_its_end_is_told(path: Path) -> None:
    made(path, *(Application(f"a{n}", "Acme", notes="n" * 900) for n in range(200)))
    path.write_bytes(path.read_bytes()[: 4096 * 3])
    with pytest.raises(StoreIsDamaged):
        open_store(path, now=NOW).close()


# --- crashes, full disks --------------------------------------------------------------------------------------------


def test_kill_9_at_any_moment_loses_nothing_and_leaves_no_half(path: Path) -> None:
    said_to_be_saved: set[str] = set()
    for life in range(10):
        until = 1 + life * 37 % 60  # how far it comes after that, the scheduler decides
        with program(programs.write_for_ever, path, f"life {life}") as said:
            said_to_be_saved.update(said.recv() for _ in range(until))
        with closing(open_store(path, now=NOW)) as store:
            assert store.check() == "ok"
            there = {application.id for application in store.all(Application)}
            events = {event.application_id for event in store.all(Event)}
            assert said_to_be_saved <= there
            assert there == events
            assert len(store.search("acme", limit=10_000)) == len(there)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to a file's size")
def test_a_write_that_the_disk_does_not_take_is_told_and_undone(path: Path) -> None:
    with program(programs.write_until_full, path, 600_000) as said:
        kept, sentence, readable = said.recv()
    assert "everything saved before is safe" in sentence
    assert readable
    with closing(open_store(path, now=NOW)) as store:
        assert store.check() == "ok"
        assert [application.id for application in store.all(Application)] == kept


def _fill(connection: apsw.Connection, path: Path) -> None:
    with told(path):
        for number in range(1000):
            connection.execute(
                "INSERT INTO setting (key, value, changed_at) VALUES (?, ?, '')", (str(number), "v" * 4000)
            )


def test_a_full_disk_has_its_own_sentence(path: Path) -> None:
    made(path)
    connection = connect(path)
    connection.pragma("max_page_count", connection.pragma("page_count") + 2)
    with pytest.raises(StoreProblem, match="disk is full"):
        _fill(connection, path)
    connection.close()


def test_a_read_only_file_has_its_own_sentence(path: Path) -> None:
    made(path)
    connection = connect(path, writes=False)
    with pytest.raises(StoreProblem, match="is read-only"):
        _fill(connection, path)
    connection.close()


def test_a_busy_store_has_its_own_sentence(path: Path) -> None:
    made(path)
    first, second = connect(path), connect(path, busy_ms=1)
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreProblem, match="Another program is writing"):
        _fill(second, path)
    first.close()
    second.close()


# --- threads and processes ----------------------------------------------------------------------------------------


def test_a_newer_search_ends_the_running_one(path: Path) -> None:
    superseded = threading.Event()

    def search() -> None:
        while not superseded.is_set():
            try:
                store.search("a b c", limit=50)
            except Superseded:
                superseded.set()

    with closing(open_store(path, now=NOW)) as store:
        put(store, *(Application(f"{n:05d}", f"a{n} b{n} c{n}") for n in range(3000)))
        threads = [threading.Thread(target=search) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert superseded.is_set()
        assert len(store.search("a1 b1", limit=50)) == 50


def test_many_threads_write_and_read(path: Path) -> None:
    mistakes: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(30):
                put(store, Application(f"{name} {number}", name))
                assert store.get(Application, f"{name} {number}") is not None
                store.count_applications()
        except (StoreProblem, RuntimeError, apsw.Error, AssertionError) as error:
            mistakes.append(error)

    with closing(open_store(path, now=NOW)) as store:
        threads = [threading.Thread(target=work, args=(f"thread {n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert mistakes == []
        assert store.count_applications() == 120


def test_the_right_to_send_is_one_processes_and_ends_with_it(path: Path) -> None:
    with closing(open_store(path, now=NOW)) as store:
        with program(programs.hold_the_right_to_send, path) as said:
            assert said.recv() is True
            with store.sending() as mine:
                assert not mine
        with store.sending() as mine:
            assert mine


def test_two_stores_on_one_file_share_the_right_to_send(path: Path) -> None:
    with closing(open_store(path, now=NOW)) as one, closing(open_store(path, now=NOW)) as two:
        with one.sending() as first, two.sending() as second:
            assert (first, second) == (True, False)
        put(one, ACME)
        assert two.get(Application, "a1") == ACME


# --- what lies in the file ----------------------------------------------------------------------------------------


def test_every_change_of_a_field_keeps_its_time(path: Path) -> None:
    with closing(open_store(path, now=NOW)) as store:
        put(store, ACME)
        later = NOW.replace(hour=12)
        with store.write(later) as writer:
            writer.put(replace(ACME, notes="new", place="Köln"))
        with store.write(NOW.replace(hour=13)) as writer:
            writer.put(replace(ACME, notes="newer", place="Köln"))
        with store.write(NOW.replace(hour=14)) as writer:
            writer.put(replace(ACME, notes="newer", place="Köln"))
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT * FROM field_time ORDER BY field").fetchall() == [
            ("application", "a1", "notes", "2026-11-23T13:00:00Z"),
            ("application", "a1", "place", "2026-11-23T12:00:00Z"),
        ]
        assert connection.execute("SELECT changed_at FROM application").get == "2026-11-23T13:00:00Z"


def test_every_table_is_strict_and_every_field_keeps_time(path: Path) -> None:
    made(path)
    with closing(connect(path)) as connection:
        loose = connection.execute(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite%'"
        ).get
        assert loose is None
        timed = {
            row[0] for row in connection.execute("SELECT tbl_name FROM sqlite_schema WHERE name LIKE '%_field_time'")
        }
        assert timed == {
            "application", "contact", "event", "highlight", "showing", "follow_up", "letter", "account",
            "held_no", "debrief", "values_exercise", "attachment", "saved_view",
        }  # fmt: skip
        for table in timed:
            sql = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (f"{table}_field_time",)).get
            columns = {row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}
            derived = {"seq", "id", "changed_at"}
            if table == "application":
                derived |= {"state", "latest_at", "applied_at"}
            assert {column for column in columns if f"('{column}', OLD.{column}" in sql} == columns - derived


def test_a_setting_of_the_wrong_type_is_as_declared(path: Path) -> None:
    with closing(open_store(path, now=NOW)) as store:
        with closing(connect(path)) as connection:
            connection.execute(
                "INSERT INTO setting VALUES ('private', '\"yes\"', ''), ('plan', '\"walk\"', ''), ('x', '1', '')"
            )
        assert store.settings() == Settings(plan="walk")


def test_what_is_kept_to_be_quick_can_be_given_back_at_any_time(tmp_path: Path) -> None:
    store = open_store(tmp_path / "companion.db", now=NOW)
    store.give_back()  # before anybody has read
    with store.write(NOW) as writer:
        for number in range(2000):
            writer.put(Highlight(f"{number:032x}", "a success " * 20))
    assert len(store.all(Highlight)) == 2000
    used = apsw.memory_used()
    store.give_back()
    assert apsw.memory_used() < used / 2
    assert len(store.all(Highlight)) == 2000
    store.close()
    store.give_back()  # after the end there is nothing left


def test_only_a_write_that_says_so_is_not_flushed(tmp_path: Path) -> None:
    full, normal = (2,), (1,)
    path = tmp_path / "companion.db"
    with closing(open_store(path, now=NOW)) as store:
        # the one that writes is open from the beginning, those that read follow when they are needed
        (connection,) = (c for c in apsw.connections() if c.filename == str(path))
        with store.write(NOW) as writer:
            writer.put(ACME)
            assert connection.execute("PRAGMA synchronous").fetchone() == full
        with store.write(NOW, flushed=False) as writer:
            writer.put(replace(ACME, place="Lyon"))
            assert connection.execute("PRAGMA synchronous").fetchone() == normal
        assert connection.execute("PRAGMA synchronous").fetchone() == full
        assert store.get(Application, ACME.id) == replace(ACME, place="Lyon")
        with pytest.raises(ZeroDivisionError), store.write(NOW, flushed=False):
            _ = 1 // 0
        assert connection.execute("PRAGMA synchronous").fetchone() == full
