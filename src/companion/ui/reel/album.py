"""The pictures of a reel, loaded on a worker in the size of the card, the next one before it is its turn."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from companion.core.highlight import Highlight
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.pictures import load_picture
from companion.desktop.tasks import Lane
from companion.services.highlights import Highlights

LARGEST = QSize(640, 400)
"""Logical pixels; five of them at 200 % are 20 MB."""


class Album(QObject):
    """Pictures by highlight. A picture that can't be loaded counts as none: the words stand for themselves."""

    loaded = Signal(str)
    """The picture of the highlight with this id is there now, or is known to be none."""

    def __init__(self, kit: Kit, highlights: Highlights, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = kit.tasks
        self._highlights = highlights
        self._images: dict[str, QImage] = {}
        self._asked: set[str] = set()

    def ask(self, highlight: Highlight, dpr: float) -> None:
        """Begins to load the picture, once."""
        path = self._highlights.picture_path(highlight)
        if path is None or highlight.id in self._asked:
            return
        self._asked.add(highlight.id)
        self._tasks.run(
            Lane.READ,
            lambda: load_picture(path, LARGEST, dpr),
            done=partial(self._keep, highlight.id),
            failed=partial(self._keep_none, highlight.id),
            owner=self,
        )

    def image(self, highlight: Highlight) -> QImage | None:
        """The picture; a null one if there is none to show, None while it is still coming."""
        if not highlight.picture:
            return QImage()
        return self._images.get(highlight.id)

    def _keep_none(self, key: str, problem: Problem) -> None:
        del problem
        self._keep(key, QImage())

    def _keep(self, key: str, image: QImage) -> None:
        self._images[key] = image
        self.loaded.emit(key)
