"""When the last window has closed, what only windows needed is given back."""

from __future__ import annotations

import weakref
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import apsw
from companion.app.backend import open_backend
from companion.app.household import make_kit
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.app.windows import Windows
from companion.core.highlight import Highlight
from companion.desktop.icons import Icons
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.services.resources import resource_path


class Circle:
    """What only a collection ends."""

    def __init__(self) -> None:
        self.itself = self


def test_circles_end_and_the_store_forgets_its_pages(qtbot: QtBot, tmp_path: Path) -> None:
    theme, tasks = Theme(), Tasks()
    with open_backend(find(str(tmp_path)), NoTrace()) as backend:
        windows = Windows(make_kit(backend, tasks, theme, Icons(resource_path("icons"), theme)), backend)
        with backend.store.write(backend.clock.now()) as writer:
            for number in range(2000):
                writer.put(Highlight(f"{number:032x}", "a success " * 20))
        windows.open("highlight")
        backend.highlights.all()
        used, circle = apsw.memory_used(), weakref.ref(Circle())
        for window in QApplication.topLevelWidgets():
            window.close()
        qtbot.waitUntil(lambda: apsw.memory_used() < used / 2)
        assert circle() is None
        windows.close_all()
        tasks.close()
