"""Searches in the background as one types: the latest wins, pages follow on demand.

A search that has not begun when the next key is pressed never begins; the answer of one that has is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.application import ApplicationRow, State
from companion.core.problem import Problem
from companion.core.query import USUAL, Order, Sort
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.applications import Applications
from companion.services.ports import Superseded
from companion.ui.applications.model import PAGE, ApplicationsModel

ALL: Final = 10_000_000
"""More than anybody has: for a search whose every row is wanted."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. number: which question. rows: None if a search elsewhere pushed this one aside. counts: how many stand
    where, if they are to be grouped.
    """

    number: int
    typed: str
    rows: tuple[ApplicationRow, ...] | None
    limit: int
    counts: dict[State, int] | None = None


class Finder(QObject):
    """Fills the model."""

    shown = Signal(bool)
    """The model holds the answer to the latest question; true if what was typed is new, false for a reload."""
    failed = Signal(object)
    all_shown = Signal()
    """The model holds everything that was found, as `find_all` asked."""

    def __init__(self, kit: Kit, applications: Applications, model: ApplicationsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._applications = applications
        self._model = model
        self._job: Job | None = None
        self._number = 0
        self._typed = ""
        self._is_new = True
        self._order, self._grouped = USUAL, False
        self._wants_all = False
        self.shown_number = 0
        self.shown_text = ""
        model.more_wanted.connect(self._more)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    @property
    def order(self) -> Order:
        """How the list is ordered; grouped, by stage whatever was asked for."""
        grouped = self._grouped and self._order.sort is not Sort.STAGE
        return Order(Sort.STAGE) if grouped else self._order

    def look(self, order: Order, *, grouped: bool) -> None:
        """How the list is ordered and whether by groups, from the next question on."""
        self._order, self._grouped = order, grouped

    def find(self, typed: str) -> int:
        """Asks for the first page; returns the question's number."""
        self._typed, self._is_new, self._wants_all = typed, True, False
        self._ask(PAGE, 0, self._start)
        return self._number

    def reload(self, needed: int = 0) -> None:
        """Asks for what is shown once more, as it is now. needed: rows, from the first one on; what was loaded beyond
        them comes again when the view gets there, so that a change costs the same however far somebody has scrolled.
        """
        self._ask(ALL if self._wants_all else max(PAGE, -(-needed // PAGE) * PAGE), 0, self._start)

    @Slot()
    def find_all(self) -> None:
        """Brings everything that what was typed finds; `all_shown` follows."""
        if self._model.complete and self._job is None:
            self.all_shown.emit()
            return
        self._wants_all = True
        self._ask(ALL, 0, self._start)

    @Slot()
    def _more(self) -> None:
        if self._job is None:
            self._ask(PAGE, self._model.found, self._extend)
        else:
            self._model.stop_waiting()

    def _ask(self, limit: int, offset: int, done: Callable[[Found], None]) -> None:
        if self._job is not None:
            self._job.cancel()
        self._number += 1
        applications, typed, number = self._applications, self._typed, self._number
        order, counted = self.order, self._grouped and not offset

        def look() -> Found:
            try:
                rows = applications.search(typed, order=order, limit=limit, offset=offset)
                return Found(number, typed, rows, limit, applications.counts(typed) if counted else None)
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
        self._model.start(found.rows, complete=len(found.rows) < found.limit, counts=found.counts)
        self.shown.emit(is_new)
        if self._wants_all and found.limit == ALL:
            self._wants_all = False
            self.all_shown.emit()

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
