"""How the list is looked at: as a list or a board, in which order, by groups, and the views that are kept by a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from companion.core.query import USUAL, Order, Sort
from companion.core.saved_view import SavedView
from companion.desktop.icons import Icons
from companion.desktop.windows import SizeKeeper
from companion.ui.applications.header import COLUMNS
from companion.ui.applications.words import button_words

LIST: Final = "list"
GROUPS: Final = "groups"
BOARD: Final = "board"
_KEY: Final = "applications.look"
_WITH_KEYS: Final = 9
"""Kept views that have a shortcut."""


@dataclass(frozen=True, slots=True)
class Look:
    """layout: LIST, GROUPS (a list with a heading for each stage) or BOARD."""

    order: Order = USUAL
    layout: str = LIST

    @classmethod
    def read(cls, order: str, layout: str) -> Look:
        """From what was kept; what is unknown means the usual."""
        return cls(Order.read(order), layout if layout in (LIST, GROUPS, BOARD) else LIST)

    @property
    def grouped(self) -> bool:
        return self.layout == GROUPS


def kept_look(sizes: SizeKeeper) -> Look:
    """How the list was looked at when it was closed."""
    layout, _, order = sizes.choice(_KEY).partition(" ")
    return Look.read(order, layout)


def keep_look(sizes: SizeKeeper, look: Look) -> None:
    """Remembers it for the next time."""
    sizes.keep_choice(_KEY, f"{look.layout} {look.order}")


class ViewMenu(QMenu):
    """Asks for another look; shows the one that is in force."""

    look_asked = Signal(object)
    """A Look."""
    view_asked = Signal(object)
    """A SavedView to look through."""
    silent_asked = Signal()
    """All that are silent for longer than usual."""
    save_asked = Signal()
    rename_asked = Signal(object)
    delete_asked = Signal(object)
    """Both: the SavedView that is looked through."""

    def __init__(self, icons: Icons, window: QWidget) -> None:
        super().__init__("&View", window)
        self._window, self._look = window, Look()
        self._views: Sequence[SavedView] = ()
        self._current: SavedView | None = None
        self._layouts, self._sorts = QActionGroup(window), QActionGroup(window)
        for layout, words, icon, keys in (
            (LIST, "&List", "list", "Ctrl+Shift+L"),
            (BOARD, "&Board", "columns-3", "Ctrl+Shift+B"),
        ):
            action = self._choice(self._layouts, words, layout, keys)
            action.setIcon(icons.icon(icon))
            self.addAction(action)
        self.addSeparator()
        self._grouped = QAction("&Group by stage", window, checkable=True)
        self._grouped.setShortcut(QKeySequence("Ctrl+G"))
        window.addAction(self._grouped)
        self._add_sorts()
        self.addAction(self._grouped)
        self.addSeparator()
        silent = self._plain("S&ilent for longer than usual")
        self.addSeparator()
        self._save = self._plain("&Keep this view…", "Ctrl+Shift+V")
        self._rename = self._plain("&Rename this view…")
        self._delete = self._plain("&Delete this view")
        self._entries: list[QAction] = []
        self._layouts.triggered.connect(self._ask_layout)
        self._sorts.triggered.connect(self._ask_sort)
        self._turned.triggered.connect(self._ask_turned)
        self._grouped.triggered.connect(self._ask_grouped)
        silent.triggered.connect(self.silent_asked)
        self._save.triggered.connect(self.save_asked)
        self._rename.triggered.connect(self._ask_rename)
        self._delete.triggered.connect(self._ask_delete)
        self.show_look(self._look)
        self.show_views((), None)

    def _add_sorts(self) -> None:
        sorts = self.addMenu("&Sort by")
        for sort, words in {Sort.USUAL: "As found", **COLUMNS}.items():
            sorts.addAction(self._choice(self._sorts, words, sort.value))
        sorts.addSeparator()
        self._turned = QAction("The other &way round", self._window, checkable=True)
        sorts.addAction(self._turned)

    def show_look(self, look: Look) -> None:
        """Ticks what is in force."""
        self._look = look
        for action in self._layouts.actions():
            action.setChecked(action.data() == (BOARD if look.layout == BOARD else LIST))
        for action in self._sorts.actions():
            action.setChecked(action.data() == look.order.sort.value)
        self._turned.setChecked(look.order.reverse)
        self._turned.setEnabled(look.order.sort is not Sort.USUAL)
        self._grouped.setChecked(look.grouped)

    def show_views(self, views: Sequence[SavedView], current: SavedView | None) -> None:
        """The views that are kept, and which of them is looked through."""
        self._current = current
        for action in (self._rename, self._delete):
            action.setEnabled(current is not None)
        if self._views == views and self._entries:
            self._tick()
            return
        self._views = views
        for entry in self._entries:
            self.removeAction(entry)
            self._window.removeAction(entry)
            entry.deleteLater()
        self._entries = [self._entry(at, view) for at, view in enumerate(views)]
        self._tick()

    def _entry(self, at: int, view: SavedView) -> QAction:
        entry = QAction(button_words(view.name), self._window, checkable=True)
        entry.setData(at)
        if at < _WITH_KEYS:
            entry.setShortcut(QKeySequence(f"Ctrl+{at + 1}"))
            self._window.addAction(entry)
        entry.triggered.connect(self._ask_view)
        self.addAction(entry)
        return entry

    def _tick(self) -> None:
        for entry in self._entries:
            current = self._current
            entry.setChecked(current is not None and self._views[int(entry.data())].id == current.id)

    def _choice(self, group: QActionGroup, words: str, data: str, keys: str = "") -> QAction:
        action = QAction(words, self._window, checkable=True)
        action.setData(data)
        if keys:
            action.setShortcut(QKeySequence(keys))
            self._window.addAction(action)
        group.addAction(action)
        return action

    def _plain(self, words: str, keys: str = "") -> QAction:
        action = QAction(words, self._window)
        if keys:
            action.setShortcut(QKeySequence(keys))
            self._window.addAction(action)
        self.addAction(action)
        return action

    @Slot(QAction)
    def _ask_layout(self, action: QAction) -> None:
        self.ask_layout(str(action.data()))

    def ask_layout(self, layout: str) -> None:
        """LIST or BOARD; asking a list for a list leaves it as it is, grouped or not."""
        if (layout == BOARD) != (self._look.layout == BOARD):
            self._ask(replace(self._look, layout=BOARD if layout == BOARD else LIST))

    @Slot(QAction)
    def _ask_sort(self, action: QAction) -> None:
        self._ask(replace(self._look, order=Order(Sort(action.data()))))

    @Slot()
    def _ask_turned(self) -> None:
        order = self._look.order
        self._ask(replace(self._look, order=replace(order, reverse=not order.reverse)))

    @Slot()
    def _ask_grouped(self) -> None:
        self._ask(replace(self._look, layout=LIST if self._look.grouped else GROUPS))

    def _ask(self, look: Look) -> None:
        self.show_look(look)
        self.look_asked.emit(look)

    @Slot()
    def _ask_view(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self._tick()
            self.view_asked.emit(self._views[sender.data()])

    @Slot()
    def _ask_rename(self) -> None:
        if self._current is not None:
            self.rename_asked.emit(self._current)

    @Slot()
    def _ask_delete(self) -> None:
        if self._current is not None:
            self.delete_asked.emit(self._current)
