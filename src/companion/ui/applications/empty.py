"""What the window shows before there is any application: one sentence, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_primary


class EmptyState(QWidget):
    """Says what will be here."""

    add_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sentence = plain_label("Your applications will be here, with what happened and what comes next.", parent=self)
        self.button = QPushButton("Add an application", self)
        make_primary(self.button)
        self.button.clicked.connect(self.add_asked)
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        column.addStretch(2)
        column.addWidget(sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
