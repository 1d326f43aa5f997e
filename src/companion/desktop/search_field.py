"""The field above a list or a grid: typing searches, and what steps through the things below it goes to them."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

_REDO: Final = (
    QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y),
    QKeyCombination(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Z),
)
"""Both, whatever the desktop's own is."""


class SearchField(QLineEdit):
    """steps: the keys that belong to what is below. passed: keys that with Ctrl belong to the window, though a field
    claims them (Emacs' Ctrl+E and Ctrl+P). Undo and redo are the window's as long as the field has nothing to take back
    or to do again itself.
    """

    stepped = Signal(object)
    """A QKeyEvent that belongs to what is below."""

    def __init__(
        self,
        name: str,
        placeholder: str,
        *,
        steps: AbstractSet[Qt.Key],
        passed: AbstractSet[Qt.Key],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._steps, self._passed = steps, passed
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            only_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if (only_control and event.key() in self._passed) or self._has_none_of(event):
                event.ignore()
                return False
        return super().event(event)

    def _has_none_of(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.isUndoAvailable()
        is_redo = event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() in _REDO
        return is_redo and not self.isRedoAvailable()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in self._steps:
            self.stepped.emit(event)
        else:
            super().keyPressEvent(event)
