"""The computer itself: its wall clock, its time zone, and random keys."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta, tzinfo

from companion.core.identity import uuid7


class LocalZone(tzinfo):
    """The system's zone with its rules, so that a time typed in summer for a day in winter means what it says."""

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return dt.replace(tzinfo=None).astimezone().utcoffset() if dt is not None else None

    def dst(self, dt: datetime | None) -> timedelta | None:
        del dt
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        return dt.replace(tzinfo=None).astimezone().tzname() if dt is not None else None

    def fromutc(self, dt: datetime) -> datetime:
        fixed = dt.replace(tzinfo=UTC).astimezone()
        local = fixed.replace(tzinfo=self, fold=0)
        # of an hour that comes twice, fold says which (PEP 495)
        return local if local.utcoffset() == fixed.utcoffset() else local.replace(fold=1)


_LOCAL = LocalZone()


class SystemClock:
    """The wall clock, as services.ports.Clock."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        return datetime.now(UTC)

    def zone(self) -> tzinfo:
        """The system's zone, asked anew at each use, so that a traveller's days follow."""
        return _LOCAL


class Keys:
    """UUIDv7 keys that grow, also within one millisecond and when the clock is set back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: tuple[int, int] = (0, 0)

    def new(self) -> str:
        """A new key."""
        with self._lock:
            ms, sequence = self._last
            now = time.time_ns() // 1_000_000
            if now > ms:
                ms, sequence = now, 0
            elif sequence == 0xFFF:
                ms, sequence = ms + 1, 0
            else:
                sequence += 1
            self._last = (ms, sequence)
        return uuid7(ms, sequence, int.from_bytes(os.urandom(8), "big"))
