"""The search field and the list below it, and how the keyboard passes between them.

One can go on typing from the list and go down from the field: the two are one thing to the hands.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from companion.desktop.labels import plain_label
from companion.desktop.search_field import SearchField
from companion.desktop.theme import Space, Theme
from companion.ui.applications.delegate import RowDelegate
from companion.ui.applications.model import ApplicationsModel

_STEPS: Final = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp})
_PASSED: Final = frozenset({Qt.Key.Key_E, Qt.Key.Key_Y})


class ResultList(QListView):
    """The rows. Tells when the rows it was waiting for are really on screen."""

    painted = Signal()
    typed = Signal(str)
    left_upwards = Signal()
    opened = Signal()
    """Enter or a double click. Not `activated`, which some desktops emit for a single click."""
    chosen = Signal()
    """Another row is the current one, by keyboard, mouse, or a new result."""

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
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.doubleClicked.connect(self._open)
        theme.changed.connect(self._restyle)

    def await_paint(self) -> None:
        """`painted` follows the next painting, which happens at once rather than with the next frame."""
        self._awaits_paint = True
        self.viewport().repaint()

    def go_to(self, row: int) -> None:
        self.setCurrentIndex(self._rows.index(row, 0))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._awaits_paint:
            self._awaits_paint = False
            self.painted.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
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


class SearchPane(QWidget):
    """Field and list together; "Nothing found" lies on the list when it is empty."""

    def __init__(self, model: ApplicationsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = SearchField(
            "Search applications",
            "Search company, role, place, people, notes",
            steps=_STEPS,
            passed=_PASSED,
            parent=self,
        )
        self.list = ResultList(model, theme, self)
        self.nothing: QLabel = plain_label(role="quiet", wrap=True, parent=self.list)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.nothing.hide()
        over = QVBoxLayout(self.list.viewport())
        over.setContentsMargins(Space.L, Space.XL, Space.L, 0)
        over.addWidget(self.nothing, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.XS, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        self.setMinimumWidth(240)
        self.field.stepped.connect(self._step)
        self.list.typed.connect(self._type)
        self.list.left_upwards.connect(self._go_up)

    def say_nothing_found(self, typed: str | None) -> None:
        """Shows that nothing was found for what was typed; None takes it away."""
        self.nothing.setVisible(typed is not None)
        if typed is not None:
            short = typed if len(typed) <= 60 else f"{typed[:59]}…"
            self.nothing.setText(f"Nothing found for “{short}”.")

    @Slot(object)
    def _step(self, event: QKeyEvent) -> None:
        if self.list.model().rowCount() == 0:
            return
        if event.key() != Qt.Key.Key_Up:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.list.currentIndex().row() > 0 or event.key() != Qt.Key.Key_Up:
            self.list.keyPressEvent(event)

    @Slot(str)
    def _type(self, text: str) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.setCursorPosition(len(self.field.text()))
        self.field.insert(text)

    @Slot()
    def _go_up(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
