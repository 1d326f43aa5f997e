"""One run of the search measure: the real window, and the floor key by key beside it.

    python -m tests.bench.search_program PROFILE [--open]

--open: only opens the window, and tells how long that took. Prints a JSON object of milliseconds.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView

import apsw
from companion.app.backend import open_backend
from companion.app.household import make_kit
from companion.app.profile import find
from companion.desktop.icons import Icons
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.services.resources import resource_path
from companion.ui.applications import ApplicationsWindow, ListServices

TYPED = ("borealis rail", "nurse leeds", "dana reyes", "team work", "malmo energy", "tech writer", "gineer")
"""What people type: a company, a role and a place, a person, what half the list holds, without accents, two beginnings,
a part of a word.
"""

KEY_MS = 30
LONG_MS = 10_000
ROWS = 50

QUERY = (
    "SELECT a.company, a.role, a.place, a.state, a.latest_at FROM"
    " (SELECT rowid AS seq, rank AS score FROM application_text WHERE application_text MATCH ? ORDER BY rank LIMIT ?)"
    " AS t CROSS JOIN application AS a ON a.seq = t.seq ORDER BY t.score"
)


class Marks:
    """services.ports.Trace in memory: the latest question, and when each answer was painted."""

    def __init__(self) -> None:
        self.typed = 0
        self.painted: dict[int, float] = {}
        self.on_painted: Callable[[], None] | None = None

    def mark(self, moment: str, **facts: str | int) -> None:
        if moment == "search.typed":
            self.typed = int(facts["number"])
        elif moment == "search.painted":
            self.painted.setdefault(int(facts["number"]), time.perf_counter())
            if self.on_painted is not None:
                self.on_painted()


class Floor:
    """The bare query, painted in a bare table."""

    def __init__(self, store: Path) -> None:
        self._connection = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
        self._table = QTableView()
        self._model = QStandardItemModel(self._table)
        self._table.setModel(self._model)
        self._table.resize(430, 600)
        self._table.show()

    def milliseconds(self, typed: str) -> float:
        begun = time.perf_counter()
        asked = " ".join(f'"{word}"*' for word in typed.split())
        rows = self._connection.execute(QUERY, (asked, ROWS)).fetchall()
        self._model.clear()
        for row in rows:
            self._model.appendRow([QStandardItem(str(cell)) for cell in row])
        self._table.viewport().repaint()
        return 1e3 * (time.perf_counter() - begun)

    def close(self) -> None:
        self._connection.close()
        self._table.close()


class Typist(QObject):
    """Types quickly, and watches how long the event loop is away."""

    def __init__(self, field: QLineEdit, text: str) -> None:
        super().__init__()
        self._field, self._left = field, list(text)
        self._last = time.perf_counter()
        self.longest = 0.0
        self.loop = QEventLoop()
        self._pulse = QTimer(self, interval=5, timerType=Qt.TimerType.PreciseTimer)
        self._pulse.timeout.connect(self._turn)
        self._keys = QTimer(self, interval=KEY_MS, timerType=Qt.TimerType.PreciseTimer)
        self._keys.timeout.connect(self._type)

    def run(self) -> float:
        """Types it all; returns the longest turn in milliseconds."""
        self._last = time.perf_counter()
        self._pulse.start()
        self._keys.start()
        self.loop.exec()
        self._pulse.stop()
        return self.longest

    @Slot()
    def _turn(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1e3 * (now - self._last))
        self._last = now

    @Slot()
    def _type(self) -> None:
        if self._left:
            QTest.keyClicks(self._field, self._left.pop(0))
        else:
            self._keys.stop()
            self.loop.quit()


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def ours(field: QLineEdit, marks: Marks, key: str) -> float:
    """One key, until its rows are painted."""
    loop = QEventLoop()
    asked = marks.typed

    def stop() -> None:
        if marks.typed > asked and marks.typed in marks.painted:
            loop.quit()

    marks.on_painted = stop
    begun = time.perf_counter()
    QTest.keyClicks(field, key)
    QTimer.singleShot(LONG_MS, loop.quit)
    loop.exec()
    marks.on_painted = None
    return 1e3 * (marks.painted[marks.typed] - begun)


def opened(marks: Marks, begun: float) -> float:
    """Milliseconds until the first page is painted."""
    loop = QEventLoop()
    marks.on_painted = loop.quit
    QTimer.singleShot(LONG_MS, loop.quit)
    if not marks.painted:
        loop.exec()
    marks.on_painted = None
    return 1e3 * (min(marks.painted.values()) - begun)


def settle(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def key_by_key(field: QLineEdit, marks: Marks, floor: Floor) -> dict[str, float]:
    """Floor and window in turn, each key once."""
    floors: list[float] = []
    windows: list[float] = []
    for text in TYPED:
        field.clear()
        settle(300)
        for length, key in enumerate(text, 1):
            if key == " ":
                QTest.keyClicks(field, key)  # changes nothing that is asked
                settle(50)
                continue
            floors.append(floor.milliseconds(text[:length]))
            windows.append(ours(field, marks, key))
            settle(20)
    return {
        "floor p95": percentile(floors, 0.95),
        "p95": percentile(windows, 0.95),
        "floor median": percentile(floors, 0.5),
        "median": percentile(windows, 0.5),
    }


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
        begun = time.perf_counter()
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
        window.show()
        if "--open" in sys.argv:
            stack.callback(window.close)
            print(json.dumps({"open": opened(marks, begun)}))
            return
        field = window.findChild(QLineEdit)
        if field is None:
            raise LookupError("the window has no field to type into")
        floor = Floor(profile.store)
        stack.callback(floor.close)
        stack.callback(window.close)
        settle(1000)
        facts = key_by_key(field, marks, floor)
        field.clear()
        settle(500)
        facts["gap"] = Typist(field, " ".join(TYPED)).run()
        settle(1500)
        facts["stale"] = float(marks.typed not in marks.painted or max(marks.painted) != marks.typed)
    print(json.dumps(facts))


if __name__ == "__main__":
    main()
