"""Time that goes by: a thin line that fills from left to right, and what counts for it.

Counted by the clock, not in ticks: a window that was hidden, or a computer that slept, finds the right place again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from companion.desktop.painted import Painted
from companion.desktop.theme import Theme, Token

_RADIUS = 1.5


class TimeLine(Painted):
    """The time that is over, as a thin line. To assistive technology: how many minutes are left."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._share = 0.0
        self._painted = -1
        self.setFixedHeight(3)
        self.setAccessibleName("Time")

    @property
    def share(self) -> float:
        return self._share

    def tell_left(self, left: timedelta) -> None:
        """Says how much time is left: for a time that is long enough to be counted in minutes."""
        minutes = -(-left // timedelta(minutes=1))
        words = f"{minutes} {'minute' if minutes == 1 else 'minutes'} left"
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    @Slot(float)
    def set_share(self, share: float) -> None:
        """share: of the time that is over, 0 to 1."""
        self._share = share
        # only when there is another pixel to show
        if self._pixels() != self._painted:
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(self._theme.colour(Token.LINE))
        painter.drawRoundedRect(whole, _RADIUS, _RADIUS)
        self._painted = self._pixels()
        if self._painted:
            whole.setWidth(whole.width() * self._share)
            painter.setBrush(self._theme.colour(Token.PINE))
            painter.drawRoundedRect(whole, _RADIUS, _RADIUS)

    def _pixels(self) -> int:
        return round(self.width() * self._share * self.devicePixelRatioF())


class Countdown(QObject):
    """Counts from now until a moment, and looks at the clock only while it is told to. every_ms: how often."""

    went = Signal(float, object)
    """The share of the time that is over, 0 to 1, and the timedelta that is left."""
    over = Signal()

    def __init__(self, now: Callable[[], datetime], *, every_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._begun = self._ends = now()
        self._counts = False
        self._timer = QTimer(self, interval=every_ms)
        self._timer.timeout.connect(self._look)

    def begin(self, until: datetime) -> None:
        """A new time, from now on."""
        self._begun, self._ends, self._counts = self._now(), until, True

    def set_running(self, running: bool) -> None:
        """Looks at the clock now and then, or not at all; the time goes by all the same."""
        if running and self._counts:
            self._timer.start()
            self._look()
        else:
            self._timer.stop()

    @Slot()
    def _look(self) -> None:
        left = max(timedelta(0), self._ends - self._now())
        whole = self._ends - self._begun
        share = 1.0 - left / whole if whole else 1.0
        self.went.emit(max(0.0, share), left)
        if not left:
            self._counts = False
            self._timer.stop()
            self.over.emit()
