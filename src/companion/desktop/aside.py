"""The files of pasted pictures, and those that came with a letter: made on a worker, removed behind everything that may
still want them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QImage

from companion.desktop.picture_source import put_aside, throw_away
from companion.desktop.tasks import Lane, Tasks


class Aside(QObject):
    """Owns files for as long as a form needs them. Connect the form's `destroyed` to `end`."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._paths: list[Path] = []
        self._over = False

    def keep(self, image: QImage) -> Path:
        """Gives the picture a file. On a worker. Raises Problem(field="picture")."""
        path = put_aside(image)
        self.adopt([path])
        return path

    def adopt(self, paths: Iterable[Path]) -> None:
        """These files are in its care from now on. On a worker."""
        for path in paths:
            self._paths.append(path)
            if self._over:  # the form was closed meanwhile
                throw_away(path)

    @Slot()
    def end(self) -> None:
        self._over = True
        self.clear()

    def drop(self, path: Path) -> None:
        """Removes this one if it is in its care; the user's own files are not."""
        if path in self._paths:
            self._paths.remove(path)
            self._tasks.run(Lane.STORE, partial(throw_away, path))

    def clear(self) -> None:
        """Removes them all."""
        paths, self._paths = self._paths, []
        for path in paths:
            self._tasks.run(Lane.STORE, partial(throw_away, path))
