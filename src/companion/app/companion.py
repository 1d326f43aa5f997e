"""The running companion: first the tray icon, then everything else, then what can wait.

The icon needs no store, so it is there before the store is open; opening it, and importing what works on it, happens
on the store's own thread. Whatever is asked for in that moment waits for it and is then done.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from companion.app.ending import Ending
from companion.app.menu import MENU
from companion.app.profile import Profile
from companion.core.problem import Problem
from companion.desktop.crash import CrashKeeper
from companion.desktop.icons import Icons
from companion.desktop.single_instance import Request, SingleInstance
from companion.desktop.tasks import Lane, Tasks
from companion.desktop.theme import Theme
from companion.desktop.tray import Tray
from companion.services.resources import resource_path

if TYPE_CHECKING:
    from companion.app.backend import Backend
    from companion.app.household import Household
    from companion.services.ports import Trace


class Companion(QObject):
    """Holds the parts together for as long as the program runs."""

    def __init__(
        self,
        app: QApplication,
        profile: Profile,
        trace: Trace,
        instance: SingleInstance,
        crashes: CrashKeeper,
        stack: ExitStack,
    ) -> None:
        super().__init__()
        self._app = app
        self._profile = profile
        self._trace = trace
        self._crashes = crashes
        self._stack = stack
        self._ending = Ending()
        self._household: Household | None = None
        self._waiting: list[str | Request] = []
        self._theme = Theme()
        self._icons = Icons(resource_path("icons"), self._theme)
        self._tasks = Tasks()
        self._tasks.collect_between_turns()
        stack.callback(self._tasks.close)
        self._tray = Tray(MENU, self._tray_icon)
        stack.callback(self._tray.close)
        self._tray.chosen.connect(self._chosen)
        instance.asked.connect(self._asked)

    def show_tray(self) -> None:
        """Puts the icon into the tray."""
        self._tray.show()
        self._trace.mark("tray.shown")

    def live(self) -> Ending:
        """Runs the event loop to its end."""
        QTimer.singleShot(0, self, self._open)
        self._app.exec()
        return self._ending

    @Slot()
    def _open(self) -> None:
        self._tasks.run(Lane.STORE, self._load, done=self._loaded, failed=self._not_loaded, owner=self)

    def _load(self) -> Backend:
        """On the store's thread: the imports and the disk."""
        from companion.app import backend, household

        return household.ready(backend.open_backend(self._profile, self._trace))

    def _loaded(self, backend: Backend) -> None:
        from companion.app.household import Household

        self._stack.callback(backend.close)
        # closed before the store: what still runs there is waited for
        self._stack.callback(self._tasks.close)
        self._household = Household(backend, self._tasks, self._theme, self._icons, self._tray, self._stack)
        self._household.restore_asked.connect(self._restore_and_end)
        self._household.quit_asked.connect(self._app.quit)
        self._crashes.crashed.connect(self._household.background.tell_crash)
        self._trace.mark("ready")
        waiting, self._waiting = self._waiting, []
        for asked in waiting:
            self._pass_on(asked)
        QTimer.singleShot(0, self, self._settle_in)

    @Slot()
    def _settle_in(self) -> None:
        """The first idle moment: what nobody waits for."""
        self._tray.watch()
        if self._household is not None:
            self._household.begin()

    def _not_loaded(self, problem: Problem) -> None:
        from companion.app import opening

        self._theme.apply(self._app)
        if opening.mended(self._profile, problem):
            self._open()
        else:
            self._ending = Ending(1)
            self._app.quit()

    @Slot(str)
    def _chosen(self, key: str) -> None:
        if key == "quit" and self._household is None:
            self._app.quit()
        else:
            self._pass_on(key)

    @Slot(object)
    def _asked(self, request: Request) -> None:
        self._pass_on(request)

    def _pass_on(self, asked: str | Request) -> None:
        if self._household is None:
            self._waiting.append(asked)
        elif isinstance(asked, Request):
            self._household.errands.asked(asked)
        else:
            self._household.windows.open(asked)

    @Slot(object)
    def _restore_and_end(self, backup: Path) -> None:
        self._ending = Ending(1, backup)
        self._app.quit()

    def _tray_icon(self, due: bool) -> QIcon:
        return self._icons.tray(due=due)
