"""Makes a value of an event's lines; what one line says wrongly is as if it were not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from typing import Final

from companion.adapters.calendar.lines import Block, Line
from companion.adapters.calendar.zones import Zone, named, zone_of
from companion.core.business_days import zone_named
from companion.core.calendar_event import Attendee, CalendarEvent, Method, addresses_in
from companion.core.letter import is_address
from icalendar import vDuration

MOST_TEXT: Final = 20_000

_DAY_BEGINS: Final = time(9)
"""When an event without a time of day begins."""

_MOMENT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.ASCII)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES: Final = re.compile(r"\s+")
_CALL_LINES: Final = ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "CONFERENCE")
_CALL_HOSTS: Final = re.compile(
    r"https?://(?:[\w-]+\.)*(?:meet\.google\.com|zoom\.us|zoomgov\.com|teams\.microsoft\.com|teams\.live\.com"
    r"|webex\.com|whereby\.com|meet\.jit\.si|gotomeeting\.com|bluejeans\.com|chime\.aws|calendly\.com)/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _When:
    """A moment as a line says it. zone: its IANA name, "" for none that is known."""

    at: datetime
    zone: str = ""
    all_day: bool = False
    floating: bool = False
    unknown_zone: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """An event, and the name of a zone in it that nobody here knows, "" for none."""

    event: CalendarEvent
    unknown_zone: str = ""


class Reader:
    """Reads the events of one file. zone: the user's own."""

    def __init__(self, zones: Sequence[Block], zone: tzinfo) -> None:
        self._blocks = zones
        self._known: dict[str, Zone | None] = {}
        self._own = zone

    def read(self, block: Block) -> Read | None:
        """The event; None if it says no moment at which it would be. A cancellation needs none."""
        own, method = self._zone_of_calendar(block), _method(block)
        status = block.value("STATUS").upper()
        cancelled = method is Method.CANCEL or status == "CANCELLED"
        recurrence = self._when(block.line("RECURRENCE-ID"), own)
        begins = self._when(block.line("DTSTART"), own)
        if begins is None and cancelled:
            begins = recurrence or self._when(block.line("DTSTAMP"), own)
        if begins is None:
            return None
        place, text = _clean(block.value("LOCATION")), block.value("DESCRIPTION")[:MOST_TEXT]
        event = CalendarEvent(
            _clean(block.value("UID")),
            begins.at,
            None if begins.all_day else self._ends(block, begins.at, own),
            _number(block.value("SEQUENCE")),
            method,
            begins.zone or named(block.value("X-COMPANION-ZONE")),
            _clean(block.value("SUMMARY")),
            place,
            _call(block, place, text),
            _person(block.line("ORGANIZER")),
            tuple(who for each in block.lines if each.name == "ATTENDEE" if (who := _person(each)) != Attendee()),
            cancelled,
            _CONTROLS.sub("", text),
            recurrence.at if recurrence else None,
            begins.all_day,
            recurrence is None and any(block.value(name) for name in ("RRULE", "RDATE")),
            begins.floating,
        )
        return Read(event, begins.unknown_zone)

    def _zone_of_calendar(self, block: Block) -> tzinfo:
        """For times without a zone: what the calendar says it is in, else the user's own."""
        around = block.calendar
        name = named(around.value("X-WR-TIMEZONE")) if around is not None else ""
        return zone_named(name, self._own)

    def _ends(self, block: Block, begins: datetime, own: tzinfo) -> datetime | None:
        ends = self._when(block.line("DTEND"), own)
        at = ends.at if ends else None
        if ends is None and (said := block.value("DURATION")):
            try:
                at = begins + vDuration.from_ical(said)
            except (ValueError, OverflowError, TypeError):
                return None
        return at if at is not None and at > begins else None

    def _when(self, line: Line | None, own: tzinfo) -> _When | None:
        found = _MOMENT.fullmatch(line.value.strip()) if line else None
        if line is None or found is None:
            return None
        try:
            local = _wall(*(int(part or 0) for part in found.groups()[:6]))
            if not found[4]:
                return _When(_moment(datetime.combine(local, _DAY_BEGINS, UTC), own), all_day=True)
            if found[7]:
                return _When(local)
            tzid = line.params.get("TZID", "")
            zone = self._zone(tzid) if tzid else None
            if zone is None:
                return _When(_moment(local, own), floating=True, unknown_zone=tzid)
            return _When(zone.moment(local), zone.name)
        except (ValueError, OverflowError):
            return None

    def _zone(self, tzid: str) -> Zone | None:
        if tzid not in self._known:
            self._known[tzid] = zone_of(tzid, self._blocks)
        return self._known[tzid]


def _wall(*parts: int) -> datetime:
    """A clock on some wall: the time as written, called UTC until its zone is known. Raises ValueError."""
    year, month, day, hour, minute, second = parts
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)


def _moment(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _method(block: Block) -> Method:
    said = block.calendar.value("METHOD").upper() if block.calendar is not None else ""
    if not said:
        return Method.PUBLISH
    return next((method for method in Method if method == said), Method.OTHER)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _clean(value: str) -> str:
    return _SPACES.sub(" ", _CONTROLS.sub(" ", value)).strip()[:MOST_TEXT]


def _person(line: Line | None) -> Attendee:
    if line is None or line.params.get("CUTYPE", "").upper() in ("ROOM", "RESOURCE"):
        return Attendee()
    said = line.params.get("EMAIL", "") or re.sub(r"(?i)^mailto:", "", line.value.strip())
    address = said.strip()
    name = _clean(line.params.get("CN", "")).strip("'\" ")[:200]
    is_one = is_address(address) and len(address) <= 320
    return Attendee("" if name.casefold() == address.casefold() else name, address if is_one else "")


def _call(block: Block, place: str, text: str) -> str:
    """The address of the call: as the program that made the invitation says it, else the first that looks like one."""
    said = (found for name in _CALL_LINES for found in addresses_in(block.value(name)))
    written = [*addresses_in(place), *addresses_in(text)]
    calls = (found for found in written if _CALL_HOSTS.match(found))
    others = (*addresses_in(place), *addresses_in(block.value("URL")))
    return next((found for found in (*said, *calls, *others) if len(found) <= 1500), "")
