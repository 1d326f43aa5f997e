"""The Applications window over a real store, closed after each test."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
)
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.applications.driving import (
    Open,
    is_empty,
)
from tests.qt.workbench import Workbench, workbench

from companion.ui.applications import ApplicationsWindow, ListServices


@pytest.fixture
def bench(tmp_path: Path, qapp: QApplication) -> Generator[Workbench]:
    del qapp
    with workbench(tmp_path) as made:
        yield made


@pytest.fixture
def opened(bench: Workbench, qtbot: QtBot) -> Generator[Open]:
    windows: list[ApplicationsWindow] = []

    def make() -> ApplicationsWindow:
        window = ApplicationsWindow(
            bench.kit,
            ListServices(
                bench.applications,
                bench.log_event,
                bench.debriefs,
                bench.highlights,
                bench.calendars,
                bench.attachments,
                bench.postings,
            ),
        )
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        has_any = bench.store.count_applications() > 0
        qtbot.waitUntil(lambda: "search.painted" in bench.trace.marked or (not has_any and is_empty(window)))
        return window

    yield make
    for window in windows:
        if Shiboken.isValid(window):
            window.close()
