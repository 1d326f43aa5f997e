"""Calendar files: invitations that came, and interviews that go out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from companion.core.calendar_event import CalendarEvent, CalendarFile


class CalendarFiles(Protocol):
    """Reads and writes calendar files (.ics); reads the invitation in a mail that was saved as a file (.eml) too."""

    def read(self, path: Path, zone: tzinfo) -> CalendarFile:
        """At least one event. Forgives what calendar programs get wrong; an event without a time is left out, with a
        remark. zone: the user's own, for times that name none.

        Raises Problem(field="file") for what holds no event, or is beyond reason. Asks nothing of the network.
        """
        ...

    def write(self, events: Sequence[CalendarEvent], now: datetime) -> bytes:
        """A calendar that other programs read, without alarms. now: its DTSTAMP."""
        ...
