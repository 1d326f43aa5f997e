"""Opens one SQLite connection as the store wants it, and says the world's errors in sentences.

Everything of SQLite's that can go wrong outside this program (a full disk, a read-only folder, a damaged file)
leaves here as a StoreProblem; what is left as it was is our own mistake. Write-ahead logging with
synchronous=FULL: a commit is on the disk before it returns, and readers never wait for the writer.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import apsw
from companion.services.ports import StoreIsDamaged, StoreProblem

BUSY_MS = 5000
"""How long a connection waits for another process's transaction before it says so."""

_SHORT_READ = apsw.SQLITE_IOERR | 2 << 8
"""SQLITE_IOERR_SHORT_READ: a part of the file is missing."""


def damaged(path: Path, details: str = "") -> StoreIsDamaged:
    """The problem to raise; details: in which way."""
    return StoreIsDamaged(
        f"The file {path} is damaged, or is no store of the companion. It was not written to. "
        "Restore the newest good backup; the damaged file is kept beside it.",
        details=details,
    )


def problem_of(error: apsw.Error, path: Path) -> Exception | None:
    """The sentence for an error of SQLite's, or None if the mistake is this program's own."""
    words = str(error)
    match error:
        case apsw.CorruptError() | apsw.NotADBError() | apsw.FormatError():
            return damaged(path, words)
        case apsw.IOError() if error.extendedresult == _SHORT_READ:
            return damaged(path, words)
        case apsw.FullError():
            sentence = (
                "The disk is full. This change was not saved; everything saved before is safe. "
                "Make some room, then save again."
            )
        case apsw.ReadOnlyError():
            sentence = (
                f"{path} is read-only. This change was not saved; everything saved before is safe. "
                "Allow writing there, then try again."
            )
        case apsw.CantOpenError() | apsw.PermissionsError() | apsw.AuthError():
            sentence = (
                f"{path} cannot be opened. Nothing was changed. "
                "Check that its folder is there and that you may write in it."
            )
        case apsw.BusyError() | apsw.LockedError() | apsw.ProtocolError():
            sentence = (
                "Another program is writing to the store right now. This change was not saved; "
                "everything saved before is safe. Try again in a moment."
            )
        case apsw.IOError():
            sentence = (
                f"The disk did not take or give what {path} needs. This change was not saved; "
                "everything saved before is safe. Check the disk and its free space, then try again."
            )
        case apsw.ConstraintError():
            return ValueError(f"the store's rules forbid this: {words}")
        case _:
            return None
    return StoreProblem(sentence, details=words)


@contextmanager
def told(path: Path) -> Generator[None]:
    """Inside the block, SQLite's errors about `path` become problems with a sentence."""
    try:
        yield
    except apsw.Error as error:
        problem = problem_of(error, path)
        if problem is None:
            raise
        raise problem from error


def connect(path: Path, *, writes: bool = True, busy_ms: int = BUSY_MS) -> apsw.Connection:
    """A connection to the existing file `path`. Without `writes` it refuses to change anything."""
    flags = apsw.SQLITE_OPEN_READWRITE if writes else apsw.SQLITE_OPEN_READONLY
    connection = apsw.Connection(str(path), flags=flags)
    try:
        connection.set_busy_timeout(busy_ms)
        # a restored file may come from anywhere: its schema can't reach beyond the file
        connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
        connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        connection.execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0")
    except BaseException:
        connection.close()
        raise
    return connection


def use_write_ahead_log(connection: apsw.Connection) -> None:
    """Switches the file to write-ahead logging, for good.

    The switch needs the file for itself and, unlike a transaction, does not wait for it: two first starts at once
    would meet here, so it is tried again for as long as a transaction would wait.
    """
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            if connection.pragma("journal_mode", "wal") == "wal":
                return
            raise apsw.CantOpenError("no write-ahead log here")
        except (apsw.BusyError, apsw.LockedError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
