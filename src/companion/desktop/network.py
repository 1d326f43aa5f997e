"""Hears when the network is back, where NetworkManager tells it. Asks nothing: what nobody tells, the alarm's next look
finds out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from companion.desktop.bus import ignore, listen

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_STATE = ("/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager", "StateChanged")
_CONNECTED = 60
"""NM_STATE_CONNECTED_SITE; 70 is the internet, 50 this computer's own surroundings."""


class Network(QObject):
    """Tells each time that a network has come up."""

    came_back = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus: QDBusConnection | None = None

    def watch(self, bus: QDBusConnection | None = None) -> None:
        """Begins to listen, on the system bus. Call once, when idle after the start."""
        from PySide6.QtDBus import QDBusConnection

        bus = bus or QDBusConnection.systemBus()
        # a forged signal only makes a letter try sooner
        if self._bus is None and bus.isConnected() and listen(bus, _STATE, self, "changed(uint)"):
            self._bus = bus

    def close(self) -> None:
        """Stops for good."""
        if self._bus is not None:
            ignore(self._bus, _STATE, self, "changed(uint)")
            self._bus = None

    @Slot("uint")
    def changed(self, state: int) -> None:
        """NetworkManager's own number for how far the network reaches."""
        if state >= _CONNECTED:
            self.came_back.emit()
