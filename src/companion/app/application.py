"""The first steps that need Qt: the application object, the crash file, the right to be the only one."""

from __future__ import annotations

import signal
import socket
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, QTimer, Slot
from PySide6.QtWidgets import QApplication

from companion.app.profile import Profile
from companion.desktop.crash import CrashKeeper
from companion.desktop.single_instance import SingleInstance

if TYPE_CHECKING:
    from companion.services.ports import Trace

_PATIENCE_MS = 5000
"""How long the windows have to keep what was typed when the system ends the session."""


class _Application(QApplication):
    """Quits once its windows have closed. Some of them first keep what was typed, on another thread; Qt by itself
    takes such a window's "not yet" for a no and stays for ever.
    """

    def __init__(self) -> None:
        super().__init__([])
        self._leaving = False
        self.lastWindowClosed.connect(self._left)

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Quit:
            return super().event(event)
        again, self._leaving = self._leaving, True
        self.closeAllWindows()
        open_yet = [w for w in self.topLevelWidgets() if w.isVisible()]
        if again or not open_yet:
            self.exit(0)
        else:
            # it may be asking something; who does not want to answer quits a second time
            open_yet[0].raise_()
            open_yet[0].activateWindow()
        return True

    @Slot()
    def _left(self) -> None:
        if self._leaving:
            self.exit(0)


def make(app_id: str, stack: ExitStack) -> QApplication:
    """The Qt application, which quits on SIGTERM, SIGINT and SIGHUP without ever polling for them."""
    app = _Application()
    app.setApplicationName("companion")
    app.setApplicationDisplayName("Companion")
    app.setDesktopFileName(app_id)
    app.setQuitOnLastWindowClosed(False)
    quitter = _SignalQuitter(app)
    stack.callback(quitter.close)
    return app


class _SignalQuitter(QObject):
    """Python runs a signal's handler only between bytecodes, which an idle event loop never reaches; the wake-up
    descriptor reaches it.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._before = {s: signal.signal(s, _noted) for s in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
        self._before_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    @Slot()
    def _woken(self) -> None:
        if self._reader.recv(64):
            self._app.quit()
            QTimer.singleShot(_PATIENCE_MS, self, self._end)

    @Slot()
    def _end(self) -> None:
        self._app.exit(0)

    def close(self) -> None:
        """Gives the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_fd)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()


def _noted(_number: int, _frame: object) -> None:
    """The wake-up descriptor has carried the news already."""


def keep_crashes(folder: Path, about: str, stack: ExitStack) -> CrashKeeper:
    """From here on a mistake of our own goes to the crash file."""
    keeper = CrashKeeper(folder, lambda: datetime.now(UTC), about)
    keeper.install()
    stack.callback(keeper.close)
    return keeper


def single_instance(profile: Profile, stack: ExitStack) -> SingleInstance | None:
    """The right to be this profile's one companion, or None if another has it."""
    instance = SingleInstance(profile.lock, profile.socket)
    if not instance.acquire():
        return None
    stack.callback(instance.close)
    return instance


def watch_turns(trace: Trace, stack: ExitStack) -> None:
    """From here on the trace tells of each turn in which the GUI thread was long away."""
    from companion.desktop.turns import Turns

    turns = Turns(trace)
    turns.watch()
    stack.callback(turns.close)
