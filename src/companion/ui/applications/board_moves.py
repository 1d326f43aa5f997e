"""Turns a card that is dragged, pushed by a key or moved by its menu into what is asked for: an event, or why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from companion.core.application import ApplicationRow, EventKind, State
from companion.core.stage_move import WAY, neighbour, plan
from companion.services.ports import Clock

_ONE_BY_ONE: Final = {
    State.REJECTED: "A no is logged for one application at a time.",
    State.INTERVIEW: "An interview has a time of its own: log it for one application at a time.",
}


class Mover(QObject):
    """menu: "Move to", for a card's own menu. The signals are the Board's."""

    move_asked = Signal(object, object)
    bring_back_asked = Signal(object)
    log_rejection_asked = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        clock: Clock,
        rows_of: Callable[[Sequence[str]], list[ApplicationRow]],
        chosen: Callable[[], list[ApplicationRow]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._clock, self._rows_of, self._chosen = clock, rows_of, chosen
        self.menu: Final = QMenu("&Move to", parent)
        self._moves = QActionGroup(self)
        for state in WAY:
            action = QAction(state.words, self)
            action.setData(state.value)
            self._moves.addAction(action)
        self.menu.addActions(self._moves.actions())
        self.menu.aboutToShow.connect(self._offer)
        self._moves.triggered.connect(self._move_to)

    def takes(self, keys: Sequence[str], target: State) -> bool:
        """Whether any of these cards can be put under that stage."""
        return self._possible(self._rows_of(keys), target)

    @Slot(object, object)
    def drop(self, target: State, keys: tuple[str, ...]) -> None:
        self._move(self._rows_of(keys), target)

    @Slot(object, int)
    def push(self, state: State, by: int) -> None:
        """The chosen cards go to the stage before or after this one."""
        target = neighbour(state, by)
        if target is not None:
            self._move(self._chosen(), target)

    @Slot()
    def _offer(self) -> None:
        rows = self._chosen()
        for action in self._moves.actions():
            action.setEnabled(self._possible(rows, State(action.data())))

    @Slot(QAction)
    def _move_to(self, action: QAction) -> None:
        self._move(self._chosen(), State(action.data()))

    def _possible(self, rows: Sequence[ApplicationRow], target: State) -> bool:
        made = plan(rows, target, self._clock.now())
        return bool(made.logged or made.back)

    def _move(self, rows: Sequence[ApplicationRow], target: State) -> None:
        made = plan(rows, target, self._clock.now())
        if made.why:
            self.refused.emit(made.why)
        if made.back:
            self.bring_back_asked.emit(made.back)
        if not made.logged:
            return
        if len(made.logged) > 1 and target in _ONE_BY_ONE:
            self.refused.emit(_ONE_BY_ONE[target])
        elif target is State.REJECTED:
            for key in made.logged:
                self.log_rejection_asked.emit(key)
        else:
            self.move_asked.emit(made.logged, EventKind(target.value))
