"""The profile's own copies of pictures (ports.Pictures), named by their content.

A picture that the user moves or deletes elsewhere still shows in the reel, and the same picture is kept once. Beside
them, in `scaled`, lie small copies that show quickly (ports.ScaledPictures); who can decode pictures makes them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from companion.adapters.store import copies
from companion.adapters.store.regular import files_in, open_regular, remove_older
from companion.core.problem import Problem

LARGEST = 200 * 1024 * 1024
"""Bytes of a file. No photograph comes near it; a mistaken video does."""

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")
_ENDING = re.compile(r"\.[a-z0-9]{1,5}")
_COPY = re.compile(r"([0-9a-f]{64})\.(?:jpg|png)")
_DRAFT = re.compile(r"\.(?:picture|copy|[0-9a-f]{64}\.[a-z0-9]{1,5})\.?\w*" + re.escape(copies.UNFINISHED))
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
                try:
                    os.utime(target)  # new again: a sweep spares it
                except FileNotFoundError:
                    copies.put_in_place(draft, target)
        except OSError as error:
            raise Problem(
                "The picture could not be kept. Everything saved before is safe. "
                "Check that there is room on the disk, then add it again.",
                field="picture",
                details=str(error),
            ) from error
        return name

    def sweep(self, used: Collection[str], now: datetime, grace: timedelta) -> tuple[str, ...]:
        limit, kept = (now - grace).timestamp(), frozenset(used)
        removed: list[str] = []
        for path in files_in(self.folder):
            if _DRAFT.fullmatch(path.name):
                remove_older(path, limit)
            elif _NAME.fullmatch(path.name) and path.name not in kept and remove_older(path, limit):
                removed.append(path.name)
        left = {path.stem for path in files_in(self.folder) if _NAME.fullmatch(path.name)}
        for path in files_in(ScaledCopies(self.folder).folder):
            copy = _COPY.fullmatch(path.name)
            if _DRAFT.fullmatch(path.name):
                remove_older(path, limit)
            elif copy is not None and copy[1] not in left:
                with suppress(OSError):
                    path.unlink()
        return tuple(sorted(removed))


class ScaledCopies:
    """The small copies of the pictures in `pictures`, one each."""

    def __init__(self, pictures: Path) -> None:
        self._pictures = pictures.absolute()
        self.folder = self._pictures / "scaled"

    def find(self, picture: Path) -> Path | None:
        return next((path for path in self._places(picture) if path.is_file()), None)

    def keep(self, picture: Path, ending: str, content: bytes) -> bool:
        target = next((path for path in self._places(picture) if path.suffix == ending), None)
        if target is None:
            return False
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            with copies.draft_in(self.folder, "copy") as draft:
                draft.write_bytes(content)
                copies.put_in_place(draft, target)
        except OSError:  # no room, or no profile any more: the picture itself is shown instead
            return False
        return True

    def drop(self, picture: Path) -> None:
        for path in self._places(picture):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _places(self, picture: Path) -> tuple[Path, ...]:
        """Where a copy of it may lie; nowhere for what is no picture of ours."""
        if picture.parent != self._pictures or not _NAME.fullmatch(picture.name):
            return ()
        return self.folder / f"{picture.stem}.jpg", self.folder / f"{picture.stem}.png"


def _open(source: Path) -> BinaryIO:
    try:
        return open_regular(source)
    except OSError as error:
        raise _unreadable(source, str(error)) from error


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
