"""Finds and drives the parts of the Applications window by their accessible names, as its users do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.qt.workbench import Workbench

from companion.services.applications import ApplicationDraft
from companion.ui.applications import ApplicationsWindow

Open = Callable[[], ApplicationsWindow]


def is_empty(window: QWidget) -> bool:
    return any(b.text() == "Add an application" and b.isVisible() for b in window.findChildren(QPushButton))


class Asked(QObject):
    """Hears a signal that carries an id."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    @Slot(str)
    def hear(self, key: str) -> None:
        self.heard.append(key)


def add(bench: Workbench, company: str, role: str = "", *, days: int = 0, notes: str = "") -> str:
    now = bench.clock.at
    bench.clock.at = now - timedelta(days=days)
    made = bench.applications.add(ApplicationDraft(company, role, notes=notes))
    bench.clock.at = now
    return made.value.id


def field(parent: QWidget, name: str, kind: type[QWidget] = QWidget) -> QWidget:
    """The visible control with this accessible name (or these words on it)."""
    found = [
        w
        for w in parent.findChildren(kind)
        if w.isVisible() and name in (w.accessibleName(), w.text() if isinstance(w, QAbstractButton) else None)
    ]
    assert found, f"no visible control named {name!r}"
    return found[-1]


def press(parent: QWidget, name: str) -> None:
    button = field(parent, name, QAbstractButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def search_field(window: QWidget) -> QLineEdit:
    found = field(window, "Search applications", QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def list_of(window: QWidget) -> QListView:
    return next(view for view in window.findChildren(QListView) if view.accessibleName() == "Applications")


def companies(window: QWidget) -> list[str]:
    model = list_of(window).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def words_in(window: QWidget) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]


def shows(window: QWidget, text: str) -> bool:
    return any(text in words for words in words_in(window))


def dialog(qtbot: QtBot, window: QWidget) -> QDialog:
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QDialog)))
    return next(d for d in window.findChildren(QDialog) if d.isVisible())


def no_dialog(qtbot: QtBot, window: QWidget) -> None:
    qtbot.waitUntil(lambda: not any(d.isVisible() for d in window.findChildren(QDialog)))
    # without a window manager nobody gives the keyboard back
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def fill_in(parent: QWidget, name: str, text: str) -> None:
    widget = field(parent, name)
    target = widget.focusProxy() or widget
    target.setFocus()
    QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(target, text)


def shown(qtbot: QtBot, window: QWidget, company: str) -> None:
    """Waits until the detail pane shows this company."""
    pane = field(window, "Story")
    qtbot.waitUntil(lambda: company in words_in(pane))
