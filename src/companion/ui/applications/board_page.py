"""The page of the board: the search above it, as above the list, and beside it the story of an opened card."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from companion.desktop.theme import Space

_STORY: Final = 400
"""Pixels of the story, at first."""


class BoardPage(QWidget):
    """Holds the search and the story, lent by the list's page while the board is shown, and the board."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        self._column.setSpacing(Space.S)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._column.addWidget(self._split, 1)
        self._board: QWidget | None = None
        self._side: QWidget | None = None

    @property
    def has_board(self) -> bool:
        return self._board is not None

    @property
    def shows_story(self) -> bool:
        return self._side is not None and self._side.isVisibleTo(self)

    def take_top(self, top: QWidget) -> None:
        """Shows the search above the board."""
        self._column.insertWidget(0, top)

    def take_side(self, side: QWidget) -> None:
        """Has the story ready beside the board; it is hidden until `show_story`."""
        if self._side is side and self._split.indexOf(side) >= 0:
            return
        self._side = side
        side.hide()
        self._split.addWidget(side)
        self._split.setStretchFactor(0, 1)

    def use(self, board: QWidget) -> None:
        """Shows this board, in place of one before."""
        if self._board is not None:
            self._board.deleteLater()
        self._board = board
        self._split.insertWidget(0, board)
        self._split.setStretchFactor(0, 1)

    def show_story(self, *, shown: bool) -> None:
        """Opens the story beside the board, or puts it away."""
        if self._side is None or shown is self.shows_story:
            return
        self._side.setVisible(shown)
        if shown:
            self._split.setSizes([max(self.width() - _STORY, 1), _STORY])
