"""Searches in the background as one types: the latest wins, pages follow on demand.

A search that has not begun when the next key is pressed never begins; the answer of one that has is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.application import ApplicationRow
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.applications import Applications
from companion.services.ports import Superseded
from companion.ui.applications.model import PAGE, ApplicationsModel


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. number: which question. rows: None if a search elsewhere pushed this one aside."""

    number: int
    typed: str
    rows: tuple[ApplicationRow, ...] | None
    limit: int


class Finder(QObject):
    """Fills the model."""

    shown = Signal(bool)
    """The model holds the answer to the latest question; true if what was typed is new, false for a reload."""
    failed = Signal(object)

    def __init__(self, kit: Kit, applications: Applications, model: ApplicationsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._applications = applications
        self._model = model
        self._job: Job | None = None
        self._number = 0
        self._typed = ""
        self._is_new = True
        self.shown_number = 0
        self.shown_text = ""
        model.more_wanted.connect(self._more)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    def find(self, typed: str) -> int:
        """Asks for the first page; returns the question's number."""
        self._typed, self._is_new = typed, True
        self._ask(PAGE, 0, self._start)
        return self._number

    def reload(self) -> None:
        """Asks for what is shown once more, as it is now."""
        loaded = -(-self._model.rowCount() // PAGE) * PAGE
        self._ask(max(PAGE, loaded), 0, self._start)

    @Slot()
    def _more(self) -> None:
        if self._job is None:
            self._ask(PAGE, self._model.rowCount(), self._extend)
        else:
            self._model.stop_waiting()

    def _ask(self, limit: int, offset: int, done: Callable[[Found], None]) -> None:
        if self._job is not None:
            self._job.cancel()
        self._number += 1
        applications, typed, number = self._applications, self._typed, self._number

        def look() -> Found:
            try:
                return Found(number, typed, applications.search(typed, limit=limit, offset=offset), limit)
            except Superseded:
                return Found(number, typed, None, limit)

        self._job = self._kit.tasks.run(Lane.READ, look, done=done, failed=self._failed, owner=self)

    @Slot(object)
    def _start(self, found: Found) -> None:
        self._job = None
        if found.rows is None:
            self._ask(found.limit, 0, self._start)
            return
        is_new, self._is_new = self._is_new, False
        self.shown_number, self.shown_text = found.number, found.typed
        self._model.start(found.rows, complete=len(found.rows) < found.limit)
        self.shown.emit(is_new)

    @Slot(object)
    def _extend(self, found: Found) -> None:
        self._job = None
        if found.rows is None:
            self._model.stop_waiting()
        else:
            self._model.extend(found.rows, complete=len(found.rows) < found.limit)

    @Slot(object)
    def _failed(self, problem: Problem) -> None:
        self._job = None
        self._model.stop_waiting()
        self.failed.emit(problem)
