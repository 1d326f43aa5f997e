"""Takes a calendar file apart into its events and zones, line by line, so that what is broken spoils only its own line.

icalendar reads a line; it is not given whole files, since it keeps a file's own time zones under their names for every
later file, and works out their rules without a bound. Only the lines that mean something here reach it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from icalendar.parser import Contentline

LONGEST_LINE: Final = 100_000
"""Characters; what is longer is a file inside the file."""

MOST_EVENTS: Final = 500

MOST_ZONES: Final = 200

_MOST_PEOPLE: Final = 50
_FOLDED: Final = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_NAME: Final = re.compile(r"\s*([A-Za-z0-9-]+)\s*[;:]")
_WANTED: Final = {
    "VCALENDAR": frozenset({"METHOD", "X-WR-TIMEZONE"}),
    "VEVENT": frozenset(
        {
            "UID",
            "SEQUENCE",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "DURATION",
            "SUMMARY",
            "LOCATION",
            "URL",
            "ORGANIZER",
            "ATTENDEE",
            "STATUS",
            "DESCRIPTION",
            "RRULE",
            "RDATE",
            "RECURRENCE-ID",
            "CONFERENCE",
            "X-GOOGLE-CONFERENCE",
            "X-MICROSOFT-SKYPETEAMSMEETINGURL",
            "X-COMPANION-ZONE",
        }
    ),
    "VTIMEZONE": frozenset({"TZID", "X-LIC-LOCATION"}),
    "STANDARD": frozenset({"DTSTART", "TZOFFSETTO", "RRULE"}),
    "DAYLIGHT": frozenset({"DTSTART", "TZOFFSETTO", "RRULE"}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One property, unescaped. params: their names in capitals; of several values the first."""

    name: str
    params: Mapping[str, str]
    value: str


@dataclass(slots=True)
class Block:
    """What stands between a BEGIN and its END, without what lies deeper. calendar: the block around it."""

    name: str
    calendar: Block | None = None
    lines: list[Line] = field(default_factory=list[Line])
    parts: list[Block] = field(default_factory=list["Block"])

    def line(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def value(self, name: str) -> str:
        found = self.line(name)
        return found.value.strip() if found else ""


@dataclass(slots=True)
class Content:
    """The events of a file and its own zones. events_in_all: more than `events` where there are too many."""

    events: list[Block] = field(default_factory=list[Block])
    zones: list[Block] = field(default_factory=list[Block])
    events_in_all: int = 0
    calendars: int = 0


def taken_apart(octets: bytes) -> Content:
    """The blocks of a calendar file, in whatever order and state they are."""
    content, open_blocks = Content(), list[Block]()
    for text in _unfolded(octets):
        named = _NAME.match(text)
        if named is None:
            continue
        name = named[1].upper()
        if name == "BEGIN":
            _begin(text[named.end() :].strip().upper(), open_blocks, content)
        elif name == "END":
            _end(text[named.end() :].strip().upper(), open_blocks)
        elif open_blocks and content.events_in_all <= MOST_EVENTS and len(text) <= LONGEST_LINE:
            _take(name, text, open_blocks[-1])
    return content


def _unfolded(octets: bytes) -> Iterator[str]:
    """The lines, put together again before they are decoded: some programs fold inside a letter."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        octets = octets.decode("utf-16", "replace").encode()
    octets = _FOLDED.sub(b"", octets.removeprefix(b"\xef\xbb\xbf"))
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        text = octets.decode("cp1252", "replace")
    return (line for line in re.split(r"\r\n|\n|\r", text) if line)


def _begin(name: str, open_blocks: list[Block], content: Content) -> None:
    if name == "VEVENT":
        # an event inside an event: the one before lost its end
        while open_blocks and open_blocks[-1].name != "VCALENDAR":
            open_blocks.pop()
    around = open_blocks[-1] if open_blocks else None
    block = Block(name, around)
    if len(open_blocks) < 8:
        open_blocks.append(block)
    if name == "VCALENDAR":
        content.calendars += 1
    elif name == "VEVENT":
        content.events_in_all += 1
        if content.events_in_all <= MOST_EVENTS:
            content.events.append(block)
    elif name == "VTIMEZONE" and len(content.zones) < MOST_ZONES:
        content.zones.append(block)
    elif name in ("STANDARD", "DAYLIGHT") and around is not None and len(around.parts) < MOST_ZONES:
        around.parts.append(block)


def _end(name: str, open_blocks: list[Block]) -> None:
    if any(block.name == name for block in open_blocks):
        while open_blocks.pop().name != name:
            pass


def _take(name: str, text: str, block: Block) -> None:
    """Keeps a line that is wanted; of a property that can be there once, the first."""
    most = _MOST_PEOPLE if name == "ATTENDEE" else 1
    if name not in _WANTED.get(block.name, ()) or sum(line.name == name for line in block.lines) >= most:
        return
    try:
        _, params, value = Contentline(text).parts()
    except ValueError:
        return
    read = {str(key).upper(): _first(each) for key, each in params.items()}
    block.lines.append(Line(name, read, str(value)))


def _first(value: str | list[str]) -> str:
    return value if isinstance(value, str) else next(iter(value), "")
