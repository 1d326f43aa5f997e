"""Opens what the user chose, a file or a member of a zip, and measures what comes out of it.

What a zip says of its own sizes may be a lie, so the bytes are counted as they come. Nothing is ever written, so where
a member's name points does not matter.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from companion.core.problem import Problem

LARGEST: Final = 500_000_000
"""Bytes of a file, or of what it unpacks to. A hundred thousand applications with their postings have 300 million."""

MOST_RATIO: Final = 200
"""How many times its size a zip may unpack to, once that is more than `RATIO_FROM`. Tables come to 5 to 30."""

RATIO_FROM: Final = 10_000_000
_MOST_MEMBERS: Final = 5_000
_LARGEST_LIST: Final = 2_000_000
"""Bytes of a zip's list of members, which is read as a whole."""

HEAD: Final = 65_536
"""Bytes from the beginning that are looked at to tell what something is."""

_END_OF_ZIP: Final = b"PK\x05\x06"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
    struct.error,
    OSError,
)
"""What zipfile raises over a broken or strange zip (RuntimeError: a password)."""


def problem(sentence: str, details: str = "") -> Problem:
    """About the file itself."""
    return Problem(sentence, field="file", details=details)


@dataclass(slots=True)
class Budget:
    """How many bytes may still be unpacked from one file."""

    left: int = LARGEST

    def spend(self, number: int) -> None:
        """Raises Problem if that is more than there is."""
        self.left -= number
        if self.left < 0:
            raise problem(f"This file unpacks to more than {LARGEST // 1_000_000} MB. Nothing was imported.")


class _Counted(io.RawIOBase):
    """A stream whose bytes are counted, and whose faults are Problems."""

    def __init__(self, inner: IO[bytes], packed: int, budget: Budget) -> None:
        super().__init__()
        self._inner = inner
        self._most = max(RATIO_FROM, packed * MOST_RATIO)
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        try:
            came = self._inner.read(len(buffer))
        except _BROKEN as error:
            raise problem("This file is broken: it can't be read to its end.", str(error)) from error
        self._most -= len(came)
        if self._most < 0:
            raise problem("This zip unpacks to far more than a table holds. Nothing was imported.")
        self._budget.spend(len(came))
        buffer[: len(came)] = came
        return len(came)


@contextmanager
def opened(path: Path, *, most: int | None = LARGEST) -> Generator[IO[bytes]]:
    """The file itself, for reading. most: bytes that it may have, None for any number. Raises Problem."""
    # not waiting: the user may point at a pipe that nobody writes to
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise problem(f"The file {path.name} can't be opened.", str(error)) from error
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise problem(f"The file {path.name} can't be opened.", "not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        if most is not None:
            check_size(file, most)
        yield file


def check_size(file: IO[bytes], most: int = LARGEST) -> None:
    """Raises Problem for a file that is larger than a table is."""
    if os.fstat(file.fileno()).st_size > most:
        raise problem(f"This file is larger than {most // 1_000_000} MB. Split it and import the parts.")


def counted(file: IO[bytes], packed: int, budget: Budget) -> IO[bytes]:
    """The stream with its bytes counted. packed: how many it takes up in the file."""
    return io.BufferedReader(_Counted(file, packed, budget), HEAD)


@contextmanager
def zipped(file: IO[bytes]) -> Generator[zipfile.ZipFile]:
    """The file as a zip. Raises Problem if it is none, or its list of members is beyond reason."""
    _check_list(file)
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise problem("This zip is broken. Download it again.", str(error)) from error
    with archive:
        if len(archive.infolist()) > _MOST_MEMBERS:
            raise problem(f"This zip holds more than {_MOST_MEMBERS:,} files. Unpack it and choose the table inside.")
        yield archive


@contextmanager
def member(archive: zipfile.ZipFile, name: str, budget: Budget) -> Generator[IO[bytes]]:
    """One member of a zip, its bytes counted. Raises Problem."""
    try:
        info = archive.getinfo(name)
        inner = archive.open(info)
    except _BROKEN as error:
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise problem("This zip is locked with a password. Unpack it and choose the table inside.") from error
        raise problem("This zip is broken. Download it again.", str(error)) from error
    with inner:
        yield counted(inner, info.compress_size, budget)


def _check_list(file: IO[bytes]) -> None:
    """Looks at how long the list of members is, before zipfile reads it into memory."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    at = tail.rfind(_END_OF_ZIP)
    if at < 0 or len(tail) < at + 22:
        raise problem("This zip is broken. Download it again.", "its end is missing")
    (length,) = struct.unpack_from("<I", tail, at + 12)
    if length > _LARGEST_LIST:
        raise problem(f"This zip holds more than {_MOST_MEMBERS:,} files. Unpack it and choose the table inside.")
    file.seek(0)
