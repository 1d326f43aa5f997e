"""The search field and the list below it, and how the keyboard passes between them.

One can go on typing from the list and go down from the field: the two are one thing to the hands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.application import ApplicationRow
from companion.desktop.labels import plain_label
from companion.desktop.search_field import SearchField
from companion.desktop.theme import Space, Theme
from companion.ui.applications.delegate import RowDelegate
from companion.ui.applications.header import SortHeader
from companion.ui.applications.model import ApplicationsModel

_STEPS: Final = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp})
_PASSED: Final = frozenset({Qt.Key.Key_E})


class ResultList(QListView):
    """The rows. Tells when the rows it was waiting for are really on screen."""

    painted = Signal()
    typed = Signal(str)
    left_upwards = Signal()
    opened = Signal()
    """Enter or a double click. Not `activated`, which some desktops emit for a single click."""
    chosen = Signal()
    """Another row is the chosen one, or several are, by keyboard, mouse, or a new result."""
    all_asked = Signal()
    """Ctrl+A: everything that was found is to be chosen, also what is not loaded yet."""
    pasted = Signal()
    """Ctrl+V."""

    def __init__(self, model: ApplicationsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._awaits_paint = False
        self._theme = theme
        self.rows_delegate = RowDelegate(theme, model, self)
        self.setItemDelegate(self.rows_delegate)
        self.setModel(model)
        self.setAccessibleName("Applications")
        self.setUniformItemSizes(True)
        self.setViewportMargins(3, 3, 3, 3)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self._restyle)

    def await_paint(self) -> None:
        """`painted` follows the next painting, which happens at once rather than with the next frame."""
        self._awaits_paint = True
        self.viewport().repaint()

    def go_to(self, row: int) -> None:
        """Makes it the only one that is chosen."""
        self.setCurrentIndex(self._rows.index(row, 0))

    def needed_rows(self) -> int:
        """How many rows, from the first one on, hold all that is seen and all that is chosen."""
        seen = self.indexAt(self.viewport().rect().bottomLeft()).row()
        if seen < 0:  # below the last row, or not laid out yet
            seen = self.model().rowCount() - 1
        chosen = max((part.bottom() for part in _parts(self.selectionModel().selection())), default=-1)
        return max(seen, chosen, self.currentIndex().row()) + 1

    @property
    def first_row(self) -> int:
        """The first row that can be chosen."""
        return self._rows.nearest(0)

    def chosen_rows(self) -> tuple[ApplicationRow, ...]:
        """The applications that are chosen, from top to bottom."""
        return tuple(self._chosen())

    def choose(self, keys: Iterable[str]) -> bool:
        """Chooses these applications, as far as they are in the list; says whether more than one is. The view stays
        where it is.
        """
        rows = sorted(row for row in map(self._rows.row_of, keys) if row >= 0)
        if len(rows) < 2:
            return False
        chosen = QItemSelection()
        for first, last in _runs(rows):
            chosen.select(self._rows.index(first, 0), self._rows.index(last, 0))
        selection = self.selectionModel()
        selection.setCurrentIndex(self._rows.index(rows[0], 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        return True

    @Slot()
    def choose_all(self) -> None:
        """Chooses every row that is loaded."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def _chosen(self) -> Iterator[ApplicationRow]:
        selection = self.selectionModel()
        if not selection.hasSelection():
            return
        parts = sorted((part.top(), part.bottom()) for part in _parts(selection.selection()))
        for first, last in parts:
            for row in range(first, last + 1):
                application = self._rows.application(row)
                if application is not None:
                    yield application

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._awaits_paint:
            self._awaits_paint = False
            self.painted.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= self.first_row and not shifted:
            self.left_upwards.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.all_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.text().isprintable() and event.text() and not held:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    @override
    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit()

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._restyle()

    @Slot()
    def _open(self) -> None:
        self.opened.emit()

    @Slot()
    def _restyle(self) -> None:
        self.rows_delegate.refresh()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


def _parts(selection: QItemSelection) -> list[QItemSelectionRange]:
    # a QItemSelection is a list in C++; PySide's type does not say of what
    return list(cast("Iterable[QItemSelectionRange]", selection))


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last of each run of numbers that follow each other."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


class SearchPane(QWidget):
    """Field and list together; "Nothing found" lies on the list when it is empty. top: the field with what belongs to
    it.
    """

    def __init__(self, model: ApplicationsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = SearchField(
            "Search applications",
            "Search company, role, place, people, notes",
            steps=_STEPS,
            passed=_PASSED,
            parent=self,
        )
        self.header = SortHeader(self)
        self.list = ResultList(model, theme, self)
        self.nothing: QLabel = plain_label(role="quiet", wrap=True, parent=self.list)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.nothing.hide()
        over = QVBoxLayout(self.list.viewport())
        over.setContentsMargins(Space.L, Space.XL, Space.L, 0)
        over.addWidget(self.nothing, 0, Qt.AlignmentFlag.AlignTop)
        self.top = QWidget(self)
        self._top = QVBoxLayout(self.top)
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(Space.XS)
        self._top.addWidget(self.field)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.M, Space.M, Space.XS, Space.M)
        self._column.setSpacing(Space.XS)
        self._column.addWidget(self.top)
        self._column.addWidget(self.header)
        self._column.addWidget(self.list, 1)
        self.setMinimumWidth(240)
        self.field.stepped.connect(self._step)
        self.list.typed.connect(self._type)
        self.list.left_upwards.connect(self._go_up)

    def add_below_field(self, widget: QWidget) -> None:
        """Adds what belongs to the search and goes with it to the board."""
        self._top.addWidget(widget)

    def take_top(self, top: QWidget) -> None:
        """The search stands above the list again."""
        self._column.insertWidget(0, top)

    def say_nothing_found(self, typed: str | None) -> None:
        """Shows that nothing was found for what was typed; None takes it away."""
        self.nothing.setVisible(typed is not None)
        if typed is not None:
            typed = typed.strip()
            short = typed if len(typed) <= 60 else f"{typed[:59]}…"
            self.nothing.setText(f"Nothing found for “{short}”.")

    @Slot(object)
    def _step(self, event: QKeyEvent) -> None:
        if self.list.model().rowCount() == 0:
            return
        if event.key() != Qt.Key.Key_Up:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.list.currentIndex().row() > self.list.first_row or event.key() != Qt.Key.Key_Up:
            self.list.keyPressEvent(event)

    @Slot(str)
    def _type(self, text: str) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.setCursorPosition(len(self.field.text()))
        self.field.insert(text)

    @Slot()
    def _go_up(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
