"""The container of everything with a window, and its wiring. Signals of windows end here and in `Windows`, nowhere
else, so no window knows another.
"""

from __future__ import annotations

from contextlib import ExitStack

from PySide6.QtCore import QObject, Signal, Slot

from companion.adapters.store.pictures import ScaledCopies
from companion.app.backend import Backend
from companion.app.background import Background
from companion.app.errands import Errands
from companion.app.sizes import SizeFile
from companion.app.windows import Windows
from companion.desktop.alarm import Alarm
from companion.desktop.changes import Changes
from companion.desktop.icons import Icons
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane, Tasks
from companion.desktop.theme import Theme
from companion.desktop.tray import Tray


def ready(backend: Backend) -> Backend:
    """The backend, once this module is imported: for a thread that wants all imports behind it."""
    return backend


def make_kit(backend: Backend, tasks: Tasks, theme: Theme, icons: Icons) -> Kit:
    """What all windows share."""
    sizes = SizeFile(backend.profile.sizes, tasks)
    copies = ScaledCopies(backend.profile.pictures)
    return Kit(tasks, Changes(), theme, icons, sizes, backend.clock, backend.trace, backend.desk, copies)


class Household(QObject):
    """Everything that works once the store is open."""

    restore_asked = Signal(object)
    quit_asked = Signal()

    def __init__(
        self, backend: Backend, tasks: Tasks, theme: Theme, icons: Icons, tray: Tray, stack: ExitStack
    ) -> None:
        super().__init__()
        self._backend = backend
        self.kit = make_kit(backend, tasks, theme, icons)
        self.windows = Windows(self.kit, backend)
        stack.callback(self.windows.close_all)
        self.alarm = Alarm(backend.clock.now)
        stack.callback(self.alarm.close)
        self.background = Background(self.kit, backend, tray, self.windows, self.alarm)
        stack.callback(self.background.close)
        self.errands = Errands(self.kit, backend, self.windows)
        self.errands.restore_asked.connect(self.restore_asked)
        self.windows.restore_asked.connect(self.restore_asked)
        self.windows.quit_asked.connect(self.quit_asked)
        tasks.problem.connect(self.background.tell_problem)
        tray.menu_opens.connect(self.windows.reels.menu_opens)
        tray.menu_closed.connect(self.windows.reels.menu_closed)

    @Slot()
    def begin(self) -> None:
        """At the first idle moment."""
        self.alarm.watch()
        self.background.begin()
        self.windows.reels.begin()
        read = self._backend.preferences.get
        self.kit.tasks.run(Lane.READ, read, done=self.windows.settings_read, owner=self)
