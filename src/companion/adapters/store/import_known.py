"""What an import must know of an application that is here already."""

from __future__ import annotations

import apsw
from companion.adapters.store import rows
from companion.core.application import Application, EventKind, State
from companion.core.import_plan import Known
from companion.core.text import folded

# what an undone import had added is as if it had never been
_EVENTS = """
SELECT e.kind, e.said FROM event AS e LEFT JOIN import_run AS r ON r.id = e.import_id
WHERE e.application_id = ? AND (e.deleted_at IS NULL OR r.taken_back_at IS NULL OR e.deleted_at <> r.taken_back_at)
"""
# what an import filled and took back again is not the user's doing
_TOUCHED = """
SELECT f.field FROM field_time AS f WHERE f.table_name = 'application' AND f.row_id = ? AND NOT EXISTS (
    SELECT 1 FROM import_run AS r CROSS JOIN import_change AS c
    WHERE r.taken_back_at = f.changed_at AND c.import_id = r.id AND c.application_id = f.row_id AND c.field = f.field
)
"""


def known_of(connection: apsw.Connection, application_id: str) -> Known:
    """The application as it stands. It has to be there."""
    application = rows.get(connection, Application, application_id)
    if application is None:
        raise ValueError(f"there is no application {application_id!r}")
    ((state,),) = connection.execute("SELECT state FROM application WHERE id = ?", (application_id,)).fetchall()
    events = connection.execute(_EVENTS, (application_id,)).fetchall()
    people = connection.execute(
        "SELECT name, email FROM contact WHERE application_id = ?", (application_id,)
    ).fetchall()
    return Known(
        application,
        State(state),
        frozenset(EventKind(kind) for kind, _ in events),
        frozenset(said for kind, said in events if kind == EventKind.NOTE.value),
        frozenset(folded(one) for person in people for one in person if one),
        frozenset(row[0] for row in connection.execute(_TOUCHED, (application_id,)).fetchall()),
    )
