"""What is due and what comes next: behind the tray's tooltip, its dot, the reel's last card and `status`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from companion.core import moments
from companion.core.application import Application, Contact
from companion.core.follow_up import FollowUp, LetterKind
from companion.core.letter import first_name
from companion.core.outbox import LetterState, OutboxLetter, is_leased
from companion.services.debriefs import Debriefs, DueDebrief
from companion.services.ports import Store
from companion.services.work import Desk


@dataclass(frozen=True, slots=True)
class DueLetter:
    """A follow-up that is due, with the words for it. zone: the person's (IANA), "" if it is the user's."""

    follow_up: FollowUp
    company: str
    role: str
    person: str
    address: str = ""
    zone: str = ""

    @property
    def words(self) -> str:
        who = first_name(self.person) or "the person you met"
        if self.follow_up.kind is LetterKind.THANK_YOU:
            return f"Thank {who} at {self.company}"
        if self.follow_up.kind is LetterKind.STATUS:
            return f"Ask {who} at {self.company} how it stands"
        return f"Ask {who} at {self.company} for advice"


@dataclass(frozen=True, slots=True)
class Agenda:
    """due: letters due now, soonest first. troubled: letters that failed or whose fate is unknown. debriefs: parked
    look backs whose time has come. next_step: one sentence about what comes next. wake_at: when something will be due
    that is not yet.
    """

    due: tuple[DueLetter, ...]
    troubled: tuple[OutboxLetter, ...]
    debriefs: tuple[DueDebrief, ...]
    next_step: str
    wake_at: datetime | None

    @property
    def count(self) -> int:
        return len(self.due) + len(self.troubled)


@dataclass(frozen=True, slots=True)
class LookAhead:
    """Looks at what is due and what comes next."""

    desk: Desk
    debriefs: Debriefs

    def look(self) -> Agenda:
        """The agenda as of now."""
        store, now = self.desk.store, self.desk.clock.now()
        due = tuple(described(store, f) for f in store.due_follow_ups(now))
        troubled = self._troubled()
        on_the_way = store.letters(LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING)
        later = [_wants_a_look(letter, now) for letter in on_the_way]
        if (next_due := store.next_follow_up_at(now)) is not None:
            later.append(next_due)
        if (next_debrief := self.debriefs.next_at()) is not None:
            later.append(next_debrief)
        debriefs = self.debriefs.due()
        # so that an offer that has lapsed is taken down
        later += [d.debrief.lapses_at for d in debriefs]
        next_step = self._words(due[0] if due else None, troubled)
        return Agenda(due, troubled, debriefs, next_step, min(later, default=None))

    def next_step(self) -> str:
        """The agenda's sentence alone: it needs one letter of all that are due."""
        due = self.desk.store.due_follow_ups(self.desk.clock.now())
        return self._words(described(self.desk.store, due[0]) if due else None, self._troubled())

    def _troubled(self) -> tuple[OutboxLetter, ...]:
        return self.desk.store.letters(LetterState.FAILED, LetterState.UNCERTAIN)

    def _words(self, soonest: DueLetter | None, troubled: tuple[OutboxLetter, ...]) -> str:
        if troubled:
            return f"Look at a letter: “{troubled[0].subject}”."
        if soonest is not None:
            return f"Next: {_lowered(soonest.words)}."
        interview = self.desk.store.next_interview(self.desk.clock.now())
        if interview is not None:
            application = self.desk.store.get(Application, interview.application_id)
            when = moments.moment_in_words(interview.at, now=self.desk.clock.now(), zone=self.desk.clock.zone())
            return f"Next: interview at {application.company if application else 'a company'}, {when}."
        if self.desk.store.count_applications() == 0:
            return "Next: add an application."
        return "Nothing is due. Next: another application, when you are ready."


def _wants_a_look(letter: OutboxLetter, now: datetime) -> datetime:
    """When something can be done about a letter on its way: it may leave, or whoever is at it should have ended."""
    if letter.state is LetterState.QUEUED:
        return letter.not_before
    return letter.leased_until if letter.leased_until is not None and is_leased(letter, now) else now


def described(store: Store, follow_up: FollowUp) -> DueLetter:
    """A follow-up with its company and person."""
    application = store.get(Application, follow_up.application_id)
    contact = store.get(Contact, follow_up.contact_id) if follow_up.contact_id else None
    return DueLetter(
        follow_up,
        application.company if application else "",
        application.role if application else "",
        contact.name if contact else "",
        contact.email if contact else "",
        contact.zone if contact else "",
    )


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
