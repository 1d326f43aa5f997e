"""Undo and redo in the Applications window, by keyboard and by its menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import (
    Open,
    add,
    companies,
    dialog,
    field,
    fill_in,
    list_of,
    no_dialog,
    press,
    search_field,
    shown,
    shows,
)
from tests.qt.workbench import Workbench

from companion.core.application import EventKind
from companion.services.applications import ApplicationDraft
from companion.services.log_event import EventDraft

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def entry(window: QWidget, number: int) -> QAction:
    edit = next(menu for menu in window.findChildren(QMenu) if menu.title() == "&Edit")
    return edit.actions()[number]


def told(window: QWidget) -> tuple[str, str]:
    return entry(window, 0).text(), entry(window, 1).text()


def rename(qtbot: QtBot, window: QWidget, name: str) -> None:
    QTest.keyClick(list_of(window), Qt.Key.Key_E, CTRL)
    form = dialog(qtbot, window)
    fill_in(form, "Company", name)
    QTest.keyClick(field(form, "Company"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: companies(window) == [name])


def test_each_change_goes_back_and_forth_and_the_menu_says_which(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "A & B")
    window = opened()
    assert told(window) == ("&Undo", "&Redo")
    assert not entry(window, 0).isEnabled()
    shown(qtbot, window, "A & B")
    rows = list_of(window)
    rows.setFocus()
    rename(qtbot, window, "Bolt & Co")
    rename(qtbot, window, "Corp")
    assert told(window) == ("&Undo: saved Corp", "&Redo")
    QTest.keyClick(rows, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: companies(window) == ["Bolt & Co"])
    qtbot.waitUntil(lambda: told(window) == ("&Undo: saved Bolt && Co", "&Redo: saved Corp"))
    QTest.keyClick(rows, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: companies(window) == ["A & B"])
    QTest.keyClick(rows, Qt.Key.Key_Z, CTRL | SHIFT)
    qtbot.waitUntil(lambda: companies(window) == ["Bolt & Co"])
    QTest.keyClick(rows, Qt.Key.Key_Y, CTRL)
    qtbot.waitUntil(lambda: companies(window) == ["Corp"])
    qtbot.waitUntil(lambda: told(window) == ("&Undo: saved Corp", "&Redo"))
    shown(qtbot, window, "Corp")


def test_the_bar_offers_the_latest_step_and_to_do_it_again(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    list_of(window).setFocus()
    QTest.keyClick(list_of(window), Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: companies(window) == [])
    press(window, "Undo: Deleted Acme.")
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])
    qtbot.waitUntil(lambda: shows(window, "Undone: deleted Acme."))
    press(window, "Redo: Undone: deleted Acme.")
    qtbot.waitUntil(lambda: companies(window) == [])
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])


def test_the_field_takes_back_its_own_typing_first(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    list_of(window).setFocus()
    rename(qtbot, window, "Bolt")
    search = search_field(window)
    search.setFocus()
    QTest.keyClicks(search, "bo")
    QTest.keyClick(search, Qt.Key.Key_Z, CTRL)
    assert search.text() == ""
    QTest.keyClick(search, Qt.Key.Key_Y, CTRL)
    QTest.keyClick(search, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: companies(window) == ["Bolt"])
    QTest.keyClick(search, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])


def test_what_was_changed_elsewhere_since_is_not_taken_back(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    list_of(window).setFocus()
    rename(qtbot, window, "Bolt")
    bench.applications.edit(key, ApplicationDraft("Corp"), origin="shell")
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: shows(window, "This was changed elsewhere since"))
    assert bench.applications.story(key).application.company == "Corp"
    assert not entry(window, 0).isEnabled(), "it can't ever be taken back"


def test_an_event_logged_can_be_taken_back_after_the_bar_has_gone(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=3)
    bench.log_event.log(EventDraft(EventKind.REPLY, key))
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_O, CTRL | SHIFT)
    form = dialog(qtbot, window)
    press(form, "Save")
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: entry(window, 0).isEnabled())
    add(bench, "Other")
    entry(window, 0).trigger()
    qtbot.waitUntil(lambda: [e.kind for e in bench.applications.story(key).events][-1] is EventKind.REPLY)
