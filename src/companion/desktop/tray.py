"""The icon in the tray and its menu; made anew whenever a tray host comes late or restarts.

An icon that was created before its host exists never appears, and says of itself that it is visible; only a new
QSystemTrayIcon registers (platform.md). So the StatusNotifierWatcher's owner is watched over D-Bus, with
asynchronous calls alone. GNOME shows no tray by itself: without a host nothing here fails, and the program is reached
by starting it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from companion.desktop.bus import listen

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusPendingCallWatcher, QDBusServiceWatcher

WATCHER: Final = "org.kde.StatusNotifierWatcher"
ACTIVATED: Final = "applications"
"""What a click on the icon itself chooses."""


@dataclass(frozen=True, slots=True)
class TrayAction:
    """One line of the menu. key: what `chosen` says."""

    key: str
    words: str
    enabled: bool = True
    separator_before: bool = False


class Tray(QObject):
    """Menu and icon. icons: gives the icon for "something is due" or not."""

    chosen = Signal(str)
    menu_opens = Signal()
    """Told by the hosts that draw the menu themselves, too, and by some of them more than once."""

    menu_closed = Signal()
    """Not told by every host; by some before the line that was chosen."""

    available_changed = Signal(bool)

    def __init__(
        self, actions: Sequence[TrayAction], icons: Callable[[bool], QIcon], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._due = False
        self._tooltip = ""
        self._shown = False
        self._host = False
        self._told_available = False
        self._icon: QSystemTrayIcon | None = None
        self._watcher: QDBusServiceWatcher | None = None
        self._menu = QMenu()
        self._actions: dict[str, QAction] = {}
        self._below: dict[str, list[QAction]] = {}
        for action in actions:
            self._add(action)
        self._menu.triggered.connect(self._pick)
        self._menu.aboutToShow.connect(self.menu_opens)
        self._menu.aboutToHide.connect(self.menu_closed)
        # a watcher and its hosts appear within moments of each other; one new icon for all of that
        self._settle = QTimer(self, singleShot=True, interval=250)
        self._settle.timeout.connect(self._renew)

    @property
    def available(self) -> bool:
        """Whether there is a tray now that shows the icon, as far as the desktop tells."""
        return self._host or QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Puts the icon into the tray: now, or as soon as there is one."""
        self._shown = True
        self._renew()

    def close(self) -> None:
        """Takes icon and menu away for good."""
        self._shown = False
        self._settle.stop()
        self._drop()
        self._menu.deleteLater()

    def set_tooltip(self, text: str) -> None:
        self._tooltip = _without_markup(text)
        if self._icon is not None:
            self._icon.setToolTip(self._tooltip)

    def set_due(self, due: bool) -> None:
        if due != self._due:
            self._due = due
            self.renew_icon()

    @Slot()
    def renew_icon(self) -> None:
        """Asks for the icon again, for instance because the theme changed."""
        if self._icon is not None:
            self._icon.setIcon(self._icons(self._due))

    def set_words(self, key: str, words: str) -> None:
        self._actions[key].setText(_without_mnemonic(words))

    def set_below(self, key: str, actions: Sequence[TrayAction]) -> None:
        """Puts these lines below the one of that key, in place of those that were put there before."""
        old = self._below.get(key, [])
        if [(str(line.data()), line.text()) for line in old] == [(a.key, _without_mnemonic(a.words)) for a in actions]:
            return
        for line in old:
            self._menu.removeAction(line)
            line.deleteLater()
        lines = self._menu.actions()
        after = lines.index(self._actions[key]) + 1
        self._below[key] = [QAction(_without_mnemonic(action.words), self._menu) for action in actions]
        for line, action in zip(self._below[key], actions, strict=True):
            line.setData(action.key)
        if after < len(lines):
            self._menu.insertActions(lines[after], self._below[key])
        else:
            self._menu.addActions(self._below[key])

    def set_enabled(self, key: str, enabled: bool) -> None:
        self._actions[key].setEnabled(enabled)

    def message(self, title: str, body: str) -> None:
        """A plain notification without buttons: what is left where no notification server answers."""
        if self._icon is not None:
            self._icon.showMessage(_without_markup(title), _without_markup(body), self._icons(self._due))

    def watch(self, bus: QDBusConnection | None = None) -> None:
        """Begins to watch for tray hosts on the session bus. Call once, when the program is idle after its start."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher, QDBusServiceWatcher

        bus = bus or QDBusConnection.sessionBus()
        if self._watcher is not None or not bus.isConnected():
            return
        mode = QDBusServiceWatcher.WatchModeFlag.WatchForOwnerChange
        self._told_available = self.available
        self._watcher = QDBusServiceWatcher(WATCHER, bus, mode, self)
        self._watcher.serviceOwnerChanged.connect(self._owner_changed)
        listen(bus, ("/StatusNotifierWatcher", WATCHER, "StatusNotifierHostRegistered"), self, "host_came()")
        question = QDBusMessage.createMethodCall(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner"
        )
        question.setArguments([WATCHER])
        answer = QDBusPendingCallWatcher(bus.asyncCall(question), self)
        answer.finished.connect(self._told)

    @Slot("QDBusPendingCallWatcher*")
    def _told(self, answer: QDBusPendingCallWatcher) -> None:
        arguments = answer.reply().arguments()
        answer.deleteLater()
        if self._host or not arguments or arguments[0] is not True:
            return
        # the icon may have been made a moment before the watcher came
        if not QSystemTrayIcon.isSystemTrayAvailable():
            self._settle.start()
        self._set_host(True)

    @Slot(str, str, str)
    def _owner_changed(self, _service: str, _before: str, after: str) -> None:
        self._set_host(bool(after))
        # also when it went: Qt's own answer follows a moment later
        self._settle.start()

    @Slot()
    def host_came(self) -> None:
        """A tray host registered with the watcher."""
        self._set_host(True)
        self._settle.start()

    def _set_host(self, there: bool) -> None:
        self._host = there
        # compared with what was told last: Qt's own answer has often changed before this is called
        if self.available != self._told_available:
            self._told_available = self.available
            self.available_changed.emit(self._told_available)

    @Slot()
    def _renew(self) -> None:
        self._drop()
        if not self._shown:
            return
        icon = QSystemTrayIcon(self._icons(self._due), self)
        icon.setToolTip(self._tooltip)
        icon.setContextMenu(self._menu)
        icon.activated.connect(self._activated)
        icon.show()
        self._icon = icon
        self._set_host(self._host)

    def _drop(self) -> None:
        if self._icon is not None:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None

    def _add(self, action: TrayAction) -> None:
        if action.separator_before:
            self._menu.addSeparator()
        made = self._menu.addAction(_without_mnemonic(action.words))
        made.setEnabled(action.enabled)
        made.setData(action.key)
        self._actions[action.key] = made

    @Slot(QAction)
    def _pick(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.chosen.emit(ACTIVATED)


def _without_mnemonic(words: str) -> str:
    return words.replace("&", "&&")


def _without_markup(text: str) -> str:
    """Some tray hosts render tool tips and messages as markup and others do not, so escapes would show in the latter;
    a mark that looks alike is right in both.
    """
    return text.replace("<", "\u2039").replace(">", "\u203a")
