"""When a letter leaves that is to leave later: the moments the user can choose, and which ones can be.

A time chosen on a wall clock becomes a moment in UTC at once, by the rules that its zone has for that day. So it
survives a restart, a sleep, daylight saving and a journey: nothing is ever due "in three days".
"""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from companion.core import moments
from companion.core.business_days import WorkingHours, next_inside
from companion.core.problem import Problem

BEGINS, ENDS = time(9), time(17)
"""Usual working hours, Monday to Friday."""

FARTHEST = timedelta(days=92)
"""How far ahead a letter can be set: a quarter of a year. Farther is taken for a typing error."""


def next_working_moment(now: datetime, zone: tzinfo) -> datetime:
    """The first moment of working hours in `zone` from `now` on: now, if it is within them."""
    return moments.whole_second(next_inside(now, WorkingHours(zone, BEGINS, ENDS), zone))


def tomorrow(now: datetime, zone: tzinfo) -> datetime:
    """Tomorrow at nine where the user is."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    return moments.whole_second(datetime.combine(day, BEGINS, tzinfo=zone))


def leaves_at(at: datetime, now: datetime) -> datetime:
    """The moment in UTC from which a letter may leave. Raises Problem for a past one or one too far ahead."""
    if at < now - timedelta(minutes=1):
        raise Problem("That moment has passed. Choose a later one.", field="at")
    if at > now + FARTHEST:
        raise Problem("That is more than three months ahead. Check the date.", field="at")
    return moments.whole_second(at)
