"""What every window has in common: a remembered size, Esc, a closing that frees it.

Only the size is remembered. Wayland forbids placing windows, and elsewhere the window manager knows better;
only what comes by itself is put beside the tray (`put_beside_tray`).
"""

from __future__ import annotations

from typing import Final, Protocol

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

LARGEST_AT_FIRST: Final = QSize(1200, 720)
"""What fits a 1280x800 screen beside its panels."""

_APART: Final = 16
_TITLE: Final = 32
"""Room for a title bar, whose height nobody knows before the window shows."""


class SizeKeeper(Protocol):
    """Where sizes are kept, by the window's key, and how a view was left. Called on the GUI thread, so it must not
    block.
    """

    def size(self, key: str) -> tuple[int, int] | None: ...

    def keep_size(self, key: str, width: int, height: int) -> None: ...

    def choice(self, key: str) -> str:
        """What was kept under this key, a word of the view's own; "" for nothing."""
        ...

    def keep_choice(self, key: str, word: str) -> None: ...


class Window(QWidget):
    """A top-level window, deleted when closed. key: its name for the size keeper and for tests."""

    closed = Signal()

    def __init__(self, key: str, title: str, sizes: SizeKeeper, *, usual: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName(key)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._key = key
        self._sizes = sizes
        kept = sizes.size(key)
        self._first = QSize(*kept) if kept is not None else usual.boundedTo(LARGEST_AT_FIRST)
        self._sized = False

    def may_close(self) -> bool:
        """Whether the window may close now; override to ask if something would be lost."""
        return True

    def take_first_size(self) -> None:
        """Takes the remembered or usual size, as far as the screen has room; once."""
        if not self._sized:
            self._sized = True
            # here rather than at first: only now the screen is known, and the smallest size of what is inside
            room = self.screen().availableSize() - QSize(16, 48)
            self.resize(self._first.boundedTo(room).expandedTo(self.minimumSizeHint().boundedTo(room)))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.take_first_size()
        super().showEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        if self._sized and not self.isMaximized() and not self.isFullScreen():
            self._sizes.keep_size(self._key, self.width(), self.height())
        event.accept()
        self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def raise_window(window: QWidget) -> None:
    """Shows the window in front of the others, out of the task bar if need be, and gives it the keyboard."""
    if window.isMinimized():
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def put_beside_tray(window: QWidget) -> None:
    """For a window that comes by itself: into the corner beside the panel rather than over what the user does.

    Where the system places windows itself (Wayland), nothing happens.
    """
    whole, room = window.screen().geometry(), window.screen().availableGeometry()
    place = window.rect()
    place.moveTopRight(room.topRight() - QPoint(_APART, -_APART))
    if room.top() == whole.top():  # no panel above, so the tray is below
        place.moveBottomRight(room.bottomRight() - QPoint(_APART, _APART + _TITLE))
    window.move(place.topLeft())


def leave_keyboard(window: QWidget, *, leave: bool) -> None:
    """Whether the window is to show without taking the keyboard. Also for one that the window system knows already: Qt
    passes the attribute on only as it makes the native window.
    """
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, leave)
    native = window.windowHandle()
    if window.testAttribute(Qt.WidgetAttribute.WA_WState_Created):
        native.setProperty("_q_showWithoutActivating", leave)


def may_get_keyboard_unasked() -> bool:
    """Whether a window that is shown without activating may get the keyboard all the same: Wayland knows no such
    wish, and most compositors give it.
    """
    return QGuiApplication.platformName().startswith("wayland")
