"""Adding, editing and deleting in the Applications window, by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
)
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

from companion.core.application import State


def test_the_empty_window_asks_for_the_first_application(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    press(window, "Add an application")
    form = dialog(qtbot, window)
    QTest.keyClicks(field(form, "Company"), "Acme")
    fill_in(form, "Role", "Backend Engineer")
    QTest.keyClick(field(form, "Role"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])
    assert bench.store.search("", limit=9)[0].state is State.APPLIED


def test_add_edit_delete_and_undo_by_keyboard(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Other")
    window = opened()
    QTest.keyClick(search_field(window), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    QTest.keyClicks(field(form, "Company"), "Acme")
    QTest.keyClick(field(form, "Company"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: not window.findChildren(QDialog))
    shown(qtbot, window, "Acme")

    QTest.keyClicks(search_field(window), "acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_Return)
    form = dialog(qtbot, window)
    assert form.windowTitle() == "Edit the application"
    fill_in(form, "Company", "Acme Robotics")
    QTest.keyClick(field(form, "Company"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: companies(window) == ["Acme Robotics"])

    QTest.keyClick(search_field(window), Qt.Key.Key_Down)
    rows = list_of(window)
    QTest.keyClick(rows, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: companies(window) == [])
    assert bench.store.count_applications() == 1
    press(window, "Undo: Deleted Acme Robotics.")
    qtbot.waitUntil(lambda: companies(window) == ["Acme Robotics"])
    assert bench.store.count_applications() == 2


def test_enter_at_once_after_typing_means_what_was_typed(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Zebra", days=3)
    add(bench, "Acme")
    window = opened()
    QTest.keyClicks(search_field(window), "zebra")
    QTest.keyClick(search_field(window), Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    company = field(form, "Company")
    assert isinstance(company, QLineEdit)
    assert company.text() == "Zebra"
    form.reject()


def test_delete_in_the_search_field_deletes_a_letter_only(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    QTest.keyClicks(search_field(window), "acmex")
    QTest.keyClick(search_field(window), Qt.Key.Key_Left)
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(search_field(window), override)
    QTest.keyClick(search_field(window), Qt.Key.Key_Delete)
    assert search_field(window).text() == "acme"
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])
    assert bench.store.count_applications() == 1


@pytest.mark.parametrize(("size", "told"), [(1_000_000, "1,000,000 characters"), (0, "empty")])
def test_an_absurd_company_is_refused_beside_the_field(
    bench: Workbench, opened: Open, qtbot: QtBot, size: int, told: str
) -> None:
    window = opened()
    press(window, "Add an application")
    form = dialog(qtbot, window)
    company = field(form, "Company")
    assert isinstance(company, QLineEdit)
    company.setText("é" * size)
    fill_in(form, "Role", "Engineer")
    QTest.keyClick(field(form, "Role"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, told))
    assert form.isVisible()
    assert len(company.text()) == size, "what was typed is still there"
    assert form.focusWidget() is company
    assert bench.store.count_applications() == 0
    company.setText("Acme")
    QTest.keyClick(company, Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    assert [row.role for row in bench.store.search("acme", limit=9)] == ["Engineer"]


def test_leaving_a_form_asks_only_if_something_would_be_lost(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Other")
    window = opened()
    QTest.keyClick(search_field(window), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(dialog(qtbot, window), Qt.Key.Key_Escape)
    no_dialog(qtbot, window)
    QTest.keyClick(search_field(window), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    QTest.keyClicks(field(form, "Company"), "Acme")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert form.isVisible()
    press(form, "Leave")
    no_dialog(qtbot, window)
