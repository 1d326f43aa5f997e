"""Finds applications as the user types: FTS5 over words' beginnings, and the list in its usual order.

A search has a connection to itself, so that it never keeps other reads waiting, and the latest one wins: it
interrupts the one that is running.
"""

from __future__ import annotations

import threading
import unicodedata
from pathlib import Path

import apsw
from companion.adapters.store import rows
from companion.adapters.store.connection import told
from companion.core import moments
from companion.core.application import ApplicationRow, State
from companion.core.query import Order
from companion.services.ports import Superseded

MOST_WORDS = 32
"""More words than this narrow nothing down any more, and FTS5 limits the depth of an expression."""

_ROW = "a.id, a.company, a.role, a.place, a.state, a.latest_at, a.applied_at, a.tags, a.archived_at IS NOT NULL"
# Latest sign of life first; before them those where nothing has happened yet, the newest first.
_LISTED = (
    f"SELECT {_ROW} FROM application AS a"  # noqa: S608 - own names
    " WHERE a.deleted_at IS NULL ORDER BY a.latest_at IS NULL DESC, a.latest_at DESC, a.seq DESC LIMIT ? OFFSET ?"
)
# The weights follow the columns: company, role, place, notes, contacts, feedback, tags, letters, posting.
_FOUND = (
    f"SELECT {_ROW} FROM ("  # noqa: S608 - own names
    " SELECT rowid AS seq, rank AS score FROM application_text"
    " WHERE application_text MATCH ? AND rank MATCH 'bm25(10.0, 5.0, 3.0, 1.0, 4.0, 1.0, 4.0, 1.0, 0.5)'"
    " ORDER BY rank LIMIT ? OFFSET ?"
    ") AS t CROSS JOIN application AS a ON a.seq = t.seq ORDER BY t.score, t.seq"
)
AT_COMPANY = (
    f"SELECT {_ROW} FROM application_text AS t CROSS JOIN application AS a ON a.seq = t.rowid"  # noqa: S608 - own names
    " WHERE t.application_text MATCH ? AND a.deleted_at IS NULL"
    " ORDER BY a.latest_at IS NULL DESC, a.latest_at DESC, a.seq DESC LIMIT 1000"
)


def row_of(found: apsw.Row) -> ApplicationRow:
    """A row of the list, of the cells that the statements here select."""
    key, company, role, place, state, at, applied, tags, archived = found
    return ApplicationRow(
        key,
        company,
        role,
        place,
        State(state),
        moments.from_text(at) if at else None,
        moments.from_text(applied) if applied else None,
        rows.texts(tags),
        bool(archived),
    )


def words_of(text: str) -> list[str]:
    """The words to look for: runs of letters, digits and their accents, as FTS5's unicode61 cuts them."""
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
    return [word for word in dict.fromkeys(kept.split()) if any(c.isalnum() for c in word)][:MOST_WORDS]


def expression(words: list[str]) -> str:
    """The FTS5 expression: each word in quotation marks, so that nothing in it is syntax, as a beginning."""
    # side by side, not AND: FTS5 leaves out what has no letter for it (scripts newer than its tables)
    return " ".join(f'"{word}"*' for word in words)


class Search:
    """Runs one search at a time on its own connection."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._turns = threading.Lock()
        self._running = threading.Lock()
        self._turn = 0

    def counts(self, text: str) -> dict[State, int]:
        """How many stand where. Runs beside a search, and ends none."""
        words = words_of(text)
        found = " AND a.seq IN (SELECT rowid FROM application_text WHERE application_text MATCH ?)" if words else ""
        with self._running, told(self._path):
            counted = self._connection.execute(
                f"SELECT a.state, count(*) FROM application AS a WHERE a.deleted_at IS NULL{found} GROUP BY a.state",  # noqa: S608 - own text
                (expression(words),) if words else (),
            ).fetchall()
        return {State(state): count for state, count in counted}

    def find(self, text: str, *, order: Order, limit: int, offset: int) -> tuple[ApplicationRow, ...]:
        """Raises Superseded when a newer call came in meanwhile."""
        with self._turns:
            # what runs now is older than this call, and nothing newer can begin before the lock is free
            self._turn += 1
            turn = self._turn
            self._connection.interrupt()
        with self._running:
            if turn != self._turn:
                raise Superseded
            try:
                with told(self._path):
                    found = self._rows(words_of(text), limit, offset)
            except apsw.InterruptError:
                raise Superseded from None
            except apsw.SQLError:
                # interrupted while it opened the index, FTS5 says "vtable constructor failed"
                if turn == self._turn:
                    raise
                raise Superseded from None
        if turn != self._turn:
            raise Superseded
        return tuple(row_of(row) for row in found)

    def _rows(self, words: list[str], limit: int, offset: int) -> list[apsw.Row]:
        if not words:
            return self._connection.execute(_LISTED, (limit, offset)).fetchall()
        return self._connection.execute(_FOUND, (expression(words), limit, offset)).fetchall()

    def close(self) -> None:
        with self._turns:
            self._connection.interrupt()
        with self._running:
            self._connection.close()
