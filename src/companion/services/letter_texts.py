"""The texts of letters: the user's own template or the original, what fills it, and how it would look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from companion.core.application import Application, Contact, Event
from companion.core.languages import Language, language_of, letter_day, the_role
from companion.core.letter import Finding, Letter, Template, checked_template, fill, first_name
from companion.core.preflight import About, preflight
from companion.core.problem import Problem
from companion.services.accounts import Accounts
from companion.services.ports import Templates
from companion.services.work import Desk


@dataclass(frozen=True, slots=True)
class LetterText:
    """A template as it is used. is_own: the user's. trouble: why their own can't be used, "" if it can."""

    template: Template
    is_own: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """What of the user stands below a letter."""

    name: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A template filled with an example. problem: why it can't be kept like this; then nothing is filled."""

    subject: str = ""
    body: str = ""
    findings: tuple[Finding, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """The templates, and whose name stands below."""

    desk: Desk
    templates: Templates
    accounts: Accounts

    def read(self, name: str, language: str) -> LetterText:
        """The user's own text, else the original; a broken own one is told and stays where it is."""
        original = self.templates.template(name, language)
        try:
            own = self.templates.own(name, language)
        except Problem as problem:
            return LetterText(original, trouble=problem.sentence)
        return LetterText(own or original, own is not None)

    def save(self, name: str, language: str, subject: str, body: str) -> LetterText:
        """Keeps the user's own text; the original's words need none. Raises Problem with field "subject" or "body"."""
        template = checked_template(subject, body)
        if template == self.templates.template(name, language):
            return self.reset(name, language)
        self.templates.save(name, language, template)
        return LetterText(template, is_own=True)

    def reset(self, name: str, language: str) -> LetterText:
        """Back to the original; the user's own text is set aside. Raises Problem."""
        self.templates.reset(name, language)
        return LetterText(self.templates.template(name, language))

    def writer(self) -> Writer:
        """Name and signature of the account that sends. The name is "" while there is no account."""
        account = self.accounts.default()
        name = (account.name or account.address) if account else ""
        return Writer(name, self.desk.store.settings().signature)

    def language(self, contact: Contact | None) -> Language:
        """The language of letters to this contact: theirs, else the user's choice."""
        return language_of(contact.language if contact else "", self.desk.store.settings().letter_language)

    def values(
        self, application: Application, contact: Contact | None, cause: Event | None, language: Language
    ) -> dict[str, str]:
        """What fills a letter's placeholders, all of it in one language."""
        writer, clock = self.writer(), self.desk.clock
        return {
            "first_name": first_name(contact.name) if contact else "",
            "name": contact.name if contact else "",
            "company": application.company,
            "the_role": the_role(application.role, language),
            "day": letter_day(cause.at, language, now=clock.now(), zone=clock.zone()) if cause else language.once,
            "my_name": writer.name,
            "signature": writer.signature,
        }


_EXAMPLE: Final = Letter("you@example.org", "", "dana@example.org", "Dana Roth", "", "")
_COMPANY: Final = "Acme"
_ROLE: Final = "Designer"


def previewed(subject: str, body: str, language: str, writer: Writer) -> Preview:
    """The typed template, filled as for Dana Roth at Acme, and what preflight says of it."""
    try:
        template = checked_template(subject, body)
    except Problem as problem:
        return Preview(problem=problem)
    tongue = language_of(language)
    values = {
        "first_name": first_name(_EXAMPLE.recipient_name),
        "name": _EXAMPLE.recipient_name,
        "company": _COMPANY,
        "the_role": the_role(_ROLE, tongue),
        "day": tongue.yesterday,
        "my_name": writer.name or "Sam Reed",
        "signature": writer.signature,
    }
    letter = Letter(
        _EXAMPLE.sender,
        values["my_name"],
        _EXAMPLE.recipient,
        _EXAMPLE.recipient_name,
        fill(template.subject, values),
        fill(template.body, values),
    )
    return Preview(letter.subject, letter.body, tuple(preflight(letter, About(_COMPANY, tongue.code))))
