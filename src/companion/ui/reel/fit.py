""" "Was it a fit for me?": three choices and one line, each optional, kept as soon as they are left."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from companion.core.application import Fit
from companion.core.problem import Problem
from companion.core.reel import FitQuestion
from companion.desktop.icons import Icons
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space

_CHOICES: Final = ((Fit.YES, "Yes"), (Fit.PARTLY, "Partly"), (Fit.NO, "No"))


class FitBox(QWidget):
    """The question beside the next step."""

    said = Signal(str, object, str)
    """The application's id, a core.application.Fit, the line: what stands there now, to be kept."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._application_id = ""
        self._kept: tuple[Fit, str] | None = (Fit.UNSAID, "")
        self._words = plain_label(role="quiet")
        self._state = plain_label(role="small")
        self._error = plain_label(role="small", wrap=True)
        self._error.setProperty("kind", "error")
        self._error.hide()
        self.line = QLineEdit()
        self.line.setPlaceholderText("One line, for you alone")
        self.line.setAccessibleName("One line about the fit, for you alone")
        self.line.setMinimumWidth(120)
        self.line.editingFinished.connect(self.save)
        self.line.textEdited.connect(self._typing)
        self.choices = {_choice(words): fit for fit, words in _CHOICES}
        head, row, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(self._words)
        head.addStretch()
        head.addWidget(self._state)
        row.setSpacing(Space.XS)
        for button in self.choices:
            button.clicked.connect(self._chosen)
            row.addWidget(button)
        row.addWidget(self.line, 1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addLayout(row)
        column.addWidget(self._error)

    def fill(self, question: FitQuestion, words: str) -> None:
        """The question about that application; what was said here already stays as it is."""
        self._words.setText(words)
        for button in self.choices:
            button.setAccessibleDescription(words)
        if question.application_id == self._application_id:
            return
        self._application_id = question.application_id
        self._kept = (question.fit, question.line)
        self.line.setText(question.line)
        self._check(question.fit)
        self._tell("", "")

    @property
    def fit(self) -> Fit:
        return next((fit for button, fit in self.choices.items() if button.isChecked()), Fit.UNSAID)

    @Slot()
    def save(self) -> None:
        """Hands over what stands there, if it is other than before."""
        now = (self.fit, self.line.text().strip())
        if self._application_id and now != self._kept:
            self._kept = now
            self.said.emit(self._application_id, *now)

    @Slot(object)
    def kept(self, outcome: object) -> None:
        """It is written."""
        del outcome
        self._tell("Kept.", "")

    @Slot(object)
    def refuse(self, problem: Problem) -> None:
        """It could not be written, and why."""
        self._kept = None
        self._tell("", problem.sentence)

    @Slot()
    def _chosen(self) -> None:
        """At most one; the one that stands is taken back by choosing it again."""
        button = self.sender()
        if isinstance(button, QPushButton):
            self._check(self.choices[button] if button.isChecked() else Fit.UNSAID)
            self.save()

    def _check(self, wanted: Fit) -> None:
        for button, fit in self.choices.items():
            button.setChecked(fit is wanted)
            button.setIcon(self._icons.icon("check") if fit is wanted else QIcon())

    @Slot()
    def _typing(self) -> None:
        self._tell("", "")

    def _tell(self, state: str, error: str) -> None:
        self._state.setText(state)
        self._error.setText(error)
        self._error.setVisible(bool(error))
        self.line.setAccessibleDescription(error or state)


def _choice(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setCheckable(True)
    button.setProperty("kind", "choice")
    button.setIconSize(QSize(14, 14))
    button.setMinimumWidth(button.sizeHint().width() + 20)  # room for the check mark, so that nothing moves
    return button
