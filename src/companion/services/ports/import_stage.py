"""Where the rows of a file wait between a preview and the import, beside the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from typing import Protocol, TypeAlias

from companion.core.import_plan import Preview
from companion.core.import_run import ImportRun
from companion.core.imports import ImportedRow, Skipped
from companion.core.problem import Problem
from companion.services.ports.store import Writer
from companion.services.ports.system import Ids

Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many rows are done, and of how many (0: unknown)."""


class ImportStopped(Problem):
    """The user stopped it. Nothing was written."""

    def __init__(self) -> None:
        super().__init__("The import was stopped. Nothing was imported.")


class ImportStage(Protocol):
    """The rows of one import. They lie on the disk, not in memory, and go with `close`. For one thread at a time.

    A method that is told by `cancelled` to end raises ImportStopped and leaves the store as it was.
    """

    def add(self, rows: Iterable[ImportedRow | Skipped], progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Takes the rows in."""
        ...

    def preview(self, now: datetime, most: int) -> Preview:
        """Compares them with the store, which is not written to. most: rows of each fate."""
        ...

    def carry_out(
        self,
        run: ImportRun,
        ids: Ids,
        then: Callable[[Writer, Sequence[str]], None],
        *,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> tuple[ImportRun, frozenset[str]]:
        """One transaction; none if there is nothing to do. Compares anew if the store was written to since.

        Returns the run with its counts, and the known applications that it changed.

        then: called before the transaction ends, with the applications where something happened lately. Others of this
        process that write wait in line; reads go on. Raises StoreProblem.
        """
        ...

    def close(self) -> None: ...


class ImportStages(Protocol):
    """Makes them. zone: the user's, for days."""

    def stage_import(self, zone: tzinfo) -> ImportStage: ...
