"""Whole files or none: a checked copy of a store, and the small steps that put a file in place for good.

A file is written under a name of its own, flushed, and only then renamed to what it is meant to be, so that a full
disk or a power cut leaves either the old state or the new one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import apsw
from companion.adapters.store.connection import connect, damaged, told
from companion.services.ports import StoreProblem

UNFINISHED = ".unfinished"
"""The ending of files on their way; what a crash left of them may be deleted."""


@contextmanager
def on_disk(path: Path) -> Generator[None]:
    """Inside the block, the operating system's errors about `path` become a StoreProblem."""
    try:
        yield
    except OSError as error:
        raise StoreProblem(
            f"{path} could not be written. Everything saved before is safe. "
            "Check that there is room on the disk and that you may write there, then try again.",
            details=str(error),
        ) from error


@contextmanager
def draft_in(folder: Path, name: str) -> Generator[Path]:
    """An empty private file in `folder`, to be put in place; gone at the end of the block if it was not."""
    import tempfile

    number, draft_name = tempfile.mkstemp(prefix=f".{name}.", suffix=UNFINISHED, dir=folder)
    os.close(number)
    draft = Path(draft_name)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def put_in_place(draft: Path, target: Path) -> None:
    """Flushes the draft and gives it its name, for good."""
    flush(draft)
    draft.replace(target)
    flush(target.parent)


def flush(path: Path) -> None:
    """Waits until a file, or a folder's list of names, is on the disk."""
    if sys.platform == "win32" and path.is_dir():
        return  # Windows has no such call for folders; NTFS keeps its names in a journal
    descriptor = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_store(source: Path, target: Path) -> None:
    """Puts a complete and checked copy of the store `source`, as committed now, in place under `target`."""
    with on_disk(target):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if target.exists() and target.samefile(source):
            raise StoreProblem(f"{target} is the store itself. Choose another file for the copy.")
        with draft_in(target.parent, target.name) as draft:
            copy_into(source, draft)
            put_in_place(draft, target)


def copy_into(source: Path, draft: Path) -> None:
    """Fills the empty file `draft` with a complete copy of the store `source`, and checks it."""
    with told(source):
        connection = _connect_to_walk(source)
        try:
            connection.execute("VACUUM INTO ?", (str(draft),))
        finally:
            connection.close()
    if (found := quick_check(draft)) != "ok":
        raise damaged(source, found)


def quick_check(path: Path) -> str:
    """ "ok", or the first thing that is wrong with the file."""
    return _checked(path, "quick_check")


def integrity_check(path: Path) -> str:
    """ "ok", or the first thing that is wrong with the file, its indexes compared with their tables."""
    return _checked(path, "integrity_check")


def _checked(path: Path, pragma: str) -> str:
    try:
        connection = _connect_to_walk(path)
    except apsw.Error as error:
        return str(error)
    try:
        return str(connection.execute(f"PRAGMA {pragma}(1)").get)
    except apsw.Error as error:
        return str(error)
    finally:
        connection.close()


def _connect_to_walk(path: Path) -> apsw.Connection:
    """A connection to read the whole file with, once: the usual cache of 2 MB would make nothing quicker, and what it
    took the tray would keep for as long as it runs.
    """
    connection = connect(path)
    connection.execute("PRAGMA cache_size = -256")
    return connection
