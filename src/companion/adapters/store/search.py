"""Finds applications as the user types: FTS5 over words and parts of words, filters and orders over indexes.

A search has a connection to itself, so that it never keeps other reads waiting, and the latest one wins: it
interrupts the one that is running. What many applications have is never ranked by counting (bm25 reads every hit):
each tier of the search is read from the newest application on, until the page is full.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import apsw
from companion.adapters.store import search_sql
from companion.adapters.store.connection import told
from companion.adapters.store.search_sql import Bindings, Condition, Spellings, Word
from companion.core import moments
from companion.core.application import ApplicationRow, State
from companion.core.query import Name, Order, Query, Sort
from companion.core.text import folded
from companion.services.ports import Superseded

T = TypeVar("T")

FEW = 2000
"""So many hits are sorted; more are looked up along the index of the order."""

_ROWS = (
    "SELECT a.id, a.company, a.role, a.place, a.state, a.latest_at, a.applied_at, a.tags, a.archived_at IS NOT NULL"
    " FROM json_each(?) AS j CROSS JOIN application AS a ON a.seq = j.value ORDER BY j.key"
)
AT_COMPANY = (
    "SELECT a.id, a.company, a.role, a.place, a.state, a.latest_at, a.applied_at, a.tags, a.archived_at IS NOT NULL"
    " FROM application_text AS t CROSS JOIN application AS a ON a.seq = t.rowid"
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
        _texts(tags),
        bool(archived),
    )


class Search:
    """Runs one search at a time on its own connection."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._turns = threading.Condition()
        self._running = threading.Lock()
        self._turn = 0
        self._waiting = 0

    def find(self, query: Query, *, order: Order, limit: int, offset: int) -> tuple[ApplicationRow, ...]:
        """Raises Superseded when a newer call came in meanwhile."""
        with self._turns:
            # what runs now is older than this call, and nothing newer can begin before the lock is free
            self._turn += 1
            self._waiting += 1
            turn = self._turn
            self._connection.interrupt()
        try:
            with self._running:
                found = self._unless_superseded(turn, lambda: self._rows(query, order, limit, offset))
        finally:
            with self._turns:
                self._waiting -= 1
                self._turns.notify_all()
        if turn != self._turn:
            raise Superseded
        return found

    def counts(self, query: Query) -> dict[State, int]:
        """How many stand where. Makes way for every search: it begins anew when none is running."""
        return self._behind_searches(lambda: self._count(query))

    def known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tags and the sources that there are, in order of their names. Makes way as `counts` does."""
        tags, sources = self._behind_searches(lambda: (self._different("tags", "[]"), self._different("source", "")))
        each = {tag for cell in tags for tag in _texts(cell)}
        return tuple(sorted(each, key=folded)), tuple(sorted(sources, key=folded))

    def _behind_searches(self, ask: Callable[[], T]) -> T:
        while True:
            with self._turns:
                self._turns.wait_for(lambda: not self._waiting)
                turn = self._turn
            with self._running:
                try:
                    return self._unless_superseded(turn, ask)
                except Superseded:
                    continue

    def _unless_superseded(self, turn: int, ask: Callable[[], T]) -> T:
        if turn != self._turn:
            raise Superseded
        try:
            with told(self._path):
                return ask()
        except apsw.InterruptError:
            raise Superseded from None
        except apsw.SQLError:
            # interrupted while it opened the index, FTS5 says "vtable constructor failed"
            if turn == self._turn:
                raise
            raise Superseded from None

    def _rows(self, query: Query, order: Order, limit: int, offset: int) -> tuple[ApplicationRow, ...]:
        keys = self._keys(query, order, limit, offset)
        return tuple(row_of(found) for found in self._connection.execute(_ROWS, (json.dumps(keys),)))

    def _keys(self, query: Query, order: Order, limit: int, offset: int) -> list[int]:
        asked = search_sql.condition(query, self._spellings(query))
        words = [Word(word) for word in search_sql.words_of(query.words)]
        if not words:
            return self._column(search_sql.ordered(order, asked), (*asked.bindings, limit, offset))
        find = self._best if order.sort is Sort.USUAL else self._sorted
        found = find(words, asked, order, offset + limit)
        if not found and (meant := self._meant(words)):
            found = find(meant, asked, order, offset + limit)
        return found[offset : offset + limit]

    def _best(self, words: list[Word], asked: Condition, order: Order, most: int) -> list[int]:
        """The best `most` hits: tier by tier, in each the newest application first."""
        found: dict[int, None] = {}
        down = "DESC" if not order.reverse else "ASC"
        for tier in search_sql.tiers(words):
            sql = (
                "SELECT t.rowid FROM application_text AS t"  # noqa: S608 - own text
                " CROSS JOIN application AS a INDEXED BY application_facts ON a.seq = t.rowid"
                f" WHERE t.application_text MATCH ? AND {asked.sql} ORDER BY t.rowid {down} LIMIT ?"
            )
            found |= dict.fromkeys(self._column(sql, (tier, *asked.bindings, most + len(found))))
            if len(found) >= most:
                break
        parts = search_sql.with_parts(words)
        if parts is not None and len(found) < most:
            sql = (
                f"SELECT t.seq FROM ({parts[0]}) AS t"  # noqa: S608 - own text
                " CROSS JOIN application AS a INDEXED BY application_facts ON a.seq = t.seq"
                f" WHERE {asked.sql} ORDER BY t.seq {down} LIMIT ?"
            )
            found |= dict.fromkeys(self._column(sql, (*parts[1], *asked.bindings, most + len(found))))
        return list(found)

    def _sorted(self, words: list[Word], asked: Condition, order: Order, most: int) -> list[int]:
        """The first `most` hits in an order of the user's."""
        select, bindings = search_sql.everything(words)
        few = self._column(
            f"SELECT a.seq FROM ({select}) AS t"  # noqa: S608 - own text
            " CROSS JOIN application AS a INDEXED BY application_facts ON a.seq = t.seq"
            f" WHERE {asked.sql} LIMIT {FEW + 1}",
            (*bindings, *asked.bindings),
        )
        if len(few) <= FEW:
            return self._column(search_sql.sorted_few(order), (json.dumps(few), most, 0))
        among = Condition(f"{asked.sql} AND a.seq IN ({select})", (*asked.bindings, *bindings), asked.asks_facts)
        return self._column(search_sql.ordered(order, among), (*among.bindings, most, 0))

    def _count(self, query: Query) -> dict[State, int]:
        asked = search_sql.condition(query, self._spellings(query))
        words = [Word(word) for word in search_sql.words_of(query.words)]
        counted = self._counted(words, asked)
        if words and not counted and (meant := self._meant(words)):
            counted = self._counted(meant, asked)
        return {state: counted[state] for state in State if state in counted}

    def _counted(self, words: list[Word], asked: Condition) -> dict[State, int]:
        if words:
            select, bindings = search_sql.everything(words)
            sql = (
                "SELECT a.state, count(*) FROM application AS a INDEXED BY application_facts"  # noqa: S608 - own text
                f" WHERE {asked.sql} AND a.seq IN ({select}) GROUP BY a.state"
            )
        else:
            sql, bindings = search_sql.counted(asked), ()
        counted = self._connection.execute(sql, (*asked.bindings, *bindings))
        return {State(state): count for state, count in counted}

    def _meant(self, words: list[Word]) -> list[Word] | None:
        """The words with those that are in no application taken for the nearest that are; None if there is nothing to
        take them for.
        """
        from companion.adapters.store import spellings

        return spellings.meant(self._connection, words)

    def _spellings(self, query: Query) -> Spellings:
        """How the store writes the tags and sources asked for: few are different, so the indexes are read in leaps."""
        tags = {folded(f.value) for f in query.of(Name.TAG)}
        sources = {folded(f.value) for f in query.of(Name.VIA)}
        return Spellings(
            _cells(tags, {cell: _texts(cell) for cell in self._different("tags", "[]")} if tags else {}),
            _cells(sources, {cell: (cell,) for cell in self._different("source", "")} if sources else {}),
        )

    def _different(self, column: str, empty: str) -> list[str]:
        standing = f"{column} <> '{empty}' AND deleted_at IS NULL"
        leaps = (
            f"WITH RECURSIVE one (cell) AS (SELECT (SELECT min({column}) FROM application WHERE {standing})"  # noqa: S608
            f" UNION ALL SELECT (SELECT min({column}) FROM application WHERE {column} > one.cell AND {standing})"
            " FROM one WHERE one.cell IS NOT NULL) SELECT cell FROM one WHERE cell IS NOT NULL"
        )
        return [cell for (cell,) in self._connection.execute(leaps)]

    def _column(self, sql: str, bindings: Bindings) -> list[int]:
        return [key for (key,) in self._connection.execute(sql, bindings)]

    def close(self) -> None:
        with self._turns:
            self._connection.interrupt()
        with self._running:
            self._connection.close()


def _cells(wanted: set[str], cells: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """For each value that is wanted the cells that hold it, as JSON."""
    held: dict[str, list[str]] = {value: [] for value in wanted}
    for cell, values in cells.items():
        for value in {folded(value) for value in values} & wanted:
            held[value].append(cell)
    return {value: json.dumps(found) for value, found in held.items()}


def _texts(cell: str) -> tuple[str, ...]:
    """The texts of a cell that holds a list; most are empty."""
    return () if cell == "[]" else tuple(json.loads(cell))
