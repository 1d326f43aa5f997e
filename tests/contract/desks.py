"""Desktops with somebody in front of them: the fake, and the real adapter with a scripted server."""

from __future__ import annotations

from queue import Queue
from typing import Protocol

from companion.adapters.notifications import DesktopNotifications
from companion.services.ports import Notifier
from tests.fakes.notification_server import NotificationServer
from tests.fakes.notifier import FakeNotifier

PATIENCE_SECONDS = 10.0


class Presses:
    """What came back from the desktop."""

    def __init__(self) -> None:
        self._queue: Queue[tuple[str, str]] = Queue()

    def __call__(self, tag: str, key: str) -> None:
        self._queue.put((tag, key))

    def next(self) -> tuple[str, str]:
        return self._queue.get(timeout=PATIENCE_SECONDS)

    def none_came(self) -> bool:
        return self._queue.empty()


class Desk(Protocol):
    """A desktop with somebody in front of it."""

    @property
    def notifier(self) -> Notifier: ...

    def titles(self) -> list[str]: ...

    def press(self, title: str, key: str) -> None: ...

    def take_server_away(self) -> None: ...


class FakeDesk:
    """The fake, which is its own desktop."""

    def __init__(self) -> None:
        self.notifier = FakeNotifier()

    def titles(self) -> list[str]:
        return [shown.title for shown in self.notifier.shown.values()]

    def press(self, title: str, key: str) -> None:
        tag = next(tag for tag, shown in self.notifier.shown.items() if shown.title == title)
        self.notifier.press(tag, key)

    def take_server_away(self) -> None:
        self.notifier.there = False


class BusDesk:
    """The real adapter and a server that can be taken away and started anew."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.notifier = DesktopNotifications("Companion", None)
        self.server: NotificationServer | None = NotificationServer(address)

    def titles(self) -> list[str]:
        return [] if self.server is None else [shown.title for shown in self.server.on_screen]

    def press(self, title: str, key: str) -> None:
        assert self.server is not None
        self.server.press(title, f"button:{key}" if key else "default")

    def take_server_away(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None

    def start_server_anew(self) -> None:
        self.take_server_away()
        self.server = NotificationServer(self.address)
