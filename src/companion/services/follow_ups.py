"""The letters that are due: their text, their review, "Later" and "Not this one"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from companion.core import moments, text
from companion.core.application import Application, Contact, ContactRole, Event
from companion.core.changes import ChangeSet
from companion.core.follow_up import Closed, FollowUp, LetterKind, put_off
from companion.core.languages import LANGUAGES, language_of
from companion.core.letter import Finding, Letter, fill
from companion.core.outbox import RESTORED_DUE
from companion.core.preflight import About, preflight
from companion.core.problem import Problem
from companion.services.accounts import Accounts
from companion.services.agenda import DueLetter, described
from companion.services.applications import ContactDraft, checked_contact, put_contact
from companion.services.letter_texts import LetterTexts
from companion.services.ports import Templates
from companion.services.work import Desk, Outcome, Undo, Work

_ASKING = (LetterKind.ADVICE, LetterKind.THANK_YOU)
"""The letters whose templates ask for advice."""


@dataclass(frozen=True, slots=True)
class Review:
    """A letter as it would leave now, with what preflight found; an empty `findings` means one click sends it.

    about: what preflight knows around it, and its language. trouble: why the user's own template can't be used.
    drafted: the text is the user's draft. doubt: why it may have left before.
    """

    due: DueLetter
    letter: Letter
    findings: tuple[Finding, ...]
    about: About
    trouble: str = ""
    drafted: bool = False
    doubt: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.findings

    @property
    def may_leave(self) -> bool:
        """Whether nothing stops it (advice may remain)."""
        return not any(f.stops for f in self.findings)


@dataclass(frozen=True, slots=True)
class LetterEdit:
    """What the user changed in the review window. language: of the letter, kept with the person; "" leaves it."""

    recipient: str
    recipient_name: str
    subject: str
    body: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class FollowUps:
    """The letters that are due."""

    desk: Desk
    templates: Templates
    accounts: Accounts

    @property
    def texts(self) -> LetterTexts:
        """The templates that the letters are filled from."""
        return LetterTexts(self.desk, self.templates, self.accounts)

    def review(self, key: str, *, language: str = "") -> Review:
        """The letter of a follow-up: the user's draft if there is one, else the filled template.

        language: another one than the contact's, to look at; the draft stays in its own.
        """
        store = self.desk.store
        follow_up = self._open(key)
        application = store.get(Application, follow_up.application_id)
        if application is None or application.deleted_at is not None:
            raise Problem("The application of this letter is not in the list any more.")
        contact = store.get(Contact, follow_up.contact_id) if follow_up.contact_id else None
        account, texts = self.accounts.default(), self.texts
        tongue = LANGUAGES.get("" if follow_up.body else language) or texts.language(contact)
        used = texts.read(self._template_name(follow_up, contact), tongue.code)
        values = texts.values(application, contact, store.get(Event, follow_up.cause_id), tongue)
        letter = Letter(
            account.address if account else "",
            account.name if account else "",
            contact.email if contact else "",
            contact.name if contact else "",
            follow_up.subject or fill(used.template.subject, values),
            follow_up.body or fill(used.template.body, values),
        )
        about = About(application.company, tongue.code, self._others(application), self._asked_before(follow_up))
        drafted = bool(follow_up.body)
        trouble = "" if drafted else used.trouble
        doubt = RESTORED_DUE if key in store.settings().in_doubt.split() else ""
        found = _found(letter, about, trouble, doubt)
        return Review(described(store, follow_up), letter, found, about, trouble, drafted, doubt)

    def look_over(self, review: Review, edit: LetterEdit) -> Review:
        """The review as it would be with these edits; nothing is stored."""
        letter = replace(
            review.letter,
            recipient=edit.recipient.strip(),
            recipient_name=edit.recipient_name.strip(),
            subject=edit.subject,
            body=edit.body,
        )
        about = replace(review.about, language=edit.language or review.about.language)
        return replace(review, letter=letter, findings=_found(letter, about, review.trouble, review.doubt), about=about)

    def save_draft(self, key: str, edit: LetterEdit, *, origin: str = "") -> Outcome[FollowUp]:
        """Keeps the user's text, and the person's name and address with the application."""
        subject = text.line(edit.subject, "The subject", field="subject")
        body = text.paragraph(edit.body, "The letter", field="body")
        language = language_of(edit.language).code if edit.language else None
        draft = ContactDraft(edit.recipient_name, edit.recipient, language=language)
        person = checked_contact(draft) if draft.given else None
        with self.desk.work(origin) as work:
            follow_up = _open_in(work, key)
            contact = self._saved_contact(work, follow_up, person) if person else None
            drafted = replace(
                follow_up,
                subject=subject,
                body=body,
                contact_id=contact.id if contact else follow_up.contact_id,
            )
            work.put(drafted)
            return work.outcome(drafted)

    def later(self, key: str, *, origin: str = "") -> Outcome[FollowUp]:
        """Moves it by three hours, or to the user's next working hours after that (`put_off`); a new notification comes
        then.
        """
        with self.desk.work(origin) as work:
            follow_up = _open_in(work, key)
            contact = work.writer.get(Contact, follow_up.contact_id) if follow_up.contact_id else None
            due_at = moments.whole_second(put_off(follow_up, contact, work.now, work.timing()))
            moved = replace(
                follow_up,
                due_at=due_at,
                useful_until=max(follow_up.useful_until, due_at + timedelta(hours=1)),
                notified_at=None,
            )
            work.put(moved)
            return work.outcome(moved)

    def dismiss(self, key: str, *, origin: str = "") -> Outcome[FollowUp]:
        """The user does not want to send this one."""
        with self.desk.work(origin) as work:
            dismissed = replace(_open_in(work, key), closed=Closed.DISMISSED)
            work.put(dismissed)
            return work.outcome(dismissed)

    def to_notify(self) -> tuple[DueLetter, ...]:
        """What is due and was not announced yet."""
        now = self.desk.clock.now()
        store = self.desk.store
        return tuple(described(store, f) for f in store.due_follow_ups(now) if f.notified_at is None)

    def notified(self, keys: tuple[str, ...]) -> Outcome[None]:
        """Remembers that these were announced, so that each is announced once."""
        with self.desk.work("notifications") as work:
            for key in keys:
                follow_up = work.writer.get(FollowUp, key)
                if follow_up is not None:
                    work.put(replace(follow_up, notified_at=moments.whole_second(work.now)))
            return work.outcome(None)

    def catch_up(self) -> Outcome[None]:
        """Makes due what follows from events that were logged before the companion knew questions after silence. It
        looks through the open applications once; where none is open there is nothing to look through yet.
        """
        settings = self.desk.store.settings()
        found = () if settings.silence_counted else self.desk.store.candidates()
        if not found:
            return Outcome(None, ChangeSet(), Undo((), frozenset()))
        with self.desk.work("upkeep") as work:
            for application in found:
                work.settle(application.id)
            work.set_settings(replace(settings, silence_counted=True))
            return work.outcome(None)

    def _open(self, key: str) -> FollowUp:
        return _checked_open(self.desk.store.get(FollowUp, key))

    def _others(self, application: Application) -> tuple[str, ...]:
        """The companies of the other open applications: a letter must not name one of them by mistake."""
        own = text.folded(application.company)
        found = dict.fromkeys(c.company for c in self.desk.store.candidates())
        return tuple(company for company in found if text.folded(company) != own)

    def _asked_before(self, follow_up: FollowUp) -> bool:
        """Whether advice was asked in a letter that left: before a no with the thanks, after it once more, ever."""
        asking = (LetterKind.ADVICE,) if follow_up.kind is LetterKind.ADVICE else _ASKING
        letters = self.desk.store.of_application(FollowUp, follow_up.application_id)
        return any(f.kind in asking and f.closed is Closed.OUTBOX and f.id != follow_up.id for f in letters)

    def _template_name(self, follow_up: FollowUp, contact: Contact | None) -> str:
        if follow_up.kind is LetterKind.THANK_YOU:
            return "thank_you_again" if self._left_before(follow_up) else "thank_you"
        if follow_up.kind is LetterKind.STATUS:
            return "status_again" if self._left_before(follow_up, follow_up.cause_id) else "status"
        return "advice_recruiter" if contact and contact.role is ContactRole.RECRUITER else "advice"

    def _left_before(self, follow_up: FollowUp, cause_id: str = "") -> bool:
        """Whether a letter of this kind left before; the round counts also those whose event was taken back. cause_id:
        only one with that cause.
        """
        return any(
            f.kind is follow_up.kind
            and f.id != follow_up.id
            and f.closed is Closed.OUTBOX
            and (f.cause_id == cause_id if cause_id else f.round < follow_up.round)
            for f in self.desk.store.of_application(FollowUp, follow_up.application_id)
        )

    def _saved_contact(self, work: Work, follow_up: FollowUp, person: ContactDraft) -> Contact:
        known = work.writer.get(Contact, follow_up.contact_id) if follow_up.contact_id else None
        if known is None:
            contact = put_contact(work, follow_up.application_id, person)
        else:
            language = known.language if person.language is None else person.language
            contact = replace(known, name=person.name, email=person.email, language=language)
            if contact != known:
                work.put(contact)
        cause = work.writer.get(Event, follow_up.cause_id)
        if cause is not None and follow_up.kind is LetterKind.THANK_YOU and not _met(work, cause):
            work.put(replace(cause, contact_id=contact.id))
        return contact


def _found(letter: Letter, about: About, *notes: str) -> tuple[Finding, ...]:
    """What preflight found, and what else is to be looked at before it leaves; "" is nothing."""
    return (*preflight(letter, about), *(Finding("body", note, stops=False) for note in notes if note))


def _met(work: Work, event: Event) -> bool:
    """Whether it is known with whom the event was; somebody who was deleted since counts as unknown."""
    contact = work.writer.get(Contact, event.contact_id) if event.contact_id else None
    return contact is not None and contact.deleted_at is None


def _open_in(work: Work, key: str) -> FollowUp:
    return _checked_open(work.writer.get(FollowUp, key))


def _checked_open(follow_up: FollowUp | None) -> FollowUp:
    if follow_up is None:
        raise Problem("There is no such letter here.")
    if follow_up.closed is Closed.OUTBOX:
        raise Problem("This letter is already on its way.")
    if follow_up.closed is not Closed.OPEN:
        raise Problem("This letter is not due any more.")
    return follow_up
