"""Dates as other programs and people write them in a table, and whether 3/4/26 is in March or in April.

A single date cannot tell; a whole column mostly can: one 20 in the first place and it is the day.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from companion.core.imports import DayOrder
from companion.core.moments import EARLIEST, FARTHEST_AHEAD
from companion.core.text import folded

_LONGEST = 60

_CLOCK = re.compile(
    r"[ ,t]*(?:at |um |a )?(\d{1,2})[:h](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\.?)?\s*(?:uhr)?"
    r"\s*(?:(z|utc|gmt)|)\s*(?:([+-])(\d{2}):?(\d{2}))?\s*(?:\(.*\))?\s*"
)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?[ -]+(?:de )?([a-z]{3,12})\.?,?[ -]+(?:de )?(\d{4}|\d{2})(?!\d)"
)
_MONTH_DAY = re.compile(r"([a-z]{3,12})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mie|jue|vie|sab|dom)"
    r"[a-z]{0,7}\.?,?\s+(?=\S*\d|[a-z]{3,})"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NUMBER = re.compile(r"\d{5}(?:[.,]\d{1,12})?|\d{10}|\d{13}")
_AM_PM = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)

_MONTHS = (
    "jan janv ene enero janner",
    "feb fev fevr febrero",
    "mar mrz marz mars marzo",
    "apr avr abr abril avril",
    "may mai mayo",
    "jun juin junio",
    "jul juil juill julio juillet",
    "aug aou aout ago agosto",
    "sep sept septiembre septembre",
    "oct okt octubre octobre",
    "nov noviembre novembre",
    "dec dez dic diciembre decembre",
)
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

_EXCEL_BEGINS = date(1899, 12, 30)
_EXCEL = range(25_569, 80_000)
"""Day numbers of a workbook from 1970 on."""


class OrderSeen:
    """Gathers from a column's cells how its dates are to be read."""

    def __init__(self) -> None:
        self._day = self._month = self._ambiguous = self._am_pm = False

    def see(self, cell: str) -> None:
        """Takes one cell."""
        found = _SLASHED.match(cell)
        if found is None or found[2] == ".":
            return
        first, second = int(found[1]), int(found[3])
        self._day |= first > 12 >= second
        self._month |= second > 12 >= first
        self._ambiguous |= first != second and first <= 12 and second <= 12
        self._am_pm |= _AM_PM.search(cell) is not None

    def order(self) -> DayOrder | None:
        """None if the column has no such dates, or none that could be read both ways."""
        if not self._day and not self._month and not self._ambiguous:
            return None
        if self._day != self._month:
            return DayOrder.DAY_FIRST if self._day else DayOrder.MONTH_FIRST
        if not self._ambiguous:
            return None
        return DayOrder.MONTH_FIRST if self._am_pm and not self._day else DayOrder.UNCLEAR


def read(cell: str, order: DayOrder, zone: tzinfo, *, now: datetime) -> datetime | None:
    """The moment, UTC, to the second; a day without a time is its noon in `zone`. None if it is no date that can be
    read, lies before 1970 or more than five years ahead.
    """
    words = " ".join(folded(cell[:_LONGEST]).split())
    try:
        moment = _moment(words, order, zone)
    except (ValueError, OverflowError):
        return None
    if moment is None or not EARLIEST <= moment <= now + FARTHEST_AHEAD:
        return None
    return moment.replace(microsecond=0)


def _moment(words: str, order: DayOrder, zone: tzinfo) -> datetime | None:
    if _NUMBER.fullmatch(words):
        return _numbered(words.replace(",", "."), zone)
    if weekday := _WEEKDAY.match(words):
        words = words[weekday.end() :]
    day, end = _day(words, order)
    if day is None:
        return None
    rest = words[end:].strip()
    if not rest:
        return datetime.combine(day, time(12), zone).astimezone(UTC)
    clock = _CLOCK.fullmatch(words[end:])
    return _at(day, clock, zone) if clock else None


def _day(words: str, order: DayOrder) -> tuple[date | None, int]:
    """The day at the beginning, and where it ends."""
    if found := _ISO.match(words):
        return date(int(found[1]), int(found[3]), int(found[4])), found.end()
    if found := _SLASHED.match(words):
        first, second = int(found[1]), int(found[3])
        day_first = first > 12 or (second <= 12 and (found[2] == "." or order is DayOrder.DAY_FIRST))
        day, month = (first, second) if day_first else (second, first)
        return date(_year(found[4]), month, day), found.end()
    if found := _DAY_MONTH.match(words):
        return date(_year(found[3]), _month(found[2]), int(found[1])), found.end()
    if found := _MONTH_DAY.match(words):
        return date(int(found[3]), _month(found[1]), int(found[2])), found.end()
    if found := _COMPACT.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3])), found.end()
    return None, 0


def _year(written: str) -> int:
    year = int(written)
    if len(written) == 4:
        return year
    return year + (1900 if year >= 70 else 2000)


def _month(word: str) -> int:
    number = _MONTH_OF.get(word) or _MONTH_OF.get(word[:3])
    if number is None:
        raise ValueError(word)
    return number


def _at(day: date, clock: re.Match[str], zone: tzinfo) -> datetime:
    hour = int(clock[1])
    if clock[4]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if clock[4] == "p" else 0)
    if clock[6]:
        offset = timedelta(hours=int(clock[7]), minutes=int(clock[8]))
        zone = timezone(offset if clock[6] == "+" else -offset)
    elif clock[5]:
        zone = UTC
    at = time(hour, int(clock[2]), int(clock[3] or 0))
    return datetime.combine(day, at, zone).astimezone(UTC)


def _numbered(words: str, zone: tzinfo) -> datetime | None:
    """A workbook's day number, or seconds or thousandths since 1970."""
    if len(words) == 10 and words.isdigit():
        return datetime.fromtimestamp(int(words), UTC)
    if len(words) == 13 and words.isdigit():
        return datetime.fromtimestamp(int(words) // 1000, UTC)
    number = float(words)
    if int(number) not in _EXCEL:
        return None
    day = _EXCEL_BEGINS + timedelta(days=int(number))
    seconds = round(number % 1 * 86_400)
    if not seconds:
        return datetime.combine(day, time(12), zone).astimezone(UTC)
    return (datetime.combine(day, time(0), zone) + timedelta(seconds=seconds)).astimezone(UTC)
