"""Takes a whole import back, and brings it again; both rest on what the store kept of it, so they outlive a restart."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import apsw
from companion.adapters.store import rows
from companion.core import moments
from companion.core.import_plan import FILLED
from companion.core.import_run import STANDS, TAKEN_BACK, UNKNOWN, ImportRun
from companion.core.problem import Problem

# a field time is the user's doing, or a later import's, unless that was taken back
_WORKED_ON: Final = """(
    EXISTS (SELECT 1 FROM field_time AS f WHERE f.table_name = 'application' AND f.row_id = a.id
        AND f.field NOT IN ('deleted_at', 'import_id', 'source_key')
        AND NOT EXISTS (SELECT 1 FROM import_run AS r CROSS JOIN import_change AS k WHERE r.taken_back_at = f.changed_at
            AND k.import_id = r.id AND k.application_id = a.id AND k.field = f.field))
    OR EXISTS (SELECT 1 FROM event AS e WHERE e.application_id = a.id AND e.import_id <> :run AND e.deleted_at IS NULL)
    OR EXISTS (SELECT 1 FROM event AS e JOIN field_time AS f ON f.table_name = 'event' AND f.row_id = e.id
        WHERE e.application_id = a.id AND e.import_id = :run AND (f.field <> 'deleted_at' OR e.deleted_at IS NOT NULL))
    OR EXISTS (SELECT 1 FROM contact AS c WHERE c.application_id = a.id AND c.changed_at <> :at
        AND NOT EXISTS (SELECT 1 FROM import_run AS r CROSS JOIN import_change AS k WHERE r.taken_back_at = c.deleted_at
            AND k.import_id = r.id AND k.application_id = a.id AND k.field = 'contact:' || c.id))
    OR EXISTS (SELECT 1 FROM attachment AS t WHERE t.application_id = a.id AND t.deleted_at IS NULL)
    OR EXISTS (SELECT 1 FROM debrief AS d WHERE d.application_id = a.id AND d.deleted_at IS NULL)
    OR EXISTS (SELECT 1 FROM letter AS l WHERE l.application_id = a.id AND l.state <> 'taken back')
)"""
_ALL_BACK: Final = (
    f"UPDATE application AS a SET deleted_at = :now, changed_at = :now"  # noqa: S608 - own words
    f" WHERE a.import_id = :run AND a.deleted_at IS NULL AND NOT {_WORKED_ON}"
)
_EVENTS_BACK: Final = """
UPDATE event SET deleted_at = :now, changed_at = :now WHERE import_id = :run AND deleted_at IS NULL
    AND application_id NOT IN (SELECT id FROM application WHERE import_id = :run)
    AND NOT EXISTS (SELECT 1 FROM field_time AS f WHERE f.table_name = 'event' AND f.row_id = event.id
        AND f.field <> 'deleted_at')
"""
_PEOPLE_BACK: Final = """
UPDATE contact SET deleted_at = :now, changed_at = :now WHERE deleted_at IS NULL AND changed_at = :at AND id IN (
    SELECT substr(c.field, 9) FROM import_change AS c WHERE c.import_id = :run AND c.field LIKE 'contact:%'
)
"""
_ALL_AGAIN: Final = """
UPDATE application AS a SET deleted_at = NULL, changed_at = :now WHERE a.import_id = :run AND a.deleted_at = :back
    AND NOT EXISTS (SELECT 1 FROM application AS o WHERE o.source_key = a.source_key AND o.source_key <> ''
        AND o.deleted_at IS NULL)
"""
_EVENTS_AGAIN: Final = """
UPDATE event SET deleted_at = NULL, changed_at = :now WHERE import_id = :run AND deleted_at = :back
    AND application_id NOT IN (SELECT id FROM application WHERE import_id = :run)
"""
_PEOPLE_AGAIN: Final = """
UPDATE contact SET deleted_at = NULL, changed_at = :at WHERE deleted_at = :back AND id IN (
    SELECT substr(c.field, 9) FROM import_change AS c WHERE c.import_id = :run AND c.field LIKE 'contact:%'
)
"""


def take_back(connection: apsw.Connection, key: str, now: str) -> tuple[ImportRun, frozenset[str]]:
    """See services.ports.Writer.take_back_import. Inside a transaction."""
    run = _run(connection, key)
    if run.taken_back_at is not None:
        raise Problem(TAKEN_BACK)
    names = {"run": key, "now": now, "at": moments.to_text(run.at)}
    _execute(connection, (_ALL_BACK, _EVENTS_BACK, _PEOPLE_BACK), names)
    _fields(connection, names, put="before", stands="after")
    return _mark(connection, run, now), _eventful(connection, key)


def bring_again(connection: apsw.Connection, key: str, now: str) -> tuple[ImportRun, frozenset[str]]:
    """See services.ports.Writer.bring_import_again. Inside a transaction."""
    run = _run(connection, key)
    if run.taken_back_at is None:
        raise Problem(STANDS)
    names = {"run": key, "now": now, "at": moments.to_text(run.at), "back": moments.to_text(run.taken_back_at)}
    _execute(connection, (_ALL_AGAIN, _EVENTS_AGAIN, _PEOPLE_AGAIN), names)
    _fields(connection, names, put="after", stands="before")
    return _mark(connection, run, None), _eventful(connection, key)


def _execute(connection: apsw.Connection, steps: tuple[str, ...], names: dict[str, str]) -> None:
    for step in steps:
        connection.execute(step, names)


def _run(connection: apsw.Connection, key: str) -> ImportRun:
    found = rows.get(connection, ImportRun, key)
    if found is None:
        raise Problem(UNKNOWN)
    return found


def _fields(connection: apsw.Connection, names: dict[str, str], *, put: str, stands: str) -> None:
    """What was filled, where it stands as it was left."""
    for name in FILLED:
        connection.execute(
            f"UPDATE application SET {name} = c.{put}, changed_at = :now FROM import_change AS c"  # noqa: S608 - own names
            f" WHERE c.import_id = :run AND c.field = '{name}' AND application.id = c.application_id"
            f" AND application.{name} IS c.{stands}",
            names,
        )


def _eventful(connection: apsw.Connection, key: str) -> frozenset[str]:
    """The applications that the import found here and gave events to."""
    found = connection.execute(
        "SELECT DISTINCT e.application_id FROM event AS e JOIN application AS a ON a.id = e.application_id"
        " WHERE e.import_id = ? AND a.import_id <> e.import_id",
        (key,),
    )
    return frozenset(row[0] for row in found.fetchall())


def _mark(connection: apsw.Connection, run: ImportRun, at: str | None) -> ImportRun:
    after = replace(run, taken_back_at=None if at is None else moments.from_text(at))
    table = rows.table_of(ImportRun)
    connection.execute(table.put, (*rows.cells(after), at or moments.to_text(run.at)))
    return after
