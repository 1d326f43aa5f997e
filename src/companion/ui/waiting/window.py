"""Stands where the reel would, for somebody who has just logged a no by hand while the reel has to wait: says why, and
lets it play at once. Nothing private is on it. It goes by itself.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_primary, make_quiet
from companion.desktop.windows import Window

GOES_MS: Final = 20_000
"""Long enough to read two sentences and choose; the reel itself is not lost."""


class WaitingWindow(Window):
    """One rejection was logged. why: as in "The reel waits: …"."""

    play_asked = Signal()
    undo_asked = Signal()

    def __init__(self, kit: Kit, why: str, *, can_undo: bool, parent: QWidget | None = None) -> None:
        super().__init__("waiting", "Companion", kit.sizes, usual=QSize(460, 170), parent=parent)
        self._timer = QTimer(self, singleShot=True, interval=GOES_MS)
        self._timer.timeout.connect(self.close)
        sentence = f"The reel waits: {why}. It comes once, later, for all that is logged until then."
        self.done_button, self.play_button = QPushButton("Done"), QPushButton("Play it now")
        self.undo_button = QPushButton("Undo")
        self.undo_button.setVisible(can_undo)
        make_primary(self.done_button)
        make_quiet(self.undo_button)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addWidget(self.undo_button)
        row.addStretch(1)
        row.addWidget(self.play_button)
        row.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.XS)
        column.addWidget(plain_label("Logged.", role="title"))
        column.addWidget(plain_label(sentence, wrap=True))
        column.addStretch(1)
        column.addSpacing(Space.S)
        column.addLayout(row)
        for button in (self.undo_button, self.play_button, self.done_button):
            button.setAutoDefault(True)
        self.done_button.clicked.connect(self.close)
        self.play_button.clicked.connect(self._play)
        self.undo_button.clicked.connect(self._undo)
        if can_undo:
            QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(self._undo)
        self.done_button.setFocus()

    @Slot()
    def _play(self) -> None:
        self.play_asked.emit()
        self.close()

    @Slot()
    def _undo(self) -> None:
        self.undo_asked.emit()
        self.close()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
