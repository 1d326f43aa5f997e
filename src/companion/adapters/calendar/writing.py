"""Writes interviews as a calendar file that other programs read (RFC 5545): no alarms, nothing private.

Times are UTC, so that no VTIMEZONE has to be written and none can be wrong; an interview's own zone goes along in a
property of ours, which this reader understands and others leave alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from companion import __version__
from companion.core.calendar_event import Attendee, CalendarEvent
from icalendar import Calendar, Event, vCalAddress, vText

ZONE: Final = "X-COMPANION-ZONE"
"""The interview's IANA zone, where it is not the user's own."""


def calendar_of(events: Sequence[CalendarEvent], now: datetime) -> bytes:
    """The file. now: when it is made (DTSTAMP)."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Companion//companion-desk {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(_component(event, now))
    return calendar.to_ical()


def _component(event: CalendarEvent, now: datetime) -> Event:
    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", _utc(now))
    made.add("dtstart", _utc(event.begins))
    if event.ends is not None:
        made.add("dtend", _utc(event.ends))
    made.add("sequence", event.sequence)
    made.add("summary", event.title)
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    if event.recurrence_id is not None:
        made.add("recurrence-id", _utc(event.recurrence_id))
    for name, value in (("location", event.place), ("url", event.url), ("description", event.description)):
        if value:
            made.add(name, value)
    if event.zone:
        made.add(ZONE, event.zone)
    if event.organizer.address:
        made.add("organizer", _person(event.organizer))
    for who in event.attendees:
        if who.address:
            made.add("attendee", _person(who))
    return made


def _person(who: Attendee) -> vCalAddress:
    person = vCalAddress(f"mailto:{who.address}")
    if who.name:
        person.params["cn"] = vText(who.name)
    return person


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
