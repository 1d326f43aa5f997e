"""Turns the values of core into rows and back: one table for each kind, one column for each field of that name.

Generic, so that a new field needs a migration and nothing here. Moments are RFC 3339 text, enums their value,
None is NULL, a truth is 0 or 1, several texts are a JSON array. A value that is put again as it was changes nothing,
not even its time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Final, cast, get_args, get_origin, get_type_hints

import apsw
from companion.core import moments
from companion.core.account import Account
from companion.core.application import Application, Contact, Event
from companion.core.attachment import Attachment
from companion.core.debrief import Debrief
from companion.core.follow_up import FollowUp
from companion.core.held import HeldNo
from companion.core.highlight import Highlight, Showing
from companion.core.import_run import ImportRun
from companion.core.outbox import OutboxLetter
from companion.core.saved_view import SavedView
from companion.core.values import ValuesExercise
from companion.services.ports import Stored, T

NAMES: Final[dict[type[Stored], str]] = {
    Application: "application",
    Contact: "contact",
    Event: "event",
    Highlight: "highlight",
    Showing: "showing",
    FollowUp: "follow_up",
    OutboxLetter: "letter",
    Account: "account",
    HeldNo: "held_no",
    Debrief: "debrief",
    ValuesExercise: "values_exercise",
    Attachment: "attachment",
    SavedView: "saved_view",
    ImportRun: "import_run",
}


_JSON: Final = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Table:
    """The statements for one kind. columns: its fields in order. readers: for each, what makes its value of a cell,
    or None where the cell is the value.
    """

    name: str
    columns: tuple[str, ...]
    readers: tuple[Callable[[Any], Any] | None, ...]
    select: str
    put: str

    @property
    def has_tombstone(self) -> bool:
        return "deleted_at" in self.columns

    @property
    def of_application(self) -> bool:
        return "application_id" in self.columns


@cache
def table_of(kind: type[Stored]) -> Table:
    """The table of a kind. The SQL is made of the names of our own fields alone, never of a value."""
    name = NAMES[kind]
    hints = get_type_hints(kind)
    columns = tuple(field.name for field in fields(kind))
    listed = ", ".join(columns)
    new = ", ".join(f"excluded.{column}" for column in columns)
    changed = ", ".join(f"{column} = excluded.{column}" for column in (*columns, "changed_at"))
    here = ", ".join(f"{name}.{column}" for column in columns)
    marks = ", ".join("?" * (len(columns) + 1))
    return Table(
        name,
        columns,
        tuple(_reader(hints[column]) for column in columns),
        f"SELECT {', '.join(f't.{column}' for column in columns)} FROM {name} AS t",  # noqa: S608 - own names
        f"INSERT INTO {name} ({listed}, changed_at) VALUES ({marks})"  # noqa: S608 - own names
        f" ON CONFLICT (id) DO UPDATE SET {changed} WHERE ({here}) IS NOT ({new})",
    )


def _reader(hint: object) -> Callable[[Any], Any] | None:
    if get_origin(hint) is tuple:
        return texts
    if hint is bool:
        return bool
    for choice in get_args(hint) or (hint,):
        if choice is datetime:
            return moments.from_text
        if isinstance(choice, type) and issubclass(choice, Enum):
            return choice
    return None


def texts(stored: str) -> tuple[str, ...]:
    """The texts of a cell that holds a list."""
    # a reel reads every highlight: most lists are empty, and `json.loads` takes three times as long
    return () if stored == "[]" else tuple(_JSON.raw_decode(stored)[0])


def cell(value: object) -> apsw.SQLiteValue:
    """The value as a cell holds it."""
    match value:
        case datetime():
            return moments.to_text(value)
        case Enum():
            return str(value.value)
        case tuple():
            return json.dumps(cast("tuple[str, ...]", value), ensure_ascii=False)
        case bool():
            return int(value)
        case None | str() | int() | bytes():
            return value
        case _:
            raise TypeError(f"the store keeps no {type(value).__name__}")


def cells(thing: Stored) -> list[apsw.SQLiteValue]:
    """The thing's values in the order of its table's columns."""
    return [cell(getattr(thing, column)) for column in table_of(type(thing)).columns]


def read(kind: type[T], row: apsw.Row) -> T:
    """The thing that a row of its table's `select` holds."""
    readers = table_of(kind).readers
    values: list[Any] = [
        value if reader is None or value is None else reader(value) for reader, value in zip(readers, row, strict=True)
    ]
    return kind(*values)


# --- reads that the store and the inside of a transaction share ---------------------------------------------------


def get(connection: apsw.Connection, kind: type[T], key: str) -> T | None:
    """The thing with this key, tombstone or not."""
    row = connection.execute(f"{table_of(kind).select} WHERE t.id = ?", (key,)).fetchone()
    return None if row is None else read(kind, row)


def of_application(connection: apsw.Connection, kind: type[T], application_id: str) -> tuple[T, ...]:
    """The things of an application that stand, in key order."""
    table = table_of(kind)
    if not table.of_application:
        raise ValueError(f"a {table.name} belongs to no application")
    standing = " AND t.deleted_at IS NULL" if table.has_tombstone else ""
    found = connection.execute(f"{table.select} WHERE t.application_id = ?{standing} ORDER BY t.id", (application_id,))
    return tuple(read(kind, row) for row in found.fetchall())


def of_reel(connection: apsw.Connection, reel_id: str) -> tuple[Showing, ...]:
    """What a reel has shown so far, in key order."""
    found = connection.execute(f"{table_of(Showing).select} WHERE t.reel_id = ? ORDER BY t.id", (reel_id,))
    return tuple(read(Showing, row) for row in found.fetchall())


def with_uid(connection: apsw.Connection, uid: str) -> tuple[Event, ...]:
    """The events that came from this event of a calendar, tombstones too, in key order."""
    # the second condition is the index's own
    found = connection.execute(f"{table_of(Event).select} WHERE t.uid = ? AND t.uid <> '' ORDER BY t.id", (uid,))
    return tuple(read(Event, row) for row in found.fetchall())


def every(connection: apsw.Connection, kind: type[T]) -> tuple[T, ...]:
    """The things of a kind that stand, in key order."""
    table = table_of(kind)
    standing = " WHERE t.deleted_at IS NULL" if table.has_tombstone else ""
    found = connection.execute(f"{table.select}{standing} ORDER BY t.id")
    return tuple(read(kind, row) for row in found.fetchall())
