"""One file's way from being read to being imported, on worker threads; the window looks at how far it is.

No signal comes from here: a worker writes two numbers, the window's timer reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from companion.core.import_run import ImportRun
from companion.core.imports import Meanings, Recognised
from companion.services.importing import Importing, Prepared
from companion.services.ports import ImportStopped
from companion.services.work import Outcome

ORIGIN = "importing"


class Sitting:
    """done, total: rows. A sitting that was stopped ends with ImportStopped and keeps nothing."""

    def __init__(self, importing: Importing) -> None:
        self.done = 0
        self.total = 0
        self._importing = importing
        self._stopped = False
        self._prepared: Prepared | None = None
        self._lock = Lock()

    @property
    def stopped(self) -> bool:
        return self._stopped

    def stop(self) -> None:
        """From any thread. What is under way ends soon; what waits for the import is forgotten."""
        with self._lock:
            self._stopped = True
            prepared, self._prepared = self._prepared, None
        if prepared is not None:
            prepared.close()

    def prepare(
        self, path: Path, tables: Sequence[Recognised], meanings: Meanings | None, *, with_private: bool
    ) -> Prepared:
        """Reads the tables. On a worker."""
        prepared = self._importing.prepare(
            path, tables, meanings, with_private=with_private, progress=self._went, cancelled=self._is_stopped
        )
        with self._lock:
            if not self._stopped:
                self._prepared = prepared
                return prepared
        prepared.close()
        raise ImportStopped

    def carry_out(self) -> Outcome[ImportRun]:
        """Imports what was prepared, once. On a worker."""
        with self._lock:
            prepared, self._prepared = self._prepared, None
        if prepared is None:
            raise ImportStopped
        self.done = self.total = 0
        try:
            return self._importing.carry_out(prepared, origin=ORIGIN, progress=self._went, cancelled=self._is_stopped)
        finally:
            prepared.close()

    def _went(self, done: int, total: int) -> None:
        self.done, self.total = done, total

    def _is_stopped(self) -> bool:
        return self._stopped
