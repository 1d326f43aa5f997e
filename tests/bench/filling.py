"""Fills a store with as many applications as one likes, by bare executemany: a hundred thousand take seconds.

The triggers are put away meanwhile, so what they derive is derived here; tests/unit/test_filling.py holds it to what
they would have said.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
from companion.adapters.store.store import open_store
from companion.core.moments import to_text

START = datetime(2024, 1, 8, 9, tzinfo=UTC)
SPAN = timedelta(days=1000)
"""All that happens lies in it."""


def _split(words: str) -> list[str]:
    return words.split()


_FIRST = _split(
    "Acme Borealis Cedar Delta Ember Fjord Granite Harbour Iris Juniper Kestrel Lumen Meridian Nordic Orchard "
    "Pioneer Quartz Rowan Saffron Tundra Umbra Vesper Willow Xenon Yarrow Zephyr Börse Østre Ålborg Łódź "
)
_SECOND = _split(
    "Systems Labs Works Health Energy Robotics Foods Media Bank Logistics Studio Analytics Rail Optics Software "
    "Insurance Mobility Publishing Ceramics Networks "
)
_FORM = ("GmbH", "AG", "Ltd", "Inc", "SARL", "AB", "")
_LEVELS = ("Senior", "Junior", "Lead", "", "", "")
_ROLES = (
    "Backend Engineer", "Frontend Developer", "Data Analyst", "Product Designer", "Nurse", "Office Manager", "Teacher",
    "Technical Writer", "Welder", "Electrician", "Project Manager", "Translator", "Accountant", "Research Assistant",
)  # fmt: skip
_PLACES = (
    "Berlin", "Leeds", "Lyon", "Porto", "remote", "Graz", "Malmö", "Kraków", "Zürich", "Austin", "Hamburg", "Vienna",
)  # fmt: skip
_SOURCES = ("LinkedIn", "Indeed", "a friend", "company site", "", "", "job fair")
_TAGS = ("remote", "dream job", "part-time", "relocation", "urgent", "Python", "night shift", "visa")
_GIVEN = _split("Dana Noor Jonas Chidi Zoë Ana Mei Piotr Lena Omar Ines Tomás Freya Amir Sofia Jan Ruth Kofi ")
_FAMILY = _split("Reyes Haddad Lindqvist Okafor Martin Souza Tanaka Nowak Weber Costa Müller Dubois Rossi Novák Berg ")
_ROLES_OF = ("interviewer", "recruiter", "hiring manager", "other")
_COMMON = _split(
    "team work customer project product service quality school clinic release night shift train map energy garden "
    "payment search mobile report market budget design test data system support training safety plan meeting "
    "travel experience skill language English German tool process change growth office home week year contract "
    "salary "
)
_SYLLABLES = _split("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru pla ste tri ")
# In what order things happen, and where that leads.
_WAYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("applied", "reply", "interview", "rejected"), "rejected"),
    (("applied", "reply", "rejected"), "rejected"),
    (("applied", "reply", "screening", "interview", "rejected"), "rejected"),
    (("applied", "note", "reply"), "reply"),
    (("applied", "reply", "assessment"), "assessment"),
    (("saved", "applied", "reply", "note", "interview"), "interview"),
    (("applied", "reply", "interview", "interview", "offer", "accepted"), "accepted"),
    (("applied", "reply", "withdrawn"), "withdrawn"),
)


@dataclass(slots=True)
class _Rows:
    applications: list[tuple[apsw.SQLiteValue, ...]] = field(default_factory=list)
    contacts: list[tuple[apsw.SQLiteValue, ...]] = field(default_factory=list)
    events: list[tuple[apsw.SQLiteValue, ...]] = field(default_factory=list)


class _Author:
    """Writes plausible text; which words are common follows Zipf."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - samples, not secrets
        rare = ["".join(self.rng.choices(_SYLLABLES, k=self.rng.randint(2, 4))) for _ in range(4000)]
        self._words = [*_COMMON, *rare]
        self._weights = list(itertools.accumulate(1 / rank for rank in range(3, len(self._words) + 3)))

    def text(self, words: int) -> str:
        return " ".join(self.rng.choices(self._words, cum_weights=self._weights, k=words)).capitalize() + "."

    def company(self) -> str:
        made = "".join(self.rng.choices(_SYLLABLES, k=2)).capitalize()
        first = self.rng.choice(_FIRST) if self.rng.random() < 0.4 else made
        return " ".join(filter(None, (first, self.rng.choice(_SECOND), self.rng.choice(_FORM))))

    def role(self) -> str:
        return f"{self.rng.choice(_LEVELS)} {self.rng.choice(_ROLES)}".strip()

    def tags(self) -> str:
        return json.dumps(sorted(self.rng.sample(_TAGS, k=self.rng.choice((0, 0, 1, 1, 2)))), ensure_ascii=False)


def fill(path: Path, applications: int, *, seed: int = 7) -> Path:
    """Makes a store with that many applications, four events for each, every second with a contact, every third with
    the posting's text; one in fifty is archived. The same each time.
    """
    open_store(path, now=START).close()
    connection = apsw.Connection(str(path))
    try:
        with connection:
            triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                connection.execute(f'DROP TRIGGER "{name}"')
            rows = _rows(applications, seed)
            _insert(connection, rows)
            connection.execute(
                "INSERT INTO application_text (rowid, company, role, place, notes, contacts, feedback, tags, letters,"
                " posting) SELECT seq, company, role, place, notes, contacts, feedback, tags, letters, posting"
                " FROM application_words;"
                " INSERT INTO application_part (rowid, company, role, place, contacts, tags)"
                " SELECT seq, company, role, place, contacts, tags FROM application_words;"
                " INSERT INTO setting VALUES ('welcomed', 'true', '2024-01-08T09:00:00Z')"
            )
            for _, sql in triggers:
                connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    return path


def _rows(applications: int, seed: int) -> _Rows:
    rows, author = _Rows(), _Author(seed)
    keys = (f"{number:08x}-0000-7000-8000-000000000000" for number in itertools.count())
    for number in range(applications):
        _add(rows, author, keys, START + SPAN * (number / applications), number)
    return rows


def _add(rows: _Rows, author: _Author, keys: Iterator[str], at: datetime, number: int) -> None:
    rng, key, company = author.rng, next(keys), author.company()
    kinds, state = _WAYS[number % len(_WAYS)]
    now = to_text(at)
    days = [at + timedelta(days=4.0 * step, minutes=number % 600) for step in range(len(kinds))]
    moved = [day for kind, day in zip(kinds, days, strict=True) if kind not in ("note", "saved")]
    contact = next(keys) if number % 2 else None
    rows.applications.append(
        (
            key, company, author.role(), rng.choice(_PLACES), f"https://jobs.example/{number}",
            author.text(12) if rng.random() < 0.5 else "", now, rng.choice(_SOURCES), author.tags(),
            author.text(110) if number % 3 == 0 else "", now if number % 50 == 0 else None,
            state, to_text(moved[-1]), to_text(days[kinds.index("applied")]),
        )
    )  # fmt: skip
    if contact:
        given, family = rng.choice(_GIVEN), rng.choice(_FAMILY)
        address = f"{given}.{family}@{company.split()[0]}.example".lower()
        rows.contacts.append((contact, key, f"{given} {family}", address, rng.choice(_ROLES_OF), now))
    for kind, day in zip(kinds, days, strict=True):
        said = author.text(9) if kind == "rejected" and rng.random() < 0.5 else ""
        with_whom = contact if kind == "interview" else None
        rows.events.append((next(keys), key, kind, to_text(day), said, with_whom, now))


def _insert(connection: apsw.Connection, rows: _Rows) -> None:
    connection.executemany(
        "INSERT INTO application (id, company, role, place, link, notes, changed_at, source, tags, posting,"
        " archived_at, state, latest_at, applied_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows.applications,
    )
    connection.executemany(
        "INSERT INTO contact (id, application_id, name, email, role, changed_at) VALUES (?, ?, ?, ?, ?, ?)",
        rows.contacts,
    )
    connection.executemany(
        "INSERT INTO event (id, application_id, kind, at, stage, channel, said, said_by, fit, contact_id, changed_at)"
        " VALUES (?, ?, ?, ?, '', '', ?, 'them', '', ?, ?)",
        rows.events,
    )
