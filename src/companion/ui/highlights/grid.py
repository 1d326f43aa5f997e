"""The cards in a grid: as many beside each other as fit, all of one size; arrows, typing on, several chosen.

One can go on typing from the grid and go down from the search field: the two are one thing to the hands.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget
from typing_extensions import override

from companion.core.highlight import Highlight
from companion.desktop.kit import Kit
from companion.desktop.thumbnails import Thumbnails
from companion.services.highlights import Highlights
from companion.ui.highlights.cards import GAP, LEAST_WIDTH, CardDelegate
from companion.ui.highlights.model import LibraryModel

_Index = QModelIndex | QPersistentModelIndex
_EDGE: Final = 2


class CardGrid(QListView):
    """The view."""

    typed = Signal(str)
    left_upwards = Signal()
    opened = Signal()
    """Enter or a double click. Not `activated`, which some desktops emit for a single click."""
    chosen = Signal()
    """Others are chosen, or another is the current one."""

    def __init__(self, kit: Kit, highlights: Highlights, model: LibraryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = model
        self._thumbnails = Thumbnails(kit.tasks, kit.loader, self)
        self.delegate = CardDelegate(kit, highlights, self._thumbnails, model, self)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.setAccessibleName("Highlights")
        self.setProperty("kind", "grid")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # always there, so that the cards keep their width when one more row comes
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().rangeChanged.connect(self._show_handle)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.doubleClicked.connect(self._open)
        self._thumbnails.ready.connect(self._came)
        kit.theme.changed.connect(self._restyle)

    # --- what is chosen ----------------------------------------------------------------------------------------

    def current(self) -> Highlight | None:
        index = self.currentIndex()
        return self._cards.highlight(index.row()) if index.isValid() else None

    def all_chosen(self) -> tuple[Highlight, ...]:
        """Those chosen, in the order shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(found for row in rows if (found := self._cards.highlight(row)) is not None)

    def go_to(self, row: int) -> None:
        """The card is the chosen one."""
        self.setCurrentIndex(self._cards.index(row, 0))

    def choose(self, keys: Collection[str], current: str, row: int) -> None:
        """Brings back what was chosen before the model changed; `row` where none of it is left."""
        place = self._cards.row_of(current)
        if place < 0:
            place = next((found for key in keys if (found := self._cards.row_of(key)) >= 0), -1)
        if place < 0:
            self.go_to(min(row, self._cards.rowCount() - 1))
            return
        flags = QItemSelectionModel.SelectionFlag
        selection = QItemSelection()
        for found in {place, *(self._cards.row_of(key) for key in keys)} - {-1}:
            index = self._cards.index(found, 0)
            selection.select(index, index)
        self.selectionModel().setCurrentIndex(self._cards.index(place, 0), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    @override
    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit()

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.delegate.set_several(several=len(self.selectionModel().selectedIndexes()) > 1)
        self.viewport().update()
        self.chosen.emit()

    # --- keys --------------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() < self._columns() and not event.modifiers():
            self.left_upwards.emit()
        elif event.text().isprintable() and event.text().strip() and not held:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    # --- sizes -------------------------------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._restyle()

    def _columns(self) -> int:
        return max(1, (self.viewport().width() - _EDGE) // (LEAST_WIDTH + GAP))

    def _fit(self) -> None:
        """The cards share the whole width."""
        self.delegate.set_width((self.viewport().width() - _EDGE) // self._columns())
        if self.gridSize() != self.delegate.cell:
            self.setGridSize(self.delegate.cell)
            self.verticalScrollBar().setSingleStep(self.delegate.cell.height() // 4)

    @Slot(int, int)
    def _show_handle(self, least: int, most: int) -> None:
        """A handle only where there is something to scroll; the stylesheet takes a disabled one out of sight."""
        self.verticalScrollBar().setEnabled(most > least)

    @Slot()
    def _restyle(self) -> None:
        self.delegate.refresh()
        self._fit()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    # --- pictures ----------------------------------------------------------------------------------------------

    @Slot(str)
    def _came(self, name: str) -> None:
        """Only the cards that show it are painted again."""
        for row in self._cards.rows_with_picture(name):
            self.update(self._cards.index(row, 0))

    @Slot()
    def _open(self) -> None:
        self.opened.emit()
