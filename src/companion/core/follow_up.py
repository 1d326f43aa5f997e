"""Which letters are due, to whom and when: follow_ups.md's table as one pure function.

A held interview makes a thank-you with a request for advice due; a no makes a request for advice due where a
person was met; silence makes a question about the next step due, and a week later a second one. What is due follows
from the events; `reconcile` compares it with what the store already holds, so that an edited, back-dated or undone
event moves, closes or reopens its follow-up.

A letter falls due on a business day of whoever reads it and within the working hours of whoever writes it
(`_within`); what would fall due elsewhere waits until both hold. Thanks are the exception: they do most good within a
day, so if both would hold too late they fall due in the first working hour before that, weekend or not, and if there is
none, when they were earned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from companion.core.application import (
    CLOSING,
    Contact,
    ContactRole,
    Event,
    EventKind,
    State,
    in_order,
    state_of,
)
from companion.core.business_days import WorkingHours, after_business_days, next_inside, zone_named
from companion.core.letter import is_no_reply


class LetterKind(StrEnum):
    """THANK_YOU: after an interview, before a result. ADVICE: after a no; once for an application, ever. STATUS: after
    silence; twice at most.
    """

    THANK_YOU = "thank_you"
    ADVICE = "advice"
    STATUS = "status"

    @property
    def words(self) -> str:
        return _KIND_WORDS[self]


_KIND_WORDS = {
    LetterKind.THANK_YOU: "Thank-you with a question",
    LetterKind.ADVICE: "Request for advice",
    LetterKind.STATUS: "Question about the next step",
}


class Closed(StrEnum):
    """Why a follow-up is no longer due. OPEN: it still is. OUTBOX: its letter was queued and tells the rest."""

    OPEN = ""
    OUTBOX = "in the outbox"
    MOOT = "moot"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A letter that is, was or will be due.

    due_at: from when it is due; "Later" moves it. best_before: until when it does the most good; useful_until:
    after it the letter is no longer offered. round: counts the letters of this kind for the application.
    cause_id: the event that made it due. subject, body: the user's own draft, "" for the template's text.
    notified_at: when the notification for this due_at was shown.
    """

    id: str
    application_id: str
    kind: LetterKind
    round: int
    cause_id: str
    contact_id: str | None
    due_at: datetime
    best_before: datetime
    useful_until: datetime
    closed: Closed = Closed.OPEN
    notified_at: datetime | None = None
    subject: str = ""
    body: str = ""

    def is_due(self, now: datetime) -> bool:
        return self.closed is Closed.OPEN and self.due_at <= now <= self.useful_until


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about the next step that went to the outbox. left_at: when it left or will; None if it has not."""

    cause_id: str
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Timing:
    """What the due times rest on besides the events. zone: the user's own, and that of contacts without one. hours:
    when they write letters. asked: the questions about the next step so far, oldest first.
    """

    zone: tzinfo = UTC
    hours: WorkingHours = field(default_factory=WorkingHours)
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the events ask for, before it is compared with what is there. nth: which of its kind for this cause."""

    kind: LetterKind
    cause_id: str
    contact_id: str | None
    due_at: datetime
    best_before: datetime
    useful_until: datetime
    nth: int = 1


THANK_YOU_AFTER = timedelta(hours=2)
THANK_YOU_BEST_BEFORE = timedelta(hours=24)
ADVICE_AFTER = timedelta(hours=24)
ADVICE_BEST_BEFORE = timedelta(hours=48)
USEFUL_FOR = timedelta(days=7)
SILENT_BUSINESS_DAYS = 5
"""Of silence before the first question about the next step."""
STATUS_AFTER_PROMISE = timedelta(days=2)
STATUS_AGAIN_AFTER = timedelta(days=7)
MOST_STATUS = 2
"""For each silence; then the application is quiet."""
STATUS_BEST_BEFORE = timedelta(days=3)
STATUS_USEFUL_FOR = timedelta(days=21)
"""From when it is due: who comes back from a holiday can still ask, and a silence of months makes nothing due."""
LATER = timedelta(hours=3)
"""How far "Later" moves a follow-up; `put_off` says when it is due then."""

_MET = (ContactRole.INTERVIEWER, ContactRole.HIRING_MANAGER)
SILENT_IN = frozenset({State.APPLIED, State.REPLY, State.SCREENING, State.ASSESSMENT, State.INTERVIEW})
"""The states in which silence asks for a question."""
_ANSWERS = frozenset({EventKind.REPLY, EventKind.SCREENING, EventKind.ASSESSMENT, EventKind.INTERVIEW})
_CLOSING_KINDS = frozenset(EventKind(state.value) for state in CLOSING)
_ANY_TIME = Timing()


def wanted(events: Sequence[Event], contacts: Sequence[Contact], timing: Timing = _ANY_TIME) -> list[Wanted]:
    """The follow-ups that these events of one application ask for: thanks, oldest interview first, then a question."""
    told = in_order(events)
    state = state_of(told)
    standing = {c.id: c for c in contacts if c.deleted_at is None}
    if state is State.REJECTED:
        return _advice(told, standing, timing)
    if state in CLOSING:
        return []
    held = [e for e in told if e.kind is EventKind.INTERVIEW and not _result_after(e, told)]
    return [_thank_you(e, standing, timing) for e in held] + _status(told, state, standing, timing)


def _thank_you(interview: Event, standing: dict[str, Contact], timing: Timing) -> Wanted:
    """standing: the contacts that were not deleted; the event remembers one that was, but no letter goes there."""
    end = interview.end
    contact = standing.get(interview.contact_id or "")
    earned, best_before = end + THANK_YOU_AFTER, end + THANK_YOU_BEST_BEFORE
    due = _within(earned, contact, timing)
    if due > best_before:
        due = timing.hours.next(earned)
    if due > best_before:
        due = earned
    return Wanted(
        LetterKind.THANK_YOU, interview.id, contact.id if contact else None, due, best_before, end + USEFUL_FOR
    )


def _within(moment: datetime, contact: Contact | None, timing: Timing) -> datetime:
    """The moment, or the next one that is on a business day of the contact and in the user's working hours."""
    zone = zone_named(contact.zone, timing.zone) if contact else timing.zone
    return next_inside(moment, timing.hours, zone)


def put_off(follow_up: FollowUp, contact: Contact | None, now: datetime, timing: Timing) -> datetime:
    """When a follow-up is due that is put off now: three hours on, or the next moment after that at which a letter
    falls due. Thanks that would come too late then wait for the user's next working hours alone, weekend or not.
    """
    earned = now + LATER
    due = _within(earned, contact, timing)
    if follow_up.kind is LetterKind.THANK_YOU and due > follow_up.best_before:
        return timing.hours.next(earned)
    return due


def _result_after(interview: Event, told: Iterable[Event]) -> bool:
    """Whether an offer or a no came after the interview: thanks that ask for advice would come too late."""
    results = (EventKind.OFFER, EventKind.REJECTED)
    return any(e.kind in results and e.at >= interview.at for e in told)


def _advice(told: Sequence[Event], standing: dict[str, Contact], timing: Timing) -> list[Wanted]:
    no = next(e for e in reversed(told) if e.kind is EventKind.REJECTED)
    recipient = person_to_ask(told, tuple(standing.values()), no)
    if recipient is None:
        return []
    due = _within(no.at + ADVICE_AFTER, standing.get(recipient), timing)
    # over a weekend it is due later than it would be best; a day then remains for it
    best_before = max(no.at + ADVICE_BEST_BEFORE, due + (ADVICE_BEST_BEFORE - ADVICE_AFTER))
    return [Wanted(LetterKind.ADVICE, no.id, recipient or None, due, best_before, no.at + USEFUL_FOR)]


def _status(told: Sequence[Event], state: State, standing: dict[str, Contact], timing: Timing) -> list[Wanted]:
    """The next question about how it stands, if the silence since the last sign of life asks for one."""
    recipient = whom_to_ask(told, standing)
    since = _since_the_last_close(told)
    if state not in SILENT_IN or recipient is None or any(e.kind is EventKind.OFFER for e in since):
        return []
    last, promised_at = _silence(since)
    before = [asked.left_at for asked in timing.asked if asked.cause_id == last.id]
    earned = [ended(last)]
    if promised_at is not None:
        earned.append(promised_at + STATUS_AFTER_PROMISE)
    elif not before:
        zone = zone_named(recipient.zone, timing.zone)
        earned.append(after_business_days(ended(last), SILENT_BUSINESS_DAYS, zone))
    if len(before) >= MOST_STATUS or None in before:
        return []
    earned += [left_at + STATUS_AGAIN_AFTER for left_at in before if left_at is not None]
    due = _within(max(earned), recipient, timing)
    best_before, useful_until = due + STATUS_BEST_BEFORE, due + STATUS_USEFUL_FOR
    return [Wanted(LetterKind.STATUS, last.id, recipient.id, due, best_before, useful_until, len(before) + 1)]


def _since_the_last_close(told: Sequence[Event]) -> Sequence[Event]:
    closings = [n for n, e in enumerate(told) if e.kind in _CLOSING_KINDS]
    return told[closings[-1] + 1 :] if closings else told


def _silence(since: Sequence[Event]) -> tuple[Event, datetime | None]:
    """The last sign of life of an application that is open, and by when an answer was promised if nothing answered
    since. Like the state, it takes "applied" for the last one only if nothing else happened since the last close.
    """
    signs = [e for e in since if e.kind in _ANSWERS] or [e for e in since if e.kind is EventKind.APPLIED]
    promised_at = None
    for event in reversed(since):
        promised_at = event.promised_at
        if promised_at is not None or event.kind in _ANSWERS:
            break
    return max(signs, key=lambda e: (ended(e), e.id)), promised_at


def last_sign(told: Sequence[Event]) -> tuple[Event, datetime | None]:
    """The last sign of life in a state in which silence counts (SILENT_IN), and by when an answer was promised."""
    return _silence(_since_the_last_close(told))


def ended(event: Event) -> datetime:
    """When it was over: an interview at its end, anything else when it happened."""
    return event.end if event.kind is EventKind.INTERVIEW else event.at


def whom_to_ask(told: Sequence[Event], standing: dict[str, Contact]) -> Contact | None:
    """Whom to ask how it stands: the recruiter, else whom the user met or heard from last, else anybody with an address
    that somebody reads; None if there is nobody.
    """
    recruiter = next((c for c in standing.values() if c.role is ContactRole.RECRUITER), None)
    spoken = [e for e in told if e.contact_id in standing]
    met = [e for e in spoken if e.kind is EventKind.INTERVIEW] or spoken
    if recruiter is not None or met:
        return recruiter or standing[met[-1].contact_id or ""]
    reachable = (c for c in reversed(standing.values()) if c.email and not is_no_reply(c.email))
    return next(reachable, None)


def person_to_ask(told: Sequence[Event], contacts: Sequence[Contact], no: Event) -> str | None:
    """Whom to ask for advice after a no: the contact's id, "" if a person was met but is not named, None if
    nobody was met. The recruiter goes first whenever there is one; then whom the user met last; then a person
    noted with the application, such as the one typed in when the letter was reviewed.
    """
    standing = {c.id: c for c in contacts if c.deleted_at is None}
    for contact in standing.values():
        if contact.role is ContactRole.RECRUITER:
            return contact.id
    held = [e for e in told if e.kind is EventKind.INTERVIEW and e.at <= no.at]
    if not held:
        return None
    named = next((e.contact_id for e in reversed(held) if e.contact_id in standing), None)
    return named or next((c.id for c in reversed(standing.values()) if c.role in _MET), "")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """changed: follow-ups to store anew. missing: what to create, with its round."""

    changed: tuple[FollowUp, ...]
    missing: tuple[tuple[Wanted, int], ...]


def reconcile(existing: Sequence[FollowUp], wants: Sequence[Wanted]) -> Reconciled:
    """Compares what is stored for one application with what its events ask for.

    Those in the outbox and dismissed ones stay as they are. There is never a second request for advice: another
    no finds the first one again, whatever caused it. A question about the next step that nobody wrote at yet moves on
    to the next silence.
    """
    changed: list[FollowUp] = []
    missing: list[tuple[Wanted, int]] = []
    claimed: set[str] = set()
    for want in wants:
        same = _found(existing, want)
        if same is None:
            rounds = [f.round for f in existing if f.kind is want.kind]
            missing.append((want, max(rounds, default=0) + 1 + sum(w.kind is want.kind for w, _ in missing)))
            continue
        claimed.add(same.id)
        changed += _moved(same, want)
    for follow_up in existing:
        if follow_up.id not in claimed and follow_up.closed is Closed.OPEN:
            changed.append(replace(follow_up, closed=Closed.MOOT))
    return Reconciled(tuple(changed), tuple(missing))


def _found(existing: Sequence[FollowUp], want: Wanted) -> FollowUp | None:
    """The follow-up that answers to this want."""
    alike = sorted((f for f in existing if f.kind is want.kind), key=lambda f: f.round)
    same = [f for f in alike if want.kind is LetterKind.ADVICE or f.cause_id == want.cause_id]
    if len(same) >= want.nth:
        return same[want.nth - 1]
    if want.kind is not LetterKind.STATUS:
        return None
    unwritten = (f for f in alike if f not in same and f.closed in (Closed.OPEN, Closed.MOOT))
    return next((f for f in unwritten if not (f.subject or f.body)), None)


def _moved(follow_up: FollowUp, want: Wanted) -> list[FollowUp]:
    if follow_up.closed in (Closed.OUTBOX, Closed.DISMISSED):
        return []
    same_moment = (
        follow_up.best_before == want.best_before
        and follow_up.closed is Closed.OPEN
        and (want.kind is not LetterKind.STATUS or follow_up.cause_id == want.cause_id)
    )
    moved = replace(
        follow_up,
        cause_id=want.cause_id,
        contact_id=want.contact_id,
        # "Later" stands as long as its cause has not moved
        due_at=follow_up.due_at if same_moment else want.due_at,
        best_before=want.best_before,
        useful_until=follow_up.useful_until if same_moment else want.useful_until,
        closed=Closed.OPEN,
        notified_at=follow_up.notified_at if same_moment else None,
    )
    return [moved] if moved != follow_up else []
