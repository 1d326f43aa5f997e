"""Two small dialogs for a start that can't go on: a damaged store with its backup, and any other problem.

They stand alone (no kit, no services), because nothing else could be started yet.
"""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from companion.core.problem import Problem
from companion.core.text import counted
from companion.desktop.labels import plain_label
from companion.services.ports import Backup


class Choice(Enum):
    """What to do with a damaged store."""

    RESTORE = "restore"
    START_EMPTY = "start empty"
    LEAVE = "leave"


class ProblemDialog(QDialog):
    """Says one sentence, with the outside's own words below it."""

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Companion")
        self.setMinimumWidth(460)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 24, 24, 16)
        self._layout.setSpacing(12)
        self._say(problem.sentence)
        if problem.details:
            self._layout.addWidget(plain_label(problem.details, role="small", wrap=True, selectable=True))
        self.buttons = QDialogButtonBox(self)
        self._fill_buttons()
        self._layout.addStretch(1)
        self._layout.addWidget(self.buttons)

    def _say(self, sentence: str) -> None:
        self._layout.addWidget(plain_label(sentence, role="body", wrap=True, selectable=True))

    def _fill_buttons(self) -> None:
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.buttons.rejected.connect(self.reject)


class RecoveryDialog(ProblemDialog):
    """Offers the newest good backup of a damaged store."""

    def __init__(self, problem: Problem, newest: Backup | None, parent: QWidget | None = None) -> None:
        self._newest = newest
        self._choice = Choice.LEAVE
        self._choices: dict[QAbstractButton, Choice] = {}
        super().__init__(problem, parent)

    def ask(self) -> Choice:
        """Shows the dialog and waits; Esc leaves everything as it is."""
        self.exec()
        return self._choice

    def _fill_buttons(self) -> None:
        if self._newest is not None:
            made = f"{self._newest.made_at.astimezone():%A %d %B %Y, %H:%M}"
            self._say(
                f"The newest good backup is from {made}, with {counted(self._newest.applications, 'application')} "
                f"and {counted(self._newest.highlights, 'highlight')}."
            )
            self._add("Restore this backup", Choice.RESTORE)
        else:
            self._say("There is no good backup yet.")
        self._say("Whatever you choose, the damaged file is kept beside the new one.")
        self._add("Start empty", Choice.START_EMPTY)
        self._add("Leave it as it is", Choice.LEAVE)
        self.buttons.clicked.connect(self._clicked)

    def _add(self, words: str, choice: Choice) -> None:
        self._choices[self.buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)] = choice

    @Slot(QAbstractButton)
    def _clicked(self, button: QAbstractButton) -> None:
        self._choice = self._choices[button]
        self.accept()
