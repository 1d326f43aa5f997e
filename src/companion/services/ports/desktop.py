"""The desktop around us: its notifications, and what hinders a window that opens by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from companion.core.waiting import Surroundings


@dataclass(frozen=True, slots=True)
class Notification:
    """tag: a later one with the same tag replaces it. buttons: (key, words) from left to right."""

    tag: str
    title: str
    body: str
    buttons: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class NotifierReport:
    """server: name and version of the notification server, "" if none answers. capabilities: its own list."""

    server: str
    capabilities: tuple[str, ...] = ()


class Notifier(Protocol):
    """The desktop's notifications."""

    def show(self, notification: Notification, pressed: Callable[[str, str], None]) -> bool:
        """Shows it; false if no notification server takes it. pressed(tag, key) comes on any thread; the key is ""
        for a click on the notification itself.
        """
        ...

    def withdraw(self, tag: str) -> None: ...

    def report(self) -> NotifierReport: ...

    def close(self) -> None: ...


class Lookout(Protocol):
    """Looks around before a window opens by itself."""

    def look(self) -> Surroundings:
        """What hinders now, who answered, and what nobody here tells.

        Takes half a second at most, whatever hangs; a source that does not answer tells nothing. Raises nothing.
        """
        ...
