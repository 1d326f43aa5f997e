"""Pictures: what is one, where the profile keeps its own copies, and their small ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol


class PictureCheck(Protocol):
    """Looks at a picture before it is copied in."""

    def ending(self, path: Path) -> str:
        """The file ending (".png") that belongs to the picture's real format. Raises Problem(field="picture") if it
        is no picture that can be shown: unknown format, broken, too large for bounded memory.
        """
        ...


class Pictures(Protocol):
    """The profile's own copies of pictures, named by their content."""

    def keep(self, source: Path, ending: str) -> str:
        """Copies the file in; returns its name there. The same content is kept once, and counts as new from now on:
        a `sweep` spares it. Raises Problem.
        """
        ...

    def path(self, name: str) -> Path: ...

    def sweep(self, used: Collection[str], now: datetime, grace: timedelta) -> tuple[str, ...]:
        """Removes what nothing uses: pictures whose name is not in `used` and that were kept longer ago than `grace`,
        which is how long an undo or a save under way may still want them; with them their scaled copies, and what a
        crash left unfinished. Returns the names of the pictures removed. What cannot be removed stays for another time.
        """
        ...


class ScaledPictures(Protocol):
    """Small copies of the profile's own pictures, quick to show. Nothing rests on them: any may be missing, or be
    made again from its picture. A copy goes with its picture (`Pictures.sweep`).
    """

    def find(self, picture: Path) -> Path | None:
        """The copy of the picture at that path; None if there is none, or if it is no picture of the profile."""
        ...

    def keep(self, picture: Path, ending: str, content: bytes) -> bool:
        """Puts the copy in place, whole or not at all, in place of any other; says whether it is there now."""
        ...

    def drop(self, picture: Path) -> None:
        """Removes the copy, since it is broken."""
        ...
