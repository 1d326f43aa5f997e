"""Quiet bars inside a window: a sentence about something that has no field of its own, what is unsaved, an offer.

Bars instead of dialogs: nothing jumps in front of the reader, and the keyboard stays where it was.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.problem import Problem
from companion.desktop.announce import announce
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_quiet

OFFERED_MS: Final = 30_000
"""How long an offer stands: it can be read in two seconds, and stays reachable by Tab after the undo bar has gone."""


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


class OfferBar(QFrame):
    """Offers one thing in one line, and goes by itself. Takes no focus; Tab reaches it, Esc in it declines.

    An offer ends once: by `taken`, or by time, "Not now", `dismiss`, the next offer or the end of its window.
    """

    taken = Signal()

    def __init__(self, take: str, parent: QWidget | None = None) -> None:
        """take: the words of the button that takes the offer."""
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._take_words = take
        self._before: QWidget | None = None
        self._words = plain_label(wrap=True, parent=self)
        self._take = QPushButton(take, self)
        decline = QPushButton("Not now", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XXS, Space.XXS, Space.XXS)
        row.addWidget(self._words, 1)
        for button in (self._take, decline):
            button.setAutoDefault(True)
            make_quiet(button)
            row.addWidget(button)
        self._timer = QTimer(self, singleShot=True, interval=OFFERED_MS)
        self._timer.timeout.connect(self._fade)
        self._take.clicked.connect(self._taken)
        decline.clicked.connect(self.dismiss)
        self.hide()

    def offer(self, sentence: str) -> None:
        """Shows the sentence with its two buttons, and tells the screen reader once."""
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._take.setAccessibleName(f"{self._take_words.rstrip('…')}: {sentence}")
        self._before = self.window().focusWidget()
        self._timer.start()
        self.show()
        announce(self, sentence)

    @property
    def sentence(self) -> str:
        """What it offers; "" while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    @Slot()
    def dismiss(self) -> None:
        """Takes the offer away; the keyboard goes back to where it was if it was in the bar."""
        if self.isHidden():
            return
        if self._has_focus() and self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.hide()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._timer.stop()
        super().hideEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _has_focus(self) -> bool:
        return self.isAncestorOf(self.window().focusWidget() or self.window())

    @Slot()
    def _fade(self) -> None:
        """Time is up, except for somebody who is about to press one of its buttons."""
        if self.underMouse() or (self._has_focus() and QApplication.activeWindow() is self.window()):
            self._timer.start()
        else:
            self.dismiss()

    @Slot()
    def _taken(self) -> None:
        self.dismiss()
        self.taken.emit()
