"""What privacy mode shows while the user is elsewhere: a calm surface that says nothing of the card below."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from companion.desktop.labels import plain_label
from companion.desktop.theme import Space
from companion.ui.reel.stage import Stage

_ACTIVATION_MS: Final = 1000
"""How long a window that asked for the keyboard may wait for it before it counts as unseen."""


class Veil(QFrame):
    """Covers all of its window. A click brings the user in, and does nothing else."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "veil")
        self.setAccessibleName("Companion. Something is ready for you.")
        column = QVBoxLayout(self)
        column.setSpacing(Space.XS)
        column.addStretch()
        title = plain_label("Companion", role="title", parent=self)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        words = plain_label("Something is ready for you.", role="quiet", parent=self)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.hide()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.window().activateWindow()
        event.accept()


class Privacy(QObject):
    """Veils a window in privacy mode, whenever the user is not in it."""

    turned = Signal()
    """`is_veiled` has changed."""

    def __init__(self, window: QWidget, stage: Stage) -> None:
        super().__init__(window)
        self._window = window
        self._stage = stage
        self._veil = Veil(window)
        self._private = False
        self._patience = QTimer(self, singleShot=True, interval=_ACTIVATION_MS)
        self._patience.timeout.connect(self.arrived)

    @property
    def is_veiled(self) -> bool:
        return not self._veil.isHidden()

    def begin(self, *, private: bool, asked_for: bool = False) -> None:
        """Whether privacy mode is on; from now on, and at once. asked_for: the user has just wished for the window, and
        so it is not veiled for the moment until the keyboard is there.
        """
        self._private = private
        if private and asked_for:
            self._patience.start()
        self.look()

    @Slot()
    def arrived(self) -> None:
        """The keyboard came or went, or has not come: then whoever shares the screen would read along."""
        self._patience.stop()
        self.look()

    @Slot()
    def look(self) -> None:
        """Veils or lifts. The card's own menu takes nobody out of the window."""
        here = self._window.isActiveWindow() or self._patience.isActive()
        veiled = self._private and not here
        if veiled == self.is_veiled:
            return
        self.cover()
        self._veil.setVisible(veiled)
        self._veil.raise_()
        self._stage.set_veiled(veiled)
        if not veiled:
            self._stage.setFocus(Qt.FocusReason.OtherFocusReason)
        self.turned.emit()

    def cover(self) -> None:
        """The window has another size."""
        self._veil.setGeometry(self._window.rect())
