"""Applications: find, add, edit, delete; and everything one detail pane shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from companion.core import query, text
from companion.core.application import (
    Application,
    ApplicationRow,
    Candidate,
    Contact,
    ContactRole,
    Event,
    EventKind,
    State,
    in_order,
    state_of,
)
from companion.core.attachment import Attachment
from companion.core.business_days import read_zone
from companion.core.company import same_company, words_to_find
from companion.core.debrief import Debrief
from companion.core.follow_up import FollowUp
from companion.core.languages import language_of
from companion.core.letter import is_address, is_header_unsafe
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.core.query import USUAL, Order, Query
from companion.core.silence import Facts, Silence
from companion.core.suggestions import Known
from companion.core.tags import tidy_tags
from companion.services.ports import Matcher
from companion.services.silence import Silences
from companion.services.work import Desk, Outcome, Work

SUGGESTIONS = 6

MONTHS = 12
"""So many are offered to look for what was applied for then."""


LONG_LIMIT = 100_000
"""Characters of a posting, and of notes: a posting saved with all its page's text has a tenth of that."""
MOST_LINKS = 30
_LINK_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class ApplicationDraft:
    """What a form or the shell gives for an application.

    None: as it is, or empty where there was none. tags: each may hold several, parted by commas. links: further
    addresses beside the posting's.
    """

    company: str
    role: str = ""
    place: str = ""
    link: str = ""
    notes: str = ""
    salary: str | None = None
    source: str | None = None
    tags: tuple[str, ...] | None = None
    links: tuple[str, ...] | None = None
    posting: str | None = None


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A person as typed. An address without a name is fine; its local part is not taken for a name. role: None for
    what the person is already known as, else an interviewer. language: of letters to them, "" for the user's own
    choice. zone: their time zone's name, "" for the user's own. None for what is already known.
    """

    name: str = ""
    email: str = ""
    role: ContactRole | None = None
    language: str | None = None
    zone: str | None = None

    @property
    def given(self) -> bool:
        return bool(self.name.strip() or self.email.strip())


@dataclass(frozen=True, slots=True)
class Story:
    """One application with all that belongs to it; events, contacts, letters, look backs and files oldest first."""

    application: Application
    state: State
    events: tuple[Event, ...]
    contacts: tuple[Contact, ...]
    follow_ups: tuple[FollowUp, ...]
    letters: tuple[OutboxLetter, ...]
    debriefs: tuple[Debrief, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    silence: Silence | None = None

    def contact(self, key: str | None) -> Contact | None:
        return next((c for c in self.contacts if c.id == key), None)


def checked(draft: ApplicationDraft) -> ApplicationDraft:
    """The draft, tidied. Raises Problem that names the field."""
    return ApplicationDraft(
        text.line(draft.company, "The company's name", field="company", required=True),
        text.line(draft.role, "The role", field="role"),
        text.line(draft.place, "The place", field="place"),
        text.line(draft.link, "The link", field="link", limit=_LINK_LIMIT),
        text.paragraph(draft.notes, "The note", field="notes", limit=LONG_LIMIT),
        None if draft.salary is None else text.line(draft.salary, "The salary", field="salary"),
        None if draft.source is None else text.line(draft.source, "The source", field="source"),
        None if draft.tags is None else tidy_tags(draft.tags),
        None if draft.links is None else _checked_links(draft.links),
        None
        if draft.posting is None
        else text.paragraph(draft.posting, "The posting", field="posting", limit=LONG_LIMIT),
    )


def _checked_links(links: Iterable[str]) -> tuple[str, ...]:
    tidy = [text.line(link, "A link", field="links", limit=_LINK_LIMIT) for link in links]
    found = tuple(dict.fromkeys(link for link in tidy if link))
    if len(found) > MOST_LINKS:
        raise Problem(f"An application has up to {MOST_LINKS} more links; there are {len(found)}.", field="links")
    return found


def filled(application: Application, draft: ApplicationDraft) -> Application:
    """The application with what a checked draft says; what the draft leaves open stays."""
    return replace(
        application,
        company=draft.company,
        role=draft.role,
        place=draft.place,
        link=draft.link,
        notes=draft.notes,
        salary=application.salary if draft.salary is None else draft.salary,
        source=application.source if draft.source is None else draft.source,
        tags=application.tags if draft.tags is None else draft.tags,
        links=application.links if draft.links is None else draft.links,
        posting=application.posting if draft.posting is None else draft.posting,
    )


def checked_contact(draft: ContactDraft) -> ContactDraft:
    """The contact, tidied. Raises Problem that names the field ("contact_name", "contact_email", "contact_zone")."""
    name = text.line(draft.name, "The name", field="contact_name")
    email = text.line(draft.email, "The address", field="contact_email", limit=320)
    if is_header_unsafe(name):
        raise Problem("This name holds characters that cannot stand in a letter's head.", field="contact_name")
    if email and not is_address(email):
        raise Problem("This is not a complete mail address. It looks like name@example.org.", field="contact_email")
    language = language_of(draft.language).code if draft.language else draft.language
    zone = None if draft.zone is None else read_zone(draft.zone, field="contact_zone")
    return replace(draft, name=name, email=email, language=language, zone=zone)


def put_application(work: Work, draft: ApplicationDraft) -> Application:
    """Stores a new application from a checked draft inside a running unit of work."""
    made = filled(Application(work.ids.new(), draft.company), draft)
    work.put(made)
    return made


def put_contact(work: Work, application_id: str, draft: ContactDraft) -> Contact:
    """Finds the application's contact by address or name, completes it, or stores a new one."""
    for known in work.writer.of_application(Contact, application_id):
        same_address = draft.email and known.email.casefold() == draft.email.casefold()
        same_name = draft.name and text.folded(known.name) == text.folded(draft.name)
        if same_address or (same_name and (not draft.email or not known.email)):
            completed = replace(
                known,
                name=draft.name or known.name,
                email=draft.email or known.email,
                role=draft.role or known.role,
                language=known.language if draft.language is None else draft.language,
                zone=known.zone if draft.zone is None else draft.zone,
            )
            if completed != known:
                work.put(completed)
            return completed
    made = Contact(
        work.ids.new(),
        application_id,
        draft.name,
        draft.email,
        draft.role or ContactRole.INTERVIEWER,
        language=draft.language or "",
        zone=draft.zone or "",
    )
    work.put(made)
    return made


@dataclass(frozen=True, slots=True)
class Applications:
    """The applications and the people met through them."""

    desk: Desk
    matcher: Matcher

    def query(self, typed: str) -> Query:
        """What the text of the search field asks for now: its words, its filters, and what cannot be read there."""
        return query.parse(typed, now=self.desk.clock.now(), zone=self.desk.clock.zone())

    def search(
        self, typed: str, *, order: Order = USUAL, limit: int = 100, offset: int = 0
    ) -> tuple[ApplicationRow, ...]:
        """typed: the whole text of the search field, filters included."""
        return self.desk.store.search(self.query(typed), order=order, limit=limit, offset=offset)

    def counts(self, typed: str) -> dict[State, int]:
        """How many of what was found stand where."""
        return self.desk.store.counts(self.query(typed))

    def known(self) -> Known:
        """What the search field can suggest."""
        tags, sources = self.desk.store.known()
        today = self.desk.clock.now().astimezone(self.desk.clock.zone()).date()
        months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(MONTHS)]
        return Known(tags, sources, tuple(f"{year:04}-{month + 1:02}" for year, month in months))

    def suggest(self, typed: str, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """The open applications that what was typed may mean, best first."""
        return self.matcher.best(typed, candidates, limit=SUGGESTIONS)

    def story(self, key: str) -> Story:
        """Everything about one application. Raises Problem if it is not there."""
        store = self.desk.store
        application = store.get(Application, key)
        if application is None or application.deleted_at is not None:
            raise Problem("This application is not in the list any more.")
        events = in_order(store.of_application(Event, key))
        follow_ups, letters = store.of_application(FollowUp, key), store.of_application(OutboxLetter, key)
        return Story(
            application,
            state_of(events),
            tuple(events),
            store.of_application(Contact, key),
            follow_ups,
            letters,
            store.of_application(Debrief, key),
            store.of_application(Attachment, key),
            silence=Silences(self.desk).of(Facts(application, events, follow_ups, letters)),
        )

    def known_at(self, company: str, *, besides: str = "") -> tuple[ApplicationRow, ...]:
        """The applications at the company of that name (core.company), latest sign of life first. besides: the id of
        one that does not count, since it is the one that is asked for.
        """
        words = words_to_find(company)
        rows = self.desk.store.at_company(words) if words else ()
        return tuple(row for row in rows if row.id != besides and same_company(row.company, company))

    def tags(self) -> tuple[str, ...]:
        """Every tag in use, the most used first."""
        return self.desk.store.tags()

    def one_named(self, company: str, role: str = "") -> Candidate | None:
        """The one open application at exactly this company (case and accents aside), and role if one is given; None
        if there is none. It looks through all that are open: a search by words would miss some and read no signs.

        Raises Problem if several are open there.
        """
        name = text.folded(text.line(company, "The company's name", field="company", required=True))
        wanted_role = text.folded(text.line(role, "The role", field="role"))
        rows = [
            candidate
            for candidate in self.desk.store.candidates()
            if text.folded(candidate.company) == name and wanted_role in ("", text.folded(candidate.role))
        ]
        if len(rows) > 1:
            roles = ", ".join(f"“{r.role or 'no role noted'}”" for r in rows[:6])
            raise Problem(
                f"{len(rows)} applications are open at {rows[0].company}: {roles}. "
                "Say which with --role; nothing was logged.",
                field="role",
            )
        return rows[0] if rows else None

    def add(self, draft: ApplicationDraft, *, applied: bool = True, origin: str = "") -> Outcome[Application]:
        """A new application, with "applied" now unless it is only saved for later."""
        tidy = checked(draft)
        with self.desk.work(origin) as work:
            made = put_application(work, tidy)
            if applied:
                work.put(Event(work.ids.new(), made.id, EventKind.APPLIED, work.now.replace(microsecond=0)))
            return work.outcome(made)

    def edit(self, key: str, draft: ApplicationDraft, *, origin: str = "") -> Outcome[Application]:
        tidy = checked(draft)
        with self.desk.work(origin) as work:
            edited = filled(work.application(key), tidy)
            work.put(edited)
            return work.outcome(edited)

    def delete(self, key: str, *, origin: str = "") -> Outcome[Application]:
        """Puts the application away; a letter of it that has not left stays here."""
        with self.desk.work(origin) as work:
            application = work.application(key)
            work.take_back_letters(key)
            work.put(replace(application, deleted_at=work.now))
            return work.outcome(application)

    def put_contact(self, key: str, draft: ContactDraft, *, origin: str = "") -> Outcome[Contact]:
        """Adds a person to an application, or completes one it already has."""
        tidy = _checked_person(draft)
        with self.desk.work(origin) as work:
            work.application(key)
            contact = put_contact(work, key, tidy)
            work.settle(key)
            return work.outcome(contact)

    def edit_contact(self, contact_id: str, draft: ContactDraft, *, origin: str = "") -> Outcome[Contact]:
        """Corrects a person; the letters that wait to be reviewed follow."""
        tidy = _checked_person(draft)
        with self.desk.work(origin) as work:
            known = _standing_contact(work, contact_id)
            edited = replace(
                known,
                name=tidy.name,
                email=tidy.email,
                role=tidy.role or known.role,
                language=known.language if tidy.language is None else tidy.language,
                zone=known.zone if tidy.zone is None else tidy.zone,
            )
            work.put(edited)
            work.settle(edited.application_id)
            return work.outcome(edited)

    def delete_contact(self, contact_id: str, *, origin: str = "") -> Outcome[Contact]:
        """Puts a person away. Events still know with whom they were, so that undo brings back all of it."""
        with self.desk.work(origin) as work:
            deleted = replace(_standing_contact(work, contact_id), deleted_at=work.now)
            work.put(deleted)
            work.settle(deleted.application_id)
            return work.outcome(deleted)


def _checked_person(draft: ContactDraft) -> ContactDraft:
    """The contact, tidied; a person who stands alone needs a name or an address."""
    if not draft.given:
        raise Problem("The name is empty. Type a name or an address.", field="contact_name")
    return checked_contact(draft)


def _standing_contact(work: Work, key: str) -> Contact:
    found = work.writer.get(Contact, key)
    if found is None or found.deleted_at is not None:
        raise Problem("This person is not in the list any more. They were deleted meanwhile.")
    work.application(found.application_id)
    return found
