"""One run of the measure of many reels: the real windows over a real store, without a screen.

    python -m tests.bench.reels_program PROFILE REELS FIRST

Plays and closes so many reels: asked for, and for a no; each turned some cards on by key. Prints a JSON object of what
is there after the FIRST of them, and after all: memory in kB, windows, running timers, threads, and Qt's
objects that Python holds.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from companion.adapters.system.memory import settle_heap
from companion.app.backend import open_backend
from companion.app.household import make_kit
from companion.app.profile import find
from companion.app.windows import Windows
from companion.core.reel import MOST
from companion.desktop.icons import Icons
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.services.reel import Noes
from companion.services.resources import resource_path

LONG_S = 10
SETTLED_MS = 4_000
READINGS = 3
"""The smallest counts: Qt clears some of its caches by a clock of its own."""


class Marks:
    """services.ports.Trace in memory: how often each moment was."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def mark(self, moment: str, **facts: str | int) -> None:
        del facts
        self.counts[moment] = self.counts.get(moment, 0) + 1

    def wait(self, moment: str, count: int = 1) -> None:
        """Handles events until that moment was so often since the counts were cleared. The reel's own time keeps them
        coming: no timer of the measure's is among what is counted.
        """
        deadline = time.monotonic() + LONG_S
        while self.counts.get(moment, 0) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {moment} number {count} within {LONG_S} s: {self.counts}")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


class Player:
    """Plays reels as the tray does."""

    def __init__(self, windows: Windows, marks: Marks) -> None:
        self._windows = windows
        self._marks = marks

    def play(self, number: int) -> None:
        """One reel: every other is for a no, and begins with that; turned on some cards, up to the last picture."""
        self._marks.counts.clear()
        for_a_no, keys = number % 2, number % MOST
        if for_a_no:
            self._windows.reels.answer(Noes((f"Company {number}",)), None, quietly=False)
        else:
            self._windows.open("reel")
        self._marks.wait("reel.painted")
        window = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "reel" and w.isVisible())
        if not QTest.qWaitForWindowActive(window):
            raise TimeoutError("the reel's window did not become active")
        for key in range(keys):
            QTest.keyClick(window, Qt.Key.Key_Right)
            self._marks.wait("reel.card_painted", key + 2 - for_a_no)
        if keys or not for_a_no:
            self._marks.wait("reel.picture_painted")
        QTest.keyClick(window, Qt.Key.Key_Escape)
        del window
        _delete()


def _delete() -> None:
    """What is to be deleted is deleted now; a nested loop puts it off."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def memory_kb() -> dict[str, int]:
    """All that is resident, and of it what no file stands behind. Neither changes with what other processes share, as
    a proportional or unique set size does.
    """
    told = dict(line.split()[:2] for line in Path("/proc/self/smaps_rollup").read_text().splitlines()[1:])
    return {"kb": int(told["Rss:"]), "anonymous kb": int(told["Anonymous:"])}


def timers_there() -> int:
    """The running timers: those that Python holds, and those below an object that it holds."""
    found: set[int] = set()
    for held in _qt_objects():
        for timer in (held, *held.findChildren(QTimer)):
            if isinstance(timer, QTimer) and timer.isActive():
                found.add(Shiboken.getCppPointer(timer)[0])
    return len(found)


def _qt_objects() -> list[QObject]:
    """Those that Python holds."""
    return [held for held in gc.get_objects() if issubclass(type(held), QObject) and Shiboken.isValid(held)]


def there() -> dict[str, int]:
    """What is there once all has settled."""
    readings: list[dict[str, int]] = []
    for _ in range(READINGS):
        QTest.qWait(SETTLED_MS)
        gc.collect()
        _delete()
        readings.append(memory_kb())
    return {
        **min(readings, key=lambda reading: reading["kb"]),
        "windows": sum(Shiboken.isValid(widget) for widget in QApplication.topLevelWidgets()),
        "timers": timers_there(),
        "threads": threading.active_count(),
        "objects": len(_qt_objects()),
    }


def main() -> None:
    reels, first = int(sys.argv[2]), int(sys.argv[3])
    with ExitStack() as stack:
        settle_heap()
        app = QApplication([])
        app.setQuitOnLastWindowClosed(False)
        marks, tasks, theme = Marks(), Tasks(), Theme()
        backend = stack.enter_context(open_backend(find(sys.argv[1]), marks))
        stack.callback(tasks.close)
        kit = make_kit(backend, tasks, theme, Icons(resource_path("icons"), theme))
        windows = Windows(kit, backend)
        stack.callback(windows.close_all)
        player = Player(windows, marks)
        for number in range(first):
            player.play(number)
        before = there()
        for number in range(first, reels):
            player.play(number)
        after = there()
    print(json.dumps({"before": before, "after": after}))


if __name__ == "__main__":
    main()
