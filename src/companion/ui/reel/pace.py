"""How long a page stays. Counts only while it may, and draws no more often than somebody would see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.core.reel import SECONDS_FOR_A_CARD

FLOWING_MS: Final = 100
STEPS: Final = 5
"""Under reduced motion the line grows in so many steps instead."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds that the opening and a highlight stay, that one fades into the next, and for which the keyboard has
    rested before a key counts (where a window may be given it unasked).
    """

    opening: int = 4_000
    card: int = SECONDS_FOR_A_CARD * 1000
    fade: int = 180
    rest: int = 700


class Pace(QObject):
    """The time of one page."""

    went = Signal(float)
    """The share of the time that is over, 0 to 1."""
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._whole = 0
        self._gone = 0

    def begin(self, whole: int, *, stepwise: bool) -> None:
        """A new page that stays that long; 0 for one that stays until it is left."""
        self._whole, self._gone = whole, 0
        self._timer.setInterval(max(1, whole // STEPS) if stepwise else min(FLOWING_MS, max(1, whole)))
        self.went.emit(0.0)

    def set_running(self, running: bool) -> None:
        """Lets the time pass, or holds it."""
        if running and self._whole and self._gone < self._whole:
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()

    @property
    def is_running(self) -> bool:
        return self._timer.isActive()

    @Slot()
    def _tick(self) -> None:
        self._gone = min(self._whole, self._gone + self._timer.interval())
        self.went.emit(self._gone / self._whole)
        if self._gone >= self._whole:
            self._timer.stop()
            self.over.emit()
