"""The look backs of an application: one that is parked, and those in which something was written.

They are the user's alone. The pane shows them because it is the user who opened it; nothing else reads them.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from companion.core.debrief import QUESTIONS, Debrief
from companion.desktop.labels import plain_tooltip
from companion.desktop.theme import Space
from companion.ui.applications import words
from companion.ui.applications.timeline import Present, Row, flowing

SHORT: Final = 600
"""Characters of an answer that a row shows; the whole is in its window."""


class LookBackRow(Row):
    """What was written in one look back, with buttons to open and to delete it."""

    open_asked = Signal(str)
    delete_asked = Signal(object)

    def __init__(self, present: Present, debrief: Debrief, parent: QWidget | None = None) -> None:
        super().__init__(present, "clock", "Looked back", words.looked_back_at(debrief), parent)
        self._debrief = debrief
        for name, question in QUESTIONS.items():
            answer: str = getattr(debrief, name)
            if answer:
                self.add_line(question, quiet=True)
                self.add_line(answer if len(answer) <= SHORT else f"{answer[:SHORT]}…")
        opener = self.add_button(present, "pencil", "Open", f"open {debrief.id}")
        opener.clicked.connect(self._open)
        delete = self.add_button(present, "trash-2", "Delete", f"delete {debrief.id}")
        delete.clicked.connect(self._delete)

    @Slot()
    def _open(self) -> None:
        self.open_asked.emit(self._debrief.id)

    @Slot()
    def _delete(self) -> None:
        self.delete_asked.emit(self._debrief)


class ParkedRow(QFrame):
    """A look back that waits for its time, and the way to it now."""

    open_asked = Signal(str)

    def __init__(self, present: Present, debrief: Debrief, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._key = debrief.id
        told = words.parked_words(debrief, present.now, present.zone)
        sentence = flowing(told, self)
        plain_tooltip(sentence, words.exact(debrief.begins_at, present.zone))
        button = QPushButton("Open now", self)
        button.setObjectName(f"open {debrief.id}")
        button.setAccessibleDescription(told)
        button.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
        row.setSpacing(Space.S)
        row.addWidget(sentence, 1)
        row.addWidget(button)

    @Slot()
    def _open(self) -> None:
        self.open_asked.emit(self._key)
