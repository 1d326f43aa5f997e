"""The windows' sizes, and how their views were left: a small JSON file in the profile, read once and written behind the
user's back.

Losing it costs nothing but a size, so a broken file is simply begun anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from typing import Final, cast

from companion.desktop.tasks import Lane, Tasks

_LONGEST: Final = 200
"""Characters of a view's word."""


class SizeFile:
    """desktop.windows.SizeKeeper over a file."""

    def __init__(self, path: Path, tasks: Tasks) -> None:
        self._path = path
        self._tasks = tasks
        self._kept = _read(path)
        self._text, self._turn = "", Lock()

    def size(self, key: str) -> tuple[int, int] | None:
        """The window's width and height, if it was open before."""
        found = self._kept.get(key)
        return None if isinstance(found, str) else found

    def keep_size(self, key: str, width: int, height: int) -> None:
        """Remembers it; the disk is written elsewhere."""
        self._keep(key, (width, height))

    def choice(self, key: str) -> str:
        """How a view was left, in a word of its own; "" for nothing."""
        found = self._kept.get(key, "")
        return found if isinstance(found, str) else ""

    def keep_choice(self, key: str, word: str) -> None:
        """Remembers it; the disk is written elsewhere."""
        self._keep(key, word)

    def _keep(self, key: str, value: tuple[int, int] | str) -> None:
        if self._kept.get(key) == value:
            return
        self._kept[key] = value
        self._text = json.dumps(self._kept)
        self._tasks.run(Lane.READ, self._write)

    def _write(self) -> None:
        # one at a time, and always the latest: several may be under way
        with self._turn:
            _write(self._path, self._text)


def _read(path: Path) -> dict[str, tuple[int, int] | str]:
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    kept: dict[str, tuple[int, int] | str] = {}
    for key, value in cast("dict[str, object]", found).items():
        match value:
            case [int(width), int(height)] if 100 <= width <= 10_000 and 100 <= height <= 10_000:
                kept[key] = (width, height)
            case str(word) if len(word) <= _LONGEST:
                kept[key] = word
            case _:
                continue
    return kept


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
