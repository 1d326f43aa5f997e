"""The sentences of the Applications window, as pure functions, so that a test can read them all.

Silence is told as a fact ("no answer for 12 days"), never as a verdict on anybody.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Final
from unicodedata import bidirectional

from companion.core import moments
from companion.core.application import (
    MOVING,
    Application,
    ApplicationRow,
    Contact,
    ContactRole,
    Event,
    EventKind,
    Fit,
    State,
    round_of,
)
from companion.core.attachment import Attachment
from companion.core.business_days import zone_named
from companion.core.debrief import Debrief
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.languages import LANGUAGES
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.silence import Silence
from companion.services.agenda import DueLetter
from companion.services.applications import Story

WITH_SOURCE: Final = frozenset(
    {EventKind.REPLY, EventKind.SCREENING, EventKind.INTERVIEW, EventKind.OFFER, EventKind.REJECTED}
)
"""Kinds whose words come from somebody, so that their source is said; the words of the others are the user's."""

FIT_WORDS: Final = {
    Fit.UNSAID: "Not said",
    Fit.YES: "It was a fit for me",
    Fit.PARTLY: "It was partly a fit for me",
    Fit.NO: "It was no fit for me",
}
ROLE_WORDS: Final = {
    ContactRole.INTERVIEWER: "Interviewer",
    ContactRole.HIRING_MANAGER: "Hiring manager",
    ContactRole.RECRUITER: "Recruiter",
    ContactRole.OTHER: "Somebody else",
}

_NEXT: Final = {
    State.SAVED: "Next: send the application",
    State.OFFER: "Next: your answer",
    State.ASSESSMENT: "Next: the assessment",
    State.QUIET: "Put aside for now. Whatever happens next brings it back.",
}
_ON_BUTTON: Final = 30
"""Characters from outside on a button."""

ARCHIVED: Final = "Archived"
_ENDLESS = re.compile(r"\S{32}(?=\S)")


def age(latest: datetime | None, now: datetime, zone: tzinfo) -> str:
    """How long ago the last sign of life came, as the list says it: "12 days"."""
    if latest is None:
        return ""
    ahead = moments.days_between(now, latest, zone)
    if ahead:
        return f"in {_days(ahead)}"
    past = moments.days_between(latest, now, zone)
    return _days(past) if past else "today"


def row_words(row: ApplicationRow, now: datetime, zone: tzinfo) -> str:
    """A row as assistive technology reads it: "Acme, Backend Engineer, Interview, 12 days"."""
    tags = f"tags: {', '.join(row.tags)}" if row.tags else ""
    kept = ARCHIVED if row.archived else ""
    parts = (row.company, row.role, row.place, row.state.words, age(row.latest_at, now, zone), kept, tags)
    return ", ".join(part for part in parts if part)


def second_line(role: str, place: str, *, archived: bool = False) -> str:
    """What stands below the company."""
    return " · ".join(part for part in (ARCHIVED if archived else "", role, place) if part)


def breakable(words: str) -> str:
    """The same words, with places to break (U+200B) in runs too long for a line; labels break at spaces alone."""
    return _ENDLESS.sub(lambda run: f"{run[0]}\u200b", words)


def button_words(words: str) -> str:
    """Words from outside on a button: cut where it would get too wide, and no letter of them a shortcut."""
    short = words if len(words) <= _ON_BUTTON else f"{words[: _ON_BUTTON - 1]}…"
    return short.replace("&", "&&")


def isolated(name: str) -> str:
    """The name inside a sentence, so that its direction does not turn the words around it (U+2068, U+2069)."""
    if not any(bidirectional(character) in ("R", "AL") for character in name):
        return name
    return f"\u2068{name}\u2069"


def named(application: Application | ApplicationRow) -> str:
    """An application in a sentence: its company, cut where a sentence would get too long."""
    company = application.company
    return company if len(company) <= 60 else f"{company[:59]}…"


def file(attachment: Attachment) -> str:
    """A file in a sentence, cut like a company."""
    name = attachment.name
    return name if len(name) <= 60 else f"{name[:48]}…{name[-11:]}"


def in_one_line(row: ApplicationRow) -> str:
    """An application as a line to choose: company, role, place, where it stands."""
    return " · ".join(part for part in (named(row), row.role[:60], row.place[:40], row.state.words) if part)


def person(contact: Contact) -> str:
    """A contact in a sentence: the name, or the address where there is none; cut like a company."""
    name = contact.name or contact.email
    return name if len(name) <= 60 else f"{name[:59]}…"


def person_apart(contact: Contact, now: datetime, zone: tzinfo) -> str:
    """What is not the user's own with somebody: their zone with the time there now, and the language of letters."""
    theirs = now.astimezone(zone_named(contact.zone, zone))
    own = now.astimezone(zone)
    there = f"{theirs:%H:%M} there now" if contact.zone and theirs.utcoffset() != own.utcoffset() else ""
    place = " ".join(part for part in (contact.zone, f"({there})" if there else "") if part)
    language = f"letters in {LANGUAGES[contact.language].name}" if contact.language in LANGUAGES else ""
    line = " · ".join(part for part in (place, language) if part)
    return line[:1].upper() + line[1:]


def open_letters(story: Story, now: datetime) -> list[DueLetter]:
    """The letters of this application that wait to be sent, soonest first. A question about the next step is one of
    them only once it is due: until then nobody is late.
    """
    waiting = [
        f
        for f in story.follow_ups
        if f.closed is Closed.OPEN and now <= f.useful_until and (f.kind is not LetterKind.STATUS or f.due_at <= now)
    ]
    return [_letter(f, story) for f in sorted(waiting, key=lambda f: f.due_at)]


def _letter(follow_up: FollowUp, story: Story) -> DueLetter:
    contact = story.contact(follow_up.contact_id)
    return DueLetter(
        follow_up, isolated(named(story.application)), story.application.role, contact.name if contact else ""
    )


def due_words(follow_up: FollowUp, now: datetime, zone: tzinfo) -> str:
    """Since when, or from when, a letter is due."""
    when = moments.moment_in_words(follow_up.due_at, now=now, zone=zone)
    return f"due since {when}" if follow_up.due_at <= now else f"due {when}"


def next_thing(story: Story, now: datetime, zone: tzinfo) -> str:
    """One sentence about what comes next here, or what is still open; "" where a due letter below says it."""
    coming = [e for e in story.events if e.kind is EventKind.INTERVIEW and e.at > now]
    if coming and story.state.open:
        title = event_title(EventKind.INTERVIEW, round_of(coming[0], story.events))
        return f"Next: {title.lower()}, {moments.moment_in_words(coming[0].at, now=now, zone=zone)}"
    letter_is_due = any(letter.follow_up.due_at <= now for letter in open_letters(story, now))
    if letter_is_due or not story.state.open:
        return ""
    if story.state in _NEXT:
        return _NEXT[story.state]
    latest = [e for e in story.events if e.kind in MOVING][-1]
    if latest.promised_at is not None and latest.promised_at > now:
        return f"They answer by {moments.day_in_words(latest.promised_at, now=now, zone=zone)}"
    days = moments.days_between(latest.at, now, zone)
    if story.state is State.REPLY:
        return f"Last heard from {_days(days)} ago" if days else "Heard from today"
    return f"No answer for {_days(days)}" if days else "Their turn now"


def event_title(kind: EventKind, round_: int = 0) -> str:
    """What happened; of several interviews, which one. round_: see core.application.round_of."""
    return f"{kind.words}, round {round_}" if round_ else kind.words


def event_where(event: Event) -> str:
    """Where an interview is."""
    return f"At {isolated(event.place)}" if event.place and not event.place.startswith("http") else event.place


def event_there(event: Event, now: datetime, zone: tzinfo) -> str:
    """The time in the interview's own zone; "" where the user's shows the same."""
    there = zone_named(event.zone, zone)
    if not event.zone or event.at.astimezone(there).utcoffset() == event.at.astimezone(zone).utcoffset():
        return ""
    return f"There: {moments.moment_in_words(event.at, now=now, zone=there)} ({zone_words(event.zone)})"


def zone_words(name: str) -> str:
    """A zone as people call it: "New York" for "America/New_York"."""
    return name.rpartition("/")[2].replace("_", " ")


def silence_words(silence: Silence) -> str:
    """Why putting aside is suggested: a fact about days, beside "No answer for 34 days" above it."""
    wait = silence.wait
    if wait.own:
        return f"Answers to you usually come within {wait.business_days} working days."
    return f"That is more than {wait.business_days} working days. Many applications get no answer."


def event_facts(event: Event, contact: Contact | None) -> str:
    """With whom, at which stage, how it came: one quiet line."""
    person = ""
    if contact is not None:
        link = "through" if contact.role is ContactRole.RECRUITER else "with"
        person = f"{link} {isolated(contact.name or contact.email)}"
    stage = f"stage: {event.stage}" if event.stage else ""
    channel = f"by {event.channel}" if event.channel else ""
    line = " · ".join(part for part in (person, stage, channel) if part)
    return line[:1].upper() + line[1:]


def event_said(event: Event) -> str:
    """What they said with its source, or the user's own note."""
    if not event.said:
        return ""
    return f"“{event.said}” ({event.said_by.words})" if event.kind in WITH_SOURCE else event.said


def event_fit(event: Event) -> str:
    """Whether it was a fit for the user, with their line about it; "" where neither was said."""
    said = "" if event.fit is Fit.UNSAID else FIT_WORDS[event.fit]
    return ": ".join(part for part in (said, event.fit_line) if part)


def letter_facts(letter: OutboxLetter, came: Event | None, now: datetime, zone: tzinfo) -> str:
    """What a letter met, when one that waits leaves, or what came back to one that was sent. One line each."""
    when = moments.moment_in_words(letter.not_before, now=now, zone=zone)
    match letter.state:
        case LetterState.QUEUED if letter.why:
            return f"Tries again {when}: {letter.why}"
        case LetterState.QUEUED:
            return f"Leaves {when}. This computer must be on then."
        case LetterState.FAILED | LetterState.UNCERTAIN | LetterState.SENT:
            back = moments.moment_in_words(came.at, now=now, zone=zone) if came else ""
            lines = (letter.why, f"Came back: {came.kind.words}, {back}" if came else "")
            return "\n".join(line for line in lines if line)
        case _:
            return ""


def parked_words(debrief: Debrief, now: datetime, zone: tzinfo) -> str:
    """ "Parked until 18:00" today, else with the day; once its time has come, since when it waits."""
    if debrief.begins_at <= now:
        return f"A look back waits since {moments.moment_in_words(debrief.begins_at, now=now, zone=zone)}"
    clock = f"{debrief.begins_at.astimezone(zone):%H:%M}"
    day = moments.day_in_words(debrief.begins_at, now=now, zone=zone)
    return f"Parked until {clock}" if day == "today" else f"Parked until {day}, {clock}"


def looked_back_at(debrief: Debrief) -> datetime:
    """When something was written in it, as near as it is known."""
    return debrief.closed_at or debrief.notified_at or debrief.begins_at


def exact(moment: datetime, zone: tzinfo) -> str:
    """The moment with all its parts, for a tool tip."""
    local = moment.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({local:%Z})"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
