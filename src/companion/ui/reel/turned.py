"""How pages are turned by hand: the arrows, the wheel, a touchpad, the mouse's own buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from companion.desktop.windows import SizeKeeper, Window
from companion.ui.reel.swipes import Swipes


class TurnedWindow(Window):
    """Says which way."""

    forth = Signal()
    back = Signal()

    def __init__(self, key: str, title: str, sizes: SizeKeeper, *, usual: QSize, parent: QWidget | None = None) -> None:
        super().__init__(key, title, sizes, usual=usual, parent=parent)
        self._swipes = Swipes()
        # shortcuts rather than key events: a focused button would take the arrows for itself
        for arrow, turn in ((Qt.Key.Key_Right, self.forth), (Qt.Key.Key_Left, self.back)):
            QShortcut(QKeySequence(arrow), self).activated.connect(turn)

    @property
    def scrolls(self) -> bool:
        """Whether an upright wheel moves the page itself."""
        return False

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        step = self._swipes.page(event, upright=not self.scrolls)
        if step:
            (self.forth if step > 0 else self.back).emit()
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.BackButton:
            self.back.emit()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.forth.emit()
        else:
            super().mousePressEvent(event)
