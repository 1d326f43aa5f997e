"""The menu that leads from this window to the rest of the companion.

On a desktop without a tray this window is the only way in, so everything the tray offers is here too.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from companion.desktop.icons import Icons

_ENTRIES: Final = (
    ("reel", "Play the &reel", "play", "", QAction.MenuRole.NoRole),
    ("highlight", "Add a &highlight…", "star", "", QAction.MenuRole.NoRole),
    ("library", "High&lights…", "image", "", QAction.MenuRole.NoRole),
    ("follow_ups", "&Follow-ups…", "mail", "", QAction.MenuRole.NoRole),
    ("settings", "&Settings…", "settings", "Ctrl+,", QAction.MenuRole.PreferencesRole),
    ("quit", "&Quit", "log-out", "Ctrl+Q", QAction.MenuRole.QuitRole),
)
_APART: Final = frozenset({"settings", "quit"})
"""Before these stands a line."""


class CompanionMenu(QMenu):
    """Emits the key of what was chosen: reel, highlight, library, follow_ups, settings, quit."""

    chosen = Signal(str)

    def __init__(self, icons: Icons, window: QWidget) -> None:
        super().__init__("&Companion", window)
        for key, words, icon, keys, role in _ENTRIES:
            if key in _APART:
                self.addSeparator()
            action = QAction(icons.icon(icon), words, window)
            action.setData(key)
            action.setMenuRole(role)
            if keys:
                action.setShortcut(QKeySequence(keys))
            self.addAction(action)
            # also without the menu bar, which some desktops take out of the window
            window.addAction(action)
        self.triggered.connect(self._choose)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(action.data())
