"""A no whose reel waits: it was logged while the desktop or the user asked for quiet.

Everything that came meanwhile gets one reel, later (care.md). What is held is stored, so a restart loses nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from companion.core.problem import Problem

MORNING = time(8)
""" "Not today" ends then: a reel at midnight would help nobody."""
NIGHT_ENDS = time(4)
"""Who says "Not today" later than this means the day that has begun, not the evening before."""

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")


@dataclass(frozen=True, slots=True)
class HeldNo:
    """One no that waits for its reel. deleted_at: when the reel came, or when the no was taken back."""

    id: str
    application_id: str
    event_id: str
    at: datetime
    deleted_at: datetime | None = None


def quiet_hours_end(now: datetime, zone: tzinfo, begins: str, ends: str) -> datetime | None:
    """When the quiet hours that hold now are over; None outside of them, or if there are none.

    begins, ends: "22:00"; from the first to the second, over midnight if the second is the earlier one.
    """
    if not begins or not ends or begins == ends:
        return None
    first, last = read_clock(begins, field="quiet_from"), read_clock(ends, field="quiet_to")
    local = now.astimezone(zone)
    over_midnight = last < first
    inside = (local.time() >= first or local.time() < last) if over_midnight else first <= local.time() < last
    if not inside:
        return None
    day = local.date() + timedelta(days=1) if over_midnight and local.time() >= first else local.date()
    end = datetime.combine(day, last, tzinfo=zone)
    # in autumn the clock on the wall shows that time twice, and the first one may have gone by
    return end if end.astimezone(UTC) > now else end.replace(fold=1)


def tomorrow_morning(now: datetime, zone: tzinfo) -> datetime:
    """When "Not today" ends: the next morning. Late at night the one is meant that comes after this night."""
    local = now.astimezone(zone)
    day = local.date() if local.time() < NIGHT_ENDS else local.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=zone)


def read_clock(typed: str, *, field: str) -> time:
    """The time of day that "7:30" or "22.00" means. Raises Problem."""
    match = _CLOCK.fullmatch(typed.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise Problem(f"“{typed.strip()[:20]}” is not a time of day. Write it like 22:00.", field=field)
    return time(int(match[1]), int(match[2]))
