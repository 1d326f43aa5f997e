"""Regular files alone: opening, listing and removing them without ever following a link or waiting for a pipe."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from companion.adapters.store import copies


def open_regular(source: Path) -> BinaryIO:
    """Opens the file to read. Raises OSError, for what is no regular file, too."""
    # not waiting: the user may point at a pipe that nobody writes to
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(source, flags)
    except ValueError as error:  # a name with a NUL in it
        raise OSError(str(error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("not a regular file")
    return os.fdopen(descriptor, "rb")


def files_in(folder: Path) -> Iterator[Path]:
    """The regular files in the folder itself: no link is followed, the folder's own neither. Nothing if it is none."""
    with suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            with os.scandir(folder) as entries:
                found = [Path(entry) for entry in entries if entry.is_file(follow_symlinks=False)]
            yield from found


def remove_older(path: Path, limit: float) -> bool:
    """Removes the file if it was last changed before `limit`; says whether it is gone.

    It is put aside first: whoever keeps the same content at this moment either has made it new, which is seen before
    it is too late, or does not find it and puts it in place again.
    """
    try:
        if path.lstat().st_mtime >= limit:
            return False
        aside = path.with_name(f".{path.name.removeprefix('.').removesuffix(copies.UNFINISHED)}{copies.UNFINISHED}")
        path.rename(aside)
        if aside.lstat().st_mtime >= limit:
            aside.rename(path)
            return False
        aside.unlink()
    except OSError:  # another process was quicker, or it is not ours to remove
        return False
    return True
