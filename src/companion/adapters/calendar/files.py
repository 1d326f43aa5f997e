"""Reads calendar files and the invitations in mails (services.ports.CalendarFiles)."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from companion.adapters.calendar.lines import MOST_EVENTS, Content, taken_apart
from companion.adapters.calendar.mail import calendars_in
from companion.adapters.calendar.reading import Reader
from companion.adapters.calendar.writing import calendar_of
from companion.core.calendar_event import CalendarEvent, CalendarFile
from companion.core.problem import Problem

LARGEST: Final = 10_000_000
"""Bytes of a calendar file; a mail may be as large as mail servers let through."""

LARGEST_MAIL: Final = 25_000_000

_MOST_LINES: Final = 1_000_000
_OUTLOOK: Final = b"\xd0\xcf\x11\xe0"
_BEGIN: Final = b"BEGIN:VCALENDAR"


class IcsFiles:
    """Implements services.ports.CalendarFiles."""

    def read(self, path: Path, zone: tzinfo) -> CalendarFile:
        """See services.ports.CalendarFiles."""
        calendars = _calendars(_content(path), path.name)
        events: dict[CalendarEvent, None] = {}
        remarks: dict[str, None] = {}
        for octets in calendars:
            content = taken_apart(octets)
            if content.events_in_all > MOST_EVENTS:
                raise _problem(
                    f"{path.name} holds {content.events_in_all:,} events. That is a whole calendar; "
                    "save the interview alone as a file and open that one."
                )
            for event in _events(content, zone, remarks):
                events[event] = None
        if not events:
            missing = " The events in it say no time." if remarks else ""
            raise _problem(f"{path.name} holds no event.{missing} Nothing was changed.")
        return CalendarFile(tuple(sorted(events, key=lambda e: e.begins)), tuple(remarks))

    def write(self, events: Sequence[CalendarEvent], now: datetime) -> bytes:
        """See services.ports.CalendarFiles."""
        return calendar_of(events, now)


def _events(content: Content, zone: tzinfo, remarks: dict[str, None]) -> list[CalendarEvent]:
    reader, events = Reader(content.zones, zone), list[CalendarEvent]()
    for block in content.events:
        read = reader.read(block)
        if read is None:
            remarks["An event of the file says no time and was left out."] = None
            continue
        events.append(read.event)
        if read.unknown_zone:
            name = read.unknown_zone[:60]
            remarks[f"The time zone “{name}” is not known here; its times were taken for yours."] = None
        elif read.event.floating:
            remarks["The file names no time zone; its times were taken for yours."] = None
        if read.event.all_day:
            remarks["The file names a day without a time; it was taken for nine in the morning."] = None
        if read.event.repeats:
            remarks["It comes again and again; the first time alone was read."] = None
    return events


def _calendars(octets: bytes, name: str) -> list[bytes]:
    """The calendar files in it: itself, or those of a mail."""
    if octets.startswith(_OUTLOOK):
        raise _problem(
            "Outlook's own .msg files cannot be read here. Save the invitation as .ics, or the letter as .eml."
        )
    head = octets[:4096]
    wide = octets.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in head and not wide:
        raise _problem(f"{name} is no calendar file. Nothing was changed.")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(_BEGIN) or wide:
        return [octets]
    is_page = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html", b"<?xml"))
    if is_page:
        raise _problem(
            f"{name} holds a web page, not a calendar. Its link may have asked for a log-in. Nothing was changed."
        )
    found = calendars_in(octets)
    if found:
        return found
    if _BEGIN in octets.upper():
        return [octets]
    if found is None:
        raise _problem(f"{name} is no calendar file and no letter. Nothing was changed.")
    raise _problem(f"{name} is a letter without an invitation in it. Nothing was changed.")


def _content(path: Path) -> bytes:
    # not waiting: the user may point at a pipe that nobody writes to
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _problem(f"The file {path.name} cannot be read.", "not a regular file")
            content = file.read(LARGEST_MAIL + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise _problem(f"The file {path.name} cannot be read.", str(error)) from error
    is_calendar = content[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(_BEGIN)
    most = LARGEST if is_calendar else LARGEST_MAIL
    if len(content) > most:
        raise _problem(
            f"{path.name} is larger than {most // 1_000_000} MB. Save the interview alone as a file and open that one."
        )
    if content.count(b"\n") + content.count(b"\r") > 2 * _MOST_LINES:
        raise _problem(f"{path.name} has more than {_MOST_LINES:,} lines. Save the interview alone as a file.")
    if not content:
        raise _problem(f"{path.name} is empty. Nothing was changed.")
    return content


def _problem(sentence: str, details: str = "") -> Problem:
    return Problem(sentence, field="file", details=details)
