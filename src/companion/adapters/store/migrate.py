"""Brings a store to the present form: numbered SQL files, each one transaction, forwards only.

They are plain SQL and never use the program's own code, so that an old step does the same in every later version.
The number of the last step done is in PRAGMA user_version, which changes in the same transaction.
"""

from __future__ import annotations

from pathlib import Path

import apsw
from companion.adapters.store.connection import damaged
from companion.adapters.store.place import OURS, Head, refuse_unknown

LATEST = 4
"""The number of the last step. A test compares it with the folder; reading that at every start would cost time."""

STEPS = Path(__file__).parent / "migrations"


def head_in(connection: apsw.Connection) -> Head | None:
    """The head as SQLite sees it, with what still lies in the log; None for an empty store."""
    version, application, things = connection.execute(
        "SELECT (SELECT user_version FROM pragma_user_version),"
        " (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)"
    ).get
    return Head(version, application) if things or version or application else None


def migrate(connection: apsw.Connection, path: Path, *, latest: int = LATEST, steps: Path = STEPS) -> None:
    """Does every step that the store has not seen. Two processes may start this at once: one does the work."""
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            head = head_in(connection)
            if head is not None:
                refuse_unknown(path, head, latest=latest)
            done = head.version if head else 0
            if done >= latest:
                break
            connection.execute(script(done + 1, steps))
            connection.execute(f"PRAGMA user_version = {done + 1:d}; PRAGMA application_id = {OURS:d}; COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    # the number is then in the file's own head, where an older version looks for it first
    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def script(number: int, steps: Path = STEPS) -> str:
    """The SQL of one step."""
    (found,) = steps.glob(f"{number:04d}_*.sql")
    return found.read_text(encoding="utf-8")


_TABLES = (
    "account", "application", "application_part", "application_text", "attachment", "contact", "debrief", "event",
    "field_time", "follow_up", "held_no", "highlight", "import_change", "import_run", "letter", "saved_view", "setting",
    "showing", "values_exercise",
)  # fmt: skip


def refuse_incomplete(connection: apsw.Connection, path: Path) -> None:
    """Raises StoreIsDamaged if a table is missing: cheap, as SQLite reads the schema anyway."""
    marks = ", ".join("?" * len(_TABLES))
    found = connection.execute(
        f"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ({marks})",  # noqa: S608 - marks alone
        _TABLES,
    ).get
    if found != len(_TABLES):
        raise damaged(path, "a table is missing")
