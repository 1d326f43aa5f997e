"""The profile's own copies of files (ports.Files), in folders by the beginning of their digest: `files/ab/abcdef…`.

A file is known by the SHA-256 of its content alone: the same CV sent fifty times is kept once, what lies here has no
name that could lead anywhere, and a copy is checked against its digest before anybody sees it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from companion.adapters.store import copies
from companion.adapters.store.regular import files_in, open_regular, remove_older
from companion.core.attachment import could_run, safe_name
from companion.core.problem import Problem
from companion.services.ports import KeptFile, OpenCopy

LARGEST = 50 * 1024 * 1024
"""Bytes of a file. A portfolio with pictures has some ten."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SHELF = re.compile(r"[0-9a-f]{2}")
_DRAFT = re.compile(r"\.(?:file|[0-9a-f]{64})\.?\w*" + re.escape(copies.UNFINISHED))
_PIECE = 1 << 20
_OPENED_FOR = timedelta(days=1)
"""How long a copy to look at stays: another program may have it open."""


class ProfileFiles:
    """The files in `folder`; copies to look at go to `opened`."""

    def __init__(self, folder: Path, opened: Path) -> None:
        self.folder = folder.absolute()
        self.opened = opened.absolute()

    def path(self, digest: str) -> Path:
        """Where the content lies. A digest is one that `keep` gave, and never leads elsewhere."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"not a digest: {digest!r}")
        return self.folder / digest[:2] / digest

    def keep(self, source: Path) -> KeptFile:
        try:
            file = open_regular(source)
        except OSError as error:
            raise _unreadable(source, str(error)) from error
        with file:
            if os.fstat(file.fileno()).st_size > LARGEST:
                raise _too_large(source)
            try:
                return self._take_in(file, source)
            except OSError as error:
                raise Problem(
                    "The file could not be kept. Everything saved before is safe. "
                    "Check that there is room on the disk, then add it again.",
                    field="file",
                    details=str(error),
                ) from error

    def _take_in(self, file: BinaryIO, source: Path) -> KeptFile:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with copies.draft_in(self.folder, "file") as draft:
            kept = _copy(file, draft, source)
            target = self.path(kept.digest)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            if not _is_whole(target, kept):
                copies.put_in_place(draft, target)
                copies.flush(self.folder)
            else:
                os.utime(target)  # new again: a sweep spares it
        return kept

    def open_copy(self, digest: str, name: str, now: datetime) -> OpenCopy:
        self._forget_copies(now)
        try:
            file = open_regular(self.path(digest))
        except OSError as error:
            raise Problem(
                f"The content of {name} is not in the profile any more. Add the file again.", details=str(error)
            ) from error
        import hashlib

        with file:
            content = file.read(LARGEST + 1)
        if hashlib.sha256(content).hexdigest() != digest:
            raise Problem(f"{name} was changed outside of the companion, so it is not opened. Add the file again.")
        try:
            # a folder of its own, that nobody can have put a link into
            folder = self.opened / f"{now:%Y%m%d}-{os.urandom(8).hex()}"
            folder.mkdir(mode=0o700, parents=True)
            path = folder / safe_name(name)
            path.write_bytes(content)
            path.chmod(stat.S_IRUSR)
        except OSError as error:
            raise Problem("There is no room for a copy to open. Nothing was changed.", details=str(error)) from error
        return OpenCopy(path, could_run(path.name, content[:4]))

    def renew(self, digest: str) -> None:
        with suppress(OSError):
            os.utime(self.path(digest), follow_symlinks=os.utime not in os.supports_follow_symlinks)

    def sweep(self, used: Collection[str], now: datetime, grace: timedelta) -> tuple[str, ...]:
        limit, kept = (now - grace).timestamp(), frozenset(used)
        removed: list[str] = []
        for path in self._all():
            if _DRAFT.fullmatch(path.name):
                remove_older(path, limit)
            elif _DIGEST.fullmatch(path.name) and path.name not in kept and remove_older(path, limit):
                removed.append(path.name)
        return tuple(sorted(removed))

    def _all(self) -> Iterator[Path]:
        yield from files_in(self.folder)
        for shelf in _folders(self.folder):
            if _SHELF.fullmatch(shelf.name):
                yield from files_in(shelf)

    def _forget_copies(self, now: datetime) -> None:
        limit = (now - _OPENED_FOR).timestamp()
        for folder in _folders(self.opened):
            with suppress(OSError):
                if folder.lstat().st_mtime < limit:
                    for path in files_in(folder):
                        path.unlink()
                    folder.rmdir()


def _folders(folder: Path) -> Iterator[Path]:
    """The folders in it; no link is followed, its own neither."""
    with suppress(OSError):
        if stat.S_ISDIR(folder.lstat().st_mode):
            with os.scandir(folder) as entries:
                found = [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
            yield from found


def _is_whole(path: Path, kept: KeptFile) -> bool:
    """Whether the content lies there already. A link or a file of another size in its place is replaced."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == kept.size


def _copy(file: BinaryIO, draft: Path, source: Path) -> KeptFile:
    """Copies the rest of the file. Counts again, as the file may grow meanwhile."""
    import hashlib

    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as copy:
        while piece := _piece(file, source):
            size += len(piece)
            if size > LARGEST:
                raise _too_large(source)
            digest.update(piece)
            copy.write(piece)
    return KeptFile(digest.hexdigest(), size)


def _piece(file: BinaryIO, source: Path) -> bytes:
    try:
        return file.read(_PIECE)
    except OSError as error:
        raise _unreadable(source, str(error)) from error


def _unreadable(source: Path, details: str) -> Problem:
    return Problem(
        f"The file {source.name} cannot be read. Nothing was changed. Choose another file.",
        field="file",
        details=details,
    )


def _too_large(source: Path) -> Problem:
    return Problem(
        f"The file {source.name} is larger than 50 MB. Nothing was changed. Choose a smaller one, or add a link to it.",
        field="file",
    )
