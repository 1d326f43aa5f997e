"""Makes of a table's cells the row that is imported: tidy, within the limits, and with what did not fit said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

from companion.core import html_text, import_dates, import_keys, import_words, text
from companion.core.application import ContactRole, EventKind, State
from companion.core.imports import (
    DATES,
    DayOrder,
    Field,
    Format,
    ImportedContact,
    ImportedRow,
    Meanings,
    Recognised,
    Skipped,
)

MOST_TAGS: Final = 20
LONGEST_TAG: Final = 40
LONGEST_LINK: Final = 2_000

_MARK_UP: Final = re.compile(
    r"</?(?:p|br|div|ul|ol|li|span|h[1-6]|strong|b|em|a|table|html|body)\b[^<>]*>", re.IGNORECASE
)
_WEB: Final = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_BARE: Final = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,190}\.[^@\s<>.]{2,63}")
_TAGS_APART: Final = re.compile(r"[,;|\n]")

_MOST_MOMENTS: Final = 5_000
_LINKEDIN: Final = (Format.LINKEDIN, Format.LINKEDIN_SAVED, Format.LINKEDIN_CONNECTIONS)


class RowMaker:
    """For one table. zone: in which its dates are meant. now: to tell which of them lie ahead."""

    def __init__(
        self, recognised: Recognised, meanings: Meanings, zone: tzinfo, now: datetime, *, with_private: bool
    ) -> None:
        self._format = recognised.format
        self._columns = recognised.columns
        self._orders: Mapping[str, DayOrder] = recognised.orders or {}
        self._zone = zone
        self._now = now
        self._with_private = with_private
        self._where: dict[Field, list[int]] = {}
        self._moments: dict[tuple[str, int], datetime | None] = {}
        for at, column in enumerate(recognised.columns):
            self._where.setdefault(meanings.get(column, Field.IGNORE), []).append(at)

    def make(self, line: int, cells: list[str]) -> ImportedRow | Skipped:
        """The row, or why it is none."""
        return _Row(self, line, cells).made()

    def _order(self, at: int) -> DayOrder:
        """How a column's dates are read."""
        return self._orders.get(self._columns[at], DayOrder.UNCLEAR)

    def moment(self, cell: str, at: int) -> datetime | None:
        """What a cell says as a date; many rows say the same."""
        key = (cell, at)
        if key not in self._moments:
            if len(self._moments) >= _MOST_MOMENTS:
                self._moments.clear()
            self._moments[key] = import_dates.read(cell, self._order(at), self._zone, now=self._now)
        return self._moments[key]

    def where(self, field: Field) -> list[int]:
        return self._where.get(field, [])

    def column(self, at: int) -> str:
        return self._columns[at]

    @property
    def width(self) -> int:
        return len(self._columns)

    @property
    def format(self) -> Format:
        return self._format

    @property
    def zone(self) -> tzinfo:
        return self._zone

    @property
    def now(self) -> datetime:
        return self._now

    @property
    def with_private(self) -> bool:
        return self._with_private


class _Row:
    """One row on its way."""

    def __init__(self, maker: RowMaker, line: int, cells: list[str]) -> None:
        self._maker = maker
        self._line = line
        self._cells = cells
        self._warnings: list[str] = []
        self._notes: list[str] = []

    def made(self) -> ImportedRow | Skipped:
        company = self._line_of(Field.COMPANY, "The company")
        role = self._line_of(Field.ROLE, "The role")
        if self._maker.format is Format.LINKEDIN_CONNECTIONS:
            return self._connection(company)
        missing = [name for name, value in (("company", company), ("role", role)) if not value]
        if missing:
            return Skipped(self._line, f"There is no {' and no '.join(missing)} in this row.")
        if any(cell.strip() for cell in self._cells[self._maker.width :]):
            self._warn("This row has more cells than the table has columns; what is beyond them is left out.")
        self._own_notes()
        link = self._link()
        happened = self._happened()
        state, unknown = self._state(happened)
        day = min((at for _, at in happened), default=None)
        return ImportedRow(
            line=self._line,
            source_key=import_keys.source_key(link, company, role, self._day(day) if day else ""),
            company=company,
            role=role,
            place=self._place(),
            link=link,
            salary=self._line_of(Field.SALARY, "The salary"),
            source=self._line_of(Field.SOURCE, "The source") or ("LinkedIn" if self._maker.format in _LINKEDIN else ""),
            posting=self._posting(),
            tags=self._tags(),
            state=state,
            unknown_state=unknown,
            happened=happened,
            contacts=self._contacts(),
            cut_role=self._maker.format is Format.SIMPLIFY,
            notes=self._paragraph("\n\n".join(self._notes), "The note"),
            warnings=tuple(self._warnings),
        )

    def _connection(self, company: str) -> ImportedRow | Skipped:
        name = " ".join(
            filter(None, (self._line_of(f, "The name") for f in (Field.CONTACT_NAME, Field.CONTACT_SURNAME)))
        )
        if not name:
            return Skipped(self._line, "There is no name in this row.")
        if not company:
            return Skipped(self._line, "There is no company in this row.")
        email = next((cell for at, cell in self._filled(Field.PRIVATE) if "mail" in self._name(at)), "")
        link = self._link()
        person = ImportedContact(
            self._fitted(name, "The name", text.LINE_LIMIT),
            email if self._maker.with_private and _ADDRESS.fullmatch(email) else "",
            ContactRole.OTHER,
            self._line_of(Field.CONTACT_ROLE, "The position"),
        )
        return ImportedRow(
            line=self._line,
            source_key=import_keys.link_key(link) or import_keys.source_key("", company, name, ""),
            company=company,
            role="",
            link=link,
            source="LinkedIn",
            contacts=(person,),
            warnings=tuple(self._warnings),
        )

    # ---------------------------------------------------------------- cells

    def _filled(self, field: Field) -> list[tuple[int, str]]:
        """The cells of the columns that mean this, without empty ones."""
        where = self._maker.where(field)
        if not where:
            return []
        cells = self._cells
        return [(at, cell) for at in where if at < len(cells) and (cell := cells[at].strip())]

    def _first(self, field: Field) -> str:
        found = self._filled(field)
        return found[0][1] if found else ""

    def _line_of(self, field: Field, name: str) -> str:
        return self._tidy(self._first(field), name)

    def _tidy(self, value: str, name: str, limit: int = text.LINE_LIMIT) -> str:
        if not value:
            return ""
        if value.isascii() and value.isprintable() and len(value) <= limit and "  " not in value:
            return value  # nearly all of them
        return self._fitted(text.line(_text(value), name, field="", limit=_room(value)), name, limit)

    def _paragraph(self, value: str, name: str, limit: int = text.PARAGRAPH_LIMIT) -> str:
        if not value:
            return ""
        return self._fitted(text.paragraph(_text(value), name, field="", limit=_room(value)), name, limit)

    def _fitted(self, value: str, name: str, limit: int) -> str:
        if len(value) <= limit:
            return value
        self._warn(f"{name} has {len(value):,} characters; the first {limit:,} are kept.")
        return value[:limit].rstrip()

    def _warn(self, sentence: str) -> None:
        self._warnings.append(sentence)

    def _name(self, at: int) -> str:
        return import_words.plain(self._maker.column(at))

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self._maker.zone).date().isoformat()

    # ---------------------------------------------------------------- what they mean

    def _own_notes(self) -> None:
        notes = [cell for _, cell in self._filled(Field.NOTES)]
        self._notes += [html_text.text_of(n, cut=False) if _MARK_UP.search(n) else n for n in notes]
        for at, cell in self._filled(Field.DEADLINE):
            found = self._maker.moment(cell, at)
            self._notes.append(f"Deadline: {self._day(found) if found else cell}")
        if self._maker.with_private:
            self._notes += [f"{self._maker.column(at)}: {cell}" for at, cell in self._filled(Field.PRIVATE)]

    def _place(self) -> str:
        parts = list(dict.fromkeys(self._tidy(cell, "The place") for _, cell in self._filled(Field.PLACE)))
        return self._fitted(", ".join(parts), "The place", text.LINE_LIMIT)

    def _link(self) -> str:
        cell = self._first(Field.LINK)
        if not cell:
            return ""
        address = cell if "://" in cell or not _BARE.fullmatch(cell[:LONGEST_LINK]) else f"https://{cell}"
        if _WEB.fullmatch(address) and len(address) <= LONGEST_LINK and address.isprintable():
            return address
        self._notes.append(f"Link: {cell}")
        return ""

    def _posting(self) -> str:
        cell = self._first(Field.POSTING)
        words = html_text.text_of(cell, cut=False) if _MARK_UP.search(cell) else cell
        return self._paragraph(words, "The posting")

    def _tags(self) -> tuple[str, ...]:
        parts = [part for _, cell in self._filled(Field.TAGS) for part in _TAGS_APART.split(cell)]
        tags = dict.fromkeys(
            filter(None, (self._tidy(part.strip().lstrip("#"), "A tag", LONGEST_TAG) for part in parts))
        )
        if len(tags) > MOST_TAGS:
            self._warn(f"There are {len(tags)} tags; the first {MOST_TAGS} are kept.")
        return tuple(tags)[:MOST_TAGS]

    def _happened(self) -> tuple[tuple[EventKind, datetime], ...]:
        found: list[tuple[EventKind, datetime]] = []
        for field, kind in DATES.items():
            for at, cell in self._filled(field)[:1]:
                moment = self._maker.moment(cell, at)
                column = self._maker.column(at)
                if moment is None:
                    self._warn(f"“{cell[:40]}” in “{column}” is no date that can be read; it is kept as a note.")
                    self._notes.append(f"{column}: {cell[:200]}")
                    continue
                if moment > self._maker.now + timedelta(days=1):
                    self._warn(f"The date in “{column}” lies ahead: {self._day(moment)}.")
                found.append((kind, moment))
        return tuple(sorted(found, key=lambda one: one[1]))

    def _state(self, happened: tuple[tuple[EventKind, datetime], ...]) -> tuple[State | None, str]:
        """The state, and the words for it if they are not known."""
        words = self._line_of(Field.STATE, "The stage")
        if words:
            state = import_words.state_of(words)
            return state, "" if state else words
        if self._maker.format is Format.LINKEDIN:
            return State.APPLIED, ""
        if self._maker.format is Format.LINKEDIN_SAVED:
            return State.SAVED, ""
        if import_words.is_yes(self._first(Field.APPLIED_FLAG)):
            return State.APPLIED, ""
        kinds = [kind for kind, _ in happened]
        return (State(kinds[-1]) if kinds else None), ""

    def _contacts(self) -> tuple[ImportedContact, ...]:
        found = self._filled(Field.CONTACT_NAME)
        if not found and not self._maker.where(Field.CONTACT_EMAIL):
            return ()
        name = " ".join([*(cell for _, cell in found[:1]), *(c for _, c in self._filled(Field.CONTACT_SURNAME)[:1])])
        email = self._first(Field.CONTACT_EMAIL)
        inside = _ADDRESS.search(name)
        if inside and not email:
            email, name = inside[0], name.replace(inside[0], "").strip(" <>()[],;")
        email = email if _ADDRESS.fullmatch(email) else ""
        name = self._tidy(name, "The contact's name")
        if not name and not email:
            return ()
        position = self._line_of(Field.CONTACT_ROLE, "The contact's role")
        words = f"{position} {self._name(found[0][0]) if found else ''}"
        return (ImportedContact(name or email.partition("@")[0], email, _role(words), position),)


def _role(words: str) -> ContactRole:
    plain = import_words.plain(words)
    if any(word in plain for word in ("recruit", "talent", "sourc", "reclut")):
        return ContactRole.RECRUITER
    if "hiring manager" in plain:
        return ContactRole.HIRING_MANAGER
    return ContactRole.INTERVIEWER if "interview" in plain else ContactRole.OTHER


def _text(value: str) -> str:
    """Without halves of characters, which a broken encoding may hold."""
    return value.encode("utf-8", "replace").decode("utf-8")


def _room(value: str) -> int:
    """A limit that it keeps also when composed: NFC makes one character three at most (Unicode Annex 15)."""
    return 4 * len(value) + 4
