"""The row below the card: "Not today", undo, the dots, and the three buttons that the keys also press."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QToolButton, QWidget

from companion.desktop.kit import Kit
from companion.desktop.labels import plain_tooltip
from companion.desktop.theme import Space, make_quiet
from companion.desktop.undo_bar import UndoBar
from companion.ui.reel.marks import Dots


class Controls(QWidget):
    """The buttons; what they do is the window's business."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.back = self._tool("chevron-left", "Back", "Back (Left arrow)")
        self.pause = self._tool("pause", "Pause", "Pause (Space)")
        self.next = self._tool("chevron-right", "Next", "Next (Right arrow)")
        self.not_today = QPushButton("Not today")
        self.not_today.setAutoDefault(True)
        make_quiet(self.not_today)
        plain_tooltip(self.not_today, "No reel comes by itself until tomorrow.")
        self.dots = Dots(kit.theme)
        self.undo = UndoBar()
        self.undo.setMinimumWidth(self.fontMetrics().horizontalAdvance("Logged.  Undo") + 5 * Space.M)
        left, right = QHBoxLayout(), QHBoxLayout()
        left.setSpacing(Space.XS)
        left.addWidget(self.not_today)
        left.addWidget(self.undo)
        left.addStretch()
        right.setSpacing(Space.XXS)
        right.addStretch()
        for button in (self.back, self.pause, self.next):
            right.addWidget(button)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(left, 0, 0)
        row.addWidget(self.dots, 0, 1)
        row.addLayout(right, 0, 2)
        row.setColumnStretch(0, 1)
        row.setColumnStretch(2, 1)
        # The undo bar is the tallest thing here; its going must not move the card.
        row.setRowMinimumHeight(0, self.undo.sizeHint().height())

    def show_paused(self, *, paused: bool) -> None:
        self.pause.setIcon(self._kit.icons.icon("play" if paused else "pause"))
        self.pause.setAccessibleName("Continue" if paused else "Pause")
        plain_tooltip(self.pause, "Continue (Space)" if paused else "Pause (Space)")

    def show_place(self, index: int, count: int) -> None:
        """What can be done on the page with this number."""
        self.dots.show_position(index, count)
        self.back.setEnabled(index > 0)
        last = index == count - 1
        self.next.setEnabled(not last)
        self.pause.setEnabled(not last)

    def _tool(self, icon: str, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(self._kit.icons.icon(icon))
        button.setIconSize(QSize(20, 20))
        button.setAccessibleName(name)
        plain_tooltip(button, tip)
        return button
