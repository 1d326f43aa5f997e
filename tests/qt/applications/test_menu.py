"""The menu to the rest of the companion, for desktops without a tray."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QMenuBar
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import Asked, Open, add, companies, is_empty, search_field, shown
from tests.qt.workbench import Workbench

from companion.ui.applications import ApplicationsWindow

CTRL = Qt.KeyboardModifier.ControlModifier


def menu(window: ApplicationsWindow, title: str) -> QMenu:
    return next(each for each in window.findChildren(QMenu) if each.title() == title)


def entries(window: ApplicationsWindow, title: str) -> Sequence[QAction]:
    return [action for action in menu(window, title).actions() if not action.isSeparator()]


def test_it_is_the_first_menu_and_names_everything_the_tray_does(opened: Open) -> None:
    window = opened()
    bar = window.findChild(QMenuBar)
    assert bar is not None
    assert bar.actions()[0].text() == "&Companion"
    told = [(a.text().replace("&", ""), a.shortcut().toString()) for a in entries(window, "&Companion")]
    assert told == [
        ("Play the reel", ""),
        ("Add a highlight…", ""),
        ("Highlights…", ""),
        ("Follow-ups…", ""),
        ("Settings…", "Ctrl+,"),
        ("Quit", "Ctrl+Q"),
    ]


def test_each_entry_asks_for_its_window(opened: Open) -> None:
    window, asked = opened(), Asked()
    window.menu_chosen.connect(asked.hear)
    for action in entries(window, "&Companion"):
        action.trigger()
    assert asked.heard == ["reel", "highlight", "library", "follow_ups", "settings", "quit"]


@pytest.mark.parametrize(("key", "name"), [(Qt.Key.Key_Comma, "settings"), (Qt.Key.Key_Q, "quit")])
def test_the_shortcuts_work_from_the_search_field(bench: Workbench, opened: Open, key: Qt.Key, name: str) -> None:
    add(bench, "Acme")
    window, asked = opened(), Asked()
    window.menu_chosen.connect(asked.hear)
    QTest.keyClick(search_field(window), key, CTRL)
    assert asked.heard == [name]


# An open menu takes the keyboard for itself, which the platform without a screen cannot do.
@pytest.mark.qt_log_ignore(r"This plugin does not support grabbing the keyboard")
def test_the_keyboard_opens_the_menu(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window, asked = opened(), Asked()
    window.menu_chosen.connect(asked.hear)
    QTest.keyClick(search_field(window), Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    opened_menu = menu(window, "&Companion")
    qtbot.waitUntil(opened_menu.isVisible)
    QTest.keyClick(opened_menu, Qt.Key.Key_F)
    assert asked.heard == ["follow_ups"]


def test_import_is_asked_for_with_an_empty_list(opened: Open, qtbot: QtBot) -> None:
    window, asked = opened(), Asked()
    assert is_empty(window)
    window.menu_chosen.connect(asked.hear)
    assert "&Import…" in [action.text() for action in entries(window, "&Application")]
    QTest.keyClick(window, Qt.Key.Key_O, CTRL)
    qtbot.waitUntil(lambda: asked.heard == ["import"])


def test_a_no_can_be_logged_with_an_empty_list(opened: Open, qtbot: QtBot) -> None:
    window, asked = opened(), Asked()
    assert is_empty(window)
    window.log_rejection_asked.connect(asked.hear)
    QTest.keyClick(window, Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: asked.heard == [""])


def test_a_no_can_be_logged_where_nothing_is_found(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window, asked = opened(), Asked()
    shown(qtbot, window, "Acme")
    window.log_rejection_asked.connect(asked.hear)
    search_field(window).setText("zzz")
    qtbot.waitUntil(lambda: companies(window) == [])
    QTest.keyClick(search_field(window), Qt.Key.Key_R, CTRL)
    assert asked.heard == [""]
    (edit,) = [a for a in entries(window, "&Application") if a.text() == "&Edit"]
    assert not edit.isEnabled(), "the others need an application"


def test_a_no_right_after_typing_means_what_was_typed(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    zebra = add(bench, "Zebra", days=3)
    add(bench, "Acme")
    window, asked = opened(), Asked()
    window.log_rejection_asked.connect(asked.hear)
    QTest.keyClicks(search_field(window), "zebra")
    QTest.keyClick(search_field(window), Qt.Key.Key_R, CTRL)
    qtbot.waitUntil(lambda: asked.heard == [zebra])
