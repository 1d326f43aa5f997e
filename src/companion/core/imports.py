"""What other trackers' files come to: rows to import, rows left out and why, and what a column can mean.

Values only; `import_words` knows the words, `import_dates` the dates, `adapters/imports` the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from companion.core.application import ContactRole, EventKind, State


class Format(StrEnum):
    """Whose file it is. TABLE: anybody's, whose columns the user names. COMPANION_JSON: our own export, which is only
    told apart here and read elsewhere.
    """

    LINKEDIN = "linkedin"
    LINKEDIN_SAVED = "linkedin_saved"
    LINKEDIN_CONNECTIONS = "linkedin_connections"
    HUNTR = "huntr"
    TEAL = "teal"
    SIMPLIFY = "simplify"
    JOBSYNC = "jobsync"
    REACTIVE_RESUME = "reactive_resume"
    TABLE = "table"
    COMPANION_JSON = "companion_json"

    @property
    def words(self) -> str:
        """What a preview calls it."""
        return _FORMAT_WORDS[self]


_FORMAT_WORDS = {
    Format.LINKEDIN: "LinkedIn, applications",
    Format.LINKEDIN_SAVED: "LinkedIn, saved jobs",
    Format.LINKEDIN_CONNECTIONS: "LinkedIn, connections",
    Format.HUNTR: "Huntr",
    Format.TEAL: "Teal",
    Format.SIMPLIFY: "Simplify",
    Format.JOBSYNC: "JobSync",
    Format.REACTIVE_RESUME: "Reactive Resume",
    Format.TABLE: "Table",
    Format.COMPANION_JSON: "Companion",
}


class Field(StrEnum):
    """What a column can mean. COMPANY and ROLE have to be there. PRIVATE: the user's own address, phone number and
    answers, left out unless asked for. IGNORE: nothing that is kept. APPLIED_FLAG: yes or no.
    """

    COMPANY = "company"
    ROLE = "role"
    STATE = "state"
    APPLIED = "applied"
    APPLIED_FLAG = "applied_flag"
    SAVED = "saved"
    REPLIED = "replied"
    INTERVIEWED = "interviewed"
    OFFERED = "offered"
    CLOSED = "closed"
    DEADLINE = "deadline"
    LINK = "link"
    PLACE = "place"
    SALARY = "salary"
    SOURCE = "source"
    NOTES = "notes"
    TAGS = "tags"
    POSTING = "posting"
    CONTACT_NAME = "contact_name"
    CONTACT_SURNAME = "contact_surname"
    CONTACT_EMAIL = "contact_email"
    CONTACT_ROLE = "contact_role"
    PRIVATE = "private"
    IGNORE = "ignore"

    @property
    def words(self) -> str:
        """What the mapping step calls it."""
        return _FIELD_WORDS[self]


_FIELD_WORDS = {
    Field.COMPANY: "Company",
    Field.ROLE: "Role",
    Field.STATE: "Stage",
    Field.APPLIED: "Applied on",
    Field.APPLIED_FLAG: "Applied, yes or no",
    Field.SAVED: "Saved on",
    Field.REPLIED: "They replied on",
    Field.INTERVIEWED: "Interview on",
    Field.OFFERED: "Offer on",
    Field.CLOSED: "They said no on",
    Field.DEADLINE: "Deadline",
    Field.LINK: "Link",
    Field.PLACE: "Place",
    Field.SALARY: "Salary",
    Field.SOURCE: "Source",
    Field.NOTES: "Notes",
    Field.TAGS: "Tags",
    Field.POSTING: "Posting",
    Field.CONTACT_NAME: "Contact's name",
    Field.CONTACT_SURNAME: "Contact's surname",
    Field.CONTACT_EMAIL: "Contact's e-mail",
    Field.CONTACT_ROLE: "Contact's role",
    Field.PRIVATE: "Private, left out unless asked",
    Field.IGNORE: "Leave out",
}

DATES: Mapping[Field, EventKind] = {
    Field.SAVED: EventKind.SAVED,
    Field.APPLIED: EventKind.APPLIED,
    Field.REPLIED: EventKind.REPLY,
    Field.INTERVIEWED: EventKind.INTERVIEW,
    Field.OFFERED: EventKind.OFFER,
    Field.CLOSED: EventKind.REJECTED,
}
"""The fields that are dates of events."""

DATED = frozenset({*DATES, Field.DEADLINE})
"""The fields that are dates at all."""

SEVERAL = frozenset({Field.NOTES, Field.TAGS, Field.PLACE, Field.IGNORE, Field.PRIVATE})
"""What more than one column may mean; of the others the first that is filled counts."""

Meanings: TypeAlias = Mapping[str, Field]
"""What each column means, by its name in `Recognised.columns`; one that is not in it is left out."""


class DayOrder(StrEnum):
    """How 3/4/26 is read. UNCLEAR: nothing in the column tells, so the user is asked; until then month first."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Recognised:
    """One table found in a file.

    member: its name inside a zip, or the sheet's in a workbook; "" if the file is the table. columns: unique names, in
    order ("Column 3" for one without, "Notes (2)" for a second). meanings: a suggestion for each of them. sample: the
    first rows as they stand, one cell for each column. rows: how many there are, without empty ones. encoding,
    delimiter: of a text table, "" otherwise. header_line: the line of the file where the columns' names stand.
    orders: for each column with dates such as 3/4/26, how they are read. warnings: sentences for the preview.
    """

    format: Format
    columns: tuple[str, ...]
    meanings: Meanings
    sample: tuple[tuple[str, ...], ...] = ()
    rows: int = 0
    member: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_line: int = 1
    orders: Mapping[str, DayOrder] | None = None
    warnings: tuple[str, ...] = ()

    @property
    def needs_mapping(self) -> bool:
        """Whether the user has to say which columns are the company and the role."""
        meant = set(self.meanings.values())
        if self.format is Format.LINKEDIN_CONNECTIONS:
            return False
        return self.format is not Format.COMPANION_JSON and not {Field.COMPANY, Field.ROLE} <= meant

    @property
    def unclear(self) -> tuple[str, ...]:
        """The columns that mean dates and could be read both ways."""
        unclear = (name for name, order in (self.orders or {}).items() if order is DayOrder.UNCLEAR)
        return tuple(name for name in unclear if self.meanings.get(name) in DATED)

    def read_as(self, order: DayOrder) -> Recognised:
        """The same, its unclear dates read as the user said."""
        orders = {n: order if o is DayOrder.UNCLEAR else o for n, o in (self.orders or {}).items()}
        return replace(self, orders=orders)


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A person named in a row. position: their job in their own words, "" if not said."""

    name: str
    email: str = ""
    role: ContactRole = ContactRole.OTHER
    position: str = ""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One application as the file has it; every text is tidy and within the limits of core.text.

    line: where it begins in the file, 1 for the first (a workbook: the row's number). source_key: what finds it again,
    see `core.import_keys`. state: where it stands, None if the file does not say or says it in unknown words, which are
    then `unknown_state`. happened: dated events in order of time, UTC; a state without a date has none here.
    cut_role: the tool cuts long titles, so a role that is already known is the better one. With LINKEDIN_CONNECTIONS
    role is "" and the contacts are all there is: people known at that company. warnings: about this row, as sentences.
    """

    line: int
    source_key: str
    company: str
    role: str
    place: str = ""
    link: str = ""
    salary: str = ""
    source: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    posting: str = ""
    state: State | None = None
    unknown_state: str = ""
    happened: tuple[tuple[EventKind, datetime], ...] = ()
    contacts: tuple[ImportedContact, ...] = ()
    cut_role: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that cannot be imported. reason: a whole sentence."""

    line: int
    reason: str
