"""Everything one can do in the window, each with its words and shortcut, in one menu bar.

The detail pane's buttons and its "More" menu use the same actions, so a shortcut is learned wherever one looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from companion.core.application import EventKind
from companion.desktop.icons import Icons
from companion.ui.applications.companion_menu import CompanionMenu
from companion.ui.applications.timeline import ICONS

_LOG: Final = (
    (EventKind.INTERVIEW, "Log an &interview…", "Ctrl+I"),
    (EventKind.REPLY, "They re&plied…", "Ctrl+Y"),
    (EventKind.OFFER, "&Offer…", "Ctrl+Shift+O"),
    (EventKind.ACCEPTED, "&Accepted…", "Ctrl+Shift+A"),
    (EventKind.WITHDRAWN, "&Withdraw…", "Ctrl+Shift+W"),
    (EventKind.APPLIED, "I applie&d…", "Ctrl+Shift+D"),
    (EventKind.NOTE, "&Note…", "Ctrl+Shift+N"),
)


class Actions:
    """The window's actions. log: a group whose actions carry an EventKind's value as their data."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        self._icons = icons
        self._parent = parent
        self.companion = CompanionMenu(icons, parent)
        self.new = self._action("&New application", "plus", "Ctrl+N")
        self.edit = self._action("&Edit", "pencil", "Ctrl+E", "F2")
        self.delete = self._action("&Delete", "trash-2", "Del")
        self.search = self._action("&Search", "search", "Ctrl+F")
        self.close = self._action("&Close", "", "Ctrl+W")
        self.rejection = self._action("Log a &rejection…", "x", "Ctrl+R")
        self.merge = self._action("&Merge with…", "merge", "Ctrl+M")
        self.contact = self._action("Add &contact…", "user", "Ctrl+Shift+C")
        self.log = QActionGroup(parent)
        self.interview = QAction(parent)
        for kind, words, keys in _LOG:
            action = self._action(words, ICONS[kind], keys)
            action.setData(kind.value)
            self.log.addAction(action)
            if kind is EventKind.INTERVIEW:
                self.interview = action
        # In a text field Delete is a letter's; elsewhere it is the chosen row's.
        self.delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    @property
    def for_one(self) -> Sequence[QAction]:
        """What can be done with one application, as its row's own menu shows it."""
        return (self.edit, self.merge, self.delete, self.rejection, self.contact, *self.log.actions())

    @property
    def more(self) -> Sequence[QAction]:
        """What stands in the detail pane's "More"."""
        others = [action for action in self.log.actions() if action is not self.interview]
        return (*others, self._line(), self.contact, self.edit, self.merge, self.delete)

    def set_chosen(self, *, chosen: bool) -> None:
        """Whether there is an application to act on. A no can be logged without one, and names it then."""
        for action in self.for_one:
            action.setEnabled(chosen or action is self.rejection)

    def menu_bar(self) -> QMenuBar:
        bar = QMenuBar(self._parent)
        bar.addMenu(self.companion)
        application = bar.addMenu("&Application")
        application.addActions(
            (self.new, self.edit, self.merge, self.delete, self._line(), self.search, self._line(), self.close)
        )
        log = bar.addMenu("&Log")
        log.addActions((self.rejection, *self.log.actions(), self._line(), self.contact))
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
