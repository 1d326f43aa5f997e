"""The list and the story side by side, and how the width is shared between them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

from companion.desktop.windows import SizeKeeper

_KEY: Final = "applications.split"
_USUAL: Final = (430, 610)


class Split(QSplitter):
    """Where the user draws the border it stays, also the next time."""

    def __init__(self, sizes: SizeKeeper, rows: QWidget, story: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._keeper = sizes
        self._shown = False
        self._lent: list[int] = []
        self.setChildrenCollapsible(False)
        self.addWidget(rows)
        self.addWidget(story)
        self.setStretchFactor(1, 1)
        self.setSizes(list(sizes.size(_KEY) or _USUAL))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            # not before the window has its first size, or the kept border would move with it
            QTimer.singleShot(0, self._share)

    def lend_story(self) -> None:
        """The story is about to stand elsewhere; the border is kept."""
        if self.count() == 2:
            self._lent = self.sizes()

    def take_story(self, story: QWidget) -> None:
        """The story stands beside the list again."""
        if self.indexOf(story) < 0:
            self.addWidget(story)
            story.show()
            self.setSizes(self._lent or list(self._keeper.size(_KEY) or _USUAL))

    @Slot()
    def keep(self) -> None:
        """Remembers the border, if it was on screen."""
        if self.isVisible():
            left, right = self.sizes()
            self._keeper.keep_size(_KEY, left, right)

    @Slot()
    def _share(self) -> None:
        """A narrower window takes from both: from the story alone, its buttons would soon stand below each other."""
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 2)
