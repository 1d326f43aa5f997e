"""The tour's stage: windows of the real program, a way to wait for them, and their pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from companion.core.problem import Problem

W = TypeVar("W", bound=QWidget)

_PATIENCE = 20.0


class Stage:
    """What the tour's steps use to act like a person and to look."""

    def __init__(self, app: QApplication, pictures: Path | None) -> None:
        self._app = app
        self._pictures = pictures
        self._number = 0
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)

    def until(self, what: str, condition: Callable[[], bool]) -> None:
        """Lets the program run until the condition holds. Raises Problem after twenty seconds."""
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise Problem(f"The tour waited for {what} and it did not come.")
            self.let_run(10)

    def let_run(self, milliseconds: int) -> None:
        """Lets the program run for a moment."""
        self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, milliseconds)
        time.sleep(0.002)

    def rest(self, milliseconds: int) -> None:
        """Lets everything come to rest: pictures load, fades end."""
        deadline = time.monotonic() + milliseconds / 1000
        while time.monotonic() < deadline:
            self.let_run(10)

    def window(self, kind: type[W]) -> W:
        """The open window of that kind, once it shows."""
        found: list[W] = []

        def there() -> bool:
            found[:] = [w for w in self._app.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
            return bool(found)

        self.until("a window", there)
        self.rest(60)
        return found[0]

    def field(self, window: QWidget, name: str) -> QLineEdit:
        """The one-line field with that accessible name."""
        return next(f for f in window.findChildren(QLineEdit) if f.accessibleName() == name)

    def press(self, window: QWidget, words: str) -> None:
        """Clicks the button that reads so."""
        button = next(b for b in window.findChildren(QPushButton) if b.text().replace("&", "") == words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        """Presses a key."""
        QTest.keyClick(widget, key)

    def type(self, widget: QWidget, text: str) -> None:
        """Types the text, letter by letter."""
        QTest.keyClicks(widget, text)

    def picture(self, window: QWidget, name: str) -> None:
        """Leaves a picture of the window, numbered in the order of the steps."""
        self._number += 1
        if self._pictures is not None:
            path = self._pictures / f"{self._number:02}-{name}.png"
            if not window.grab().save(str(path)):
                raise Problem(f"The picture {path} can't be written.")
