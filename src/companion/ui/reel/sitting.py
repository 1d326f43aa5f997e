"""The noes that one reel answers: another may come while it shows, and the last one may be taken back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.problem import Problem
from companion.core.reel import Reel
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.reel import Noes, Reels
from companion.services.work import Outcome, Undo


class Sitting(QObject):
    """One sitting's noes."""

    recomposed = Signal(object)
    """A core.reel.Reel for the noes that there are now."""

    emptied = Signal()
    """The only one was taken back."""

    failed = Signal(object)

    def __init__(self, kit: Kit, reels: Reels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._reels = reels
        self._noes = Noes()
        self._before = Noes()
        self._undo: Undo | None = None
        self._composing: Job | None = None

    def begin(self, noes: Noes, undo: Undo | None) -> None:
        """undo: takes back the latest one."""
        self._noes, self._undo = noes, undo

    @property
    def companies(self) -> int:
        """How many companies said no."""
        return self._noes.count

    def add(self, noes: Noes, undo: Undo | None) -> None:
        """Another one, or several."""
        before = self._before = self._noes
        self._noes = Noes((*before.companies, *noes.companies), (*before.application_ids, *noes.application_ids))
        self._undo = undo
        self._compose()

    @Slot()
    def take_back(self) -> None:
        """Undoes the latest one."""
        undo, self._undo = self._undo, None
        if undo is None:
            return
        self._noes, self._before = self._before, Noes()
        work = partial(self._kit.desk.undo, undo, "reel")
        self._kit.write(work, done=self._taken_back, failed=self._refused, owner=self)

    @Slot(object)
    def _taken_back(self, outcome: Outcome[None]) -> None:
        del outcome
        if self._noes.companies:
            self._compose()
        else:
            self.emptied.emit()

    def _compose(self) -> None:
        if self._composing is not None:
            self._composing.cancel()
        work = partial(self._reels.compose, self._noes)
        self._composing = self._kit.tasks.run(Lane.READ, work, done=self._composed, failed=self._refused, owner=self)

    @Slot(object)
    def _composed(self, reel: Reel) -> None:
        self._composing = None
        self.recomposed.emit(reel)

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self.failed.emit(problem)
