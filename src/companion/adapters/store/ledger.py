"""The ledger's queries: one shelf's letters by the page, and how many there are on each.

A search looks at every letter of a shelf with core's own function, which SQLite calls: there are hundreds of letters,
not millions, and so a search in the store and one in memory can't find different things.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

import apsw
from companion.adapters.store import rows
from companion.core import moments
from companion.core.application import Event
from companion.core.follow_up import FollowUp
from companion.core.ledger import CAME_BACK, LedgerLine, Shelf, asked, letter_text
from companion.core.outbox import OutboxLetter

_KINDS = ", ".join(f"'{kind.value}'" for kind in CAME_BACK)
# the words of core.ledger.answers
_CAME = (
    f"SELECT x.id FROM event AS x WHERE x.application_id = l.application_id AND x.deleted_at IS NULL"  # noqa: S608 - own names
    f" AND x.kind IN ({_KINDS}) AND x.id > l.id AND x.at >= l.state_at ORDER BY x.at, x.id LIMIT 1"
)
_LAST = "SELECT max(y.id) FROM letter AS y WHERE y.follow_up_id = f.id"
_ORDERS = {
    Shelf.TROUBLED: "l.state_at DESC, l.id DESC",
    Shelf.ON_THE_WAY: "l.not_before, l.id",
    Shelf.SENT: "l.state_at DESC, l.id DESC",
    Shelf.ANSWERED: "l.state_at DESC, l.id DESC",
    Shelf.CLOSED: "f.due_at DESC, f.id DESC",
}


@cache
def _from(shelf: Shelf) -> str:
    """What lies on the shelf, with its application and person. Made of our own names alone, never of a value."""
    base = (
        " FROM follow_up AS f JOIN application AS a ON a.id = f.application_id"
        " LEFT JOIN contact AS c ON c.id = f.contact_id"
    )
    if shelf is Shelf.CLOSED:
        return (
            f"{base} LEFT JOIN letter AS l ON l.id = ({_LAST})"
            " LEFT JOIN event AS e ON 0 WHERE a.deleted_at IS NULL"
            " AND (f.closed IN ('moot', 'dismissed') OR (f.closed = '' AND f.useful_until < :now))"
            " AND NOT (f.closed = 'moot' AND f.kind = 'status' AND f.notified_at IS NULL AND f.subject || f.body = '')"
        )
    states = ", ".join(f"'{state.value}'" for state in shelf.states)
    answered = {Shelf.SENT: " AND e.id IS NULL", Shelf.ANSWERED: " AND e.id IS NOT NULL"}.get(shelf, "")
    event = f"e.id = ({_CAME})" if answered else "0"
    return (
        f"{base} JOIN letter AS l ON l.follow_up_id = f.id LEFT JOIN event AS e ON {event}"
        f" WHERE l.state IN ({states}){answered}"
    )


@cache
def _columns() -> str:
    kinds = (("f", FollowUp), ("l", OutboxLetter), ("e", Event))
    listed = [f"{short}.{column}" for short, kind in kinds for column in rows.table_of(kind).columns]
    return ", ".join((*listed, "a.company", "a.role", "coalesce(c.name, '')", "coalesce(c.zone, '')"))


def _narrowed(words: tuple[str, ...]) -> str:
    text = (
        "letter_text(a.company, coalesce(c.name, ''), coalesce(l.recipient, c.email, ''),"
        " coalesce(l.subject, f.subject), f.kind)"
    )
    return "".join(f" AND instr({text}, :word{number})" for number in range(len(words)))


def _bindings(words: tuple[str, ...], now: datetime) -> dict[str, apsw.SQLiteValue]:
    return {"now": moments.to_text(now), **{f"word{number}": word for number, word in enumerate(words)}}


def find(
    connection: apsw.Connection, shelf: Shelf, typed: str, *, now: datetime, limit: int, offset: int
) -> tuple[LedgerLine, ...]:
    """One page of a shelf."""
    words = _ready(connection, typed)
    found = connection.execute(
        f"SELECT {_columns()}{_from(shelf)}{_narrowed(words)} ORDER BY {_ORDERS[shelf]} LIMIT :limit OFFSET :offset",
        {**_bindings(words, now), "limit": limit, "offset": offset},
    )
    return tuple(_line(row) for row in found.fetchall())


def count(connection: apsw.Connection, typed: str, *, now: datetime) -> dict[Shelf, int]:
    """How many there are on each shelf."""
    words = _ready(connection, typed)
    return {
        shelf: connection.execute(
            f"SELECT count(*){_from(shelf)}{_narrowed(words)}",
            _bindings(words, now),
        ).fetchall()[0][0]
        for shelf in Shelf
    }


def _ready(connection: apsw.Connection, typed: str) -> tuple[str, ...]:
    words = asked(typed)
    if words:
        connection.create_scalar_function("letter_text", letter_text, 5, deterministic=True)
    return words


def _line(row: apsw.Row) -> LedgerLine:
    first = len(rows.table_of(FollowUp).columns)
    second = first + len(rows.table_of(OutboxLetter).columns)
    third = second + len(rows.table_of(Event).columns)
    company, role, person, zone = row[third:]
    return LedgerLine(
        rows.read(FollowUp, row[:first]),
        rows.read(OutboxLetter, row[first:second]) if row[first] is not None else None,
        rows.read(Event, row[second:third]) if row[second] is not None else None,
        company,
        role,
        person,
        zone,
    )
