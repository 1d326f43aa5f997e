"""The profile's own copies of pictures (ports.Pictures), named by their content.

A picture that the user moves or deletes elsewhere still shows in the reel, and the same picture is kept once.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from companion.adapters.store import copies
from companion.core.problem import Problem

LARGEST = 200 * 1024 * 1024
"""Bytes of a file. No photograph comes near it; a mistaken video does."""

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")
_ENDING = re.compile(r"\.[a-z0-9]{1,5}")
_PIECE = 1 << 20


class ProfilePictures:
    """The pictures in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def path(self, name: str) -> Path:
        """Where the picture of that name lies. A name is one that `keep` gave, and never leads elsewhere."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not the name of a picture: {name!r}")
        return self.folder / name

    def sweep(self, used: Collection[str], now: datetime, grace: timedelta) -> tuple[str, ...]:
        """See services.ports.Pictures."""
        gone = [
            p for p in self.folder.glob("*") if _NAME.fullmatch(p.name) and p.name not in used and _age(p, now) > grace
        ]
        for path in gone:
            path.unlink(missing_ok=True)
        return tuple(path.name for path in gone)

    def keep(self, source: Path, ending: str) -> str:
        if not _ENDING.fullmatch(ending):
            raise ValueError(f"not the ending of a picture: {ending!r}")
        with _open(source) as file:
            if os.fstat(file.fileno()).st_size > LARGEST:
                raise _too_large()
            return self._take_in(file, source, ending)

    def _take_in(self, file: BinaryIO, source: Path, ending: str) -> str:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with copies.draft_in(self.folder, "picture") as draft:
                name = _copy(file, draft, source) + ending
                target = self.path(name)
                if not target.exists():
                    copies.put_in_place(draft, target)
        except OSError as error:
            raise Problem(
                "The picture could not be kept. Everything saved before is safe. "
                "Check that there is room on the disk, then add it again.",
                field="picture",
                details=str(error),
            ) from error
        return name


def _age(path: Path, now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(path.lstat().st_mtime, UTC)


def _open(source: Path) -> BinaryIO:
    # not waiting: the user may point at a pipe that nobody writes to
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(source, flags)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise _unreadable(source, str(error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _unreadable(source, "not a regular file")
    return os.fdopen(descriptor, "rb")


def _copy(file: BinaryIO, draft: Path, source: Path) -> str:
    """Copies the rest of the file; returns its digest. Counts again, as the file may grow meanwhile."""
    import hashlib

    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as copy:
        while piece := _piece(file, source):
            size += len(piece)
            if size > LARGEST:
                raise _too_large()
            digest.update(piece)
            copy.write(piece)
    return digest.hexdigest()


def _piece(file: BinaryIO, source: Path) -> bytes:
    try:
        return file.read(_PIECE)
    except OSError as error:
        raise _unreadable(source, str(error)) from error


def _unreadable(source: Path, details: str) -> Problem:
    return Problem(
        f"The file {source.name} cannot be read. Nothing was changed. Choose another picture.",
        field="picture",
        details=details,
    )


def _too_large() -> Problem:
    return Problem("The picture is larger than 200 MB. Choose a smaller one.", field="picture")
