"""An event of a calendar, as it comes in an invitation and goes out in a file (RFC 5545, iCalendar).

What it is known by (`key`) is its UID, with the RECURRENCE-ID where it is one of a series: an invitation that comes
again with a newer SEQUENCE then finds the interview that it moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from companion.core.application import Application, Contact, Event


class Method(StrEnum):
    """What a calendar file wants of whoever gets it (RFC 5546 section 1.4)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    REPLY = "REPLY"
    CANCEL = "CANCEL"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody in an invitation; either may be ""."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event as its file says it.

    begins, ends: UTC; ends: None if the file names none. zone: the IANA name of the zone in which it is planned, ""
    where the file names none that is known. place: a room, a street, or a call's name; url: the address of the call.
    recurrence_id: which one of a series it is, None for what stands alone. all_day: the file names a day without a
    time; it begins at nine then. repeats: it is the first of a series. floating: the file's times have no zone and were
    taken for the user's own.
    """

    uid: str
    begins: datetime
    ends: datetime | None = None
    sequence: int = 0
    method: Method = Method.PUBLISH
    zone: str = ""
    title: str = ""
    place: str = ""
    url: str = ""
    organizer: Attendee = Attendee()
    attendees: tuple[Attendee, ...] = ()
    cancelled: bool = False
    description: str = ""
    recurrence_id: datetime | None = None
    all_day: bool = False
    repeats: bool = False
    floating: bool = False

    @property
    def key(self) -> str:
        """What it is known by in Event.uid; "" where the file gives no UID."""
        if not self.uid or self.recurrence_id is None:
            return self.uid
        return f"{self.uid} {self.recurrence_id.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    @property
    def where(self) -> str:
        """The place and the address of the call in one line."""
        if not self.url or self.url in self.place:
            return self.place
        return f"{self.place} · {self.url}" if self.place else self.url

    @property
    def people(self) -> tuple[Attendee, ...]:
        """The organizer, then the others; each once."""
        return tuple(dict.fromkeys(who for who in (self.organizer, *self.attendees) if who.name or who.address))


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What was read of a file. remarks: whole sentences about what was left out."""

    events: tuple[CalendarEvent, ...]
    remarks: tuple[str, ...] = ()


_ONE_OF_A_SERIES = re.compile(r"(.+) (\d{8}T\d{6})Z", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


def key_parts(key: str) -> tuple[str, datetime | None]:
    """The UID and the RECURRENCE-ID in what CalendarEvent.key made."""
    found = _ONE_OF_A_SERIES.fullmatch(key)
    if found is None:
        return key, None
    try:
        return found[1], datetime.strptime(found[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return key, None


def as_calendar_event(interview: Event, application: Application, contact: Contact | None = None) -> CalendarEvent:
    """An interview as it goes out: nothing private in it (no notes, no fit), and the same UID each time.

    An interview that came from no calendar has a UID of its own key, in a domain that belongs to nobody (RFC 2606).
    """
    uid, recurrence_id = key_parts(interview.uid) if interview.uid else (f"{interview.id}@companion.invalid", None)
    name = f"Interview: {application.company}"
    return CalendarEvent(
        uid,
        interview.at,
        interview.end,
        interview.sequence,
        zone=interview.zone,
        title=f"{name}, {application.role}" if application.role else name,
        place=interview.place,
        url=next(iter(addresses_in(interview.place)), ""),
        description="\n".join(
            part
            for part in (
                f"Stage: {interview.stage}" if interview.stage else "",
                f"With: {contact.name or contact.email}" if contact and contact.deleted_at is None else "",
            )
            if part
        ),
        recurrence_id=recurrence_id,
    )


def addresses_in(text: str) -> Iterable[str]:
    """The web addresses in a text, without the full stop of the sentence around them."""
    return (found.rstrip(".,;:!?)]}'") for found in _ADDRESS.findall(text))
