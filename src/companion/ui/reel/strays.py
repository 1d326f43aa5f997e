"""Keys that were meant for another program: on Wayland a window may be given the keyboard although it wants none.

So a reel that comes by itself there does nothing with a key until the keyboard has rested for a moment. Esc closes it
all the same: that may be pressed at any time.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

_KEYS: Final = {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease}


class Strays(QObject):
    """Takes the keys that are not for the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._end)

    def begin(self, rest: int) -> None:
        """From now on until no key has come for `rest` milliseconds."""
        self._window.installEventFilter(self)
        self._rest.start(rest)

    @Slot()
    def _end(self) -> None:
        self._window.removeEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent) or event.key() == Qt.Key.Key_Escape:
            return False
        self._rest.start()
        event.accept()
        return True
