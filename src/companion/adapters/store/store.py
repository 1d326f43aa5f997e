"""The store behind ports.Store: one SQLite file.

Three connections, each with its lock: one writes, one reads, one searches, so that neither a long search nor a
transaction keeps other reads waiting. The last two are opened when they are first used: the tray needs one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
from companion.adapters.store import ledger, migrate, place, rows
from companion.adapters.store.connection import connect, damaged, told, use_write_ahead_log
from companion.adapters.store.search import AT_COMPANY, Search, row_of
from companion.adapters.store.writer import SqliteWriter
from companion.core import moments
from companion.core.application import ApplicationRow, Candidate, Event, State
from companion.core.follow_up import FollowUp
from companion.core.highlight import Showing
from companion.core.ledger import LedgerLine, Shelf
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.query import USUAL, Order, Query
from companion.core.reel import Past
from companion.core.settings import Settings
from companion.services.ports import T

if TYPE_CHECKING:
    from companion.adapters.store.bulk_import import BulkImport

OUTBOX_LOCK = "outbox.lock"
FILING_LOCK = "filing.lock"
BACKUPS = "backups"
_ANSWERED = (
    "SELECT a.applied_at, (SELECT min(e.at) FROM event AS e WHERE e.application_id = a.id AND e.deleted_at IS NULL"
    " AND e.kind IN ('reply', 'screening', 'assessment', 'interview', 'offer', 'rejected') AND e.at >= a.applied_at"
    ") AS answered_at FROM ("
    "SELECT id, applied_at FROM application WHERE deleted_at IS NULL AND applied_at IS NOT NULL"
    " ORDER BY applied_at DESC, seq DESC LIMIT ?"
    ") AS a WHERE answered_at IS NOT NULL"
)


def open_store(path: Path, *, now: datetime, latest: int = migrate.LATEST, steps: Path = migrate.STEPS) -> SqliteStore:
    """Opens the store, made first if there is none; brought to the present form if it is older, after a backup.

    Raises StoreProblem: StoreIsNewer and StoreIsDamaged without having written to it. latest, steps: the migrations
    to know of; tests have their own.
    """
    path = path.absolute()
    place.prepare(path)
    if not place.is_open_here(path):
        _refuse_by_head(path, latest)
    with told(path):
        connection = connect(path)
        try:
            _make_ready(connection, path, now, (latest, steps))
        except BaseException:
            connection.close()
            raise
    return SqliteStore(path, connection)


def _refuse_by_head(path: Path, latest: int) -> None:
    head = place.head_of(path)
    if head is None:
        # A power cut can leave an empty file where a store was: that is no reason to begin anew in silence.
        if any((path.parent / BACKUPS).glob("companion-*.db")):
            raise damaged(path, "the file is empty, but there are backups")
    elif head.version or head.application:  # both are 0 while a first start still has them in its log
        place.refuse_unknown(path, head, latest=latest)


def _make_ready(connection: apsw.Connection, path: Path, now: datetime, known: tuple[int, Path]) -> None:
    latest, steps = known
    head = migrate.head_in(connection)
    if head is not None:
        place.refuse_unknown(path, head, latest=latest)
        if head.version < latest:
            from companion.adapters.store.copies import copy_store

            name = f"companion-before-{latest:04d}-{now:%Y%m%dT%H%M%SZ}.db"
            copy_store(path, path.parent / BACKUPS / name)
    use_write_ahead_log(connection)
    if head is None or head.version < latest:
        migrate.migrate(connection, path, latest=latest, steps=steps)
    migrate.refuse_incomplete(connection, path)


class SqliteStore:
    """ports.Store; made by `open_store`. Every method may be called from any thread."""

    def __init__(self, path: Path, connection: apsw.Connection) -> None:
        self.path = path
        self._connection = connection
        self._writing = threading.Lock()
        self._writer_thread: int | None = None
        self._reading = threading.Lock()
        self._reader: apsw.Connection | None = None
        self._search: Search | None = None
        self._answers: tuple[object, int, tuple[tuple[datetime, datetime], ...]] = (None, 0, ())
        self._closed = False

    @contextmanager
    def write(self, now: datetime, *, flushed: bool = True) -> Generator[SqliteWriter]:
        if self._writer_thread == threading.get_ident():
            raise RuntimeError("a transaction inside a transaction")
        with self._writing:
            self._writer_thread = threading.get_ident()
            writer = SqliteWriter(self._connection, self.path, now)
            try:
                with told(self.path):
                    if not flushed:
                        # the log is flushed whole, with the next commit that is
                        self._connection.execute("PRAGMA synchronous = NORMAL")
                    self._connection.execute("BEGIN IMMEDIATE")
                yield writer
                with told(self.path):
                    self._connection.execute("COMMIT")
            finally:
                writer.end()
                self._writer_thread = None
                # after a full disk SQLite may have rolled back by itself
                if not self._closed and self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if not self._closed and not flushed:
                    self._connection.execute("PRAGMA synchronous = FULL")

    def get(self, kind: type[T], key: str) -> T | None:
        with self._look() as connection:
            return rows.get(connection, kind, key)

    def all(self, kind: type[T]) -> tuple[T, ...]:
        with self._look() as connection:
            return rows.every(connection, kind)

    def of_application(self, kind: type[T], application_id: str) -> tuple[T, ...]:
        with self._look() as connection:
            return rows.of_application(connection, kind, application_id)

    def events_with_uid(self, uid: str) -> tuple[Event, ...]:
        with self._look() as connection:
            return rows.with_uid(connection, uid)

    def search(
        self, asked: Query | str, *, order: Order = USUAL, limit: int, offset: int = 0
    ) -> tuple[ApplicationRow, ...]:
        return self._searching().find(_query(asked), order=order, limit=limit, offset=offset)

    def counts(self, asked: Query | str) -> dict[State, int]:
        return self._searching().counts(_query(asked))

    def known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self._searching().known()

    def _searching(self) -> Search:
        with self._reading:
            self._must_be_open()
            if self._search is None:
                with told(self.path):
                    self._search = Search(connect(self.path), self.path)
            return self._search

    def count_applications(self) -> int:
        return self._ask("SELECT count(*) FROM application WHERE deleted_at IS NULL")[0][0]

    def answer_times(self, limit: int) -> tuple[tuple[datetime, datetime], ...]:
        """Kept until anything is committed, here or by another process (PRAGMA data_version)."""
        with self._look() as connection:
            version = connection.execute("PRAGMA data_version").fetchall()[0][0]
            if self._answers[:2] != (version, limit):
                found = connection.execute(_ANSWERED, (limit,)).fetchall()
                times = tuple((moments.from_text(applied), moments.from_text(answered)) for applied, answered in found)
                self._answers = (version, limit, times)
            return self._answers[2]

    def at_company(self, words: tuple[str, ...]) -> tuple[ApplicationRow, ...]:
        # the search's connection is left to who types there
        named = " AND ".join(f'company : "{word}"' for word in words)
        return tuple(row_of(found) for found in self._ask(AT_COMPANY, (named,))) if words else ()

    def tags(self) -> tuple[str, ...]:
        found = self._ask(
            "SELECT t.value FROM application AS a, json_each(a.tags) AS t"
            " WHERE a.deleted_at IS NULL AND a.tags <> '[]' GROUP BY t.value ORDER BY count(*) DESC, t.value"
        )
        return tuple(tag for (tag,) in found)

    def candidates(self) -> tuple[Candidate, ...]:
        found = self._ask(
            "SELECT a.id, a.company, a.role, coalesce("
            "(SELECT group_concat(c.name, ', ' ORDER BY c.id) FROM contact AS c"
            " WHERE c.application_id = a.id AND c.deleted_at IS NULL), '')"
            " FROM application AS a WHERE a.deleted_at IS NULL AND a.state NOT IN ('accepted', 'rejected', 'withdrawn')"
            " ORDER BY a.latest_at IS NULL DESC, a.latest_at DESC, a.seq DESC"
        )
        return tuple(Candidate(*row) for row in found)

    def shown(self) -> dict[str, Past]:
        found = self._ask(
            "SELECT highlight_id, max(at), sum(verdict = 'helped'),"
            " max(at) FILTER (WHERE verdict = 'not this one'), max(at) FILTER (WHERE verdict = 'helped')"
            " FROM showing GROUP BY highlight_id"
        )
        return {
            key: Past(
                moments.from_text(last),
                helped,
                moments.from_text(unwanted) if unwanted and (wanted is None or wanted < unwanted) else None,
            )
            for key, last, helped, unwanted, wanted in found
        }

    def showings_of(self, reel_id: str) -> tuple[Showing, ...]:
        with self._look() as connection:
            return rows.of_reel(connection, reel_id)

    def count_reels(self) -> int:
        return self._ask("SELECT count(DISTINCT reel_id) FROM showing")[0][0]

    def open_follow_ups(self) -> tuple[FollowUp, ...]:
        found = self._ask(
            f"{rows.table_of(FollowUp).select} JOIN application AS a ON a.id = t.application_id"
            " WHERE t.closed = '' AND a.deleted_at IS NULL ORDER BY t.due_at, t.id"
        )
        return tuple(rows.read(FollowUp, row) for row in found)

    def due_follow_ups(self, now: datetime) -> tuple[FollowUp, ...]:
        at = moments.to_text(now)
        found = self._ask(
            f"{rows.table_of(FollowUp).select} JOIN application AS a ON a.id = t.application_id"
            " WHERE t.closed = '' AND t.due_at <= ? AND t.useful_until >= ? AND a.deleted_at IS NULL"
            " ORDER BY t.due_at, t.id",
            (at, at),
        )
        # stored are whole seconds, and `now` has parts of one
        return tuple(f for f in (rows.read(FollowUp, row) for row in found) if f.is_due(now))

    def next_follow_up_at(self, after: datetime) -> datetime | None:
        found = self._ask(
            "SELECT t.due_at FROM follow_up AS t JOIN application AS a ON a.id = t.application_id"
            " WHERE t.closed = '' AND t.due_at > ? AND a.deleted_at IS NULL ORDER BY t.due_at LIMIT 1",
            (moments.to_text(after),),
        )
        return moments.from_text(found[0][0]) if found else None

    def next_interview(self, after: datetime) -> Event | None:
        found = self._ask(
            f"{rows.table_of(Event).select} JOIN application AS a ON a.id = t.application_id"
            f" WHERE t.kind = 'interview' AND t.deleted_at IS NULL AND t.at > ?"
            " AND a.deleted_at IS NULL AND a.state NOT IN ('accepted', 'rejected', 'withdrawn')"
            " ORDER BY t.at, t.id LIMIT 1",
            (moments.to_text(after),),
        )
        return rows.read(Event, found[0]) if found else None

    def letters(self, *states: LetterState) -> tuple[OutboxLetter, ...]:
        marks = ", ".join("?" * len(states))
        found = self._ask(
            f"{rows.table_of(OutboxLetter).select} WHERE t.state IN ({marks}) ORDER BY t.not_before, t.id",
            tuple(state.value for state in states),
        )
        return tuple(rows.read(OutboxLetter, row) for row in found)

    def find_letters(
        self, shelf: Shelf, typed: str, *, now: datetime, limit: int, offset: int = 0
    ) -> tuple[LedgerLine, ...]:
        with self._look() as connection:
            return ledger.find(connection, shelf, typed, now=now, limit=limit, offset=offset)

    def count_letters(self, typed: str, *, now: datetime) -> dict[Shelf, int]:
        with self._look() as connection:
            return ledger.count(connection, typed, now=now)

    def settings(self) -> Settings:
        """What is not stored, or not of its type (a hand-edited store), is as declared."""
        stored = {key: json.loads(value) for key, value in self._ask("SELECT key, value FROM setting")}
        default = Settings()
        chosen: dict[str, Any] = {
            field.name: stored[field.name]
            for field in fields(Settings)
            if type(stored.get(field.name)) is type(getattr(default, field.name))
        }
        return Settings(**chosen)

    @contextmanager
    def sending(self) -> Generator[bool]:
        with _right(self.path.with_name(OUTBOX_LOCK)) as mine:
            yield mine

    @contextmanager
    def filing(self) -> Generator[bool]:
        with _right(self.path.with_name(FILING_LOCK)) as mine:
            yield mine

    def stage_import(self, zone: tzinfo) -> BulkImport:
        """See services.ports.ImportStages."""
        from companion.adapters.store.bulk_import import BulkImport

        return BulkImport(self.path, self._alone, zone)

    @contextmanager
    def _alone(self) -> Generator[None]:
        """While another connection of this process writes: its own writes wait in line rather than in SQLite."""
        with self._writing:
            self._must_be_open()
            yield

    def back_up(self, target: Path) -> None:
        from companion.adapters.store.copies import copy_store

        copy_store(self.path, target.absolute())

    def check(self) -> str:
        from companion.adapters.store.copies import integrity_check

        return integrity_check(self.path)

    def give_back(self) -> None:
        """Frees the pages that SQLite keeps to be quick: up to 2 MB for each connection, read again when needed."""
        for lock in (self._writing, self._reading):
            with lock:
                connection = self._connection if lock is self._writing else self._reader
                if not self._closed and connection is not None:
                    connection.execute("PRAGMA shrink_memory")

    def close(self) -> None:
        """Waits for what is running. Closing the last connection writes the log into the file."""
        with self._writing, self._reading:
            if self._closed:
                return
            self._closed = True
            if self._search is not None:
                self._search.close()
            if self._reader is not None:
                self._reader.close()
            self._connection.close()

    @contextmanager
    def _look(self) -> Generator[apsw.Connection]:
        with self._reading:
            self._must_be_open()
            with told(self.path):
                if self._reader is None:
                    self._reader = connect(self.path)
                    self._reader.execute("PRAGMA query_only = ON")
                yield self._reader

    def _ask(self, sql: str, bindings: tuple[apsw.SQLiteValue, ...] = ()) -> list[apsw.Row]:
        with self._look() as connection:
            return connection.execute(sql, bindings).fetchall()

    def _must_be_open(self) -> None:
        if self._closed:
            raise RuntimeError("the store is closed")


def _query(asked: Query | str) -> Query:
    return Query(asked) if isinstance(asked, str) else asked


@contextmanager
def _right(lock: Path) -> Generator[bool]:
    """An exclusive lock on a tiny database of its own: the system drops it with the process, and asking for it
    never waits for, or holds up, the store.
    """
    with told(lock):
        connection = apsw.Connection(str(lock))
    try:
        connection.set_busy_timeout(0)
        try:
            with told(lock):
                mine = _take(connection)
            yield mine
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    finally:
        connection.close()


def _take(connection: apsw.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except apsw.BusyError:
        return False
    return True
