"""Which letters are due, to whom and when: follow_ups.md's table as one pure function.

A held interview makes a thank-you with a request for advice due; a no makes a request for advice due where a
person was met. What is due follows from the events; `reconcile` compares it with what the store already
holds, so that an edited, back-dated or undone event moves, closes or reopens its follow-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
class Wanted:
    """What the events ask for, before it is compared with what is there."""

    kind: LetterKind
    cause_id: str
    contact_id: str | None
    due_at: datetime
    best_before: datetime
    useful_until: datetime


THANK_YOU_AFTER = timedelta(hours=2)
THANK_YOU_BEST_BEFORE = timedelta(hours=24)
ADVICE_AFTER = timedelta(hours=24)
ADVICE_BEST_BEFORE = timedelta(hours=48)
USEFUL_FOR = timedelta(days=7)
LATER = timedelta(hours=3)
"""How far "Later" moves a follow-up."""

_MET = (ContactRole.INTERVIEWER, ContactRole.HIRING_MANAGER)


def wanted(events: Sequence[Event], contacts: Sequence[Contact]) -> list[Wanted]:
    """The follow-ups that these events of one application ask for, oldest cause first."""
    told = in_order(events)
    if state_of(told) is State.REJECTED:
        return _advice(told, contacts)
    if state_of(told) in CLOSING:
        return []
    standing = frozenset(c.id for c in contacts if c.deleted_at is None)
    return [_thank_you(e, standing) for e in told if e.kind is EventKind.INTERVIEW and not _result_after(e, told)]


def _thank_you(interview: Event, standing: frozenset[str]) -> Wanted:
    """standing: the contacts that were not deleted; the event remembers one that was, but no letter goes there."""
    end = interview.end
    return Wanted(
        LetterKind.THANK_YOU,
        interview.id,
        interview.contact_id if interview.contact_id in standing else None,
        end + THANK_YOU_AFTER,
        end + THANK_YOU_BEST_BEFORE,
        end + USEFUL_FOR,
    )


def _result_after(interview: Event, told: Iterable[Event]) -> bool:
    """Whether an offer or a no came after the interview: thanks that ask for advice would come too late."""
    results = (EventKind.OFFER, EventKind.REJECTED)
    return any(e.kind in results and e.at >= interview.at for e in told)


def _advice(told: Sequence[Event], contacts: Sequence[Contact]) -> list[Wanted]:
    no = next(e for e in reversed(told) if e.kind is EventKind.REJECTED)
    recipient = person_to_ask(told, contacts, no)
    if recipient is None:
        return []
    return [
        Wanted(
            LetterKind.ADVICE,
            no.id,
            recipient or None,
            no.at + ADVICE_AFTER,
            no.at + ADVICE_BEST_BEFORE,
            no.at + USEFUL_FOR,
        )
    ]


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
    no finds the first one again, whatever caused it.
    """
    changed: list[FollowUp] = []
    missing: list[tuple[Wanted, int]] = []
    claimed: set[str] = set()
    for want in wants:
        same = next((f for f in existing if f.kind is want.kind and _same_cause(f, want)), None)
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


def _same_cause(follow_up: FollowUp, want: Wanted) -> bool:
    return want.kind is LetterKind.ADVICE or follow_up.cause_id == want.cause_id


def _moved(follow_up: FollowUp, want: Wanted) -> list[FollowUp]:
    if follow_up.closed in (Closed.OUTBOX, Closed.DISMISSED):
        return []
    same_moment = follow_up.best_before == want.best_before and follow_up.closed is Closed.OPEN
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
