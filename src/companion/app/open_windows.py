"""The windows that are open, each kind once: which they are, and what becomes of them when they close."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from companion.app.backend import Backend
from companion.app.giving_back import GivingBack
from companion.desktop.kit import Kit
from companion.desktop.wishes import DesktopWishes

if TYPE_CHECKING:
    from companion.desktop.windows import Window


class OpenWindows(QObject):
    """By name; a window is held from its showing to its closing, and then deletes itself."""

    all_closed = Signal()
    """After `close_for_good`."""

    def __init__(self, kit: Kit, backend: Backend, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._open: dict[str, Window] = {}
        self._dressed = False
        self._quitting = False
        self._wishes = DesktopWishes(kit.theme)
        self._giving_back = GivingBack(kit, backend, self)

    def close(self) -> None:
        """At the end of the program; drafts keep themselves."""
        self._giving_back.close()
        for window in tuple(self._open.values()):
            window.close()
        self._wishes.close()

    def close_for_good(self) -> None:
        """Closes every window, then says so; a window that still writes its draft, or asks, is waited for."""
        self._quitting = True
        for window in tuple(self._open.values()):
            window.close()
        if not self._open:
            self.all_closed.emit()

    def dress(self) -> None:
        """Before the first window: palette and style, which a tray icon can do without."""
        app = QApplication.instance()
        if not self._dressed and isinstance(app, QApplication):
            self._dressed = True
            app.setWindowIcon(self._kit.icons.application())
            self._kit.theme.apply(app)
            self._wishes.watch()

    # --- which are open ----------------------------------------------------------------------------------------

    def get(self, name: str) -> Window | None:
        """The window of that name, if it is open."""
        return self._open.get(name)

    def is_open(self, name: str) -> bool:
        return name in self._open

    def raised(self, name: str) -> bool:
        """Whether the window was open, and is now in front; if not, all is ready to make it."""
        self.dress()
        window = self._open.get(name)
        if window is not None:
            self.bring_forward(window)
        return window is not None

    def bring_forward(self, window: Window) -> None:
        """In front of the others, with the keyboard."""
        # only now: with the first window PySide loads the `Qt` namespace, a megabyte that the tray does not need
        from companion.desktop.windows import raise_window

        raise_window(window)

    # --- they come and go --------------------------------------------------------------------------------------

    def show(self, name: str, window: Window) -> None:
        """Takes charge of the window, and shows it in front."""
        self.keep(name, window)
        self.bring_forward(window)

    def keep(self, name: str, window: Window) -> None:
        """Takes charge of a window until it closes."""
        self._quitting = False
        self._open[name] = window
        self._giving_back.not_now()
        window.closed.connect(partial(_forget, self, name, window))
        window.destroyed.connect(self._giving_back.one_gone)

    def forget(self, name: str, window: Window) -> None:
        """A window has closed."""
        if self._open.get(name) is window:
            del self._open[name]
        if self._open:
            return
        if self._quitting:
            self.all_closed.emit()
        else:
            self._giving_back.all_gone()

    def expect(self) -> None:
        """One may be shown soon: what it needs is kept meanwhile."""
        self._giving_back.not_now()

    def expect_none(self, unseen: Window | None) -> None:
        """None is expected any more. unseen: the one that was made for that."""
        if unseen is not None:
            unseen.destroyed.connect(self._giving_back.one_gone)
            unseen.deleteLater()
        if not self._open:
            self._giving_back.all_gone()


def _forget(windows: OpenWindows, name: str, window: Window) -> None:
    windows.forget(name, window)
