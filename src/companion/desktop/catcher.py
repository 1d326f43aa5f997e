"""Sees pastes and drops anywhere in a window before its fields do, and takes those that the window wants."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override


class Pasted(Enum):
    """How something comes: pasted into a text field (where words are the field's), pasted elsewhere, dropped on a text
    field, or dropped elsewhere.
    """

    AMONG_TEXT = auto()
    ELSEWHERE = auto()
    DROPPED_ON_TEXT = auto()
    DROPPED = auto()

    @property
    def on_text(self) -> bool:
        return self in (Pasted.AMONG_TEXT, Pasted.DROPPED_ON_TEXT)


class Catcher(QObject):
    """wants: whether the window takes it; asked often while something is dragged. take: takes it; false if it could
    not after all. over: whether something wanted is above the window now.
    """

    def __init__(
        self,
        parent: QObject,
        *,
        wants: Callable[[QMimeData, Pasted], bool],
        take: Callable[[QMimeData], bool],
        over: Callable[[bool], None],
    ) -> None:
        super().__init__(parent)
        self._wants, self._take, self._over = wants, take, over

    def watch(self, window: QWidget) -> None:
        """From now on it sees what comes to the window and to the fields in it. Call when those are there."""
        window.setAcceptDrops(True)
        for widget in (window, *window.findChildren(QWidget)):
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus or widget.acceptDrops():
                widget.removeEventFilter(self)
                widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            return self._paste(watched, event)
        if isinstance(event, QDropEvent):
            return self._dragged(watched, event)
        if event.type() == QEvent.Type.DragLeave:
            self._over(False)
        return False

    def _paste(self, watched: QObject, event: QKeyEvent) -> bool:
        if event.type() not in _KEYS_DOWN or not event.matches(QKeySequence.StandardKey.Paste):
            return False
        mime = QGuiApplication.clipboard().mimeData()
        if not self._wants(mime, Pasted.AMONG_TEXT if _is_text(watched) else Pasted.ELSEWHERE):
            return False
        event.accept()
        return event.type() == QEvent.Type.ShortcutOverride or self._take(mime)

    def _dragged(self, watched: QObject, event: QDropEvent) -> bool:
        """QDropEvent is also what enters and moves."""
        mime = event.mimeData()
        on_text = _is_text(watched) or _is_text(watched.parent())
        if not self._wants(mime, Pasted.DROPPED_ON_TEXT if on_text else Pasted.DROPPED):
            return False
        dropped = event.type() == QEvent.Type.Drop
        self._over(not dropped)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if dropped:
            self._take(mime)
        return True


_KEYS_DOWN = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


def _is_text(thing: QObject | None) -> bool:
    return isinstance(thing, QLineEdit | QPlainTextEdit)
