"""Choosing when a letter leaves: a short menu, and a line to type any other moment into."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core import schedule
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.moment_edit import MomentEdit
from companion.desktop.theme import Space, make_quiet
from companion.services.send_times import offered

OTHER = "Another time…"
_LONGEST = 60
COMPUTER_ON = "This computer must be on then."


class SendAtMenu(QMenu):
    """Made anew each time it opens, since the moments move. theirs: the contact's time zone, by its name."""

    chosen = Signal(object)
    """The moment, a datetime in UTC."""
    other_asked = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.theirs = ""
        self.setAccessibleName("Send at")
        self.aboutToShow.connect(self.renew)
        self.triggered.connect(self._picked)

    @Slot()
    def renew(self) -> None:
        """Asks the clock."""
        self.clear()
        for time in offered(self._kit.clock.now(), self._kit.clock.zone(), theirs=self.theirs):
            self.addAction(time.words).setData(time.at)
        self.addAction(OTHER)

    @Slot(QAction)
    def _picked(self, action: QAction) -> None:
        if action.data() is None:
            self.other_asked.emit()
        else:
            self.chosen.emit(action.data())


class SendAtBar(QFrame):
    """A line for any moment, with what is understood below it. Hidden until it asks; Esc in it leaves it."""

    chosen = Signal(object)
    """The moment, a datetime in UTC."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setProperty("kind", "bar")
        self._before: QWidget | None = None
        self.field = MomentEdit(
            kit.clock.now, kit.clock.zone, self, field="at", like="2026-11-30 9:00, tomorrow 9:00, today 17:30"
        )
        self.field.setAccessibleName("Send at")
        self.field.setAccessibleDescription(COMPUTER_ON)
        self.field.set_placeholder("tomorrow 9:00")
        self.then = QPushButton("Send then", self)
        cancel = QPushButton("Cancel", self)
        for button in (self.then, cancel):
            button.setAutoDefault(True)
        make_quiet(cancel)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addWidget(self.field, 1)
        row.addWidget(cancel, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.then, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.XS, Space.XS, Space.XS)
        column.setSpacing(Space.XXS)
        self._question = plain_label(wrap=True, parent=self)
        column.addWidget(self._question)
        column.addLayout(row)
        self.field.changed.connect(self._look)
        self.then.clicked.connect(self._choose)
        cancel.clicked.connect(self.leave)
        self._look()
        self.hide()

    def ask(self, company: str) -> None:
        """Shows the line, with the keyboard in it. company: of the letter that it is about."""
        self._question.setText(f"When does the letter about {company} leave? {COMPUTER_ON}")
        self._before = self.window().focusWidget()
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def leave(self) -> None:
        """Takes the line away; the keyboard goes back to where it was."""
        self.hide()
        self.field.set_text("")
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _look(self) -> None:
        self.then.setEnabled(self._is_possible())

    def _is_possible(self) -> bool:
        try:
            schedule.leaves_at(self.field.moment(), self._kit.clock.now())
        except Problem:
            return False
        return bool(self.field.text().strip())

    @Slot()
    def _choose(self) -> None:
        if self._is_possible():
            at = self.field.moment()
            self.leave()
            self.chosen.emit(at)


def shortened(company: str) -> str:
    """The name, cut where a sentence would get too long."""
    return company if len(company) <= _LONGEST else f"{company[: _LONGEST - 1]}…"
