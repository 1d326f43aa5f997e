"""A quiet bar that says what was done and offers to undo it, for ten seconds.

Undo instead of "are you sure?": nothing is asked, nothing is lost (care.md). The timer runs only while it shows.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from companion.desktop.labels import plain_label
from companion.desktop.tokens import Space

SHOWN_MS: Final = 10_000


class UndoBar(QFrame):
    """Hidden until something is offered. One offer at a time: a new one ends the one before (expired).

    keys: whether Ctrl+Z takes the offer; not where the window has an action of its own for it.
    """

    undone = Signal()
    expired = Signal()
    """The offer ended without being taken: by time, by the next offer, by `dismiss`, or with its window."""

    def __init__(self, parent: QWidget | None = None, *, keys: bool = True) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setProperty("kind", "bar")
        self._open = False
        self._words = plain_label(parent=self)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._button = QPushButton("Undo", self)
        self._button.setProperty("kind", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.S, Space.XXS, Space.XXS, Space.XXS)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self._timer.timeout.connect(self.dismiss)
        self._button.clicked.connect(self._undo)
        self._shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        self._shortcut.activated.connect(self._undo)
        self._shortcut.setEnabled(keys)
        self.hide()

    def offer(self, sentence: str, action: str = "Undo") -> None:
        """Shows the sentence ("Saved.") with Undo, or another action, beside it."""
        self._end()
        self._open = True
        self._words.setText(sentence)
        self._button.setText(action)
        self._button.setAccessibleName(f"{action}: {sentence}")
        self.show()
        self._timer.start()
        if self._keys and (app := QApplication.instance()) is not None:
            app.installEventFilter(self)

    @property
    def offering(self) -> bool:
        return self._open

    @Slot()
    def dismiss(self) -> None:
        """Hides the bar; what was done stays done."""
        self._end()
        self.hide()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        # also when its window closes or is minimised by the program; the offer must not outlive what shows it
        if not event.spontaneous():
            self._end()
        super().hideEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # a field claims Ctrl+Z even when it has nothing to take back; then it is meant for the bar
        return (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(watched, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not watched.isUndoAvailable()
            and watched.window() is self.window()
        )

    @Slot()
    def _undo(self) -> None:
        if self._open:
            self._stop()
            self._open = False
            self.hide()
            self.undone.emit()

    def _stop(self) -> None:
        self._timer.stop()
        if (app := QApplication.instance()) is not None:
            app.removeEventFilter(self)

    def _end(self) -> None:
        self._stop()
        if self._open:
            self._open = False
            self.expired.emit()
