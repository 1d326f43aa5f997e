"""Importing from other trackers: look at a file, say what would come of it, carry that out as one step.

The rows wait on the disk between the two, beside the store; the store is locked for writing only while they are taken
over, and whoever writes meanwhile waits in line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from companion.core.changes import ChangeSet
from companion.core.import_plan import Preview
from companion.core.import_run import UNKNOWN, ImportRun
from companion.core.imports import Format, Meanings, Recognised
from companion.core.problem import Problem
from companion.services.ports import ImportReader, ImportStage, ImportStages, Progress, Writer
from companion.services.work import Desk, Outcome, Undo, Work

SHOWN: Final = 500
"""Rows of each fate that a preview shows."""

OUR_OWN: Final = "This is an export of Companion itself, which is brought in by a step of its own."


def never() -> bool:
    """For what nobody stops."""
    return False


def silent(_done: int, _total: int) -> None:
    """For what nobody watches."""


def jobs(tables: Sequence[Recognised]) -> tuple[Recognised, ...]:
    """Of a file with several tables those that are imported together: what was applied for before what was saved.
    People alone are left to be chosen: they join applications that are here already.
    """
    order = list(Format)
    known = [table for table in tables if not table.needs_mapping and table.format is not Format.LINKEDIN_CONNECTIONS]
    return tuple(sorted(known, key=lambda table: order.index(table.format))) or tuple(tables[:1])


def _and_before(progress: Progress, before: int, total: int, done: int, _total: int) -> None:
    progress(before + done, total)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A preview, and its rows that wait. Whoever gets it closes it, in any thread."""

    file_name: str
    format: Format
    preview: Preview
    stage: ImportStage

    def close(self) -> None:
        """Forgets the rows."""
        self.stage.close()


class Importing:
    """Reads with `reader`; the rows wait in one of `stages`."""

    def __init__(self, desk: Desk, reader: ImportReader, stages: ImportStages) -> None:
        self._desk = desk
        self._reader = reader
        self._stages = stages

    def recognise(self, path: Path) -> tuple[Recognised, ...]:
        """What tables the file holds. Raises Problem."""
        return self._reader.recognise(path)

    def prepare(
        self,
        path: Path,
        tables: Sequence[Recognised],
        meanings: Meanings | None = None,
        *,
        with_private: bool = False,
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
    ) -> Prepared:
        """Reads all of these tables and compares them with what is here; nothing is written. Raises Problem.

        meanings: of the columns, None for what was suggested.
        """
        if any(table.format is Format.COMPANION_JSON for table in tables):
            raise Problem(OUR_OWN, field="file")
        total = sum(table.rows for table in tables)
        before = 0
        with ExitStack() as on_error:
            stage = self._stages.stage_import(self._desk.clock.zone())
            on_error.callback(stage.close)
            for table in tables:
                rows = self._reader.rows(path, table, meanings, with_private=with_private)
                stage.add(rows, partial(_and_before, progress, before, total), cancelled)
                before += table.rows
            preview = stage.preview(self._desk.clock.now(), SHOWN)
            on_error.pop_all()
        return Prepared(path.name, tables[0].format, preview, stage)

    def carry_out(
        self,
        prepared: Prepared,
        *,
        origin: str = "",
        progress: Progress = silent,
        cancelled: Callable[[], bool] = never,
    ) -> Outcome[ImportRun]:
        """Imports what was prepared: all of it, or nothing where this raises (ImportStopped, StoreProblem)."""
        desk = self._desk
        now = desk.clock.now()
        run = ImportRun(desk.ids.new(), now, prepared.format.value, prepared.file_name)

        def settle(writer: Writer, applications: Sequence[str]) -> None:
            work = Work(writer, desk.ids, now, desk.clock.zone(), desk.store.settings, origin)
            for application_id in applications:
                work.settle(application_id)

        done, changed = prepared.stage.carry_out(run, desk.ids, settle, progress=progress, cancelled=cancelled)
        if not done.added and not done.changed:
            return Outcome(done, ChangeSet(origin=origin), Undo((), frozenset()))
        tables = frozenset({"application", "event", "contact", "follow_up", "import_run"})
        return Outcome(done, ChangeSet(tables, changed, origin), Undo((), changed, imported=done.id))

    def runs(self) -> tuple[ImportRun, ...]:
        """Every import that was carried out, the latest first."""
        return tuple(sorted(self._desk.store.all(ImportRun), key=lambda run: run.id, reverse=True))

    def last(self) -> ImportRun | None:
        """The latest one that stands."""
        return next((run for run in self.runs() if run.taken_back_at is None), None)

    def take_back(self, key: str = "", origin: str = "") -> Outcome[ImportRun]:
        """Undoes one import, the latest that stands if none is named; also after a restart. Raises Problem."""
        run = next((run for run in self.runs() if run.id == key), None) if key else self.last()
        if run is None:
            raise Problem(UNKNOWN if key else "There is no import to take back.")
        outcome = self._desk.undo(Undo((), frozenset(), imported=run.id), origin)
        return Outcome(run, outcome.changes, outcome.undo)
