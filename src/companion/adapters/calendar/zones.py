"""The time zone that a calendar file means: by its IANA name, by Windows' name, or by the rules that the file brings.

A name that is known here counts before the file's own rules: those of real files are often last decade's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final

from companion.adapters.calendar.lines import Block
from companion.core.business_days import zone_name, zone_named
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

_UTC_NAMES: Final = frozenset({"utc", "gmt", "z", "etc/utc", "etc/gmt", "coordinated universal time"})
_OFFSET: Final = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY: Final = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_LOCAL: Final = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?Z?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Zone:
    """name: by IANA, "" where only the rules are known."""

    name: str
    named: tzinfo | None = None
    rules: tuple[_Rule, ...] = ()

    def moment(self, local: datetime) -> datetime:
        """The moment of that time of day (called UTC until here), UTC. One that the clocks skip counts from before the
        change; of one that comes twice, the first.
        """
        if self.named is not None:
            return local.replace(tzinfo=self.named).astimezone(UTC)
        onsets = [(rule.onset(local), rule.offset) for rule in self.rules]
        past = [(onset, offset) for onset, offset in onsets if onset is not None]
        offset = max(past)[1] if past else self.rules[0].offset
        return local.replace(tzinfo=timezone(offset)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One change of the clocks: at `first`, and each year again on the nth weekday of a month where `month` is set."""

    first: datetime
    offset: timedelta
    month: int = 0
    nth: int = 0
    weekday: int = 0
    last_year: int = 9999

    def onset(self, local: datetime) -> datetime | None:
        """When it last came about, at or before that time; None if it had not yet."""
        if not self.month:
            return self.first if self.first <= local else None
        for year in (min(local.year, self.last_year), min(local.year, self.last_year) - 1):
            day = _nth_weekday(year, self.month, self.nth, self.weekday) if self.nth else self._same_day(year)
            onset = datetime.combine(day, self.first.time(), UTC)
            if self.first <= onset <= local:
                return onset
        return None

    def _same_day(self, year: int) -> date:
        return date(year, self.month, min(self.first.day, 28))


def named(typed: str) -> str:
    """The IANA name that a TZID means; "" if none is known here."""
    tzid = typed.strip().strip('"').strip("/")
    if tzid.casefold() in _UTC_NAMES:
        return "UTC"
    if windows := WINDOWS_TO_OLSON.get(tzid):
        return zone_name(windows) or ""
    parts = tzid.split("/")
    # "/freeassociation.sourceforge.net/Europe/Berlin": what stands before the name says who wrote it
    ends = ("/".join(parts[-count:]) for count in (len(parts), 3, 2) if count <= len(parts))
    return next((known for end in ends if (known := zone_name(end))), "")


def zone_of(tzid: str, zones: Sequence[Block]) -> Zone | None:
    """The zone of that TZID; None if neither the name nor the file's rules say which."""
    block = next((each for each in zones if each.value("TZID") == tzid.strip().strip('"')), None)
    name = named(tzid) or (named(block.value("X-LIC-LOCATION")) if block else "")
    if name:
        known = zone_named(name, UTC)
        return Zone(name, known)
    rules = tuple(rule for part in block.parts if (rule := _rule(part))) if block else ()
    return Zone("", None, rules) if rules else None


def _rule(block: Block) -> _Rule | None:
    first, offset = _LOCAL.fullmatch(block.value("DTSTART")), _OFFSET.fullmatch(block.value("TZOFFSETTO"))
    if first is None or offset is None:
        return None
    span = timedelta(hours=int(offset[2]), minutes=int(offset[3]), seconds=int(offset[4] or 0))
    if span >= timedelta(days=1):
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in first.groups())
        begins = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return _repeated(block.value("RRULE"), begins, -span if offset[1] == "-" else span)
    except ValueError:
        return None


def _repeated(rule: str, begins: datetime, offset: timedelta) -> _Rule:
    """Raises ValueError for numbers that are none."""
    parts = dict(part.upper().split("=", 1) for part in rule.split(";") if "=" in part)
    if parts.get("FREQ") != "YEARLY":
        return _Rule(begins, offset)
    month = int(parts.get("BYMONTH", str(begins.month)).split(",")[0])
    if not 1 <= month <= 12:
        raise ValueError(rule)
    day = _BYDAY.fullmatch(parts.get("BYDAY", "").split(",")[0])
    until = int(parts["UNTIL"][:4]) if "UNTIL" in parts else 9999
    nth = int(day[1] or 1) if day else 0
    if nth and not 1 <= abs(nth) <= 5:
        raise ValueError(rule)
    return _Rule(begins, offset, month, nth, _DAYS.index(day[2]) if day else 0, until)


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    """The nth weekday of a month; counted from its end where nth is negative. A fifth that is none is the fourth."""
    if nth > 0:
        first = date(year, month, 1)
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        return day if day.month == month else day - timedelta(days=7)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    day = last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
    return day if day.month == month else day + timedelta(days=7)
