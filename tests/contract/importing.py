"""What the tests of the import share: a real store, the real reader, files to import, and all that a store holds."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import apsw
from companion.adapters.imports.reader import ImportFiles
from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.system import Keys
from companion.core.application import Application, Contact, Event, EventKind
from companion.core.import_run import ImportRun
from companion.services.importing import Importing, Prepared, never
from companion.services.work import Desk, Outcome

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
COLUMNS = ("Company", "Role", "Status", "Date Applied", "URL", "Location", "Salary", "Notes", "Recruiter")


@dataclass
class Still:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def zone(self) -> tzinfo:
        return UTC


class Desktop:
    """A store in a folder with the import over it. clock, keys: of another one, of its own if there is none."""

    def __init__(self, folder: Path, clock: Still | None = None, keys: Keys | None = None) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.clock = clock or Still()
        self.keys = keys or Keys()
        self.store: SqliteStore = open_store(folder / "profile" / "companion.db", now=NOON)
        self.desk = Desk(self.store, self.clock, self.keys)
        self.importing = Importing(self.desk, ImportFiles(self.clock), self.store)

    def close(self) -> None:
        self.store.close()

    def file(self, *rows: Iterable[str], name: str = "jobs.csv", columns: Iterable[str] = COLUMNS) -> Path:
        """A table of these rows."""
        path = self.folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([list(columns), *[list(row) for row in rows]])
        return path

    def prepare(self, path: Path) -> Prepared:
        return self.importing.prepare(path, self.importing.recognise(path)[:1])

    def take(self, path: Path, cancelled: Callable[[], bool] = never) -> Outcome[ImportRun]:
        """Imports all of it."""
        prepared = self.prepare(path)
        try:
            return self.importing.carry_out(prepared, cancelled=cancelled)
        finally:
            prepared.close()

    def add(self, company: str, role: str, *kinds: EventKind, link: str = "", at: datetime = NOON) -> Application:
        """An application as a user adds it."""
        with self.desk.work() as work:
            made = Application(work.ids.new(), company, role, link=link)
            work.put(made)
            for number, kind in enumerate(kinds):
                work.put(Event(work.ids.new(), made.id, kind, at + timedelta(days=number)))
        return made

    def put(self, thing: Application | Event | Contact) -> None:
        with self.desk.work() as work:
            work.put(thing)

    def every(self) -> list[Application]:
        """Those that stand, in the order in which they came."""
        found = self.ask("SELECT id FROM application WHERE deleted_at IS NULL ORDER BY seq")
        return [self.one(str(row[0])) for row in found]

    def one(self, key: str) -> Application:
        found = self.store.get(Application, key)
        assert found is not None
        return found

    def kinds(self, key: str) -> list[str]:
        return [event.kind.value for event in self.store.of_application(Event, key)]

    def ask(self, sql: str) -> list[tuple[apsw.SQLiteValue, ...]]:
        return ask(self.store.path, sql)


def ask(path: Path, sql: str) -> list[tuple[apsw.SQLiteValue, ...]]:
    """Reads beside the store."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


_APPLICATIONS = """
SELECT id, company, role, place, link, notes, salary, source, tags, links, posting, import_id, source_key, state,
    latest_at, applied_at
FROM application WHERE deleted_at IS NULL ORDER BY id
"""
_EVENTS = """
SELECT e.id, e.application_id, e.kind, e.at, e.said
FROM event AS e JOIN application AS a ON a.id = e.application_id
WHERE e.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY e.id
"""
_CONTACTS = """
SELECT c.id, c.application_id, c.name, c.email
FROM contact AS c JOIN application AS a ON a.id = c.application_id
WHERE c.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY c.id
"""


def standing(path: Path) -> list[list[tuple[apsw.SQLiteValue, ...]]]:
    """All that a user sees of the applications."""
    return [ask(path, sql) for sql in (_APPLICATIONS, _EVENTS, _CONTACTS)]


def sound(path: Path) -> None:
    """What triggers keep elsewhere holds for what came in bulk: states, the search, no child without its parent."""
    differ = (
        "SELECT a.id, a.state, t.state, a.latest_at, t.latest_at, a.applied_at, t.applied_at FROM application AS a"
        " JOIN application_told AS t ON t.id = a.id"
        " WHERE (a.state, a.latest_at, a.applied_at) IS NOT (t.state, t.latest_at, t.applied_at)"
    )
    assert ask(path, differ) == []
    assert ask(path, "PRAGMA foreign_key_check") == []
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    for table, columns in (
        ("application_text", "company, role, place, notes, contacts, feedback, tags, letters, posting"),
        ("application_part", "company, role, place, contacts, tags"),
    ):
        assert indexed(path, table) == indexed(path, table, columns), table


def indexed(path: Path, table: str, anew: str = "") -> list[tuple[apsw.SQLiteValue, ...]]:
    """Every word of the search's index with where it stands; with `anew`, of an index made from those columns now."""
    connection = apsw.Connection(":memory:")
    try:
        connection.execute("ATTACH ? AS kept", (str(path),))
        made = connection.execute("SELECT sql FROM kept.sqlite_schema WHERE name = ?", (table,)).fetchone()
        assert made is not None
        where = "kept"
        if anew:
            where = "main"
            connection.execute(str(made[0]))
            connection.execute(
                f"INSERT INTO main.{table} (rowid, {anew}) SELECT seq, {anew} FROM kept.application_words"  # noqa: S608
            )
        connection.execute(f"CREATE VIRTUAL TABLE temp.v USING fts5vocab('{where}', '{table}', 'instance')")
        return connection.execute("SELECT term, doc, col, offset FROM temp.v ORDER BY 1, 2, 3, 4").fetchall()
    finally:
        connection.close()
