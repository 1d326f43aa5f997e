"""The moments that "Send at…" offers for a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from companion.core import moments, schedule
from companion.core.business_days import zone_named


@dataclass(frozen=True, slots=True)
class SendTime:
    """A moment (UTC), and the words on its line."""

    at: datetime
    words: str


def offered(now: datetime, zone: tzinfo, *, theirs: str = "") -> tuple[SendTime, ...]:
    """The contact's next working hours, if they are not now, and tomorrow at nine.

    zone: the user's. theirs: the contact's by its IANA name; "" or one this system does not know: the user's.
    """
    there = zone_named(theirs, zone)
    at_work = schedule.next_working_moment(now, there)
    tomorrow = schedule.tomorrow(now, zone)
    found: list[SendTime] = []
    if at_work > now:
        words = moments.moment_in_words(at_work, now=now, zone=zone)
        if at_work.astimezone(there).utcoffset() != at_work.astimezone(zone).utcoffset():
            words = f"{words} ({at_work.astimezone(there):%H:%M} there)"
        found.append(SendTime(at_work, f"In their next working hours: {words}"))
    if tomorrow != at_work:
        found.append(SendTime(tomorrow, f"{moments.moment_in_words(tomorrow, now=now, zone=zone).capitalize()}"))
    return tuple(found)
