"""The store as a whole: one look at all of it for an export, and one transaction in which such a file comes back.

A look has a connection and a read transaction of its own, so that it sees one moment and keeps nobody waiting.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final, Generic, TypeVar, cast

import apsw
from companion.adapters.store import rows
from companion.adapters.store.connection import connect, told
from companion.adapters.store.store import SqliteStore
from companion.core import moments
from companion.core.application import Application, Contact, Event, in_order
from companion.core.exporting import Told
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.whole import Json, Kept, NotOurs, Row, text
from companion.services.ports import Taken

T = TypeVar("T", Event, Contact)

_PLAIN: Final = {
    "field_times": ("field_time", ("table_name", "row_id", "field", "changed_at")),
    "import_changes": ("import_change", ("import_id", "application_id", "field", "before", "after")),
}


class SqliteWhole:
    """services.ports.WholeStore over an open store."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    @contextmanager
    def look(self) -> Generator[SqliteLook]:
        """See the port."""
        with told(self._store.path):
            connection = connect(self._store.path)
            try:
                connection.execute("PRAGMA query_only = ON; BEGIN")
                yield SqliteLook(connection)
            finally:
                connection.close()

    @contextmanager
    def taking(self, now: datetime) -> Generator[SqliteTaker]:
        """See the port."""
        with self._store.write(now) as writer, told(self._store.path):
            yield SqliteTaker(writer.connection)

    def is_empty(self) -> bool:
        """See the port."""
        with self.look() as look:
            return look.is_empty()


class SqliteLook:
    """services.ports.Look."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def is_empty(self) -> bool:
        tables = ("application", "highlight", "account")
        return not any(self._connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in tables)  # noqa: S608 - own names

    def stories(self, keys: Sequence[str] | None) -> Iterator[Told]:
        """See the port."""
        if keys is None:
            yield from self._all_stories()
            return
        for key in keys:
            found = rows.get(self._connection, Application, key)
            if found is not None and found.deleted_at is None:
                events = tuple(in_order(rows.of_application(self._connection, Event, key)))
                yield Told(found, events, rows.of_application(self._connection, Contact, key))

    def _all_stories(self) -> Iterator[Told]:
        # three walks side by side, each along an index: one question for each application would take many times as long
        walk = f"{rows.table_of(Application).select} WHERE t.deleted_at IS NULL ORDER BY t.id"
        events, contacts = _Walk(self._events()), _Walk(self._of_applications(Contact))
        for row in self._connection.execute(walk):
            one = rows.read(Application, row)
            yield Told(one, tuple(events.of(one.id)), tuple(contacts.of(one.id)))

    def _events(self) -> Iterator[Event]:
        walk = f"{rows.table_of(Event).select} ORDER BY t.application_id, t.at, t.id"
        for row in self._connection.execute(walk):
            yield rows.read(Event, row)

    def _of_applications(self, kind: type[Contact]) -> Iterator[Contact]:
        walk = f"{rows.table_of(kind).select} ORDER BY t.application_id, t.id"
        for row in self._connection.execute(walk):
            yield rows.read(kind, row)

    def rows(self, kind: type[Kept]) -> Iterator[Row]:
        """See the port. Applications in the order in which they were made here: it orders the list."""
        table = rows.table_of(kind)
        order = "t.seq" if kind is Application else "t.id"
        select = table.select.replace(" FROM ", ", t.changed_at FROM ", 1)
        for *found, changed_at in self._connection.execute(f"{select} ORDER BY {order}"):
            yield Row(rows.read(kind, tuple(found)), moments.from_text(changed_at))

    def settings(self) -> Iterator[Mapping[str, Json]]:
        """See the port."""
        for key, value, changed_at in self._connection.execute("SELECT key, value, changed_at FROM setting"):
            yield {"key": key, "value": json.loads(value), "changed_at": changed_at}

    def plain(self, name: str) -> Iterator[Mapping[str, Json]]:
        """See the port."""
        table, columns = _PLAIN[name]
        listed = ", ".join(columns)
        for row in self._connection.execute(f"SELECT {listed} FROM {table} ORDER BY {listed}"):  # noqa: S608 - own names
            yield cast("dict[str, Json]", dict(zip(columns, row, strict=True)))


class _Walk(Generic[T]):
    """A walk along things in the order of their applications, a few steps for each application."""

    def __init__(self, walk: Iterator[T]) -> None:
        self._walk = walk
        self._next = next(walk, None)

    def of(self, application_id: str) -> Iterator[T]:
        """Those of this application that stand. Asked for in key order."""
        while (thing := self._next) is not None and thing.application_id <= application_id:
            self._next = next(self._walk, None)
            if thing.application_id == application_id and thing.deleted_at is None:
                yield thing


class SqliteTaker:
    """services.ports.Taker, inside of a transaction."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def take(self, row: Row) -> Taken:
        """See the port."""
        thing = row.thing
        table = rows.table_of(type(thing))
        here = self._connection.execute(f"SELECT changed_at FROM {table.name} WHERE id = ?", (thing.id,)).fetchone()  # noqa: S608 - own names
        if here is not None and (here[0] >= moments.to_text(row.changed_at) or self._stays(thing)):
            return Taken.KEPT
        try:
            self._connection.execute(table.put, (*rows.cells(thing), moments.to_text(row.changed_at)))
        except apsw.ConstraintError as error:
            raise NotOurs(f"{table.name}: it belongs to something that the file does not hold") from error
        return Taken.ADDED if here is None else Taken.UPDATED

    def _stays(self, thing: Kept) -> bool:
        """What became of a letter is known best where it was queued."""
        if isinstance(thing, FollowUp):
            here = rows.get(self._connection, FollowUp, thing.id)
            return here is not None and here.closed is Closed.OUTBOX
        return isinstance(thing, OutboxLetter)

    def same_work(self, row: Row) -> str | None:
        """See the port."""
        thing = row.thing
        if not isinstance(thing, FollowUp | OutboxLetter):
            return None
        if isinstance(thing, OutboxLetter) and thing.state is LetterState.TAKEN_BACK:
            return None
        table = rows.table_of(type(thing))
        unless = " AND state <> 'taken back'" if isinstance(thing, OutboxLetter) else ""
        found = self._connection.execute(
            f"SELECT id FROM {table.name} WHERE application_id = ? AND kind = ? AND round = ? AND id <> ?{unless}",  # noqa: S608 - own names
            (thing.application_id, thing.kind.value, thing.round, thing.id),
        ).fetchone()
        return found[0] if found else None

    def take_setting(self, key: str, value: Json, changed_at: datetime, *, always: bool) -> None:
        """See the port."""
        newer = "" if always else " WHERE excluded.changed_at > setting.changed_at"
        self._connection.execute(
            "INSERT INTO setting (key, value, changed_at) VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE"  # noqa: S608 - own names
            f" SET value = excluded.value, changed_at = excluded.changed_at{newer}",
            (key, json.dumps(value, ensure_ascii=False), moments.to_text(changed_at)),
        )

    def take_plain(self, name: str, row: Mapping[str, Json]) -> None:
        """See the port."""
        table, columns = _PLAIN[name]
        values = [_cell(row.get(column), f"{name}.{column}") for column in columns]
        marks = ", ".join("?" * len(columns))
        then = "UPDATE SET changed_at = max(changed_at, excluded.changed_at)" if table == "field_time" else "NOTHING"
        try:
            self._connection.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO {then}",  # noqa: S608 - own names
                values,
            )
        except apsw.ConstraintError as error:
            raise NotOurs(f"{table}: it belongs to something that the file does not hold") from error


def _cell(value: Json, where: str) -> apsw.SQLiteValue:
    if isinstance(value, str):
        return text(value, where)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63):
        return value
    raise NotOurs(f"{where} is nothing that the store keeps")
