"""Keeps an open reel's cards as the user writes them, while another window edits one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.changes import ChangeSet
from companion.core.highlight import Highlight
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.highlights import Highlights


class Edits(QObject):
    """Reads the highlights again when one was written."""

    read = Signal(object)
    """All of them, by id."""

    def __init__(self, kit: Kit, highlights: Highlights, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = kit.tasks
        self._highlights = highlights
        kit.changes.happened.connect(self._changed)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if "highlight" in changes.tables:
            self._tasks.run(Lane.READ, self._highlights.all, done=self._take, failed=self._leave, owner=self)

    @Slot(object)
    def _take(self, highlights: tuple[Highlight, ...]) -> None:
        self.read.emit({highlight.id: highlight for highlight in highlights})

    @Slot(object)
    def _leave(self, problem: Problem) -> None:
        """The cards stay as they are; whoever wrote is told."""
        del problem
