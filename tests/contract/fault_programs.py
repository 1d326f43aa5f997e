"""What the tests of the store's faults run in other processes: under a limit as a full disk sets one, or in the way."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from companion.adapters.exports.whole_file import JsonWholeFiles
from companion.adapters.store.contents import ProfileContents
from companion.adapters.store.whole import SqliteWhole
from companion.services.merging import Merging
from companion.services.ports import StoreProblem
from companion.services.whole import Whole
from tests.contract.importing import Desktop, sound
from tests.contract.store_programs import Said


def allow(bytes_in_a_file: int | None) -> None:
    """No file of this process grows beyond that; None: any does again."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most if bytes_in_a_file is None else bytes_in_a_file, most))


def _refused(do: Callable[[], object]) -> str:
    try:
        do()
    except StoreProblem as problem:
        return problem.sentence
    return ""


def import_on_a_full_disk(folder: Path, table: Path, room: int, said: Said) -> None:
    """Imports with so many octets of room in each file; says the sentence, and what it does once there is room again:
    how many applications are there before it, and after it.
    """
    with closing(Desktop(folder)) as desktop:
        allow(room)
        sentence = _refused(lambda: desktop.take(table))
        allow(None)
        before = len(desktop.every())
        desktop.take(table)
        sound(desktop.store.path)
        said.send((sentence, before, len(desktop.every())))


def merge_on_a_full_disk(folder: Path, kept: str, other: str, room: int, said: Said) -> None:
    """Merges with so many octets of room in the log; says the sentence, who stood after that, and who stands once it is
    merged with room.
    """
    with closing(Desktop(folder)) as desktop:
        merging = Merging(desktop.desk)
        # a log that has begun, as it is in a program that runs
        desktop.add("Elsewhere", "")
        allow(desktop.store.path.with_name("companion.db-wal").stat().st_size + room)
        sentence = _refused(lambda: merging.merge(kept, other))
        allow(None)
        apart = {one.id for one in desktop.every()}
        if sentence:
            merging.merge(kept, other)
        sound(desktop.store.path)
        said.send((sentence, apart >= {kept, other}, {one.id for one in desktop.every()} >= {kept, other}))


def take_everything_in_on_a_full_disk(folder: Path, file: Path, room: int, said: Said) -> None:
    """Takes an export of everything into the folder's empty store with so much room in each file; says the sentence and
    how many applications are there after it, and after it was taken in with room.
    """
    with closing(Desktop(folder)) as desktop:
        contents = ProfileContents({"pictures": folder / "pictures", "files": folder / "files"})
        whole = Whole(desktop.desk, SqliteWhole(desktop.store), JsonWholeFiles(), contents, lambda: folder, "9.9")
        allow(room)
        sentence = _refused(lambda: whole.take_in(file, lambda _done: True))
        allow(None)
        before = len(desktop.every())
        whole.take_in(file, lambda _done: True)
        sound(desktop.store.path)
        said.send((sentence, before, len(desktop.every())))


def import_and_stop_in_the_middle(folder: Path, table: Path, said: Said) -> None:
    """Imports, and waits in the middle of its transaction until it is told to go on."""
    with closing(Desktop(folder)) as desktop, closing(desktop.prepare(table)) as prepared:

        def progress(done: int, _total: int) -> None:
            if done == 500:
                said.send("in the middle")
                said.recv()

        desktop.importing.carry_out(prepared, progress=progress)
        said.send("done")
