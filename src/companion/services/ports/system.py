"""What every use case rests on: the clock, new keys, and the named moments of `--trace`."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Protocol


class Clock(Protocol):
    """The wall clock and the user's zone."""

    def now(self) -> datetime:
        """The present moment, UTC, aware."""
        ...

    def zone(self) -> tzinfo:
        """The zone in which days are counted and times are shown."""
        ...


class Ids(Protocol):
    """Makes new keys."""

    def new(self) -> str:
        """A new UUIDv7 key, larger than every one made before it in this process."""
        ...


class Trace(Protocol):
    """The named moments of `--trace`."""

    def mark(self, moment: str, **facts: str | int) -> None:
        """Notes a named moment with a monotonic time; costs nothing when nobody listens."""
        ...
