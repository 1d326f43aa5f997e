"""The place where the store lies: whose it is, and what the file's first bytes say before SQLite touches it.

Reading the head of the file ourselves keeps a newer store untouched: SQLite would make files beside it and, with a
log left by a crash, write into it.
"""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

import apsw
from companion.adapters.store.connection import damaged
from companion.services.ports import StoreIsNewer, StoreProblem

OURS = 0x436F6D70
"""SQLite's application_id of every store: "Comp"."""

_MAGIC = b"SQLite format 3\x00"
_HEAD = 100


@dataclass(frozen=True, slots=True)
class Head:
    """What the file says about itself. version: the number of its last migration."""

    version: int
    application: int


def prepare(path: Path) -> None:
    """Makes the folder (0700) and an empty file (0600) if they are missing; refuses those of another user."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(path, "cannot be opened", str(error)) from error
    _refuse_others(path.parent)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if not path.is_file():
            raise _cannot(path, "is not a file") from None
        _refuse_others(path)
        _keep_private(path)
    except OSError as error:
        raise _cannot(path, "cannot be opened", str(error)) from error


def _refuse_others(path: Path) -> None:
    if sys.platform != "win32" and (owner := path.stat().st_uid) != os.geteuid():
        raise StoreProblem(
            f"{path} belongs to another user (number {owner}). Nothing was changed. "
            "Start the companion as that user, or choose another profile."
        )


def _keep_private(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if sys.platform != "win32" and mode & 0o077:
        try:
            path.chmod(mode & 0o700)
        except OSError as error:
            raise _cannot(path, "can be read by others, and that cannot be changed", str(error)) from error


def _cannot(path: Path, what: str, details: str = "") -> StoreProblem:
    return StoreProblem(
        f"{path} {what}. Nothing was changed. Check that its folder is there and that you may write in it.",
        details=details,
    )


def head_of(path: Path) -> Head | None:
    """The file's head, as changed by what a crash left in its log; None if the file is empty. Raises StoreIsDamaged
    if it is no SQLite file.

    Not to be asked while this process has the file open: closing any descriptor of it would take away SQLite's
    locks (POSIX advisory locks; sqlite.org/howtocorrupt.html, section 2.2).
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        left = _log_of(path)
    except OSError as error:
        raise _cannot(path, "cannot be read", str(error)) from error
    if not head:
        return None
    if len(head) < _HEAD or not head.startswith(_MAGIC):
        raise damaged(path, "the head of the file is not SQLite's")
    head = _head_in_log(left) or head
    return Head(int.from_bytes(head[60:64], "big"), int.from_bytes(head[68:72], "big"))


def _log_of(path: Path) -> bytes:
    try:
        return path.with_name(f"{path.name}-wal").read_bytes()
    except FileNotFoundError:  # as after every ordinary end
        return b""


def _head_in_log(log: bytes) -> bytes | None:
    """The head in the last committed page 1 of a write-ahead log (sqlite.org/fileformat2.html, section 4): after its
    own head of 32 bytes come frames, each 24 bytes and a page. Checksums are SQLite's business, later.
    """
    size, salt = int.from_bytes(log[8:12], "big"), log[16:24]
    committed = written = None
    if size:
        for at in range(32, len(log) - 24 - size + 1, 24 + size):
            if log[at + 8 : at + 16] != salt:
                break  # from before the log was begun anew
            if int.from_bytes(log[at : at + 4], "big") == 1:
                written = log[at + 24 : at + 24 + _HEAD]
            if any(log[at + 4 : at + 8]):  # the last frame of a transaction
                committed = written
    return committed


def is_open_here(path: Path) -> bool:
    """Whether this process has a connection to the file."""
    whole = str(path.absolute())
    return any(connection.filename in (whole, str(path.resolve())) for connection in apsw.connections())


def refuse_unknown(path: Path, head: Head, *, latest: int) -> None:
    """Raises StoreIsNewer or StoreIsDamaged unless the head is that of a store this version knows."""
    if head.application != OURS:
        raise damaged(path, "its application_id is not the companion's")
    if head.version > latest:
        raise StoreIsNewer(
            f"{path} was written by a newer version of the companion. It was not touched. "
            "Start that version to go on, or install it again.",
            details=f"the store has version {head.version}, this program knows {latest}",
        )
