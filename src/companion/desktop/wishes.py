"""Asks the desktop's settings portal for dark and less motion, where Qt itself does not know them.

Qt follows GNOME's and KDE's scheme by itself, but knows of no wish for less motion, and on other desktops of neither.
The portal (org.freedesktop.portal.Settings) tells both, and each change. Nothing here waits for an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject, Slot

from companion.desktop.bus import ignore, listen
from companion.desktop.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

_PORTAL: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SETTINGS: Final = "org.freedesktop.portal.Settings"
_CHANGED: Final = (_PATH, _SETTINGS, "SettingChanged")
_SLOT: Final = "changed(QDBusMessage)"

SCHEME: Final = ("org.freedesktop.appearance", "color-scheme")
MOTION: Final = ("org.freedesktop.appearance", "reduced-motion")
ANIMATIONS: Final = ("org.gnome.desktop.interface", "enable-animations")


class DesktopWishes(QObject):
    """Passes the desktop's wishes on to the theme."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bus: QDBusConnection | None = None
        self._asked: dict[QDBusPendingCallWatcher, tuple[str, str]] = {}
        self._still: dict[tuple[str, str], bool] = {MOTION: False, ANIMATIONS: False}

    def watch(self, bus: QDBusConnection | None = None) -> None:
        """Asks, and follows changes from now on. Call with the first window: the tray has no use for it."""
        from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

        bus = bus or QDBusConnection.sessionBus()
        if self._bus is not None or not bus.isConnected():
            return
        self._bus = bus
        listen(bus, _CHANGED, self, _SLOT)
        for key in (SCHEME, MOTION, ANIMATIONS):
            question = QDBusMessage.createMethodCall(_PORTAL, _PATH, _SETTINGS, "Read")
            question.setArguments(list(key))
            answer = QDBusPendingCallWatcher(bus.asyncCall(question), self)
            self._asked[answer] = key
            answer.finished.connect(self._told)

    def close(self) -> None:
        """Follows no longer."""
        if self._bus is not None:
            ignore(self._bus, _CHANGED, self, _SLOT)
            self._bus = None

    @Slot("QDBusPendingCallWatcher*")
    def _told(self, answer: QDBusPendingCallWatcher) -> None:
        key = self._asked.pop(answer)
        arguments = [] if answer.isError() else answer.reply().arguments()
        answer.deleteLater()
        if arguments:
            self._take(key, arguments[0])

    @Slot("QDBusMessage")
    def changed(self, message: QDBusMessage) -> None:
        """The portal says that a setting is another one now."""
        arguments = message.arguments()
        if len(arguments) == 3:
            self._take((str(arguments[0]), str(arguments[1])), arguments[2])

    def _take(self, key: tuple[str, str], wrapped: object) -> None:
        from PySide6.QtCore import Qt

        value = _unwrapped(wrapped)
        if key == SCHEME:
            # 1 prefers dark, 2 light, 0 has no preference
            self._theme.system_wishes(scheme=Qt.ColorScheme.Dark if value == 1 else Qt.ColorScheme.Light)
        elif key in self._still:
            self._still[key] = value == 1 if key == MOTION else value is False
            self._theme.system_wishes(still=any(self._still.values()))


def _unwrapped(value: object) -> object:
    """The value itself: the portal's old `Read` wraps a variant into a variant."""
    from PySide6.QtDBus import QDBusVariant

    while isinstance(value, QDBusVariant):
        value = cast("object", value.variant())
    return value
