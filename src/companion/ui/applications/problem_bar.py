"""A quiet bar for a problem that belongs to no field: the sentence, and the outside party's words under "Details"."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QWidget

from companion.core.problem import Problem
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_quiet


class ProblemBar(QFrame):
    """Hidden until a problem is shown; stays until it is closed or `clear` is called."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._sentence = plain_label(wrap=True, parent=self)
        self._details = plain_label(role="small", wrap=True, selectable=True, parent=self)
        self._more = QPushButton("Details", self)
        self._more.setCheckable(True)
        close = QPushButton("Close", self)
        close.setAccessibleName("Close the message")
        for button in (self._more, close):
            make_quiet(button)
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.S, Space.XXS, Space.XXS, Space.XXS)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self._sentence, 0, 0)
        grid.addWidget(self._more, 0, 1)
        grid.addWidget(close, 0, 2)
        grid.addWidget(self._details, 1, 0, 1, 3)
        self._more.toggled.connect(self._details.setVisible)
        close.clicked.connect(self.clear)
        self._details.hide()
        self.hide()

    @Slot(object)
    def show_problem(self, problem: Problem) -> None:
        self._sentence.setText(problem.sentence)
        self._details.setText(problem.details)
        self._more.setChecked(False)
        self._more.setVisible(bool(problem.details))
        self.show()

    @Slot()
    def clear(self) -> None:
        self.hide()
