"""What privacy mode shows while the user is elsewhere: a calm surface that says nothing of the card below."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from companion.desktop.labels import plain_label
from companion.desktop.theme import Space


class Veil(QFrame):
    """Covers all of its window. A click brings the user in, and does nothing else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "veil")
        self.setAccessibleName("Companion. Something is ready for you.")
        column = QVBoxLayout(self)
        column.setSpacing(Space.XS)
        column.addStretch()
        title = plain_label("Companion", role="title", parent=self)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        words = plain_label("Something is ready for you.", role="quiet", parent=self)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.hide()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.window().activateWindow()
        event.accept()
