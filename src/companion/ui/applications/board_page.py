"""The page of the board: the search above it, as above the list."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.desktop.theme import Space


class BoardPage(QWidget):
    """Holds the search, lent by the list's pane while the board is shown, and the board."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        self._column.setSpacing(Space.S)
        self._board: QWidget | None = None

    def take_top(self, top: QWidget) -> None:
        """Shows the search above the board."""
        self._column.insertWidget(0, top)

    def use(self, board: QWidget) -> None:
        """Shows this board, in place of one before."""
        if self._board is not None:
            self._board.deleteLater()
        self._board = board
        self._column.addWidget(board, 1)
