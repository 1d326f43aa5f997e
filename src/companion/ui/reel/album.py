"""The pictures of a reel, loaded on a worker in the size of the card, the next one before it is its turn."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from companion.core.highlight import Highlight
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.picture_loader import PictureLoader
from companion.desktop.tasks import Lane
from companion.services.highlights import Highlights

LARGEST = QSize(640, 400)
"""Logical pixels; five of them at 200 % are 20 MB."""


class Album(QObject):
    """Pictures by their names. One that can't be loaded counts as none: the words stand for themselves."""

    loaded = Signal(str)
    """The picture of that name is there now, or is known to be none."""

    def __init__(self, kit: Kit, highlights: Highlights, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = kit.tasks
        self._loader: PictureLoader = kit.loader
        self._highlights = highlights
        self._images: dict[str, QImage] = {}
        self._asked: set[str] = set()

    def ask(self, highlight: Highlight, index: int, dpr: float) -> None:
        """Begins to load a picture of the highlight, once."""
        if not 0 <= index < len(highlight.pictures) or highlight.pictures[index] in self._asked:
            return
        name = highlight.pictures[index]
        self._asked.add(name)
        self._tasks.run(
            Lane.PICTURES,
            partial(self._loader.load, self._highlights.picture_paths(highlight)[index], LARGEST, dpr),
            done=partial(self._keep, name),
            failed=partial(self._keep_none, name),
            owner=self,
        )

    def image(self, name: str) -> QImage | None:
        """The picture; a null one if there is none to show, None while it is still coming."""
        return self._images.get(name)

    def forget_but(self, names: Collection[str]) -> None:
        """Lets go of the others: a highlight may have a dozen."""
        for name in [name for name in self._images if name not in names]:
            del self._images[name]
            self._asked.discard(name)

    def _keep_none(self, name: str, problem: Problem) -> None:
        del problem
        self._keep(name, QImage())

    def _keep(self, name: str, image: QImage) -> None:
        self._images[name] = image
        self.loaded.emit(name)
