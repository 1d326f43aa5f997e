"""What can be typed next into the search, in a small list below the field.

It lies in the window, and the field keeps the keyboard. Behind a filter's name and colon the arrows go through it and
Enter takes what is marked; at the beginning of a word it only hints, since Down leads to the results then: Ctrl+Space
goes into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView
from typing_extensions import override

from companion.desktop.announce import announce

MOST: Final = 8
"""Suggestions that are shown."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """words: as it is shown. typed, cursor: what the field holds, and where its cursor is, once this is taken."""

    words: str
    typed: str
    cursor: int


class Suggestions(QListView):
    """Hidden while nothing is offered. field: below which it lies, a child of the same window."""

    taken = Signal(object)
    """A Suggested."""
    asked = Signal()
    """Ctrl+Space: everything that can be typed is to be offered."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field.window())
        self._field = field
        self._offered: tuple[Suggested, ...] = ()
        self._steps = False
        self._words = QStringListModel(self)
        self.setModel(self._words)
        self.setAccessibleName("Suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("kind", "suggestions")
        self.hide()
        field.installEventFilter(self)
        self.clicked.connect(self._click)

    def offer(self, suggested: Sequence[Suggested], *, steps: bool) -> None:
        """steps: whether the arrows go through them at once."""
        self._offered, self._steps = tuple(suggested[:MOST]), steps
        self._words.setStringList([each.words for each in self._offered])
        if not self._offered or not self._field.hasFocus():
            self.hide()
            return
        was_hidden = not self.isVisible()
        self._place()
        self.show()
        self.raise_()
        if was_hidden and steps:
            count = len(self._offered)
            announce(self._field, "1 suggestion" if count == 1 else f"{count} suggestions")

    @override
    def eventFilter(self, object: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        return super().eventFilter(object, event)

    def _press(self, event: QKeyEvent) -> bool:
        """Whether the key was for the suggestions."""
        key = event.key()
        if key == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self._enter()
            return True
        if not self.isVisible() or (key != Qt.Key.Key_Escape and not self._steps):
            return False
        marked = self.currentIndex().row()
        takes = marked >= 0 or key == Qt.Key.Key_Tab
        if key == Qt.Key.Key_Escape:
            self.hide()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._mark(max(marked, -1) + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab) and takes:
            self._take(max(marked, 0))
        else:
            return False
        return True

    def _enter(self) -> None:
        if not self.isVisible():
            self.asked.emit()
        self._steps = True
        self._mark(0)

    def _mark(self, row: int) -> None:
        """From before the first one on, round and round."""
        if self._offered:
            row %= len(self._offered)
            self.setCurrentIndex(self._words.index(row, 0))
            announce(self._field, self._offered[row].words)

    def _take(self, row: int) -> None:
        if row < len(self._offered):
            taken = self._offered[row]
            self.hide()
            self.taken.emit(taken)

    @Slot(QModelIndex)
    def _click(self, index: QModelIndex) -> None:
        self._take(index.row())

    def _place(self) -> None:
        below = self._field.mapTo(self.window(), QPoint(0, self._field.height() + 2))
        rows = self.sizeHintForRow(0) * len(self._offered) + 2 * self.frameWidth() + 2
        width = max(self._field.width(), min(self.sizeHintForColumn(0) + 24, self.window().width() - below.x() - 8))
        self.setGeometry(below.x(), below.y(), width, rows)
