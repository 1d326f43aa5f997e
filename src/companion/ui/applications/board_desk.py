"""The board in the Applications window: made when it is first looked at; what it asks for is done here.

A card that is moved is one step of the window's history like any other change, so Ctrl+Z puts it back. While the board
is in force its card is the chosen one, and the story stands beside it once it was opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from companion.core.application import EventKind
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.services.applications import Applications
from companion.services.bulk import Bulk, Done
from companion.services.log_event import EventDraft, LogEvent, Logged
from companion.services.work import Outcome
from companion.ui.applications import words
from companion.ui.applications.actions import Actions
from companion.ui.applications.board import Board
from companion.ui.applications.board_page import BoardPage
from companion.ui.applications.chosen import Chosen, archived
from companion.ui.applications.commands import Commands
from companion.ui.applications.result_list import SearchPane
from companion.ui.applications.sheet import ORIGIN
from companion.ui.applications.silence_row import SilenceCommands
from companion.ui.applications.split import Split


@dataclass(frozen=True, slots=True)
class Around:
    """The parts of the window that the board stands among. side: the story, lent by `split`."""

    page: BoardPage
    search: SearchPane
    split: Split
    side: QWidget
    chosen: Chosen
    actions: Actions
    commands: Commands
    silence: SilenceCommands


class BoardDesk(QObject):
    """Makes the board, shows what it chooses, and logs what it asks for."""

    failed = Signal(object)
    """A Problem: one of the store's, or why a card can't be put there."""
    rejection_asked = Signal(str)
    chosen = Signal()
    """Another card is the chosen one."""

    def __init__(self, kit: Kit, applications: Applications, log_event: LogEvent, around: Around) -> None:
        super().__init__(around.page)
        self._kit, self._applications, self._log_event = kit, applications, log_event
        self._around = around
        self._board: Board | None = None
        self.in_force = False
        around.search.field.stepped.connect(self._step)

    @Slot(bool)
    def lay_out(self, in_force: bool) -> None:
        """The board is what is looked at now, or the list again."""
        around, self.in_force = self._around, in_force
        if not in_force:
            around.split.take_story(around.side)
            return
        board = self._board or self._make()
        around.split.lend_story()
        around.page.take_side(around.side)
        board.choose(around.chosen.key)
        board.look_for(around.search.field.text())

    def choose(self, application_id: str) -> None:
        """Goes to the application's card."""
        if self._board is not None:
            self._board.choose(application_id)

    def close_story(self) -> bool:
        """Puts the story away and gives the keyboard back to the cards; false if it was not open."""
        if self._board is None or not self.in_force or not self._around.page.shows_story:
            return False
        self._around.page.show_story(shown=False)
        self._board.focus_cards()
        return True

    def freshen(self) -> None:
        """It may have been in the background over midnight."""
        if self._board is not None:
            self._board.freshen()

    def _make(self) -> Board:
        around = self._around
        board = self._board = Board(self._kit, self._applications)
        board.add_card_actions(around.actions.for_rows)
        board.move_asked.connect(self._move)
        board.bring_back_asked.connect(around.silence.bring_all_back)
        board.log_rejection_asked.connect(self.rejection_asked)
        board.refused.connect(self._refuse)
        board.failed.connect(self.failed)
        board.chosen.connect(self._choose)
        board.opened.connect(self._open)
        board.typed.connect(self._type)
        board.left_upwards.connect(self._go_up)
        around.search.field.textChanged.connect(board.look_for)
        around.page.use(board)
        return board

    # --- the chosen card ---------------------------------------------------------------------------------------

    @Slot(str)
    def _choose(self, key: str) -> None:
        if not self.in_force:
            return
        row = self._board.chosen_row() if self._board is not None and key else None
        rows = () if row is None else (row,)
        self._around.chosen.take(rows)
        self._around.actions.set_chosen(
            count=len(rows), archived=archived(rows), tagged=any(each.tags for each in rows)
        )
        self.chosen.emit()

    @Slot()
    def _open(self) -> None:
        self._around.page.show_story(shown=True)

    @Slot(str)
    def _type(self, text: str) -> None:
        field = self._around.search.field
        self._go_up()
        field.setCursorPosition(len(field.text()))
        field.insert(text)

    @Slot()
    def _go_up(self) -> None:
        self._around.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _step(self, event: QKeyEvent) -> None:
        if self._board is not None and self.in_force and event.key() != Qt.Key.Key_Up:
            self._board.focus_cards()

    # --- what it asks for --------------------------------------------------------------------------------------

    @Slot(object, object)
    def _move(self, keys: tuple[str, ...], kind: EventKind) -> None:
        log_event, bulk = self._log_event, Bulk(self._kit.desk)
        self._around.commands.began.emit()
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
        logged, commands = outcome.value, self._around.commands
        commands.did(f"Logged for {words.named(logged.application)}: {logged.event.kind.words.lower()}.", outcome.undo)
        commands.logged.emit(logged.event)

    def _moved_all(self, kind: EventKind, outcome: Outcome[Done]) -> None:
        self._around.commands.did(f"Logged for {outcome.value.words}: {kind.words.lower()}.", outcome.undo)

    @Slot(str)
    def _refuse(self, why: str) -> None:
        self.failed.emit(Problem(why))

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)
