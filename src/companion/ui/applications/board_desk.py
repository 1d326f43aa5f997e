"""The board in the Applications window: made when it is first looked at, and what it asks for is done here.

A card that is moved is one step of the window's history like any other change, so Ctrl+Z puts it back.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.application import EventKind
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.services.applications import Applications
from companion.services.bulk import Bulk, Done
from companion.services.log_event import EventDraft, LogEvent, Logged
from companion.services.work import Outcome
from companion.ui.applications import words
from companion.ui.applications.board import Board
from companion.ui.applications.commands import Commands
from companion.ui.applications.sheet import ORIGIN
from companion.ui.applications.silence_row import SilenceCommands


class BoardDesk(QObject):
    """Makes the board and logs what it asks for."""

    failed = Signal(object)
    """A Problem: one of the store's, or why a card can't be put there."""

    def __init__(
        self,
        kit: Kit,
        applications: Applications,
        log_event: LogEvent,
        commands: Commands,
        silence: SilenceCommands,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._kit, self._applications, self._log_event = kit, applications, log_event
        self._commands, self._silence = commands, silence

    def make(self) -> Board:
        """A board whose wishes are fulfilled; what it shows and opens is the window's to connect."""
        board = Board(self._kit, self._applications)
        board.move_asked.connect(self._move)
        board.bring_back_asked.connect(self._silence.bring_all_back)
        board.refused.connect(self._refuse)
        board.failed.connect(self.failed)
        return board

    @Slot(object, object)
    def _move(self, keys: tuple[str, ...], kind: EventKind) -> None:
        log_event, bulk = self._log_event, Bulk(self._kit.desk)
        self._commands.began.emit()
        if len(keys) == 1:
            draft = EventDraft(kind, keys[0])
            self._kit.write(
                lambda: log_event.log(draft, origin=ORIGIN), done=self._moved, failed=self._fail, owner=self
            )
        else:
            self._kit.write(
                lambda: bulk.log(keys, kind, None, origin=ORIGIN),
                done=partial(self._moved_all, kind),
                failed=self._fail,
                owner=self,
            )

    @Slot(object)
    def _moved(self, outcome: Outcome[Logged]) -> None:
        logged = outcome.value
        self._commands.did(
            f"Logged for {words.named(logged.application)}: {logged.event.kind.words.lower()}.", outcome.undo
        )
        self._commands.logged.emit(logged.event)

    def _moved_all(self, kind: EventKind, outcome: Outcome[Done]) -> None:
        self._commands.did(f"Logged for {outcome.value.words}: {kind.words.lower()}.", outcome.undo)

    @Slot(str)
    def _refuse(self, why: str) -> None:
        self.failed.emit(Problem(why))

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)
