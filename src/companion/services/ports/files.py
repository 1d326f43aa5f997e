"""The files kept with applications: the profile's own copies, named by their content."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptFile:
    """digest: SHA-256 of the content in hexadecimal. size: octets."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class OpenCopy:
    """A read-only copy to look at. runs: opening it could run a program, so only its folder is shown."""

    path: Path
    runs: bool


class Files(Protocol):
    """Keeps contents; the names are the caller's."""

    def keep(self, source: Path) -> KeptFile:
        """Copies the file in, whole or not at all. The same content is kept once, and counts as new from now on: a
        `sweep` spares it. Raises Problem(field="file") if it can't be read, is too large, or there is no room.
        """
        ...

    def open_copy(self, digest: str, name: str, now: datetime) -> OpenCopy:
        """A copy under that name, for another program to open. Copies of an earlier day go. Raises Problem if the
        content is gone or damaged.
        """
        ...

    def renew(self, digest: str) -> None:
        """It counts as new from now on; nothing happens where it is gone."""
        ...

    def sweep(self, used: Collection[str], now: datetime, grace: timedelta) -> tuple[str, ...]:
        """Removes the contents whose digest is not in `used` and that were kept or renewed longer ago than `grace`;
        with them what a crash left unfinished. Returns their digests. What cannot be removed stays for another time.
        """
        ...
