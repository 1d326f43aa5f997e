"""One timer for everything that is due: armed for the next moment, checked against the wall clock.

Nothing is due "in three hours"; it has a moment in the store. The timer only says when to look: it is capped at five
minutes, so that a changed clock is noticed then at the latest, and re-armed when it fires early. A timer does not run
while the computer sleeps, so resume (logind's PrepareForSleep) looks at the clock too. Nothing wakes while nothing is
set.

When the wall clock has gone another way than the time that really passed, it was set, or the computer slept: then what
is due, and every word like "tomorrow", is to be looked at anew.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.desktop.bus import ignore, listen

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

LONGEST: Final = timedelta(minutes=5)
"""Twelve looks at the clock in an hour; each takes some microseconds."""

JUMP: Final = timedelta(seconds=30)
"""From here on it is no clock that is being steered right slowly (NTP)."""


class Alarm(QObject):
    """Fires `due` once for each moment it was set to."""

    due = Signal()

    jumped = Signal()
    """The wall clock was set, forward or back, or the computer slept."""

    def __init__(
        self,
        now: Callable[[], datetime],
        parent: QObject | None = None,
        *,
        steady: Callable[[], float] = monotonic,
    ) -> None:
        """steady: seconds that no setting of the clock changes."""
        super().__init__(parent)
        self._now = now
        self._steady = steady
        self._before = now(), steady()
        self._next: datetime | None = None
        self._bus: QDBusConnection | None = None
        self._timer = QTimer(self, singleShot=True)
        # Qt's usual coarse timer: 5 %, and to the second above 20 s, so that the system wakes for several at once
        self._timer.timeout.connect(self.check)

    def set_next(self, moment: datetime | None) -> None:
        """Arms for this moment instead of the one before; a past one fires at once (not within this call)."""
        self._next = moment
        self._arm()

    @property
    def next(self) -> datetime | None:
        return self._next

    @Slot()
    def check(self) -> None:
        """Looks at the wall clock: fires if the moment has come, else arms anew; says it if the clock has jumped."""
        jumped = self._has_jumped()
        if self._next is not None and self._now() >= self._next:
            self._next = None
            self._timer.stop()
            self.due.emit()
        else:
            self._arm()
        if jumped:
            self.jumped.emit()

    def remaining_ms(self) -> int:
        """Until the timer looks again; -1 when it is not armed."""
        return self._timer.remainingTime()

    def watch(self, bus: QDBusConnection | None = None) -> None:
        """Begins to look at resume from sleep, on the system bus. Call once, when idle after the start."""
        from PySide6.QtDBus import QDBusConnection

        bus = bus or QDBusConnection.systemBus()
        # a forged signal only makes us look at the clock
        if self._bus is None and bus.isConnected() and listen(bus, _SLEEP, self, "slept(bool)"):
            self._bus = bus

    def close(self) -> None:
        """Stops for good."""
        self._next = None
        self._timer.stop()
        if self._bus is not None:
            ignore(self._bus, _SLEEP, self, "slept(bool)")
            self._bus = None

    @Slot(bool)
    def slept(self, begins: bool) -> None:
        """The system goes to sleep (True) or has come back (False)."""
        if not begins:
            self.check()

    def _has_jumped(self) -> bool:
        """Whether both clocks went apart since this was asked before."""
        (wall, steady), self._before = self._before, (self._now(), self._steady())
        return abs(self._before[0] - wall - timedelta(seconds=self._before[1] - steady)) >= JUMP

    def _arm(self) -> None:
        if self._next is None:
            self._timer.stop()
            return
        wait = min(max(self._next - self._now(), timedelta()), LONGEST)
        # rounded up: a timer that fires within the second before would only be armed again
        self._timer.start(-(-wait // timedelta(milliseconds=1)))


_SLEEP = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
