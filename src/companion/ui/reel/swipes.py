"""Turns the wheel and two fingers on a touchpad into pages: one for a swipe, however far it runs on.

A touchpad sends dozens of small steps and, when the fingers have left it, more of them for its momentum. macOS and
Wayland say where a gesture begins; X11 does not, so there a pause between two steps parts one gesture from the next.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent

FAR_ENOUGH: Final = 60
"""Eighths of a degree, or pixels: half a notch of a wheel, a short swipe."""
PAUSE: Final = 250
"""Milliseconds between two gestures where nothing else parts them."""


class Swipes:
    """One gesture after the other."""

    def __init__(self) -> None:
        self._way = QPoint()
        self._last = -PAUSE
        self._is_done = False

    def page(self, event: QWheelEvent, *, upright: bool) -> int:
        """1 for the next page, -1 for the one before, 0 for none. upright: whether up and down turn pages, too."""
        phase, at = event.phase(), event.timestamp()
        if phase == Qt.ScrollPhase.ScrollMomentum:
            return 0
        parted = phase == Qt.ScrollPhase.NoScrollPhase and at - self._last >= PAUSE
        if parted or phase == Qt.ScrollPhase.ScrollBegin:
            self._way, self._is_done = QPoint(), False
        self._last = at
        step = event.angleDelta() if event.pixelDelta().isNull() else event.pixelDelta()
        self._way += step
        across, along = self._way.x(), self._way.y()
        if abs(along) >= abs(across):
            across = along if upright else 0
        if self._is_done or abs(across) < FAR_ENOUGH:
            return 0
        self._is_done = True
        return -1 if across > 0 else 1
