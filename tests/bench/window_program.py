"""One run of the measures of the Applications window: opened, scrolled, changed, and what it holds in memory.

    python -m tests.bench.window_program PROFILE

Prints a JSON object: milliseconds, and megabytes.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from companion.adapters.store.connection import connect
from companion.app.backend import Backend, open_backend
from companion.app.household import make_kit
from companion.app.profile import find
from companion.core.application import EventKind
from companion.desktop.icons import Icons
from companion.desktop.kit import Kit
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.services.log_event import EventDraft
from companion.services.resources import resource_path
from companion.ui.applications import ApplicationsWindow, ListServices
from tests.bench import proc
from tests.bench.search_program import Marks, settle

PAGES = 120
PAGE_MS = 25
"""A key that is held down repeats about 40 times a second."""

CHANGES = 15
LONG_S = 10.0
ROWS = 50


class Turns:
    """How long each turn of the event loop takes, asked for from outside of it."""

    def __init__(self) -> None:
        self.longest = 0.0

    def spend(self, milliseconds: int) -> None:
        """Handles events for so long; an empty turn takes no time and does not count."""
        until = time.perf_counter() + milliseconds / 1000
        while (begun := time.perf_counter()) < until:
            QApplication.processEvents()
            self.longest = max(self.longest, 1e3 * (time.perf_counter() - begun))
            time.sleep(0.001)


def until_painted(marks: Marks, act: Callable[[], object]) -> float:
    """Milliseconds from the act to the next painting of the list's rows."""
    painted = len(marks.painted)
    begun = time.perf_counter()
    act()
    while len(marks.painted) == painted:
        QApplication.processEvents()
        if time.perf_counter() - begun > LONG_S:
            raise TimeoutError("the list was not painted")
    return 1e3 * (max(marks.painted.values()) - begun)


class Floor:
    """A bare transaction on the same tables, and a bare table painted anew."""

    def __init__(self, store: Path) -> None:
        self._connection = connect(store)
        self._table = QTableView()
        self._model = QStandardItemModel(ROWS, 4, self._table)
        self._table.setModel(self._model)
        self._table.resize(430, 600)
        self._table.show()
        self._number = 0

    def milliseconds(self, application: str) -> float:
        begun = time.perf_counter()
        self._number += 1
        with self._connection:
            self._connection.execute(_EVENT, (f"floor-{self._number:04}", application, time.strftime(_MOMENT)))
        for row in range(ROWS):
            self._model.setItem(row, 0, QStandardItem(f"row {row}, {self._number}"))
        self._table.viewport().repaint()
        return 1e3 * (time.perf_counter() - begun)

    def close(self) -> None:
        self._connection.close()
        self._table.close()


_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_EVENT = (
    "INSERT INTO event (id, application_id, kind, at, stage, channel, said, said_by, fit, changed_at)"
    " VALUES (?, ?, 'reply', ?, '', '', '', 'them', '', '')"
)


def changed(window: ApplicationsWindow, kit: Kit, backend: Backend, marks: Marks, store: Path) -> dict[str, float]:
    """Window and floor in turn: an event is logged, committed and painted."""
    floor = Floor(store)
    rows = backend.applications.search("", limit=CHANGES + 1)
    ours: list[float] = []
    bare: list[float] = []
    for row in rows:
        log = partial(backend.log_event.log, EventDraft(EventKind.REPLY, row.id))
        settle(60)
        ours.append(until_painted(marks, partial(kit.write, log, owner=window)))
        settle(60)
        bare.append(floor.milliseconds(row.id))
    floor.close()
    return {"change": sorted(ours[1:])[CHANGES // 2], "floor change": sorted(bare[1:])[CHANGES // 2]}


def scrolled(window: ApplicationsWindow) -> float:
    """The longest turn while Page Down is held."""
    view = next(v for v in window.findChildren(QAbstractItemView) if v.isVisible())
    view.setFocus()
    turns = Turns()
    turns.spend(300)
    turns.longest = 0.0
    for _ in range(PAGES):
        QTest.keyClick(view, Qt.Key.Key_PageDown)
        turns.spend(PAGE_MS)
    return turns.longest


def main() -> None:
    with ExitStack() as stack:
        app = QApplication([])
        app.setQuitOnLastWindowClosed(False)
        marks, tasks, theme = Marks(), Tasks(), Theme()
        profile = find(sys.argv[1])
        backend = stack.enter_context(open_backend(profile, marks))
        stack.callback(tasks.close)
        theme.apply(app)
        kit = make_kit(backend, tasks, theme, Icons(resource_path("icons"), theme))
        windows: list[ApplicationsWindow] = []

        def opened() -> None:
            window = ApplicationsWindow(
                kit,
                ListServices(
                    backend.applications,
                    backend.log_event,
                    backend.debriefs,
                    backend.highlights,
                    backend.calendars,
                    backend.attachments,
                    backend.postings,
                ),
            )
            windows.append(window)
            window.show()

        facts = {"open": until_painted(marks, opened)}
        (window,) = windows
        stack.callback(window.close)
        settle(1500)
        facts["memory"] = proc.pss_mb(os.getpid())
        facts |= changed(window, kit, backend, marks, profile.store)
        settle(300)
        facts["scroll"] = scrolled(window)
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
