"""One of the first highlights: its text and its picture, and whether it is kept yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.picture_drop import PictureDrop
from companion.desktop.theme import Space
from companion.services.highlights import HighlightDraft


class HighlightRow(QWidget):
    """Text at the left, picture at the right. A picture can be pasted while the text has the keyboard."""

    ready = Signal()
    """A pasted picture has its file now."""

    def __init__(self, kit: Kit, label: str, example: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kept_id = ""
        self._kept: HighlightDraft | None = None
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(example)
        self.text.setAccessibleName(label)
        self.picture = PictureDrop(kit)
        self.picture.setAccessibleName(f"Picture for the {label.lower()}")
        self.picture.choose_button.setAccessibleDescription(f"For the {label.lower()}")
        self.text.setFixedHeight(self.picture.minimumHeight())
        self._error = plain_label(role="small", wrap=True)
        self._error.setProperty("kind", "error")
        self._error.hide()
        name = plain_label(label)
        name.setBuddy(self.text)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.text, 1)
        row.addWidget(self.picture, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XXS)
        column.addWidget(name)
        column.addLayout(row)
        column.addWidget(self._error)
        self.picture.watch(self)
        self.picture.problem.connect(self.show_problem)
        self.picture.changed.connect(self.ready)
        self.picture.problem.connect(self.ready)

    def draft(self) -> HighlightDraft:
        path = self.picture.path()
        return HighlightDraft(self.text.toPlainText().strip(), pictures=() if path is None else (path,))

    @property
    def is_empty(self) -> bool:
        return self.draft() == HighlightDraft("") and self.picture.is_ready

    def needs_keeping(self) -> bool:
        """Whether something stands here that is not on disk."""
        return not self.is_empty and self.draft() != self._kept

    def keep(self, key: str, draft: HighlightDraft) -> None:
        """It is on disk now, under this key."""
        self.kept_id, self._kept = key, draft

    @Slot(object)
    def show_problem(self, problem: Problem) -> None:
        """Says it below the row."""
        self._say(problem.sentence)

    def show_picture_problem(self, problem: Problem) -> None:
        self._say(f"The text is kept. {problem.sentence}")

    def clear_problem(self) -> None:
        self._say("")

    def go_here(self) -> None:
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def problem_words(self) -> str:
        return self._error.text()

    def _say(self, words: str) -> None:
        self._error.setText(words)
        self._error.setVisible(bool(words))
        self.text.setAccessibleDescription(words)
