"""A desktop that shows notifications to a test. tests/contract/test_notifier.py holds it to the port."""

from __future__ import annotations

from collections.abc import Callable

from companion.services.ports import Notification, NotifierReport

Pressed = Callable[[str, str], None]


class FakeNotifier:
    """ports.Notifier. `there`: whether a notification server runs. `shown`: what is on the screen, by tag."""

    def __init__(self) -> None:
        self.there = True
        self.closed = False
        self.shown: dict[str, Notification] = {}
        self._pressed: dict[str, Pressed] = {}

    def show(self, notification: Notification, pressed: Pressed) -> bool:
        if not self.there or self.closed:
            return False
        # Taken out first: the one with the same tag goes, and the new one is the latest.
        self.withdraw(notification.tag)
        self.shown[notification.tag] = notification
        self._pressed[notification.tag] = pressed
        return True

    def withdraw(self, tag: str) -> None:
        self.shown.pop(tag, None)
        self._pressed.pop(tag, None)

    def report(self) -> NotifierReport:
        if not self.there or self.closed:
            return NotifierReport("")
        return NotifierReport("Fake 1", ("actions", "body"))

    def close(self) -> None:
        self.closed = True
        self.shown.clear()
        self._pressed.clear()

    def press(self, tag: str, key: str) -> None:
        """A person presses a button, or with "" the notification itself; it leaves the screen."""
        pressed = self._pressed[tag]
        self.withdraw(tag)
        pressed(tag, key)
