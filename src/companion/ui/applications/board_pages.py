"""Brings the board's columns their further pages, one at a time and in the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.application import ApplicationRow, State
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.ports import Superseded
from companion.ui.applications.board_asking import PAGE, Answer, Reader, page
from companion.ui.applications.board_model import CardModel


@dataclass(frozen=True, slots=True)
class _Page:
    state: State
    rows: tuple[ApplicationRow, ...] | None


class Pages(QObject):
    """Fills the models: what an answer brought, and what a view that nears its end asks for."""

    failed = Signal(object)

    def __init__(self, kit: Kit, reader: Reader, models: Mapping[State, CardModel], parent: QObject) -> None:
        super().__init__(parent)
        self._kit, self._reader, self._models = kit, reader, models
        self._jobs: dict[State, Job] = {}
        self._typed = ""
        for model in models.values():
            model.more_wanted.connect(self._more)

    def show(self, answer: Answer) -> None:
        """Puts the first cards of each column in place; columns that were not asked for are empty."""
        self._typed = answer.question.typed
        for state, model in self._models.items():
            rows = answer.rows.get(state, ())
            model.start(rows, complete=len(rows) < answer.question.limits.get(state, PAGE))

    def stop(self) -> None:
        """What is on the way is not wanted any more: everything is asked anew."""
        for state, job in self._jobs.items():
            job.cancel()
            self._models[state].stop_waiting()
        self._jobs.clear()

    @Slot(object)
    def _more(self, state: State) -> None:
        reader, typed, offset = self._reader, self._typed, self._models[state].rowCount()

        def look() -> _Page:
            try:
                return _Page(state, page(reader, typed, state, offset=offset))
            except Superseded:
                return _Page(state, None)

        self._jobs[state] = self._kit.tasks.run(Lane.READ, look, done=self._extend, failed=self._fail, owner=self)

    @Slot(object)
    def _extend(self, found: _Page) -> None:
        self._jobs.pop(found.state, None)
        if found.rows is None:
            self._models[found.state].stop_waiting()
        else:
            self._models[found.state].extend(found.rows, complete=len(found.rows) < PAGE)

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self.stop()
        self.failed.emit(problem)
