"""One run of tests/bench/imports.py in a process of its own: the import, or the bare floor; prints its facts as JSON.

The floor inserts the very same cells with executemany in one transaction on one connection as the store opens it.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import apsw
from companion.adapters.imports.reader import ImportFiles
from companion.adapters.store.connection import connect
from companion.adapters.store.store import open_store
from companion.adapters.system import Keys, SystemClock
from companion.services.importing import Importing
from companion.services.work import Desk

_TABLES = ("import_run", "application", "contact", "event", "import_change")


def bring(table: Path, store_path: Path) -> dict[str, float]:
    """Imports the file; says seconds for each step, the memory, and how long a reader beside it ever waited."""
    clock = SystemClock()
    with closing(open_store(store_path, now=clock.now())) as store:
        importing = Importing(Desk(store, clock, Keys()), ImportFiles(clock), store)
        ended, waits = threading.Event(), list[float]()

        def look() -> None:
            while not ended.wait(0.02):
                begun = time.perf_counter()
                store.count_applications()
                waits.append(time.perf_counter() - begun)

        reader = threading.Thread(target=look)
        reader.start()
        before = _peak_kb()
        begun = time.perf_counter()
        recognised = importing.recognise(table)
        known = time.perf_counter()
        prepared = importing.prepare(table, recognised)
        ready = time.perf_counter()
        run = importing.carry_out(prepared).value
        done = time.perf_counter()
        ended.set()
        reader.join()
        prepared.close()
        return {
            "rows": run.added,
            "recognise": known - begun,
            "prepare": ready - known,
            "import": done - ready,
            "whole": done - begun,
            "memory": (_peak_kb() - before) / 1024,
            "reader": max(waits) * 1000,
        }


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def bare(source: Path, target: Path, *, triggers: bool) -> dict[str, float]:
    """Inserts what stands in `source` into the same tables of a new store, with or without its triggers."""
    open_store(target, now=SystemClock().now()).close()
    with closing(connect(source, writes=False)) as reading, closing(connect(target)) as writing:
        cells = {table: _cells(reading, table) for table in _TABLES}
        if not triggers:
            for (name,) in writing.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                writing.execute(f"DROP TRIGGER {name}")
        begun = time.perf_counter()
        writing.execute("BEGIN IMMEDIATE")
        for table, (sql, found) in cells.items():
            del table
            writing.executemany(sql, found)
        writing.execute("COMMIT")
        return {"bare": time.perf_counter() - begun}


def _cells(connection: apsw.Connection, table: str) -> tuple[str, list[apsw.Row]]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()]
    listed, marks = ", ".join(columns), ", ".join("?" * len(columns))
    found = connection.execute(f"SELECT {listed} FROM {table}").fetchall()  # noqa: S608 - own names
    return f"INSERT INTO {table} ({listed}) VALUES ({marks})", found  # noqa: S608 - own names


def main(what: str, first: Path, second: Path) -> None:
    shutil.rmtree(second.parent, ignore_errors=True)
    second.parent.mkdir(parents=True)
    facts = bring(first, second) if what == "import" else bare(first, second, triggers=what == "triggers")
    print(json.dumps(facts))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
