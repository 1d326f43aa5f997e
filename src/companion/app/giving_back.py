"""Gives back what only windows needed, once they have closed: an idle tray is as small as can be."""

from __future__ import annotations

import gc
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from companion.app.backend import Backend
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane

_AFTER_EACH = 1_000
"""Milliseconds after a window has closed: what comes in its place, such as a reel, is on screen by then."""

_AFTER_LAST = 2000
"""Milliseconds after the last window has closed: whoever opens the next one at once needs what the last one had."""


class GivingBack(QObject):
    """Is told of windows that go."""

    def __init__(self, kit: Kit, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._backend = backend
        self._over = False
        self._alone = QTimer(self, singleShot=True, interval=_AFTER_LAST)
        self._alone.timeout.connect(self._give_back)
        self._tidy = QTimer(self, singleShot=True, interval=_AFTER_EACH)
        self._tidy.timeout.connect(self._collect)

    def close(self) -> None:
        """At the end of the program, which gives back everything."""
        self._over = True
        self._alone.stop()
        self._tidy.stop()

    @Slot()
    def one_gone(self) -> None:
        """A window was destroyed."""
        if not (self._over or self._tidy.isActive()):
            self._tidy.start()

    def all_gone(self) -> None:
        """No window is left."""
        if not self._over:
            self._alone.start()

    def not_now(self) -> None:
        """A window is there again."""
        self._alone.stop()

    @Slot()
    def _collect(self) -> None:
        """The parts of a closed window hold each other in circles, and their pictures. On this thread: no other may
        end them.
        """
        gc.collect()

    @Slot()
    def _give_back(self) -> None:
        self._collect()
        self._kit.tasks.run(Lane.READ, partial(_give_back_memory, self._backend))


def _give_back_memory(backend: Backend) -> None:
    from companion.adapters.system.memory import let_go_of_code, trim_heap

    backend.store.give_back()
    trim_heap()
    let_go_of_code()
