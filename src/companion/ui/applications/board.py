"""The applications as a board: a column for each stage, a card for each application.

A card that is moved logs an event. What is found is what the list would find. The board writes nothing itself: it asks
(`move_asked`…) and shows what the change sets say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.application import ApplicationRow, State
from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.core.stage_move import WAY
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.scrolling import ScrollingArea
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space
from companion.ui.applications.board_asking import PAGE, Answer, Question, Reader, look, marked_words
from companion.ui.applications.board_column import FOLDED_AT_FIRST, BoardColumn, FoldedStage
from companion.ui.applications.board_moves import Mover
from companion.ui.applications.board_pages import Pages

_SHOWN: Final = frozenset({"application", "event", "contact"})
_NARROWEST: Final = 19
"""Characters of a column's width."""
_PEEK: Final = 72
"""Pixels of the next column that come into view while a card is dragged to the edge."""


class Board(QWidget):
    """Shows what `look_for` finds. It looks only while it is visible, and catches up when it is shown."""

    chosen = Signal(str)
    """The id of the card that is the current one, "" if there is none."""
    opened = Signal(str)
    move_asked = Signal(object, object)
    """A tuple of ids, and the EventKind to log for them now."""
    bring_back_asked = Signal(object)
    """A tuple of ids: "put aside as quiet" is to be taken back."""
    log_rejection_asked = Signal(str)
    refused = Signal(str)
    """Why a card can't be put there."""
    typed = Signal(str)
    """Somebody types on a card: it belongs to the search field."""
    left_upwards = Signal()
    shown = Signal()
    """The answer to the latest question is on the board."""
    failed = Signal(object)

    def __init__(self, kit: Kit, applications: Reader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit, self._applications = kit, applications
        self._job: Job | None = None
        self._number, self._typed, self._is_new = 0, "", True
        self._stale, self._filling = True, False
        self._chosen, self._current = "", State.SAVED
        self._mover = Mover(kit.clock, self._rows_of, self._chosen_rows, self)
        takes = self._mover.takes
        self._columns = {state: BoardColumn(state, kit, takes, self) for state in WAY}
        self._folded = {state: FoldedStage(state, takes, self) for state in FOLDED_AT_FIRST}
        self._pages = Pages(kit, applications, {s: c.list.cards for s, c in self._columns.items()}, self)
        self._nothing: QLabel = plain_label(role="quiet", wrap=True, parent=self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.setAccessibleName("Board")
        inside = QWidget(self)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        narrowest = self.fontMetrics().averageCharWidth() * _NARROWEST
        for state, column in self._columns.items():
            column.setMinimumWidth(narrowest)
            column.setVisible(state not in self._folded)
            row.addWidget(column, 1)
            column.list.addAction(self._mover.menu.menuAction())
        aside = QVBoxLayout()
        aside.setSpacing(Space.XS)
        aside.addWidget(plain_label("Closed and quiet", role="small", parent=self))
        for button in self._folded.values():
            aside.addWidget(button)
        aside.addStretch(1)
        self._area = ScrollingArea(self)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.take(inside)
        self._nothing.setContentsMargins(Space.L, Space.XS, Space.L, 0)
        self._nothing.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._nothing)
        across = QHBoxLayout()
        across.setSpacing(Space.XS)
        across.addWidget(self._area, 1)
        across.addLayout(aside)  # beside what scrolls: a card can always be dropped there
        whole.addLayout(across, 1)

    def _connect(self) -> None:
        for column in self._columns.values():
            cards = column.list
            cards.chosen.connect(self._choose)
            cards.entered.connect(self._enter)
            cards.opened.connect(self._open)
            cards.stepped.connect(self._step)
            cards.pushed.connect(self._mover.push)
            cards.dropped.connect(self._mover.drop)
            cards.hovered.connect(self._reveal)
            cards.typed.connect(self.typed)
            cards.left_upwards.connect(self.left_upwards)
            column.folded.connect(self._fold)
        for button in self._folded.values():
            button.unfolded.connect(self._unfold)
            button.dropped.connect(self._mover.drop)
        mover = self._mover
        mover.move_asked.connect(self.move_asked)
        mover.bring_back_asked.connect(self.bring_back_asked)
        mover.log_rejection_asked.connect(self.log_rejection_asked)
        mover.refused.connect(self.refused)
        self._pages.failed.connect(self.failed)
        self._kit.changes.happened.connect(self._changed)

    # --- what is shown -----------------------------------------------------------------------------------------

    @property
    def is_asking(self) -> bool:
        """Whether an answer is still to come."""
        return self._job is not None

    @property
    def chosen_id(self) -> str:
        return self._chosen

    def chosen_row(self) -> ApplicationRow | None:
        """The card that is the current one."""
        return self._columns[self._current].list.current()

    def look_for(self, typed: str) -> None:
        """Shows what is found for it, from the top of each column."""
        self._typed, self._is_new = typed, True
        self._ask()

    def choose(self, application_id: str) -> None:
        """The application's card is the current one, as soon as it is on the board."""
        self._chosen = application_id
        if not self._stale and not self.is_asking:
            self._restore(at=0)

    def focus_cards(self) -> None:
        """Brings the keyboard to the current card, or to the first one."""
        order = [self._current, *self._columns]
        filled = (self._columns[s] for s in order if self._is_open(s) and self._columns[s].list.cards.rowCount())
        column = next(filled, None)
        if column is not None:
            column.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_card_actions(self, actions: Sequence[QAction]) -> None:
        """What else a card's own menu holds."""
        for column in self._columns.values():
            column.list.addActions(actions)

    def freshen(self) -> None:
        """It may have been in the background over midnight."""
        for column in self._columns.values():
            column.list.cards.forget_ages()
            column.list.viewport().update()

    def _is_open(self, state: State) -> bool:
        return not self._columns[state].isHidden()

    def _ask(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._stale = not self.isVisible()
        if self._stale:
            return
        self._pages.stop()
        self._number += 1
        limits = {
            state: PAGE if self._is_new else max(PAGE, -(-column.list.cards.rowCount() // PAGE) * PAGE)
            for state, column in self._columns.items()
            if self._is_open(state)
        }
        reader, question = self._applications, Question(self._number, self._typed, limits)
        self._job = self._kit.tasks.run(
            Lane.READ, lambda: look(reader, question), done=self._show, failed=self._fail, owner=self
        )

    @Slot(object)
    def _show(self, answer: Answer) -> None:
        self._job = None
        if answer.counts is None:
            self._ask()
            return
        is_new, self._is_new = self._is_new, False
        place = self._columns[self._current].list.currentIndex().row()
        had_keyboard = any(column.list.hasFocus() for column in self._columns.values())
        self._filling = True
        self._pages.show(answer)
        for state, column in self._columns.items():
            column.set_count(answer.counts.get(state, 0))
            column.list.delegate.set_words(marked_words(answer.question.typed))
            if is_new:
                column.list.scrollToTop()
            column.list.viewport().update()
        for state, button in self._folded.items():
            button.set_count(answer.counts.get(state, 0))
        self._filling = False
        self._say_nothing_found(answer)
        self._restore(at=0 if is_new else place)
        if had_keyboard:
            self.focus_cards()
        self._kit.trace.mark("board.shown", number=answer.question.number)
        self.shown.emit()

    def _say_nothing_found(self, answer: Answer) -> None:
        typed = answer.question.typed.strip()
        self._nothing.setVisible(bool(typed) and not any((answer.counts or {}).values()))
        self._nothing.setText(f"Nothing found for “{typed if len(typed) <= 60 else f'{typed[:59]}…'}”.")

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self._job = None
        self.failed.emit(problem)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.tables & _SHOWN:
            self._ask()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask()

    # --- the current card --------------------------------------------------------------------------------------

    def _restore(self, *, at: int) -> None:
        """Goes to the card that was the current one, wherever it is now; else to what stands in its place."""
        for state, column in self._columns.items():
            place = column.list.cards.row_of(self._chosen)
            if place >= 0 and self._is_open(state):
                self._go_to(state, place)
                return
        here = [self._current, *self._columns]
        filled = next((s for s in here if self._is_open(s) and self._columns[s].list.cards.rowCount()), None)
        if filled is not None:
            self._go_to(filled, max(0, min(at, self._columns[filled].list.cards.rowCount() - 1)))
        elif self._chosen:
            self._chosen = ""
            self.chosen.emit("")

    def _go_to(self, state: State, place: int) -> None:
        cards = self._columns[state].list
        if cards.currentIndex().row() == place:
            self._choose(state)  # the same row, perhaps of another application
        else:
            cards.go_to(place)

    @Slot(object)
    def _choose(self, state: State) -> None:
        row = self._columns[state].list.current()
        if self._filling or row is None:
            return
        self._current = state
        for other, column in self._columns.items():
            if other is not state:
                column.list.selectionModel().clear()
        if row.id != self._chosen:
            self._chosen = row.id
            self.chosen.emit(row.id)

    @Slot(object)
    def _enter(self, state: State) -> None:
        cards = self._columns[state].list
        self._area.ensureWidgetVisible(self._columns[state], Space.M, 0)
        if cards.current() is None and cards.cards.rowCount():
            cards.go_to(0)

    @Slot(object, int)
    def _step(self, state: State, by: int) -> None:
        """To the nearest card of the next column that has any."""
        filled = [s for s in WAY if self._is_open(s) and (s is state or self._columns[s].list.cards.rowCount())]
        place = filled.index(state) + by
        if 0 <= place < len(filled):
            here, there = self._columns[state].list, self._columns[filled[place]].list
            there.go_to(there.row_near(here.visualRect(here.currentIndex()).center().y()))
            there.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(object)
    def _open(self, state: State) -> None:
        row = self._columns[state].list.current()
        if row is not None:
            self.opened.emit(row.id)

    # --- columns -----------------------------------------------------------------------------------------------

    @Slot(object)
    def _unfold(self, state: State) -> None:
        self._folded[state].hide()
        self._columns[state].show()
        self._ask()

    @Slot(object)
    def _fold(self, state: State) -> None:
        self._columns[state].hide()
        self._folded[state].show()
        self._folded[state].setFocus(Qt.FocusReason.OtherFocusReason)
        self._columns[state].list.cards.start((), complete=True)
        self._restore(at=0)

    @Slot(object)
    def _reveal(self, state: State) -> None:
        self._area.ensureWidgetVisible(self._columns[state], _PEEK, 0)

    def _rows_of(self, keys: Sequence[str]) -> list[ApplicationRow]:
        """The loaded cards with these ids; a dragged one may be another program's."""
        models = [column.list.cards for column in self._columns.values()]
        found = (m.application(m.row_of(key)) for key in keys for m in models)
        return [row for row in found if row is not None]

    def _chosen_rows(self) -> list[ApplicationRow]:
        return self._rows_of(self._columns[self._current].list.all_chosen())
