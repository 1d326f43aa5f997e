"""A clock that the tour may set forward, so that nobody waits ten seconds for undo to pass."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from companion.adapters.system import SystemClock


class TourClock:
    """The system's clock plus what the tour skipped."""

    def __init__(self) -> None:
        self._system = SystemClock()
        self._skipped = timedelta()

    def now(self) -> datetime:
        """The present moment of the tour."""
        return self._system.now() + self._skipped

    def zone(self) -> tzinfo:
        """The user's zone."""
        return self._system.zone()

    def skip(self, time: timedelta) -> None:
        """Sets the tour's clock forward."""
        self._skipped += time
