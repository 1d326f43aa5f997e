"""Moments in time: kept in UTC to the second, said in the user's own zone, read from what people type.

No function here looks at a clock; `now` always comes in.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from companion.core.problem import Problem

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
FARTHEST_AHEAD = timedelta(days=5 * 366)
"""How far ahead an interview may lie; farther is taken for a typing error."""

_DAYS = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
_AGO = re.compile(r"(\d{1,4})\s*(minutes?|min|hours?|h|days?|d|weeks?|w)\s+ago")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LONGEST = 40
"""Characters; the standard library would read a time with thousands of digits."""

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def to_text(moment: datetime) -> str:
    """The moment as it stands in the store and in JSON: RFC 3339, UTC, whole seconds."""
    # not strftime, which takes four times as long: an import writes half a million of them
    return moment.astimezone(UTC).isoformat(timespec="seconds")[:19] + "Z"


def from_text(text: str) -> datetime:
    """The inverse of `to_text`. Raises ValueError on anything else."""
    # not strptime: several times as slow, and the first call pays for the locale's words with ten milliseconds
    if not _WRITTEN.fullmatch(text):
        raise ValueError(f"does not match what to_text writes: {text!r}")
    return datetime.fromisoformat(text)


def whole_second(moment: datetime) -> datetime:
    """The moment in UTC with its fraction of a second cut off."""
    return moment.astimezone(UTC).replace(microsecond=0)


def read(typed: str, *, now: datetime, zone: tzinfo, field: str = "when") -> datetime:
    """The moment that a person means by `typed`.

    Accepts "", "now", "today", "yesterday 14:30", "2026-11-20", "2026-11-20 14:30", "3 hours ago" and ISO 8601
    with an offset. A day without a time means noon there, or now if that day is today. Raises Problem.
    """
    words = typed.strip().casefold()
    local = now.astimezone(zone)
    if words in ("", "now", "today"):
        return whole_second(now)
    if ago := _AGO.fullmatch(words):
        return whole_second(now - timedelta(**{_UNITS[ago[2][0]]: int(ago[1])}))
    try:
        return whole_second(_read_calendar(words, local, zone))
    except (ValueError, OverflowError):
        raise Problem(
            f"“{typed.strip()[:40]}” is not a date the companion can read. "
            "Write it like 2026-11-20, 2026-11-20 14:30, yesterday or 3 days ago.",
            field=field,
        ) from None


def _read_calendar(words: str, local: datetime, zone: tzinfo) -> datetime:
    if len(words) > _LONGEST:
        raise ValueError("too long")
    first, _, rest = words.partition(" ")
    if first in _DAYS:
        day, clock = local.date() + timedelta(days=_DAYS[first]), rest.strip()
    elif _CLOCK.fullmatch(rest):
        day, clock = date.fromisoformat(first), rest
    elif len(words) > 10 and words[10] in "t ":
        moment = datetime.fromisoformat(words.upper())
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    else:
        day, clock = date.fromisoformat(words), ""
    if clock:
        match = _CLOCK.fullmatch(clock)
        if match is None:
            raise ValueError(clock)
        at = time(int(match[1]), int(match[2]))
    else:
        at = local.time() if day == local.date() else time(12)
    return datetime.combine(day, at, tzinfo=zone)


def in_the_past(moment: datetime, *, now: datetime, what: str, field: str = "when") -> datetime:
    """Returns `moment` if it lies between 1970 and now (a minute's grace for slow typing); else raises Problem."""
    if moment > now + timedelta(minutes=1):
        raise Problem(f"{what} lies in the future there. Choose a moment up to now.", field=field)
    return _not_before_1970(moment, field)


def within_reach(moment: datetime, *, now: datetime, what: str, field: str = "when") -> datetime:
    """Returns `moment` if it lies between 1970 and five years from now; else raises Problem."""
    if moment > now + FARTHEST_AHEAD:
        raise Problem(f"{what} lies more than five years ahead there. Check the year.", field=field)
    return _not_before_1970(moment, field)


def _not_before_1970(moment: datetime, field: str) -> datetime:
    if moment < EARLIEST:
        raise Problem("That date lies before 1970. Check the year.", field=field)
    return whole_second(moment)


def days_between(earlier: datetime, later: datetime, zone: tzinfo) -> int:
    """Calendar days from one moment to another as the user in `zone` counts them; never negative."""
    return max(0, (later.astimezone(zone).date() - earlier.astimezone(zone).date()).days)


def day_in_words(moment: datetime, *, now: datetime, zone: tzinfo) -> str:
    """ "today", "yesterday", "tomorrow", or "Thu 26 Nov" (with the year when it is another one)."""
    day, today = moment.astimezone(zone).date(), now.astimezone(zone).date()
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((day - today).days)
    if near:
        return near
    return f"{day:%a} {day.day} {day:%b}" + ("" if day.year == today.year else f" {day.year}")


def moment_in_words(moment: datetime, *, now: datetime, zone: tzinfo) -> str:
    """The day in words and the time: "today, 14:30"."""
    return f"{day_in_words(moment, now=now, zone=zone)}, {moment.astimezone(zone):%H:%M}"


def dated(moment: datetime, zone: tzinfo) -> str:
    """The day and the time in words that stay true: "Thu 26 Nov 2026, 14:30"."""
    at = moment.astimezone(zone)
    return f"{at:%a} {at.day} {at:%b} {at.year}, {at:%H:%M}"
