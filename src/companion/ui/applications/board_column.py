"""A column of the board: its stage, how many stand there, and their cards; or, folded, a button that takes a card too.

The cards are a view over a model, not widgets: a column of 50,000 costs what its part on screen costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.application import ApplicationRow, State
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label, plain_tooltip
from companion.desktop.theme import Space, make_quiet
from companion.ui.applications.board_card import CardDelegate
from companion.ui.applications.board_model import CardModel, dragged

FOLDED_AT_FIRST: Final = (State.ACCEPTED, State.REJECTED, State.WITHDRAWN, State.QUIET)
UNCOUNTED: Final = frozenset({State.REJECTED})
"""Losses are not counted (care.md)."""

Takes = Callable[[Sequence[str], State], bool]
"""Whether these cards can be put there."""

_Index = QModelIndex | QPersistentModelIndex
_SIDEWAYS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_MOVES: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def told(state: State, count: int) -> str:
    """What a column is called: "Interview, 3 applications"."""
    if state in UNCOUNTED:
        return state.words
    return f"{state.words}, {'1 application' if count == 1 else f'{count:,} applications'}"


class CardList(QListView):
    """The cards of one stage. Each signal begins with the State, so that one receiver serves all columns."""

    chosen = Signal(object)
    """Another card is the current one."""
    entered = Signal(object)
    """The keyboard is here now."""
    opened = Signal(object)
    """Enter or a double click."""
    stepped = Signal(object, int)
    """Towards the column before (-1) or after it (1)."""
    pushed = Signal(object, int)
    """The chosen cards are to go to the stage before (-1) or after it (1)."""
    left_upwards = Signal()
    typed = Signal(str)
    dropped = Signal(object, object)
    """With the ids of the cards."""
    hovered = Signal(object)
    """A card is dragged over it."""

    def __init__(self, model: CardModel, kit: Kit, takes: Takes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: Final = model
        self.delegate = CardDelegate(kit.theme, model, self)
        self._takes = takes
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.setProperty("kind", "grid")
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setTabKeyNavigation(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)  # nothing is to be removed here by the view itself
        self.setDropIndicatorShown(False)
        self.doubleClicked.connect(self._open)
        kit.theme.changed.connect(self._restyle)

    def current(self) -> ApplicationRow | None:
        index = self.currentIndex()
        return self.cards.application(index.row()) if index.isValid() else None

    def all_chosen(self) -> tuple[str, ...]:
        """The ids of the chosen cards, in the order shown."""
        places = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(row.id for place in places if (row := self.cards.application(place)) is not None)

    def go_to(self, row: int) -> None:
        """The card is the chosen one."""
        self.setCurrentIndex(self.cards.index(row, 0))

    def row_near(self, y: int) -> int:
        """The card at this height of the view, or the last one above it."""
        found = self.indexAt(QPoint(self.viewport().width() // 2, max(y, 0)))
        return found.row() if found.isValid() else self.cards.rowCount() - 1

    @override
    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(self.cards.state)

    # --- keys --------------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        by = _SIDEWAYS.get(Qt.Key(event.key()), 0) * (-1 if self.isRightToLeft() else 1)
        if by and held == _MOVES:
            self.pushed.emit(self.cards.state, by)
        elif by and not held:
            self.stepped.emit(self.cards.state, by)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() == Qt.Key.Key_Up and not held and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        elif event.text().isprintable() and event.text().strip() and not held & ~Qt.KeyboardModifier.ShiftModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit(self.cards.state)

    @Slot()
    def _open(self) -> None:
        self.opened.emit(self.cards.state)

    # --- dragging ----------------------------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)
        self.hovered.emit(self.cards.state)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._show_over(over=bool(_taken(event, self._takes, self.cards.state)))

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(over=False)
        event.accept()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(over=False)
        if keys := _taken(event, self._takes, self.cards.state):
            self.dropped.emit(self.cards.state, keys)

    def _show_over(self, *, over: bool) -> None:
        if bool(self.property("over")) is not over:
            self.setProperty("over", over)
            self.style().unpolish(self)
            self.style().polish(self)

    # --- looks -------------------------------------------------------------------------------------------------

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._restyle()

    @Slot()
    def _restyle(self) -> None:
        self.delegate.refresh()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


def _taken(event: QDropEvent, takes: Takes, state: State) -> tuple[str, ...]:
    """The cards that are dragged, if they can be put there; the event is accepted or not."""
    keys = dragged(event.mimeData())
    if not keys or not takes(keys, state):
        event.ignore()
        return ()
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
    return keys


class BoardColumn(QFrame):
    """A stage with its cards."""

    folded = Signal(object)
    """It is to be folded away."""

    def __init__(self, state: State, kit: Kit, takes: Takes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "lane")
        self.state: Final = state
        self.list: Final = CardList(CardModel(state, kit.clock, self), kit, takes, self)
        name = plain_label(state.words, parent=self)
        font = name.font()
        font.setWeight(QFont.Weight.DemiBold)
        name.setFont(font)
        self._count = plain_label(role="quiet", parent=self)
        head = QHBoxLayout()
        head.setContentsMargins(Space.XS, 0, 0, 0)
        head.setSpacing(Space.XS)
        head.addWidget(name)
        head.addWidget(self._count)
        head.addStretch(1)
        if state in FOLDED_AT_FIRST:
            fold = QPushButton("Fold", self)
            fold.setAccessibleName(f"Fold {state.words}")
            make_quiet(fold)
            fold.clicked.connect(self._fold)
            head.addWidget(fold)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXS, Space.XS, Space.XXS, Space.XXS)
        column.setSpacing(Space.XXS)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """How many stand here, of which only some are loaded."""
        self._count.setText("" if self.state in UNCOUNTED else f"{count:,}")
        self.list.setAccessibleName(told(self.state, count))
        # an empty column takes cards, but there is nothing in it for the keyboard
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus if count else Qt.FocusPolicy.NoFocus)

    @Slot()
    def _fold(self) -> None:
        self.folded.emit(self.state)


class FoldedStage(QPushButton):
    """A stage that is folded away: pressing it opens the column, and a card can be dropped on it."""

    unfolded = Signal(object)
    dropped = Signal(object, object)
    """With the ids of the cards."""

    def __init__(self, state: State, takes: Takes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state: Final = state
        self._takes = takes
        self.setAcceptDrops(True)
        self.clicked.connect(self._unfold)
        plain_tooltip(self, "Open this column, or drop a card here")
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """How many stand here."""
        self.setText(self.state.words if self.state in UNCOUNTED or not count else f"{self.state.words}  {count:,}")
        self.setAccessibleName(f"Open {told(self.state, count)}")

    @Slot()
    def _unfold(self) -> None:
        self.unfolded.emit(self.state)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.setDown(bool(_taken(event, self._takes, self.state)))

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.setDown(False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.setDown(False)
        if keys := _taken(event, self._takes, self.state):
            self.dropped.emit(self.state, keys)
