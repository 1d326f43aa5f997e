"""One line about the values exercise: an offer until it is done, then when that was."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from companion.core import moments
from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.core.values import ValuesExercise
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_quiet
from companion.services.values import Values

_OFFER = "Values exercise: some ten minutes of writing about what matters to you. Once, optional, for you alone."


class ValuesRow(QWidget):
    """Knows whether and when it was done; its words stay in its own window."""

    asked = Signal()

    def __init__(self, kit: Kit, values: Values, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit, self._values = kit, values
        self._words = plain_label(wrap=True)
        self._button = QPushButton("Open…")
        self._button.setAutoDefault(True)
        make_quiet(self._button)
        self._button.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        kit.changes.happened.connect(self._changed)
        self._read()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if "values_exercise" in changes.tables:
            self._read()

    def _read(self) -> None:
        self._kit.tasks.run(Lane.READ, self._values.get, done=self._show, failed=self._not_read, owner=self)

    @Slot(object)
    def _show(self, found: ValuesExercise | None) -> None:
        if found is None or found.finished_at is None:
            self._say(_OFFER, "Begin…" if found is None else "Go on…")
            return
        day = moments.day_in_words(found.finished_at, now=self._kit.clock.now(), zone=self._kit.clock.zone())
        self._say(f"Values exercise: done {day}.", "Open…")

    @Slot(object)
    def _not_read(self, problem: Problem) -> None:
        self._say(problem.sentence, "Open…")

    def _say(self, sentence: str, action: str) -> None:
        self._words.setText(sentence)
        self._button.setText(action)
        self._button.setAccessibleName(f"Values exercise: {action}")
