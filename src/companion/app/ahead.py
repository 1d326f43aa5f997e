"""What a reel needs, made before it is asked for: its window, and the reel itself where that is known.

Who logs a rejection types first, and who opens the tray's menu looks for the line: time enough to make the window where
nobody sees it, so that the choice only shows it. There is one at most, however often it was expected, and it goes when
nothing is left that it may be for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from companion.app.open_windows import OpenWindows
from companion.core.changes import ChangeSet
from companion.core.problem import Problem
from companion.core.reel import Reel
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.reel import POOL, Noes, Pool

if TYPE_CHECKING:
    from companion.ui.reel.window import ReelWindow

Composed = tuple[Reel, Noes]
"""A reel, and the noes that it answers."""


class Cause(Enum):
    """Why the window may be needed: a rejection may be logged; a line of the menu may be chosen; a reel comes."""

    QUICK_LOG = 1
    MENU = 2
    REEL = 3


class WindowAhead(QObject):
    """The reel's window before it shows."""

    ready = Signal()
    """It can be shown."""

    def __init__(self, windows: OpenWindows, make: Callable[[], ReelWindow], parent: QObject) -> None:
        super().__init__(parent)
        self._windows = windows
        self._make = make
        self._causes: set[Cause] = set()
        self._window: ReelWindow | None = None
        self._steps: list[Callable[[], None]] = []
        # a turn of the event loop for each step, so that none is long
        self._step = QTimer(self, singleShot=True, interval=0)
        self._step.timeout.connect(self._go_on)

    @property
    def window(self) -> ReelWindow | None:
        """As far as it is made."""
        return self._window

    def want(self, cause: Cause) -> None:
        """Keeps what is made, from now on, for this cause."""
        self._causes.add(cause)
        self._windows.expect()

    def begin(self) -> None:
        """Makes it in the next turns, if something wants it."""
        self._step.start()

    def make(self) -> None:
        """Makes it now."""
        if self._window is None:
            self._window = self._make()
            self._steps = [*self._window.steps_to_be_ready()]

    def take(self) -> ReelWindow:
        """The window, to be shown: made now if it must be."""
        self._step.stop()
        self._steps.clear()
        self._causes.clear()
        window, self._window = self._window or self._make(), None
        return window

    def need_not(self, cause: Cause) -> None:
        """This cause is over; with the last one the window goes."""
        if cause not in self._causes:
            return
        self._causes.discard(cause)
        if not self._causes:
            self._step.stop()
            self._steps.clear()
            window, self._window = self._window, None
            self._windows.expect_none(window)

    @Slot()
    def _go_on(self) -> None:
        if not self._causes or self._windows.is_open("reel"):
            return
        if self._window is None:
            self.make()
        elif self._steps:
            self._steps.pop(0)()
        else:
            self.ready.emit()
            return
        self._step.start()


class ReelAhead(QObject):
    """The reel that is asked for without a no, read once: before it is asked for, or then. A change of what is stored
    makes it worthless.
    """

    came = Signal()
    """It is known before anybody asked."""

    failed = Signal(object)
    """A Problem, for whoever asked; ahead of that nobody needs to know."""

    def __init__(self, kit: Kit, compose: Callable[[], Composed], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = kit.tasks
        self._compose = compose
        self._known: Composed | None = None
        self._reading: Job | None = None
        self._asked: list[Callable[[Composed], None]] = []
        kit.changes.happened.connect(self._changed)

    @property
    def known(self) -> Composed | None:
        """As it stands now, if it was read."""
        return self._known

    def look(self) -> None:
        """It may be asked for soon."""
        if self._known is None and not self._is_reading():
            self._read(partial(_and_load, self._compose))

    def ask(self, answer: Callable[[Composed], None]) -> None:
        """Calls `answer` with the reel: at once if it is known, else when it is. Each reel is given out once."""
        known, self._known = self._known, None
        if known is not None:
            answer(known)
            return
        self._asked.append(answer)
        if not self._is_reading():
            self._read(self._compose)

    def forget(self) -> None:
        """It is not needed any more, unless somebody waits for it."""
        self._known = None
        if self._reading is not None and not self._asked:
            self._reading.cancel()
            self._reading = None

    def _is_reading(self) -> bool:
        # one that has ended and told nothing was a mistake of ours, which must not be waited for
        return self._reading is not None and not self._reading.finished

    def _read(self, work: Callable[[], Composed]) -> None:
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._tasks.run(Lane.READ, work, done=self._take, failed=self._refuse, owner=self)

    @Slot(object)
    def _take(self, composed: Composed) -> None:
        self._reading = None
        asked, self._asked = self._asked, []
        for answer in asked:
            answer(composed)
        if not asked:
            self._known = composed
            self.came.emit()

    @Slot(object)
    def _refuse(self, problem: Problem) -> None:
        self._reading = None
        asked, self._asked = self._asked, []
        if asked:
            self.failed.emit(problem)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.tables:
            self.forget()
            if self._asked:
                self._read(self._compose)


class PoolAhead(QObject):
    """What the cards for a no are chosen from, read while it is typed whose no it is."""

    def __init__(self, kit: Kit, read: Callable[[], Pool], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = kit.tasks
        self._read = read
        self._known: Pool | None = None
        self._reading: Job | None = None
        kit.changes.happened.connect(self._changed)

    @property
    def known(self) -> Pool | None:
        """As it stands now, if it was read."""
        return self._known

    def look(self) -> None:
        """It may be needed soon."""
        self.forget()
        self._reading = self._tasks.run(Lane.READ, self._read, done=self._take, failed=self._refuse, owner=self)

    def forget(self) -> None:
        """It is not needed any more."""
        self._known = None
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    @Slot(object)
    def _take(self, pool: Pool) -> None:
        self._reading = None
        self._known = pool

    @Slot(object)
    def _refuse(self, _problem: Problem) -> None:
        """Told to whoever reads it when it is needed."""
        self._reading = None

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.tables & POOL:
            self.forget()


def load_reel() -> None:
    """On a worker: imports the reel's window."""
    importlib.import_module("companion.ui.reel.window")


def _and_load(compose: Callable[[], Composed]) -> Composed:
    composed = compose()
    load_reel()
    return composed
