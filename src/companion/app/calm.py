"""Knows whether a reel may come by itself now; asked ahead of time where a rejection is about to be logged.

The desktop answers over D-Bus, which takes from milliseconds to half a second. Who has just typed whom the no came from
must not wait for that, so the look begins with the first window and its answer holds for a short while.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Slot

from companion.core.changes import ChangeSet
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.waiting import Wait, Waiting

FRESH_S: Final = 10.0
"""How long an answer holds: somebody who turns do-not-disturb on needs about that long to come back here."""

Answer = Callable[[Wait | None], None]


class Calm(QObject):
    """One look at a time; whoever asks meanwhile gets its answer."""

    def __init__(self, kit: Kit, waiting: Waiting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = kit.tasks
        self._waiting = waiting
        self._known: tuple[float, Wait | None] | None = None
        self._asked: list[Answer] = []
        self._looking = False
        self._outdated = False
        kit.changes.happened.connect(self._changed)

    def look_ahead(self) -> None:
        """A rejection may be logged soon."""
        if not self._looking:
            self._look()

    def ask(self, answer: Answer) -> None:
        """Calls `answer` with what makes the reel wait, or None: at once if that is known, else when it is."""
        if self._known is not None and time.monotonic() - self._known[0] < FRESH_S:
            answer(self._known[1])
            return
        self._asked.append(answer)
        self.look_ahead()

    def ask_anew(self, answer: Answer) -> None:
        """As `ask`, but what was known before does not count."""
        self._known = None
        self.ask(answer)

    def _look(self) -> None:
        self._looking = True
        self._outdated = False
        self._tasks.run(Lane.OUTSIDE, self._waiting.wait, done=self._told, owner=self)

    @Slot(object)
    def _told(self, wait: Wait | None) -> None:
        self._looking = False
        if self._outdated:
            self._look()
            return
        self._known = time.monotonic(), wait
        asked, self._asked = self._asked, []
        for answer in asked:
            answer(wait)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        """ "Not today" and quiet hours are settings."""
        if "setting" in changes.tables:
            self._known = None
            self._outdated = self._looking
