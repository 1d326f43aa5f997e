"""What a window shows before there is anything in it: one sentence that says what will be here, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_primary


class EmptyState(QWidget):
    """Says what will be here."""

    add_asked = Signal()

    def __init__(self, sentence: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # it wraps, or with large text its one line would be the smallest width of the whole window
        words = plain_label(sentence, wrap=True, parent=self)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton(action, self)
        make_primary(self.button)
        self.button.clicked.connect(self.add_asked)
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        column.addStretch(2)
        column.addWidget(words)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
