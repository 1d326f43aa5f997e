"""An import of any size: its rows wait in temporary tables, then one transaction takes them over (ports.ImportStage).

It has a connection of its own, so that readers never wait, and the store is locked for others' writes only while that
one transaction runs. Two things make it quick without leaving out what triggers keep:

- A new application is inserted after its events and contacts, with its state worked out by core.application. The
  triggers of those find no application to bring up to date, and the search learns its words once, with all of them.
  tests/contract/test_bulk_import.py holds the result to the view `application_told` and to an index built anew.
- So this connection does not enforce foreign keys: a child stands before its parent. Both are in one transaction.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

import apsw
from companion.adapters.store import import_match, import_rows, rows
from companion.adapters.store.connection import connect, told
from companion.adapters.store.import_known import known_of
from companion.adapters.store.writer import SqliteWriter
from companion.core import moments
from companion.core.application import MOVING, Application, Contact, Event, EventKind, State, state_of
from companion.core.import_plan import (
    Fate,
    Planned,
    PlannedEvent,
    Preview,
    additions,
    events_of,
    people_of,
    remarks,
)
from companion.core.import_run import ImportRun
from companion.core.imports import ImportedRow, Skipped
from companion.services.ports import Ids, ImportStopped, Progress, Writer

BATCH: Final = 500
LATELY: Final = timedelta(days=14)
"""How old a file's events may be for letters to be due after them."""

MOST_LATELY: Final = 500
_CACHE_KB: Final = 32_000

_ADD: Final = (
    "INSERT INTO waiting (line, company, role, source_key, posting, name, day, digest, body, remark, bad)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHANGE: Final = "INSERT INTO import_change (import_id, application_id, field, before, after) VALUES (?, ?, ?, ?, ?)"


class BulkImport:
    """Implements services.ports.ImportStage. alone: held while it writes, so that this process's writes wait."""

    def __init__(self, path: Path, alone: Callable[[], AbstractContextManager[None]], zone: tzinfo) -> None:
        self._path = path
        self._alone = alone
        self._zone = zone
        self._seen = -1
        with told(path):
            self._connection = connect(path)
            self._connection.execute(
                f"PRAGMA cache_size = -{_CACHE_KB}; PRAGMA foreign_keys = OFF; PRAGMA temp_store = FILE"
            )
            self._connection.execute(import_match.SCHEMA)

    def close(self) -> None:
        self._connection.close()

    def add(self, rows: Iterable[ImportedRow | Skipped], progress: Progress, cancelled: Callable[[], bool]) -> None:
        done = 0
        every = iter(rows)
        while batch := list(itertools.islice(every, BATCH)):
            if cancelled():
                raise ImportStopped
            with told(self._path), self._connection:
                self._connection.executemany(_ADD, [_waiting(row, self._zone) for row in batch])
            done += len(batch)
            progress(done, 0)

    # --- the preview -----------------------------------------------------------------------------------------------

    def preview(self, now: datetime, most: int) -> Preview:
        with told(self._path):
            self._connection.execute("BEGIN")
            try:
                self._match(now)
                found = self._preview(most)
                self._connection.execute("COMMIT")
            finally:
                # after a full disk SQLite has rolled back by itself
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
            return found

    def _preview(self, most: int) -> Preview:
        counts = dict(self._connection.execute("SELECT fate, count(*) FROM waiting GROUP BY fate").fetchall())
        shown = [row for fate in Fate for row in self._planned(fate, most)]
        return Preview(*(counts.get(fate.value, 0) for fate in Fate), rows=tuple(shown))

    def _planned(self, fate: Fate, most: int) -> Iterator[Planned]:
        found = self._connection.execute(
            "SELECT line, company, role, why FROM waiting WHERE fate = ? ORDER BY n LIMIT ?", (fate.value, most)
        )
        for line, company, role, why in found:
            yield Planned(line, company, role, fate, why)

    def _match(self, now: datetime) -> None:
        """Everything that rests on what the store holds."""
        import_match.match(self._connection, self._zone)
        while looked := self._connection.execute(
            "SELECT n, line, application_id, body FROM waiting WHERE fate IS NULL ORDER BY n LIMIT ?", (BATCH,)
        ).fetchall():
            self._connection.executemany(
                "UPDATE waiting SET fate = ?, why = ? WHERE n = ?",
                [(*self._fate(line, key, body, now), n) for n, line, key, body in looked],
            )
        self._seen = self._connection.pragma("data_version")

    def _fate(self, line: int, application_id: str, body: str, now: datetime) -> tuple[str, str]:
        more = additions(import_rows.from_text(line, body), known_of(self._connection, application_id), now)
        return (Fate.CHANGED.value if more.words else Fate.SAME.value), more.words

    # --- the import ------------------------------------------------------------------------------------------------

    def carry_out(
        self,
        run: ImportRun,
        ids: Ids,
        then: Callable[[Writer, Sequence[str]], None],
        *,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> tuple[ImportRun, frozenset[str]]:
        connection = self._connection
        with self._alone():
            writer = SqliteWriter(connection, self._path, run.at)
            try:
                with told(self._path):
                    connection.execute("BEGIN IMMEDIATE")
                    if self._seen != connection.pragma("data_version"):
                        self._match(run.at)
                    done = _Import(connection, run, ids, progress, cancelled)
                    if not done.total:
                        return done.run, frozenset()
                    changed = done.carry_out()
                writer.put(done.run)
                then(writer, tuple(dict.fromkeys(done.lately)))
                with told(self._path):
                    connection.execute("COMMIT")
            finally:
                writer.end()
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        return done.run, changed


class _Import:
    """The inside of the transaction."""

    def __init__(
        self, connection: apsw.Connection, run: ImportRun, ids: Ids, progress: Progress, cancelled: Callable[[], bool]
    ) -> None:
        self.run = run
        self.lately: list[str] = []
        self._connection = connection
        self._ids = ids
        self._progress = progress
        self._cancelled = cancelled
        self._now = moments.to_text(run.at)
        counts = dict(connection.execute("SELECT fate, count(*) FROM waiting GROUP BY fate").fetchall())
        self.total = counts.get("new", 0) + counts.get("changed", 0)
        self._done = 0
        self._events = _Template(Event("", "", EventKind.NOTE, run.at, import_id=run.id))
        self._contacts = _Template(Contact("", "", ""))
        self.run = replace(
            run,
            added=counts.get("new", 0),
            changed=counts.get("changed", 0),
            skipped=counts.get("skipped", 0),
        )

    def carry_out(self) -> frozenset[str]:
        self._connection.execute(
            "INSERT INTO import_run (id, at, source, file_name, added, changed, skipped, changed_at)"
            " VALUES (?, ?, ?, ?, 0, 0, 0, ?)",
            (self.run.id, self._now, self.run.source, self.run.file_name, self._now),
        )
        changed: set[str] = set()
        for _, line, key, digest, body in self._batches("changed"):
            self._change(import_rows.from_text(line, body), key, digest)
            changed.add(key)
        # what is all here already is remembered too, so that a later change of the user's stands against it
        self._connection.execute(
            "INSERT OR IGNORE INTO import_change (import_id, application_id, field)"
            " SELECT ?, application_id, 'row:' || digest FROM waiting WHERE fate = 'same'"
            " AND NOT EXISTS (SELECT 1 FROM import_run AS r CROSS JOIN import_change AS c WHERE r.taken_back_at IS NULL"
            " AND c.import_id = r.id AND c.application_id = waiting.application_id"
            " AND c.field = 'row:' || waiting.digest)",
            (self.run.id,),
        )
        self._add_all()
        return frozenset(changed)

    def _batches(self, fate: str) -> Iterator[tuple[int, int, str, str, str]]:
        """The rows of a fate, read some at a time: a cursor would be open while triggers write."""
        last = 0
        while True:
            self._step()
            found = self._connection.execute(
                "SELECT n, line, application_id, digest, body FROM waiting WHERE n > ? AND fate = ? ORDER BY n LIMIT ?",
                (last, fate, BATCH),
            ).fetchall()
            yield from found
            if len(found) < BATCH:
                return
            self._done += len(found)
            last = found[-1][0]

    def _step(self) -> None:
        if self._cancelled():
            raise ImportStopped
        self._progress(self._done, self.total)

    # --- new ones --------------------------------------------------------------------------------------------------

    def _add_all(self) -> None:
        table = rows.table_of(Application)
        listed = ", ".join((*table.columns, "changed_at", "state", "latest_at", "applied_at"))
        insert = f"INSERT INTO application ({listed}) VALUES ({', '.join('?' * (len(table.columns) + 4))})"  # noqa: S608
        every = self._batches("new")
        while batch := list(itertools.islice(every, BATCH)):
            events: list[list[apsw.SQLiteValue]] = []
            contacts: list[list[apsw.SQLiteValue]] = []
            applications: list[list[apsw.SQLiteValue]] = []
            changes: list[tuple[apsw.SQLiteValue, ...]] = []
            for _, line, _, digest, body in batch:
                row, key = import_rows.from_text(line, body), self._ids.new()
                told_by = self._told(key, events_of(row, self.run.at), events)
                contacts += self._people(key, row)
                application = _application(key, row, self.run.id)
                applications.append([*rows.cells(application), self._now, *told_by])
                changes.append((self.run.id, key, f"row:{digest}", None, None))
            connection = self._connection
            connection.executemany(self._events.insert, events)
            if contacts:
                connection.executemany(self._contacts.insert, contacts)
            connection.executemany(insert, applications)
            connection.executemany(_CHANGE, changes)

    def _told(
        self, key: str, planned: Sequence[PlannedEvent], into: list[list[apsw.SQLiteValue]]
    ) -> tuple[str, str | None, str | None]:
        """Puts the cells of the events; returns state, latest_at and applied_at of the application."""
        events = [Event(self._ids.new(), key, one.kind, one.at, said=one.said) for one in planned]
        into += [self._event(event) for event in events]
        moving = [event.at for event in events if event.kind in MOVING]
        applied = [event.at for event in events if event.kind is EventKind.APPLIED]
        latest = max(moving, default=None)
        if latest is not None:
            self._note_lately(key, latest)
        state = state_of(events) if events else State.SAVED
        return state.value, _text(latest), _text(min(applied, default=None))

    def _note_lately(self, key: str, at: datetime) -> None:
        """What is dated with the moment of the import has no date of its own, and nothing is due after it."""
        if self.run.at - LATELY <= at != self.run.at and len(self.lately) < MOST_LATELY:
            self.lately.append(key)

    def _event(self, event: Event) -> list[apsw.SQLiteValue]:
        return self._events.row(
            self._now,
            id=event.id,
            application_id=event.application_id,
            kind=event.kind.value,
            at=moments.to_text(event.at),
            said=event.said,
        )

    def _people(self, key: str, row: ImportedRow) -> list[list[apsw.SQLiteValue]]:
        return [
            self._contacts.row(
                self._now, id=self._ids.new(), application_id=key, name=c.name, email=c.email, role=c.role.value
            )
            for c in people_of(row)
        ]

    # --- known ones ------------------------------------------------------------------------------------------------

    def _change(self, row: ImportedRow, key: str, digest: str) -> None:
        connection = self._connection
        more = additions(row, known_of(connection, key), self.run.at)
        changes: list[tuple[apsw.SQLiteValue, ...]] = [(self.run.id, key, f"row:{digest}", None, None)]
        for name, value in more.fills:
            before = connection.execute(f"SELECT {name} FROM application WHERE id = ?", (key,)).fetchall()  # noqa: S608
            connection.execute(
                f"UPDATE application SET {name} = ?, changed_at = ? WHERE id = ?",  # noqa: S608 - a name of FILLED
                (rows.cell(value), self._now, key),
            )
            changes.append((self.run.id, key, name, before[0][0], rows.cell(value)))
        for one in more.events:
            event = Event(self._ids.new(), key, one.kind, one.at, said=one.said)
            connection.execute(self._events.insert, self._event(event))
            self._note_lately(key, one.at)
        for cells in self._people(key, replace(row, contacts=more.contacts)):
            connection.execute(self._contacts.insert, cells)
            changes.append((self.run.id, key, f"contact:{cells[0]}", None, None))
        connection.executemany(_CHANGE, changes)


class _Template:
    """The cells of a thing, most of which are the same in all of them."""

    def __init__(self, thing: Event | Contact) -> None:
        table = rows.table_of(type(thing))
        self._cells = [*rows.cells(thing), None]
        self._where = {name: at for at, name in enumerate(table.columns)}
        listed = ", ".join((*table.columns, "changed_at"))
        self.insert = f"INSERT INTO {table.name} ({listed}) VALUES ({', '.join('?' * len(self._cells))})"  # noqa: S608

    def row(self, now: str, **cells: str) -> list[apsw.SQLiteValue]:
        made = self._cells.copy()
        made[-1] = now
        for name, value in cells.items():
            made[self._where[name]] = value
        return made


def _waiting(row: ImportedRow | Skipped, zone: tzinfo) -> tuple[apsw.SQLiteValue, ...]:
    if isinstance(row, Skipped):
        return row.line, "", "", "", "", "", "", "", "", "", row.reason
    body = import_rows.to_text(row)
    return (
        row.line,
        row.company,
        row.role,
        row.source_key,
        import_rows.posting_key(row.link, row.company, row.role) if row.role else "",
        import_rows.name_key(row.company, row.role),
        import_rows.applied_day(row, zone),
        import_rows.digest(body),
        body,
        remarks(row),
        "",
    )


def _application(key: str, row: ImportedRow, import_id: str) -> Application:
    return Application(
        key,
        row.company,
        row.role,
        row.place,
        row.link,
        row.notes,
        row.salary,
        row.source,
        row.tags,
        posting=row.posting,
        import_id=import_id,
        source_key=row.source_key,
    )


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moments.to_text(moment)
