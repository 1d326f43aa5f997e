"""The windows' sizes: a small JSON file in the profile, read once and written behind the user's back.

Losing it costs nothing but a size, so a broken file is simply begun anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast

from companion.desktop.tasks import Lane, Tasks


class SizeFile:
    """desktop.windows.SizeKeeper over a file."""

    def __init__(self, path: Path, tasks: Tasks) -> None:
        self._path = path
        self._tasks = tasks
        self._sizes = _read(path)

    def size(self, key: str) -> tuple[int, int] | None:
        """The window's width and height, if it was open before."""
        return self._sizes.get(key)

    def keep_size(self, key: str, width: int, height: int) -> None:
        """Remembers it; the disk is written elsewhere."""
        if self._sizes.get(key) == (width, height):
            return
        self._sizes[key] = (width, height)
        text = json.dumps(self._sizes)
        self._tasks.run(Lane.READ, lambda: _write(self._path, text))


def _read(path: Path) -> dict[str, tuple[int, int]]:
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    sizes: dict[str, tuple[int, int]] = {}
    for key, value in cast("dict[str, object]", found).items():
        match value:
            case [int(width), int(height)] if 100 <= width <= 10_000 and 100 <= height <= 10_000:
                sizes[key] = (width, height)
            case _:
                continue
    return sizes


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
