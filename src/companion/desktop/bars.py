"""Quiet bars inside a window: a sentence about something that has no field of its own, and what is unsaved.

Bars instead of dialogs: nothing jumps in front of the reader, and the keyboard stays where it was.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from companion.core.problem import Problem
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_quiet


class ProblemBar(QFrame):
    """Hidden until there is a problem; the other side's own words wait behind "Details"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._words = plain_label(wrap=True, selectable=True, parent=self)
        self._details = plain_label(role="small", wrap=True, selectable=True, parent=self)
        self._more = QPushButton("Details", self)
        self._more.setCheckable(True)
        self._more.setAutoDefault(True)
        make_quiet(self._more)
        self._more.toggled.connect(self._show_details)
        row = QHBoxLayout()
        row.addWidget(self._words, 1)
        row.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
        column.addLayout(row)
        column.addWidget(self._details)
        self.hide()

    def tell(self, problem: Problem) -> None:
        """Shows the problem until the next one or `clear`."""
        self.say(problem.sentence)
        self._details.setText(problem.details)
        self._more.setVisible(bool(problem.details))

    def say(self, sentence: str) -> None:
        """Shows a sentence without details."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._details.setText("")
        self._details.hide()
        self._more.setChecked(False)
        self._more.hide()
        self.show()

    @Slot(bool)
    def _show_details(self, shown: bool) -> None:
        """A slot of our own: see desktop.painted."""
        self._details.setVisible(shown)

    @property
    def sentence(self) -> str:
        """What it says; "" while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    @Slot()
    def clear(self) -> None:
        self.hide()


class LeaveBar(QFrame):
    """Asks once, inside the window, before something typed would be lost. Esc again leaves."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._before: QWidget | None = None
        words = plain_label("What you typed is not saved.", parent=self)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.stay = QPushButton("Keep writing", self)
        self.leave = QPushButton("Leave without saving", self)
        for button in (self.stay, self.leave):
            button.setAutoDefault(True)
            make_quiet(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XXS, Space.XXS, Space.XXS)
        row.addWidget(words, 1)
        row.addWidget(self.leave)
        row.addWidget(self.stay)
        self.stay.clicked.connect(self.go_on)
        self.leave.clicked.connect(self.left)
        self.hide()

    def ask(self) -> None:
        """Shows the question; the keyboard is on "Keep writing"."""
        window = self.window()
        self._before = window.focusWidget()
        self.show()
        self.stay.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def asking(self) -> bool:
        return not self.isHidden()

    @Slot()
    def go_on(self) -> None:
        """Takes the question away and gives the keyboard back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
