"""Answers "Why this one?" in a quiet note over the card. Time stands still while it shows."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from companion.desktop.announce import announce
from companion.desktop.flowing_text import FlowingText
from companion.desktop.theme import Space, Theme, make_quiet

_WIDTH = 340


class WhyNote(QFrame):
    """The reasons, each a sentence of its own."""

    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "note")
        self._words = FlowingText(theme)
        self._close = QPushButton("Close")
        make_quiet(self._close)
        self._close.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.XS)
        column.setSpacing(Space.XS)
        column.addWidget(self._words)
        column.addWidget(self._close, 0, Qt.AlignmentFlag.AlignRight)
        self.hide()

    def say(self, reasons: tuple[str, ...], room: QRect) -> None:
        """Shows the reasons in the room's upper right corner, reads them aloud, and takes the keyboard."""
        words = " ".join(reasons)
        self._words.set_text("\n".join(reasons))
        self.setAccessibleName(words)
        self.put(room)
        self.show()
        self.raise_()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, words)

    def put(self, room: QRect) -> None:
        """As wide as is good to read, as high as it needs, within the room."""
        width = min(_WIDTH, room.width())
        height = min(room.height(), self.heightForWidth(width))
        self.setGeometry(room.right() - width + 1, room.top(), width, height)
