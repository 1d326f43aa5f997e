"""The list under a failing disk and beside another process: told plainly, opened at a committed state, nothing lost."""

from __future__ import annotations

import functools
import random
import shutil
import sys
import threading
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

import companion.adapters.store.store as store_module
from companion.adapters.exports.whole_file import JsonWholeFiles
from companion.adapters.store.connection import connect
from companion.adapters.store.contents import ProfileContents
from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.store.whole import SqliteWhole
from companion.core.application import Application, Contact, Event, EventKind
from companion.core.follow_up import FollowUp
from companion.core.problem import Problem
from companion.services.applications import ContactDraft
from companion.services.log_event import EventDraft, LogEvent
from companion.services.ports import StoreIsDamaged, StoreProblem
from companion.services.whole import Whole
from tests.contract import fault_programs as programs
from tests.contract.importing import NOON, Desktop, sound
from tests.contract.test_store_on_disk import program

PAGE = 4096
FRAME = 24 + PAGE
LOG_HEAD = 32
"""Octets, as SQLite's file format has them (section 4)."""

COMMITS = 5
BACKUP = "Restore the newest good backup"


@pytest.fixture
def desktop(tmp_path: Path) -> Generator[Desktop]:
    with closing(Desktop(tmp_path / "first")) as made:
        yield made


def filled(desktop: Desktop, number: int) -> None:
    """One commit: an application with all that belongs to it."""
    person = ContactDraft("Ann", f"ann{number}@acme.example")
    made = desktop.add(f"Company {number}", "Welder")
    draft = EventDraft(EventKind.INTERVIEW, made.id, at=NOON, said="kind words " * 40, contact=person)
    LogEvent(desktop.desk).log(draft)


# --- a log that lost its end --------------------------------------------------------------------------------------


def left_by_a_crash(desktop: Desktop, folder: Path) -> list[tuple[int, set[str]]]:
    """Copies the store with its log; tells how long the log was after each commit, and what was there then."""
    store = desktop.store
    log = store.path.with_name("companion.db-wal")
    states: list[tuple[int, set[str]]] = []
    for number in range(COMMITS):
        with store.write(NOON) as writer:
            writer.put(Application(f"a{number}", f"Company {number}", notes="n" * 300))
            writer.put(Event(f"e{number}", f"a{number}", EventKind.APPLIED, NOON, said="kind words"))
        states.append((log.stat().st_size, {f"a{n}" for n in range(number + 1)}))
    folder.mkdir()
    for name in ("companion.db", "companion.db-wal"):
        shutil.copy2(store.path.with_name(name), folder / name)
    return states


def emptied_log(desktop: Desktop) -> None:
    with closing(connect(desktop.store.path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def cuts(size: int) -> list[int]:
    """Every end of a frame, and places inside of each: in its head, in its page, one octet short."""
    ends = range(LOG_HEAD, size + 1, FRAME)
    inside = [end + more for end in ends for more in (11, 24 + PAGE // 2, FRAME - 1) if end + more < size]
    return sorted({0, 1, LOG_HEAD - 1, *ends, *inside})


def test_a_log_that_was_cut_anywhere_opens_at_a_committed_state(desktop: Desktop, tmp_path: Path) -> None:
    emptied_log(desktop)
    left = tmp_path / "left"
    states = left_by_a_crash(desktop, left)
    whole = (left / "companion.db-wal").read_bytes()
    assert len(whole) == states[-1][0]
    for cut in cuts(len(whole)):
        expected = next((held for size, held in reversed(states) if size <= cut), set[str]())
        (left / "companion.db-wal").write_bytes(whole[:cut])
        copy = shutil.copytree(left, tmp_path / "copy")
        with closing(open_store(copy / "companion.db", now=NOON)) as store:
            assert {one.id for one in store.all(Application)} == expected, cut
            assert {event.application_id for event in store.all(Event)} == expected, cut
            assert len(store.search("company kind", limit=50)) == len(expected)
        shutil.rmtree(copy)


def test_a_log_with_a_changed_octet_opens_at_a_committed_state(desktop: Desktop, tmp_path: Path) -> None:
    emptied_log(desktop)
    left = tmp_path / "left"
    states = left_by_a_crash(desktop, left)
    whole = (left / "companion.db-wal").read_bytes()
    any_place = random.Random(11)  # noqa: S311 - places, not secrets
    for _ in range(60):
        place = any_place.randrange(len(whole))
        broken = bytearray(whole)
        broken[place] ^= 0x41
        (left / "companion.db-wal").write_bytes(broken)
        copy = shutil.copytree(left, tmp_path / "copy")
        with closing(open_store(copy / "companion.db", now=NOON)) as store:
            found = {one.id for one in store.all(Application)}
            # frames behind the changed one have another sum, as the format wants it
            assert found in [set[str](), *(held for size, held in states if size <= place + FRAME)], place
            sound(store.path)
        shutil.rmtree(copy)


# --- damaged pages ------------------------------------------------------------------------------------------------


def read_all(store: SqliteStore) -> None:
    for kind in (Application, Contact, Event, FollowUp):
        store.all(kind)
    store.search("company", limit=50)
    store.search("kind", limit=50)
    store.tags()
    store.candidates()
    with SqliteWhole(store).look() as look:
        for kind in (Application, Contact, Event, FollowUp):
            list(look.rows(kind))


def write_all(store: SqliteStore) -> None:
    with store.write(NOON) as writer:
        writer.put(Application("new", "New", notes="n" * 9000))
        writer.put(Event("new", "new", EventKind.APPLIED, NOON, said="kind"))
        for one in writer.of_application(Event, "new"):
            writer.put(one)


def used(path: Path) -> str:
    """Reads all and writes; the sentence of what was met, "" if nothing was. Until something is written, the file is as
    it was.
    """
    before = path.read_bytes()
    try:
        with closing(open_store(path, now=NOON)) as store:
            read_all(store)
            assert path.read_bytes() == before
            write_all(store)
    except StoreIsDamaged as problem:
        return problem.sentence
    return ""


def test_a_damaged_page_is_told_by_whatever_meets_it_and_nothing_is_written_over(tmp_path: Path) -> None:
    with closing(Desktop(tmp_path / "first")) as desktop:
        for number in range(12):
            filled(desktop, number)
    whole = (tmp_path / "first" / "profile" / "companion.db").read_bytes()
    told = 0
    noise = random.Random(7)  # noqa: S311 - noise, not secrets
    for page in range(len(whole) // PAGE):
        folder = tmp_path / "damaged"
        folder.mkdir(mode=0o700)
        broken = bytearray(whole)
        begin = page * PAGE
        broken[begin : begin + PAGE] = noise.randbytes(PAGE)
        (folder / "companion.db").write_bytes(broken)
        sentence = used(folder / "companion.db")
        assert not sentence or BACKUP in sentence
        told += bool(sentence)
        after = (folder / "companion.db").read_bytes()
        # a page that is damaged is never made to look whole
        assert after[begin : begin + PAGE] == bytes(broken[begin : begin + PAGE]) or page_is_free(whole, page)
        shutil.rmtree(folder)
    assert told > 20


def page_is_free(whole: bytes, page: int) -> bool:
    """Whether it holds nothing: it can be used for something new."""
    return not any(whole[page * PAGE + 8 : (page + 1) * PAGE])


# --- a full disk --------------------------------------------------------------------------------------------------


SAFE = "everything saved before is safe"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to a file's size")
@pytest.mark.parametrize("kilobytes", [0, 40, 300, 900, 1500])
def test_an_import_that_the_disk_does_not_take_is_told_and_can_be_done_again(tmp_path: Path, kilobytes: int) -> None:
    folder = tmp_path / "first"
    with closing(Desktop(folder)) as desktop:
        desktop.add("Before", "Welder", EventKind.APPLIED)
        rows = [(f"Company {n}", "Welder", "Interview", "2026-10-01", *[""] * 4, "Dana Reyes") for n in range(1500)]
        table = desktop.file(*rows)
    with program(programs.import_on_a_full_disk, folder, table, kilobytes * 1024) as said:
        sentence, before, after = said.recv()
    assert SAFE in sentence
    assert (before, after) == (1, 1501)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to a file's size")
@pytest.mark.parametrize("kilobytes", [0, 40, 300, 900])
def test_everything_that_the_disk_does_not_take_in_is_told_and_can_be_taken_in_again(
    tmp_path: Path, kilobytes: int
) -> None:
    file = tmp_path / "all.json"
    with closing(Desktop(tmp_path / "other")) as desktop:
        desktop.take(
            desktop.file(*[(f"Company {n}", "Welder", "Interview", "2026-10-01", *[""] * 5) for n in range(900)])
        )
        folder = tmp_path / "other"
        contents = ProfileContents({"pictures": folder / "pictures", "files": folder / "files"})
        whole = Whole(desktop.desk, SqliteWhole(desktop.store), JsonWholeFiles(), contents, lambda: folder, "9.9")
        with file.open("wb") as out:
            whole.export(out, lambda _done: True)
    made = tmp_path / "first"
    Desktop(made).close()
    with program(programs.take_everything_in_on_a_full_disk, made, file, kilobytes * 1024) as said:
        sentence, before, after = said.recv()
    assert SAFE in sentence
    assert (before, after) == (0, 900)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to a file's size")
@pytest.mark.parametrize("room", [0, 5000, 30_000, 90_000])
def test_a_merge_that_the_disk_does_not_take_is_told_and_can_be_done_again(tmp_path: Path, room: int) -> None:
    folder = tmp_path / "first"
    with closing(Desktop(folder)) as desktop:
        for number in range(2):
            filled(desktop, number)
        kept, other = (one.id for one in desktop.every())
        for key in (kept, other):
            for _ in range(30):
                draft = EventDraft(EventKind.NOTE, key, at=NOON, said="n" * 3000)
                LogEvent(desktop.desk).log(draft)
    with program(programs.merge_on_a_full_disk, folder, kept, other, room) as said:
        sentence, apart, still_apart = said.recv()
    assert SAFE in sentence
    assert apart
    assert not still_apart


# --- another process ----------------------------------------------------------------------------------------------


def test_while_another_process_imports_reads_go_on_and_a_write_is_told_or_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "first"
    with closing(Desktop(folder)) as desktop:
        mine = desktop.add("Before", "Welder", EventKind.APPLIED)
        table = desktop.file(*[(f"Company {n}", "Welder", "Applied", "2026-10-01", *[""] * 5) for n in range(1500)])
    path = folder / "profile" / "companion.db"
    with program(programs.import_and_stop_in_the_middle, folder, table) as said:
        assert said.recv() == "in the middle"
        with monkeypatch.context() as patience:
            patience.setattr(store_module, "connect", functools.partial(connect, busy_ms=20))
            with closing(open_store(path, now=NOON)) as store:
                assert store.all(Application) == (mine,)
                assert [row.id for row in store.search("before", limit=5)] == [mine.id]
                assert store.search("company", limit=5) == ()
                with pytest.raises(StoreProblem, match="Another program is writing"):
                    write_all(store)
                assert store.get(Application, "new") is None
        with closing(open_store(path, now=NOON)) as store:
            waits = threading.Thread(target=write_all, args=(store,))
            waits.start()
            said.send("go on")
            assert said.recv() == "done"
            waits.join()
            assert store.count_applications() == 1502
            sound(path)


def test_two_processes_cannot_import_at_the_same_time_and_the_second_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "first"
    with closing(Desktop(folder)) as desktop:
        table = desktop.file(*[(f"Company {n}", "Welder", "Applied", "2026-10-01", *[""] * 5) for n in range(1500)])
    monkeypatch.setattr("companion.adapters.store.bulk_import.connect", functools.partial(connect, busy_ms=20))
    with program(programs.import_and_stop_in_the_middle, folder, table) as said:
        assert said.recv() == "in the middle"
        with closing(Desktop(folder)) as desktop:
            with pytest.raises(Problem, match="Another program is writing"):
                desktop.take(table)
            said.send("go on")
            assert said.recv() == "done"
            # what the other one brought is found, and nothing comes twice
            assert desktop.take(table).value.added == 0
            assert len(desktop.every()) == 1500
            sound(desktop.store.path)
