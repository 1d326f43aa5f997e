"""Pictures for lists and grids: at once if they are there, else as soon as a worker has loaded them.

A view asks for what it is about to paint, and asks again when it paints again. So nothing need be cancelled by hand:
the newest wish is served first, only so many wishes wait, and what scrolled by long ago is forgotten. One picture is
under way at a time, on a lane of its own, so that neither a search nor the GUI thread waits for a pile of them.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from companion.core.problem import Problem
from companion.desktop.cover import covering
from companion.desktop.picture_loader import BOX, PictureLoader
from companion.desktop.tasks import Lane, Tasks

MOST_BYTES = 48_000_000
"""Of pictures held ready: some 250 of 240 × 160 at 100 %, or 75 at 200 %, several screens of a grid in any case."""

MOST_WAITING = 200
"""More than a screen can show at once."""

_ROOM = 2.25

_LEAST = 1_000
"""What even a picture that can't be shown counts for, so that the number of them is bounded too."""


class _Wish(NamedTuple):
    path: Path
    width: int
    height: int
    dpr: float
    cover: bool


class Thumbnails(QObject):
    """Lives on the GUI thread; one for each window that shows many pictures."""

    ready = Signal(str)
    """The name (last part of the path) of a picture that is there now, or is known to be none that can be shown."""

    def __init__(
        self, tasks: Tasks, loader: PictureLoader, parent: QObject | None = None, *, most_bytes: int = MOST_BYTES
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._loader = loader
        self._most = most_bytes
        self._images: OrderedDict[_Wish, QImage] = OrderedDict()
        self._bytes = 0
        self._waiting: OrderedDict[_Wish, None] = OrderedDict()
        self._loading: _Wish | None = None

    def image(self, path: Path, size: QSize, dpr: float, *, cover: bool = False) -> QImage | None:
        """The picture as large as fits `size` (logical pixels), in the screen's own format; a null one if it can't be
        shown; None while it is coming (`ready` tells). cover: cut so that it fills `size` instead (desktop.cover).
        """
        wish = _Wish(path, size.width(), size.height(), dpr, cover)
        if (image := self._images.get(wish)) is not None:
            self._images.move_to_end(wish)
            return image
        if wish != self._loading:
            self._waiting[wish] = None
            self._waiting.move_to_end(wish)
            if len(self._waiting) > MOST_WAITING:
                self._waiting.popitem(last=False)
            self._load_next()
        return None

    def forget_waiting(self) -> None:
        """Drops what was asked for and has not begun: what the view shows now is quite another thing."""
        self._waiting.clear()

    @property
    def held(self) -> int:
        """Bytes of the pictures held ready."""
        return self._bytes

    def _load_next(self) -> None:
        if self._loading is not None or not self._waiting:
            return
        wish, _ = self._waiting.popitem()
        self._loading = wish
        self._tasks.run(
            Lane.PICTURES,
            partial(_load, self._loader, wish),
            done=partial(self._keep, wish),
            failed=partial(self._keep_none, wish),
            owner=self,
        )

    def _keep_none(self, wish: _Wish, problem: Problem) -> None:
        del problem
        self._keep(wish, QImage())

    def _keep(self, wish: _Wish, image: QImage) -> None:
        self._loading = None
        self._images[wish] = image
        self._bytes += _cost(image)
        while self._bytes > self._most and len(self._images) > 1:
            _, oldest = self._images.popitem(last=False)
            self._bytes -= _cost(oldest)
        self._load_next()
        self.ready.emit(wish.path.name)


def _load(loader: PictureLoader, wish: _Wish) -> QImage:
    """On a worker."""
    size = QSize(wish.width, wish.height)
    if not wish.cover:
        return loader.load(wish.path, size, wish.dpr)
    # what lies or stands twice as long as its place still fills it, and a small copy is enough for it
    room = (size * _ROOM).boundedTo(BOX / wish.dpr)
    return covering(loader.load(wish.path, room, wish.dpr), size, wish.dpr)


def _cost(image: QImage) -> int:
    return max(_LEAST, image.sizeInBytes())
