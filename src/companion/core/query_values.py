"""Reads the values of the search's filters: stages, spans of time, and the few fixed ones."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from companion.core.application import State
from companion.core.problem import Problem

_AGE = re.compile(r"([<>]=?|)(\d{1,4})\s*(d|days?|w|weeks?|m|months?|y|years?)?", re.ASCII)
_DATE = re.compile(r"([<>]=?|)(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", re.ASCII)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_SIGNS = {"<": "under ", "<=": "up to ", ">": "over ", ">=": ""}
_DATE_SIGNS = {"<": "before ", "<=": "up to ", ">": "after ", ">=": "since ", "": ""}


@dataclass(frozen=True, slots=True)
class Span:
    """Moments from `since` (included) up to `before` (left out); None where it has no end. words: for the screen."""

    since: datetime | None = None
    before: datetime | None = None
    words: str = ""

    def holds(self, moment: datetime | None) -> bool:
        """Whether the moment lies in it; what has no moment never does."""
        if moment is None or (self.since is not None and moment < self.since):
            return False
        return self.before is None or moment < self.before


ANY_TIME = Span()


def stages(value: str) -> frozenset[State]:
    """The states that are meant: by their value, their word on screen, "open" or "closed"; several with commas."""
    found: set[State] = set()
    for one in filter(None, (part.strip() for part in value.casefold().split(","))):
        meant = {s for s in State if one in (s.value, s.words.casefold(), s.words.casefold().replace(" ", "-"))}
        if one in ("open", "closed"):
            meant = {s for s in State if s.open is (one == "open")}
        if not meant:
            raise Problem(
                f"“{one[:40]}” is no stage. There are {', '.join(s.value for s in State)}; open and closed.",
                field="search",
            )
        found |= meant
    if not found:
        raise Problem("“stage:” wants a stage behind it, like stage:interview.", field="search")
    return frozenset(found)


def silent_span(value: str, *, now: datetime, zone: tzinfo) -> Span:
    """When the last sign of life came if it was silent for that many days: ">14d", "<3w"; without a sign it means that
    many or more. Counted in the user's calendar days, as the list shows them.
    """
    match = _AGE.fullmatch(value.casefold())
    if match is None:
        raise Problem(f"“silent:{value[:40]}” is no time. Write it like silent:>14d or silent:<3w.", field="search")
    sign, days = match[1] or ">=", _days(match)
    if sign.startswith("<"):
        since = _ago(days if sign == "<=" else days - 1, now, zone)
        return Span(since=since, words=_SIGNS[sign] + _days_in_words(days))
    before = _ago(days if sign == ">" else days - 1, now, zone)
    return Span(before=before, words=_SIGNS[sign] + _days_in_words(days))


def applied_span(value: str, *, now: datetime, zone: tzinfo) -> Span:
    """The days meant by "2026", "2026-10" or "2026-10-05", with <, <=, > or >= before them; or by an age: "<30d"."""
    lowered = value.casefold()
    if written := _DATE.fullmatch(lowered):
        return _dates(written, value, zone)
    aged = _AGE.fullmatch(lowered)
    if aged is None or aged[3] is None:
        raise Problem(
            f"“applied:{value[:40]}” is no date. Write it like applied:2026-10, applied:>2026-09-15 or applied:<30d.",
            field="search",
        )
    sign, days = aged[1] or "<=", _days(aged)
    if sign.startswith("<"):
        since = _ago(days if sign == "<=" else days - 1, now, zone)
        return Span(since=since, words=f"{'up to' if sign == '<=' else 'under'} {_days_in_words(days)} ago")
    before = _ago(days if sign == ">" else days - 1, now, zone)
    return Span(before=before, words=f"{'over ' if sign == '>' else ''}{_days_in_words(days)} ago")


def one_of(value: str, name: str, known: Collection[str]) -> str:
    """The value in small letters. Raises Problem if it is none of those."""
    lowered = value.casefold()
    if lowered not in known:
        choices = ", ".join(f"{name}:{one}" for one in known)
        raise Problem(f"“{name}:{value[:40]}” is no filter. There are {choices}.", field="search")
    return lowered


def _days(match: re.Match[str]) -> int:
    return int(match[2]) * _DAYS[(match[3] or "d")[0]]


def _days_in_words(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _ago(days: int, now: datetime, zone: tzinfo) -> datetime:
    """When the day that many days before today began there."""
    today = now.astimezone(zone).date()
    return _begins(today - timedelta(days=min(days, today.toordinal() - 2)), zone)


def _dates(match: re.Match[str], value: str, zone: tzinfo) -> Span:
    year, month, day = int(match[2]), int(match[3] or 0), int(match[4] or 0)
    try:
        first = date(year, month or 1, day or 1)
        if day:
            after, words = first + timedelta(days=1), f"{first.day} {first:%B %Y}"
        elif month:
            after, words = (first.replace(day=28) + timedelta(days=4)).replace(day=1), f"{first:%B %Y}"
        else:
            after, words = date(year + 1, 1, 1), str(year)
        begins, ends = _begins(first, zone), _begins(after, zone)
    except (ValueError, OverflowError):
        raise Problem(f"There is no day “{value[:40]}”. Write it like applied:2026-10-05.", field="search") from None
    words = _DATE_SIGNS[match[1]] + words
    match match[1]:
        case "<":
            return Span(before=begins, words=words)
        case "<=":
            return Span(before=ends, words=words)
        case ">":
            return Span(since=ends, words=words)
        case ">=":
            return Span(since=begins, words=words)
        case _:
            return Span(begins, ends, words)


def _begins(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
