"""A clock that stands until a test moves it, and keys that count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from companion.core.identity import uuid7

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday."""


class SetClock:
    """ports.Clock: shows what it was set to."""

    def __init__(self, now: datetime = START, zone: tzinfo = UTC) -> None:
        self._now = now
        self._zone = zone

    def now(self) -> datetime:
        return self._now

    def zone(self) -> tzinfo:
        return self._zone

    def set(self, now: datetime) -> None:
        self._now = now

    def forward(self, by: timedelta) -> None:
        """Lets time pass."""
        self._now += by


class CountedKeys:
    """ports.Ids: UUIDv7 keys that grow by one, the same in each run."""

    def __init__(self) -> None:
        self._made = 0

    def new(self) -> str:
        self._made += 1
        return uuid7(1_700_000_000_000 + self._made, 0, self._made)
