"""Finds for each waiting row the application that it is about, in temporary tables of the import's own connection.

First by the key of the tracker, then by the posting's address, then by company, role and the day of applying; two
addresses that tell two postings apart are never one application. What an undone import had brought is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

import apsw
from companion.adapters.store.import_rows import day_key, name_key, posting_key
from companion.core import moments

SCHEMA: Final = """
CREATE TEMP TABLE waiting (
    n INTEGER PRIMARY KEY,
    line INTEGER NOT NULL,
    company TEXT NOT NULL,
    role TEXT NOT NULL,
    source_key TEXT NOT NULL,
    posting TEXT NOT NULL,
    name TEXT NOT NULL,
    day TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    remark TEXT NOT NULL,
    bad TEXT NOT NULL,
    application_id TEXT,
    how INTEGER,
    fate TEXT,
    why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX temp.waiting_by_key ON waiting (source_key, n);
CREATE INDEX temp.waiting_by_application ON waiting (application_id, how, n) WHERE application_id IS NOT NULL;
CREATE TEMP TABLE known (
    application_id TEXT NOT NULL PRIMARY KEY,
    source_key TEXT NOT NULL,
    posting TEXT NOT NULL,
    name TEXT NOT NULL,
    company TEXT NOT NULL,
    day TEXT NOT NULL,
    gone INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX temp.known_by_key ON known (source_key) WHERE source_key <> '';
CREATE INDEX temp.known_by_posting ON known (posting) WHERE posting <> '';
CREATE INDEX temp.known_by_name ON known (name, day);
CREATE INDEX temp.known_by_company ON known (company, application_id);
"""

GONE: Final = "You deleted this application here. It stays deleted."
NOBODY: Final = "There is no application at this company here, so this person is not kept."

_KNOWN: Final = """
SELECT a.id, a.source_key, a.link, a.company, a.role, a.applied_at, a.deleted_at IS NOT NULL
FROM main.application AS a LEFT JOIN main.import_run AS r ON r.id = a.import_id
WHERE a.deleted_at IS NULL OR r.taken_back_at IS NULL OR a.deleted_at <> r.taken_back_at
"""
_BY_KEY: Final = """
UPDATE waiting SET how = 1, application_id = (
    SELECT k.application_id FROM known AS k WHERE k.source_key = waiting.source_key AND k.source_key <> ''
    ORDER BY k.gone, k.application_id LIMIT 1
) WHERE fate IS NULL AND source_key <> ''
"""
_BY_POSTING: Final = """
UPDATE waiting SET how = 2, application_id = (
    SELECT k.application_id FROM known AS k WHERE k.posting = waiting.posting AND k.posting <> ''
    ORDER BY k.gone, k.application_id LIMIT 1
) WHERE fate IS NULL AND application_id IS NULL AND posting <> ''
"""
_BY_NAME: Final = """
UPDATE waiting SET how = 3, application_id = (
    SELECT k.application_id FROM known AS k WHERE k.name = waiting.name AND k.day = waiting.day
        AND (k.posting = '' OR waiting.posting = '' OR k.posting = waiting.posting)
    ORDER BY k.gone, k.application_id LIMIT 1
) WHERE fate IS NULL AND application_id IS NULL
"""
_TWICE: Final = """
UPDATE waiting SET fate = 'skipped', why = 'It is in the file twice; line ' || f.line || ' counts.'
FROM waiting AS f
WHERE waiting.fate IS NULL AND waiting.source_key <> '' AND f.n = (
    SELECT min(o.n) FROM waiting AS o WHERE o.source_key = waiting.source_key AND o.bad = ''
) AND f.n < waiting.n
"""
_SECOND_POSTING: Final = """
UPDATE waiting SET application_id = NULL WHERE n IN (
    SELECT w.n FROM waiting AS w JOIN waiting AS f ON f.n = (
        SELECT o.n FROM waiting AS o WHERE o.application_id = w.application_id AND o.fate IS NULL
        ORDER BY o.how, o.n LIMIT 1
    ) WHERE w.fate IS NULL AND w.application_id IS NOT NULL AND w.n <> f.n
        AND w.posting <> '' AND f.posting <> '' AND w.posting <> f.posting
)
"""
_SAME_APPLICATION: Final = """
UPDATE waiting SET fate = 'skipped', why = (
    SELECT 'It is the same application as line ' || f.line || ', which counts.' FROM waiting AS f
    WHERE f.application_id = waiting.application_id AND f.fate IS NULL ORDER BY f.how, f.n LIMIT 1
) WHERE fate IS NULL AND application_id IS NOT NULL AND n <> (
    SELECT f.n FROM waiting AS f WHERE f.application_id = waiting.application_id AND f.fate IS NULL
    ORDER BY f.how, f.n LIMIT 1
)
"""
_GONE: Final = """
UPDATE waiting SET fate = 'skipped', why = ?
WHERE fate IS NULL AND application_id IN (SELECT application_id FROM known WHERE gone)
"""
_CAME_BEFORE: Final = """
UPDATE waiting SET fate = 'same' WHERE fate IS NULL AND application_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM main.import_run AS r CROSS JOIN main.import_change AS c
    WHERE r.taken_back_at IS NULL AND c.import_id = r.id AND c.application_id = waiting.application_id
        AND c.field = 'row:' || waiting.digest
)
"""
_BY_COMPANY: Final = """
UPDATE waiting SET how = 3, application_id = (
    SELECT k.application_id FROM known AS k WHERE k.company = waiting.name AND NOT k.gone
    ORDER BY k.application_id DESC LIMIT 1
) WHERE fate IS NULL
"""


def match(connection: apsw.Connection, zone: tzinfo) -> None:
    """Sets each row's application, and the fate of those that need no closer look. Begins anew each time."""
    connection.execute("DELETE FROM known")
    connection.executemany("INSERT INTO known VALUES (?, ?, ?, ?, ?, ?, ?)", _known(connection, zone))
    connection.execute(
        "UPDATE waiting SET application_id = NULL, how = NULL, fate = CASE bad WHEN '' THEN NULL ELSE 'skipped' END,"
        " why = bad"
    )
    connection.execute(_TWICE)
    connection.execute(f"{_BY_COMPANY} AND role = ''")
    connection.execute(
        "UPDATE waiting SET fate = 'skipped', why = ? WHERE fate IS NULL AND role = '' AND application_id IS NULL",
        (NOBODY,),
    )
    for step in (_BY_KEY, _BY_POSTING, _BY_NAME):
        connection.execute(f"{step} AND role <> ''")
    connection.execute(_SECOND_POSTING)
    connection.execute(_SAME_APPLICATION + " AND role <> ''")
    connection.execute(_GONE, (GONE,))
    connection.execute(_CAME_BEFORE)
    connection.execute("UPDATE waiting SET fate = 'new', why = remark WHERE fate IS NULL AND application_id IS NULL")


def _known(connection: apsw.Connection, zone: tzinfo) -> Iterator[tuple[apsw.SQLiteValue, ...]]:
    for key, source, link, company, role, applied_at, gone in connection.execute(_KNOWN):
        applied = None if applied_at is None else moments.from_text(applied_at)
        yield (
            key,
            source,
            posting_key(link, company, role),
            name_key(company, role),
            name_key(company, ""),
            day_key(applied, zone),
            gone,
        )
