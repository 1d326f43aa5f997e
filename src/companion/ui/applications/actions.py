"""Everything one can do in the window, each with its words and shortcut, in one menu bar.

The detail pane's buttons and its "More" menu use the same actions, so a shortcut is learned wherever one looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from companion.core.application import EventKind
from companion.desktop.icons import Icons
from companion.services.bulk import MOVES
from companion.services.history import Step
from companion.ui.applications.companion_menu import CompanionMenu
from companion.ui.applications.timeline import ICONS

_LOG: Final = (
    (EventKind.INTERVIEW, "Log an &interview…", "Ctrl+I"),
    (EventKind.REPLY, "They re&plied…", "Ctrl+Shift+Y"),
    (EventKind.OFFER, "&Offer…", "Ctrl+Shift+O"),
    (EventKind.ACCEPTED, "&Accepted…", "Ctrl+Shift+A"),
    (EventKind.WITHDRAWN, "&Withdraw…", "Ctrl+Shift+W"),
    (EventKind.APPLIED, "I applie&d…", "Ctrl+Shift+D"),
    (EventKind.NOTE, "&Note…", "Ctrl+Shift+N"),
    (EventKind.SCREENING, "&Screening…", "Ctrl+Shift+S"),
    (EventKind.ASSESSMENT, "Assess&ment…", "Ctrl+Shift+M"),
    (EventKind.SAVED, "Sa&ved for later…", ""),
    (EventKind.QUIET, "Put aside as &quiet…", "Ctrl+Shift+Q"),
)


class Actions:
    """The window's actions. log: a group whose actions carry an EventKind's value as their data."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        self._icons = icons
        self._parent = parent
        self.companion = CompanionMenu(icons, parent)
        self.new = self._action("&New application", "plus", "Ctrl+N")
        self.posting = self._action("Add from a &posting…", "file-text", "Ctrl+Shift+P")
        self.edit = self._action("&Edit", "pencil", "Ctrl+E", "F2")
        self.delete = self._action("&Delete", "trash-2", "Del")
        self.archive = self._action("A&rchive", "archive", "Ctrl+Shift+E")
        self.take_out = self._action("Take &out of the archive", "archive-restore", "Ctrl+Shift+U")
        self.tag = self._action("Add a &tag…", "tag", "Ctrl+T")
        self.untag = self._action("Take a ta&g away…", "x", "Ctrl+Shift+T")
        self.move = self._action("&Log for all chosen…", "arrow-up-down", "Ctrl+L")
        self.bring_in = self._action("&Import…", "file-input", "Ctrl+O")
        self.export = self._action("E&xport…", "download", "Ctrl+Shift+X")
        self.search = self._action("&Search", "search", "Ctrl+F")
        self.close = self._action("&Close", "", "Ctrl+W")
        self.rejection = self._action("Log a &rejection…", "x", "Ctrl+R")
        self.calendar = self._action("From a calendar &file…", "calendar", "Ctrl+Shift+I")
        self.merge = self._action("&Merge with…", "merge", "Ctrl+M")
        self.contact = self._action("Add &contact…", "user", "Ctrl+Shift+C")
        self.undo = self._action("&Undo", "undo-2", "Ctrl+Z")
        self.redo = self._action("&Redo", "redo-2", "Ctrl+Shift+Z", "Ctrl+Y")
        self.select_all = self._action("Choose &all", "list", "Ctrl+A")
        self.log = QActionGroup(parent)
        self.interview = QAction(parent)
        for kind, words, keys in _LOG:
            action = self._action(words, ICONS[kind], keys)
            action.setData(kind.value)
            self.log.addAction(action)
            if kind is EventKind.INTERVIEW:
                self.interview = action
        # In a text field Delete is a letter's, and Ctrl+A the text's; elsewhere they are the rows'.
        self.delete.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.select_all.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.set_history(None, None)

    @property
    def for_rows(self) -> Sequence[QAction]:
        """What can be done with the chosen rows, one or many, as their own menu shows it."""
        line = self._line
        return (*self.for_one, line(), *self.for_many, line(), self.select_all)

    @property
    def for_one(self) -> Sequence[QAction]:
        """What can be done with one application."""
        return (self.edit, self.merge, self.delete, self.rejection, self.contact, *self.log.actions())

    @property
    def for_many(self) -> Sequence[QAction]:
        """What can be done with several as well as with one."""
        return (self.tag, self.untag, self.move, self.archive, self.take_out, self.export)

    @property
    def more(self) -> Sequence[QAction]:
        """What stands in the detail pane's "More"."""
        others = [action for action in self.log.actions() if action is not self.interview]
        marks = (self.tag, self.untag, self.archive, self.take_out)
        return (*others, self._line(), self.contact, self.edit, self.merge, *marks, self.delete)

    def set_chosen(self, *, count: int, archived: int = 0, tagged: bool = False) -> None:
        """How many applications there are to act on, how many of them are archived, and whether one has tags. A no can
        be logged without one, and names it then; where there is none to export, what is found is meant.
        """
        for action in self.for_one:
            action.setEnabled(count == 1 or action is self.rejection)
        for action in self.log.actions():
            action.setEnabled(count == 1 or (count > 1 and EventKind(action.data()) in MOVES))
        for action in (self.delete, *self.for_many):
            action.setEnabled(count > 0 or action is self.export)
        self.untag.setEnabled(tagged)
        # where it means nothing it is not in the way either
        for action, there in ((self.archive, count > archived or not count), (self.take_out, archived > 0)):
            action.setEnabled(bool(count) and there)
            action.setVisible(there)
        # where all are archived the one key goes the other way
        self.take_out.setShortcut(QKeySequence("Ctrl+Shift+E" if count and count == archived else "Ctrl+Shift+U"))

    def set_history(self, last: Step | None, following: Step | None) -> None:
        """Which steps the two would take, in words."""
        for action, verb, step in ((self.undo, "&Undo", last), (self.redo, "&Redo", following)):
            words = step.short.replace("&", "&&") if step else ""
            action.setText(f"{verb}: {words}" if words else verb)
            action.setEnabled(step is not None)

    def menu_bar(self, view: QMenu) -> QMenuBar:
        """view: the menu of how the list is looked at."""
        bar, line = QMenuBar(self._parent), self._line
        bar.addMenu(self.companion)
        application = bar.addMenu("&Application")
        one = (self.new, self.posting, self.edit, self.merge, self.delete)
        application.addActions((*one, line(), *self.for_many, self.bring_in, line(), self.search))
        application.addActions((line(), self.close))
        bar.addMenu("&Edit").addActions((self.undo, self.redo, line(), self.select_all))
        log = bar.addMenu("&Log")
        log.addActions((self.rejection, *self.log.actions(), line(), self.calendar, self.contact))
        bar.addMenu(view)
        return bar

    def _action(self, words: str, icon: str, *keys: str) -> QAction:
        action = QAction(words, self._parent)
        if icon:
            action.setIcon(self._icons.icon(icon))
        action.setShortcuts([QKeySequence(each) for each in keys if each])
        # also without the menu bar, which some desktops take out of the window
        self._parent.addAction(action)
        return action

    def _line(self) -> QAction:
        line = QAction(self._parent)
        line.setSeparator(True)
        return line
