"""Business days where the letter is read, and working hours where it is written.

Monday to Friday; no calendar of holidays is kept, so a letter may fall due on one. Zones come by their IANA names from
the system's own files (zoneinfo), so each day has the offset it really has, a half hour or a change of the clocks
included. No function here looks at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from companion.core.problem import Problem

_SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def zone_names() -> frozenset[str]:
    """The names of zones that this computer knows ("Europe/Berlin", "UTC"); empty where it has no such files. The first
    call reads some hundred small files.
    """
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def zone_name(typed: str) -> str | None:
    """The zone that somebody means by "europe/berlin" or "America/New York"; None if there is none of that name."""
    meant = typed.strip().replace(" ", "_").casefold()
    return next((name for name in zone_names() if name.casefold() == meant), None)


def read_zone(typed: str, *, field: str) -> str:
    """The name of the zone that somebody typed, "" for none. Raises Problem(field=field) if it is not known here."""
    name = zone_name(typed) if typed.strip() else ""
    if name is None and not zone_names():
        raise Problem("This computer has no list of time zones: the package tzdata is missing.", field=field)
    if name is None:
        raise Problem(
            f"“{typed.strip()[:40]}” is not a time zone known here. Write it like Europe/Berlin.", field=field
        )
    return name


def zone_named(name: str, otherwise: tzinfo) -> tzinfo:
    """The zone of that name; `otherwise` if it is "" or a name that is not known here."""
    if not name:
        return otherwise
    try:
        return ZoneInfo(name)
    # not found is a KeyError, a path out of the folder a ValueError, a folder of zones ("Europe") an OSError
    except (KeyError, ValueError, OSError):
        return otherwise


def is_business_day(moment: datetime, zone: tzinfo) -> bool:
    """Whether it is then Monday to Friday in that zone."""
    return moment.astimezone(zone).weekday() < _SATURDAY


def after_business_days(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """The same time of day, so many business days later in that zone; a Saturday counts from the Monday on. UTC."""
    local = moment.astimezone(zone)
    day = local.date()
    while days > 0:
        day += _DAY
        days -= day.weekday() < _SATURDAY
    return datetime.combine(day, local.time(), tzinfo=zone).astimezone(UTC)


def business_days_between(earlier: datetime, later: datetime, zone: tzinfo) -> int:
    """How many business days began after the earlier day, up to the later one, in that zone; 0 if it lies before."""
    first, last = earlier.astimezone(zone).date(), later.astimezone(zone).date()
    weeks, rest = divmod(max(0, (last - first).days), 7)
    return 5 * weeks + sum((first.weekday() + day) % 7 < _SATURDAY for day in range(1, rest + 1))


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When the user writes letters: each day from `begins` to `ends` in their own zone, over midnight if `ends` is the
    earlier one; at any time if either is None or both are the same.
    """

    zone: tzinfo = UTC
    begins: time | None = None
    ends: time | None = None

    def hold(self, moment: datetime) -> bool:
        """Whether the moment lies inside; the end does not."""
        begins, ends = self.begins, self.ends
        if begins is None or ends is None or begins == ends:
            return True
        clock = moment.astimezone(self.zone).time()
        return begins <= clock < ends if begins < ends else clock >= begins or clock < ends

    def next(self, moment: datetime) -> datetime:
        """The moment itself if it lies inside, else when the hours begin next. UTC."""
        if self.begins is None or self.hold(moment):
            return moment.astimezone(UTC)
        local = moment.astimezone(self.zone)
        begin = _at(local, self.begins)
        return begin if begin > moment else _at(local + _DAY, self.begins)


def _at(day: datetime, clock: time) -> datetime:
    """That time of day on the day of a local moment, UTC; one that the clocks skip counts from before the change."""
    return datetime.combine(day.date(), clock, tzinfo=day.tzinfo).astimezone(UTC)


def next_inside(moment: datetime, hours: WorkingHours, zone: tzinfo) -> datetime:
    """The first moment from this one on that lies inside the user's hours and on a business day in `zone`, UTC.

    There always is one within a week: five days in a row hold each hour of the user's day.
    """
    found = hours.next(moment)
    while not is_business_day(found, zone):
        local = found.astimezone(zone)
        found = hours.next(_at(local + (7 - local.weekday()) * _DAY, time()))
    return found
