"""The record of efforts that an employment office asks for: where, as what, when, by which way, and what came of it.

Nothing private is in it: no note, no contact, no word of theirs or of the user's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from companion.core.application import EventKind, State
from companion.core.exporting import Period, Told

RESULTS: Final = {
    State.APPLIED: "No answer yet",
    State.REPLY: "In contact",
    State.SCREENING: "Screening",
    State.ASSESSMENT: "Assessment",
    State.INTERVIEW: "Interview",
    State.OFFER: "Offer",
    State.ACCEPTED: "Accepted",
    State.REJECTED: "Not selected",
    State.WITHDRAWN: "Withdrawn",
    State.QUIET: "No answer yet",
    State.SAVED: "",
}
"""Neutral words for somebody else's desk."""


@dataclass(frozen=True, slots=True)
class Effort:
    """One line. day: in the user's zone."""

    day: date
    company: str
    role: str
    channel: str
    result: str


@dataclass(frozen=True, slots=True)
class Record:
    """The whole paper. name: the user's, as typed for it, or "". made_on: the day it was made."""

    efforts: tuple[Effort, ...]
    period: Period
    made_on: date
    name: str = ""


def record_of(stories: Iterable[Told], period: Period, now: datetime, name: str = "") -> Record:
    """The applications that were begun in the period, by day. What is only saved is no effort yet."""
    efforts = [effort for told in stories if (effort := _effort(told, period)) is not None]
    efforts.sort(key=lambda e: (e.day, e.company.casefold(), e.role.casefold()))
    return Record(tuple(efforts), period, now.astimezone(period.zone).date(), name)


def _effort(told: Told, period: Period) -> Effort | None:
    begun = told.begun_at
    if begun is None or begun not in period:
        return None
    applied = told.first(EventKind.APPLIED)
    channel = (applied.channel if applied else "") or told.application.source
    day = begun.astimezone(period.zone).date()
    return Effort(day, told.application.company, told.application.role, channel, RESULTS[told.state])
