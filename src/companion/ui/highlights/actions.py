"""Everything one can do in the library, each with its words and shortcut: in the menu bar and in a card's own menu."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from companion.core.highlight import Highlight
from companion.desktop.icons import Icons


class Actions:
    """The window's actions. Their words follow what is chosen."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        self._icons = icons
        self._parent = parent
        self.new = self._action("&New highlight…", "plus", "Ctrl+N")
        self.edit = self._action("&Edit…", "pencil", "Ctrl+E", "F2")
        self.pin = self._action("&Pin", "pin", "Ctrl+P")
        self.link = self._action("&Open its link", "external-link", "Ctrl+O")
        self.archive = self._action("Put into the &archive", "archive", "Ctrl+Shift+E")
        self.delete = self._action("&Delete", "trash-2", "Del")
        self.search = self._action("&Search", "search", "Ctrl+F")
        self.show_archive = self._action("Show the &archive", "archive", "Ctrl+H")
        self.show_archive.setCheckable(True)
        self.all = self._action("Choose &all", "", "Ctrl+A")
        self.close = self._action("&Close", "", "Ctrl+W")
        # in a text field these are a letter's; elsewhere they are the chosen cards'
        for action in (self.delete, self.all):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    @property
    def for_chosen(self) -> Sequence[QAction]:
        """What can be done with what is chosen, as a card's own menu shows it."""
        return (self.edit, self.pin, self.link, self.archive, self.delete)

    def set_chosen(self, chosen: Sequence[Highlight]) -> None:
        """Words and what is possible, for what is chosen."""
        one, several = len(chosen) == 1, len(chosen) > 1
        for action in self.for_chosen:
            action.setEnabled(bool(chosen))
        self.edit.setEnabled(one)
        self.link.setEnabled(one and bool(chosen[0].link))
        self.pin.setText("Un&pin" if chosen and all(each.pinned for each in chosen) else "&Pin")
        in_archive = bool(chosen) and all(each.archived for each in chosen)
        self.archive.setText("Take out of the &archive" if in_archive else "Put into the &archive")
        self.delete.setText(f"&Delete {len(chosen)} highlights" if several else "&Delete")

    def menu_bar(self) -> QMenuBar:
        bar = QMenuBar(self._parent)
        highlight = bar.addMenu("&Highlight")
        highlight.addActions((self.new, self._line(), *self.for_chosen, self._line(), self.close))
        view = bar.addMenu("&View")
        view.addActions((self.search, self.show_archive, self._line(), self.all))
        return bar

    def _action(self, words: str, icon: str, *keys: str) -> QAction:
        action = QAction(words, self._parent)
        if icon:
            action.setIcon(self._icons.icon(icon))
        action.setShortcuts([QKeySequence(each) for each in keys])
        # also without the menu bar, which some desktops take out of the window
        self._parent.addAction(action)
        return action

    def _line(self) -> QAction:
        line = QAction(self._parent)
        line.setSeparator(True)
        return line
