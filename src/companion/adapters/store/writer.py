"""The inside of one transaction (ports.Writer)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import apsw
from companion.adapters.store import rows, take_back
from companion.adapters.store.connection import told
from companion.core import moments
from companion.core.import_run import ImportRun
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.settings import Settings
from companion.services.ports import Stored, T

_MOVES = ("not_before", "state", "state_at", "attempts", "server_words", "why", "computer", "leased_until")
"""What becomes of a letter; the rest was frozen when it was queued."""


class SqliteWriter:
    """Writes in the transaction that SqliteStore.write began. Of no use once that block has ended."""

    def __init__(self, connection: apsw.Connection, path: Path, now: datetime) -> None:
        self._connection: apsw.Connection | None = connection
        self._path = path
        self._now = moments.to_text(now)

    def end(self) -> None:
        """Makes every later use a mistake that is seen, instead of a write outside of any transaction."""
        self._connection = None

    def get(self, kind: type[T], key: str) -> T | None:
        with told(self._path):
            return rows.get(self._open(), kind, key)

    def of_application(self, kind: type[T], application_id: str) -> tuple[T, ...]:
        with told(self._path):
            return rows.of_application(self._open(), kind, application_id)

    def put(self, thing: Stored) -> None:
        with told(self._path):
            self._open().execute(rows.table_of(type(thing)).put, (*rows.cells(thing), self._now))

    def move_letter(self, key: str, before: LetterState, after: OutboxLetter) -> bool:
        if after.id != key:
            raise ValueError("a letter keeps its key")
        changed = ", ".join(f"{column} = ?" for column in (*_MOVES, "changed_at"))
        with told(self._path):
            connection = self._open()
            connection.execute(
                f"UPDATE letter SET {changed} WHERE id = ? AND state = ?",  # noqa: S608 - own names
                (*(rows.cell(getattr(after, column)) for column in _MOVES), self._now, key, before.value),
            )
            return connection.changes() == 1

    def set_settings(self, settings: Settings) -> None:
        with told(self._path):
            self._open().executemany(
                "INSERT INTO setting (key, value, changed_at) VALUES (?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at"
                " WHERE value IS NOT excluded.value",
                [(key, json.dumps(value, ensure_ascii=False), self._now) for key, value in asdict(settings).items()],
            )

    @property
    def connection(self) -> apsw.Connection:
        """For what this folder alone does in a transaction (`whole`)."""
        return self._open()

    def take_back_import(self, key: str) -> tuple[ImportRun, frozenset[str]]:
        """See services.ports.Writer."""
        with told(self._path):
            return take_back.take_back(self._open(), key, self._now)

    def bring_import_again(self, key: str) -> tuple[ImportRun, frozenset[str]]:
        """See services.ports.Writer."""
        with told(self._path):
            return take_back.bring_again(self._open(), key, self._now)

    def _open(self) -> apsw.Connection:
        if self._connection is None:
            raise RuntimeError("this transaction has ended")
        return self._connection
