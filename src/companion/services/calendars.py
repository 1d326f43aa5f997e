"""Interviews from a calendar file and into one.

A file is never taken silently: it is read, said, and saved only after a click, for the application that the user
confirmed. What came once is known again by its UID: a newer sequence moves the interview, a cancellation removes it,
an older one changes nothing. The follow-ups go along, as after every change (Work.settle).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from companion.core import moments, text
from companion.core.account import Account
from companion.core.application import Application, Contact, Event, EventKind, in_order
from companion.core.calendar_event import Attendee, CalendarEvent, Method, as_calendar_event
from companion.core.domains import is_within
from companion.core.follow_up import FollowUp
from companion.core.letter import is_no_reply
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft, LogEvent, made_due, place_line
from companion.services.ports import CalendarFiles
from companion.services.work import Desk, Outcome

MOST_SUGGESTED: Final = 6

_EVERYBODYS_TEXT: Final = (
    "gmail.com googlemail.com google.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.de "
    "yahoo.fr icloud.com me.com mac.com gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de "
    "freenet.de posteo.de mailbox.org proton.me protonmail.com aol.com mail.com zoho.com fastmail.com "
    "orange.fr free.fr wanadoo.fr laposte.net calendly.com "
)
_EVERYBODYS: Final = frozenset(_EVERYBODYS_TEXT.split())
"""Domains that say nothing about where somebody works."""

_NOBODYS: Final = ("calendar.google.com", "calendly.com")
"""Domains of rooms, calendars and booking services: nobody reads there."""

_FORMS_TEXT: Final = "gmbh ag kg ug mbh co inc llc ltd limited corp corporation plc bv nv sa sarl sas sl se ab as oy "
_FORMS: Final = frozenset(_FORMS_TEXT.split())
_SHORTEST: Final = 3
"""Letters of a company's name that is looked for in a title."""


class Fate(StrEnum):
    """What saving an event of a file does here. NEW: a new interview. BACK: one that was deleted comes back. UNKNOWN: a
    cancellation of what is not here. The last four change nothing.
    """

    NEW = "new"
    MOVED = "moved"
    BACK = "back"
    CANCELLED = "cancelled"
    SAME = "same"
    OLDER = "older"
    ANSWER = "answer"
    UNKNOWN = "unknown"

    @property
    def changes(self) -> bool:
        return self in (Fate.NEW, Fate.MOVED, Fate.BACK, Fate.CANCELLED)

    @property
    def words(self) -> str:
        """One sentence for the user."""
        return _FATE_WORDS[self]


_FATE_WORDS: Final = {
    Fate.NEW: "This interview is new here.",
    Fate.MOVED: "This interview is already here. Saving brings it up to date.",
    Fate.BACK: "This interview was here and was deleted. Saving brings it back.",
    Fate.CANCELLED: "This interview was called off. Saving removes it from the timeline; you can undo that.",
    Fate.SAME: "This interview is already here, just like this. There is nothing to save.",
    Fate.OLDER: "A newer version of this interview is already here. There is nothing to save.",
    Fate.ANSWER: "This is an answer to an invitation that is already here. There is nothing to save.",
    Fate.UNKNOWN: "This calls off an interview that is not here. There is nothing to save.",
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """An event of a file, and what it means here. known, application: the interview that it is about, None for NEW and
    UNKNOWN. person: whom the user talks to, as far as the file says.
    """

    event: CalendarEvent
    fate: Fate
    known: Event | None
    application: Application | None
    person: ContactDraft


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file holds: what is still to come first, soonest first. remarks: sentences about what was left out."""

    invitations: tuple[Invitation, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An application that an event may belong to. why: in words."""

    id: str
    company: str
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What the user confirmed for a new interview; of a known one nothing is asked. application_id: None makes a new
    one of `application`.
    """

    application_id: str | None = None
    application: ApplicationDraft | None = None
    stage: str = ""
    contact: ContactDraft | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What was saved. event: as it is now; with its tombstone after a cancellation."""

    application: Application
    event: Event
    fate: Fate
    follow_up: FollowUp | None
    is_new_application: bool = False


@dataclass(frozen=True, slots=True)
class Calendars:
    """Reads and saves calendar files."""

    desk: Desk
    files: CalendarFiles

    def open(self, path: Path) -> Opened:
        """What a file holds. Raises Problem(field="file")."""
        read = self.files.read(path, self.desk.clock.zone())
        own = self._own_addresses()
        now = self.desk.clock.now()
        ahead = [e for e in read.events if (e.ends or e.begins) >= now]
        past = [e for e in reversed(read.events) if (e.ends or e.begins) < now]
        return Opened(tuple(self._invitation(event, own) for event in (*ahead, *past)), read.remarks)

    def suggest(self, event: CalendarEvent) -> tuple[Suggestion, ...]:
        """The applications it may belong to, likeliest first: whose contact invites, who is of the same house, or whose
        company's name is in it. Looks through all that are open.
        """
        return _Clues(event, self._own_addresses()).suggestions(self.desk)

    def save(self, invitation: Invitation, choice: Choice, *, origin: str = "") -> Outcome[Taken]:
        """Does what the invitation's fate says, as it is by now. Raises Problem."""
        current = self._invitation(invitation.event, self._own_addresses())
        if not current.fate.changes:
            raise Problem(current.fate.words)
        if current.fate is not invitation.fate:
            raise Problem("This interview was changed meanwhile. Open the file again; nothing was saved.")
        if current.known is None:
            return self._log(current.event, choice, origin)
        return self._update(current, current.known, origin)

    def content(self, interviews: Iterable[Event]) -> bytes:
        """These interviews as a calendar file. Raises Problem if there is none."""
        store, events = self.desk.store, list[CalendarEvent]()
        for interview in in_order(interviews):
            application = store.get(Application, interview.application_id)
            if interview.kind is EventKind.INTERVIEW and application is not None:
                contact = store.get(Contact, interview.contact_id) if interview.contact_id else None
                events.append(as_calendar_event(interview, application, contact))
        if not events:
            raise Problem("There is no interview to save.")
        return self.files.write(events, self.desk.clock.now())

    def _own_addresses(self) -> frozenset[str]:
        return frozenset(account.address.casefold() for account in self.desk.store.all(Account))

    def _invitation(self, event: CalendarEvent, own: frozenset[str]) -> Invitation:
        known = self._known(event)
        application = self.desk.store.get(Application, known.application_id) if known else None
        fate = _fate(event, known)
        return Invitation(event, fate, known, application, _person(event, own))

    def _known(self, event: CalendarEvent) -> Event | None:
        """The interview that this event is; of several (the same invitation saved for two applications) the latest that
        stands.
        """
        store = self.desk.store
        if not event.key:
            return None
        found = list(store.events_with_uid(event.key))
        if not found and event.recurrence_id is not None:
            # of the series its first time was taken, under the UID alone
            found = [e for e in store.events_with_uid(event.uid) if e.at == event.recurrence_id]
        standing = [e for e in found if _stands(store.get(Application, e.application_id))]
        return max(standing, key=lambda e: (e.deleted_at is None, e.id), default=None)

    def _log(self, event: CalendarEvent, choice: Choice, origin: str) -> Outcome[Taken]:
        if choice.application_id is None and choice.application is None:
            raise Problem("Choose the application that this interview belongs to.", field="application")
        draft = EventDraft(
            EventKind.INTERVIEW,
            choice.application_id,
            choice.application,
            event.begins,
            event.ends,
            choice.stage,
            contact=choice.contact,
            zone=event.zone,
            place=event.where,
            uid=event.key,
            sequence=event.sequence,
        )
        outcome = LogEvent(self.desk).log(draft, origin=origin)
        logged = outcome.value
        taken = Taken(logged.application, logged.event, Fate.NEW, logged.follow_up, logged.is_new)
        return Outcome(taken, outcome.changes, outcome.undo)

    def _update(self, invitation: Invitation, known: Event, origin: str) -> Outcome[Taken]:
        event, now = invitation.event, self.desk.clock.now()
        with self.desk.work(origin) as work:
            application = work.application(known.application_id)
            before = work.writer.get(Event, known.id) or known
            if invitation.fate is Fate.CANCELLED:
                after = replace(before, sequence=event.sequence, deleted_at=work.now)
            else:
                moments.within_reach(event.begins, now=now, what="The interview")
                after = replace(_moved(before, event), deleted_at=None)
            work.put(after)
            work.settle(application.id)
            due = made_due(work, after) if after.deleted_at is None else None
            return work.outcome(Taken(application, after, invitation.fate, due))


def _stands(application: Application | None) -> bool:
    return application is not None and application.deleted_at is None


def _moved(interview: Event, event: CalendarEvent) -> Event:
    """The interview as the event says it; what a calendar knows nothing of stays, and so does what it leaves out."""
    return replace(
        interview,
        at=moments.whole_second(event.begins),
        ends_at=moments.whole_second(event.ends) if event.ends else None,
        zone=event.zone or interview.zone,
        place=place_line(event.where) or interview.place,
        uid=event.key,
        sequence=event.sequence,
    )


def _fate(event: CalendarEvent, known: Event | None) -> Fate:
    if known is None:
        return Fate.UNKNOWN if event.cancelled else Fate.NEW
    if event.sequence < known.sequence:
        return Fate.OLDER
    if event.cancelled:
        return Fate.CANCELLED if known.deleted_at is None else Fate.UNKNOWN
    if event.method in (Method.REPLY, Method.OTHER):
        return Fate.ANSWER
    if known.deleted_at is not None:
        return Fate.BACK
    return Fate.SAME if _moved(known, event) == known else Fate.MOVED


def _person(event: CalendarEvent, own: frozenset[str]) -> ContactDraft:
    """Whom the user talks to: who invites, unless it is the user or a machine; then the first of the others."""
    found = next((who for who in event.people if _is_somebody(who, own)), Attendee())
    last, comma, first = found.name.partition(", ")
    name = f"{first} {last}" if comma and first and "," not in first else found.name
    return ContactDraft(name, found.address)


def _is_somebody(who: Attendee, own: frozenset[str]) -> bool:
    address = who.address.casefold()
    if not address or address in own or is_no_reply(address):
        return False
    return not any(is_within(_domain(address), nobody) for nobody in _NOBODYS)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()


class _Clues:
    """What an event says about where it belongs: addresses, the houses behind them, words."""

    def __init__(self, event: CalendarEvent, own: frozenset[str]) -> None:
        others = [who for who in event.people if who.address and who.address.casefold() not in own]
        self._addresses = frozenset(who.address.casefold() for who in others)
        own_domains = {_domain(address) for address in own}
        self._domains = {_domain(a) for a in self._addresses} - _EVERYBODYS - own_domains
        self._labels = {label for domain in self._domains for label in domain.split(".")[:-1]}
        names = " ".join(who.name for who in others)
        self._words = f" {' '.join(_words(f'{event.title} {names} {event.place}'))} "

    def suggestions(self, desk: Desk) -> tuple[Suggestion, ...]:
        store = desk.store
        found: dict[str, tuple[int, str]] = {}
        for contact in store.all(Contact):
            score, why = self._contact(contact)
            if score > found.get(contact.application_id, (0, ""))[0]:
                found[contact.application_id] = (score, why)
        candidates = store.candidates()
        for candidate in candidates:
            why = self._company(candidate.company)
            if why and candidate.id not in found:
                found[candidate.id] = (1, why)
        # of the same weight, whoever gave a sign of life last comes first; what is closed comes last
        rank = {candidate.id: number for number, candidate in enumerate(candidates)}
        best = sorted(found, key=lambda key: (-found[key][0], rank.get(key, len(rank))))
        made = (self._suggestion(desk, key, found[key][1]) for key in best[: 4 * MOST_SUGGESTED])
        return tuple(each for each in made if each is not None)[:MOST_SUGGESTED]

    def _suggestion(self, desk: Desk, key: str, why: str) -> Suggestion | None:
        application = desk.store.get(Application, key)
        if application is None or not _stands(application):
            return None
        return Suggestion(key, application.company, application.role, why)

    def _contact(self, contact: Contact) -> tuple[int, str]:
        address = contact.email.casefold()
        if not address:
            return 0, ""
        if address in self._addresses:
            return 3, f"{contact.name or contact.email} is a contact there"
        domain = _domain(address)
        if domain in _EVERYBODYS:
            return 0, ""
        if any(is_within(domain, theirs) or is_within(theirs, domain) for theirs in self._domains):
            return 2, f"a contact there writes from {domain} too"
        return 0, ""

    def _company(self, company: str) -> str:
        """Why the company may be meant, "" if nothing says so."""
        words = _words(company)
        while len(words) > 1 and words[-1] in _FORMS:
            words.pop()
        name = " ".join(words)
        if len(name) < _SHORTEST:
            return ""
        if "".join(words) in self._labels:
            return "the invitation comes from its address"
        return "its name is in the invitation" if f" {name} " in self._words else ""


def _words(value: str) -> list[str]:
    kept = "".join(c if c.isalnum() else " " for c in text.folded(value))
    return kept.split()


def file_name(application: Application) -> str:
    """A name for the file of its interviews, without what a file system minds."""
    kept = "".join(c if c.isalnum() or c in " -_" else " " for c in f"interview {application.company}")
    return " ".join(kept.split())[:80] + ".ics"


def is_calendar_file(path: Path) -> bool:
    """Whether a file's name says that it may hold an invitation."""
    return path.suffix.casefold() in (".ics", ".ical", ".ifb", ".vcs", ".eml")
