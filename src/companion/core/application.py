"""An application, its contacts and its dated events; the state is derived from the events.

Nothing here stores a state: it follows from what happened and when, so back-dating and undo come for
free, and an interview that came before a no stays in the story.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class EventKind(StrEnum):
    """What can happen to an application. SAVED: the user kept it for later. QUIET: the user put it aside for now, after
    a long silence; whatever happens next brings it back.
    """

    SAVED = "saved"
    APPLIED = "applied"
    REPLY = "reply"
    SCREENING = "screening"
    ASSESSMENT = "assessment"
    INTERVIEW = "interview"
    OFFER = "offer"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    QUIET = "quiet"
    NOTE = "note"

    @property
    def words(self) -> str:
        """What the timeline calls it."""
        return _EVENT_WORDS[self]


class State(StrEnum):
    """Where an application stands, in the order of the way. SAVED: nothing has happened yet."""

    SAVED = "saved"
    APPLIED = "applied"
    REPLY = "reply"
    SCREENING = "screening"
    ASSESSMENT = "assessment"
    INTERVIEW = "interview"
    OFFER = "offer"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    QUIET = "quiet"

    @property
    def words(self) -> str:
        """The state as a word on screen."""
        return _STATE_WORDS[self]

    @property
    def open(self) -> bool:
        return self not in CLOSING


_EVENT_WORDS = {
    EventKind.SAVED: "Saved",
    EventKind.APPLIED: "Applied",
    EventKind.REPLY: "They replied",
    EventKind.SCREENING: "Screening",
    EventKind.ASSESSMENT: "Assessment",
    EventKind.INTERVIEW: "Interview",
    EventKind.OFFER: "Offer",
    EventKind.ACCEPTED: "Accepted",
    EventKind.REJECTED: "They said no",
    EventKind.WITHDRAWN: "Withdrawn by me",
    EventKind.QUIET: "Put aside as quiet",
    EventKind.NOTE: "Note",
}
_STATE_WORDS = {
    State.SAVED: "Saved",
    State.APPLIED: "Applied",
    State.REPLY: "In touch",
    State.SCREENING: "Screening",
    State.ASSESSMENT: "Assessment",
    State.INTERVIEW: "Interview",
    State.OFFER: "Offer",
    State.ACCEPTED: "Accepted",
    State.REJECTED: "Said no",
    State.WITHDRAWN: "Withdrawn",
    State.QUIET: "Quiet",
}
CLOSING = frozenset({State.ACCEPTED, State.REJECTED, State.WITHDRAWN})


class ContactRole(StrEnum):
    """What a contact is to an application."""

    INTERVIEWER = "interviewer"
    HIRING_MANAGER = "hiring manager"
    RECRUITER = "recruiter"
    OTHER = "other"


class SaidBy(StrEnum):
    """Where a reason comes from: care.md asks that a guess never passes for what they said."""

    THEM = "them"
    GUESS = "guess"

    @property
    def words(self) -> str:
        return "said by them" if self is SaidBy.THEM else "my guess"


class Fit(StrEnum):
    """Was it a fit for me? Asked beside "was I a fit for them?"."""

    UNSAID = ""
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Application:
    """One application. `deleted_at` is its tombstone: None while it is there.

    link: the posting's address; links: others. notes: Markdown. salary: in the user's words. source: where the posting
    was found ("LinkedIn", "a friend"). posting: its text, kept since postings vanish. archived_at: since when it is out
    of the list, where only a search for it looks. import_id: which import brought it, "" for none; source_key: what the
    same thing is known by there, so that a second import finds it again. left_alone_at: when the user last said that a
    silence is to be left as it is (core.silence).
    """

    id: str
    company: str
    role: str = ""
    place: str = ""
    link: str = ""
    notes: str = ""
    salary: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    posting: str = ""
    archived_at: datetime | None = None
    import_id: str = ""
    source_key: str = ""
    left_alone_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """A person met through one application.

    language: of letters to them ("en", "de", "fr", "es"), "" for the user's own choice. zone: their time zone by its
    IANA name ("America/New_York"), "" for the user's own.
    """

    id: str
    application_id: str
    name: str
    email: str = ""
    role: ContactRole = ContactRole.INTERVIEWER
    language: str = ""
    zone: str = ""
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One dated thing that happened.

    at: when it happened (an interview: begins), UTC. ends_at: an interview's end, if known.
    stage: at which stage, in the user's words. channel: how it came ("e-mail", "phone"…).
    said, said_by: what they said, or what the user supposes. fit, fit_line: whether it was a fit for the user, and one
    line about it. contact_id: with whom. promised_at: by when they said that they would answer.
    zone: an interview's time zone by its IANA name, "" for the user's own; place: where it is, or the address of the
    call. uid, sequence: the calendar's UID and SEQUENCE of it (RFC 5545 section 3.8.4.7, 3.8.7.4), "" if it came from
    none. import_id: which import brought it, "" for none.
    """

    id: str
    application_id: str
    kind: EventKind
    at: datetime
    ends_at: datetime | None = None
    stage: str = ""
    channel: str = ""
    said: str = ""
    said_by: SaidBy = SaidBy.THEM
    fit: Fit = Fit.UNSAID
    fit_line: str = ""
    contact_id: str | None = None
    promised_at: datetime | None = None
    zone: str = ""
    place: str = ""
    uid: str = ""
    sequence: int = 0
    import_id: str = ""
    deleted_at: datetime | None = None

    @property
    def end(self) -> datetime:
        """When an interview was over: as logged, else an hour after it began."""
        return self.ends_at or self.at + USUAL_INTERVIEW


USUAL_INTERVIEW = timedelta(hours=1)

MOVING = frozenset(EventKind) - {EventKind.SAVED, EventKind.QUIET, EventKind.NOTE}
"""The kinds that move an application and are a sign of life; the others are the user's own marks."""


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events that stand (no tombstone), by when they happened, then by when they were recorded."""
    return sorted((e for e in events if e.deleted_at is None), key=lambda e: (e.at, e.id))


def round_of(interview: Event, events: Iterable[Event]) -> int:
    """Which of the application's interviews this is, by when they begin, from 1 on; 0 for the only one, and for what is
    none. One that is not among the events counts as if it were.
    """
    if interview.kind is not EventKind.INTERVIEW:
        return 0
    others = [e for e in in_order(events) if e.kind is EventKind.INTERVIEW and e.id != interview.id]
    if not others:
        return 0
    # what has no key yet is recorded after all others
    return 1 + sum((e.at, e.id) < (interview.at, interview.id or "~") for e in others)


def state_of(events: Iterable[Event]) -> State:
    """The state that follows from the events.

    The latest moving event decides, but "applied" yields to anything since the last close: who adds an application
    today and logs yesterday's interview has had an interview. A closing event (accepted, no, withdrawn) stands
    against any event that was dated after it but recorded before it: an interview planned for next week is moot once
    the no is logged. It yields to what was recorded *and* happened later (they called again). "Quiet" stands over an
    open state until anything is recorded or dated after it.
    """
    standing = in_order(events)
    moving = [e for e in standing if e.kind in MOVING]
    state = _moved_to(moving)
    if state.open and any(
        quiet.kind is EventKind.QUIET and not any(e.at > quiet.at or e.id > quiet.id for e in moving)
        for quiet in standing
    ):
        return State.QUIET
    return state


def _moved_to(moving: list[Event]) -> State:
    if not moving:
        return State.SAVED
    closings = [e for e in moving if State(e.kind) in CLOSING]
    for closing in reversed(closings):
        if not any(e.at > closing.at and e.id > closing.id for e in moving):
            return State(closing.kind)
    since = [e for e in moving if not closings or e.at > closings[-1].at]
    answered = [e for e in since if e.kind is not EventKind.APPLIED]
    return State((answered or since)[-1].kind)


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One line of the list: an application with what is derived from its events.

    latest_at: when the last sign of life came; None when nothing has happened yet. applied_at: when the user applied,
    if they have.
    """

    id: str
    company: str
    role: str
    place: str
    state: State
    latest_at: datetime | None
    applied_at: datetime | None = None
    tags: tuple[str, ...] = ()
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open application as the quick-log field looks for it; `people` are its contacts' names."""

    id: str
    company: str
    role: str
    people: str
