"""Order, groups, layout and kept views of the list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
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
)
from tests.qt.workbench import Workbench

from companion.core.application import ApplicationRow, EventKind, State
from companion.core.query import Order, Sort
from companion.services.log_event import EventDraft
from companion.ui.applications.header import next_order, order_words
from companion.ui.applications.model import ApplicationsModel
from companion.ui.applications.view_menu import BOARD, GROUPS, Look, kept_look

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def column(window: QWidget, name: str) -> QPushButton:
    return next(b for b in window.findChildren(QPushButton) if b.accessibleName().startswith(f"Order by {name}"))


def test_a_click_orders_another_turns_it_and_a_third_lets_go() -> None:
    order = Order()
    told: list[str] = []
    for _ in range(3):
        order = next_order(order, Sort.COMPANY)
        told.append(order_words(order))
    assert told == ["Company, A to Z", "Company, Z to A", "As found"]
    assert next_order(Order(Sort.ROLE, reverse=True), Sort.COMPANY) == Order(Sort.COMPANY)


def test_the_order_is_one_stop_for_the_keyboard_and_is_kept(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_Tab)
    first = column(window, "company")
    assert window.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Right)
    role = column(window, "role")
    assert window.focusWidget() is role
    QTest.keyClick(role, Qt.Key.Key_Space)
    assert (role.text(), role.accessibleName()) == ("Role ↑", "Order by role, A to Z")
    assert kept_look(bench.sizes) == Look(Order(Sort.ROLE))
    assert window.focusWidget() is role
    QTest.keyClick(role, Qt.Key.Key_Tab)
    assert window.focusWidget() is list_of(window)
    window.close()
    again = opened()
    assert column(again, "role").isChecked()


def test_the_list_is_really_ordered_by_the_column(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    for day, (name, role) in enumerate((("Bolt", "Baker"), ("acme", "Cook"), ("Corp", "Actor"))):
        add(bench, name, role, days=day)
    window = opened()
    assert companies(window) == ["Bolt", "acme", "Corp"]
    column(window, "company").click()
    qtbot.waitUntil(lambda: companies(window) == ["acme", "Bolt", "Corp"])
    column(window, "company").click()
    qtbot.waitUntil(lambda: companies(window) == ["Corp", "Bolt", "acme"])
    _trigger(window, "Role")
    qtbot.waitUntil(lambda: companies(window) == ["Corp", "Bolt", "acme"])
    _trigger(window, "The other &way round")
    qtbot.waitUntil(lambda: companies(window) == ["acme", "Bolt", "Corp"])
    assert column(window, "role").text() == "Role ↓"


def test_groups_have_headings_that_are_passed_over(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    add(bench, "Bolt", days=3)
    bench.log_event.log(EventDraft(EventKind.OFFER, add(bench, "Corp", days=9)))
    window = opened()
    rows = list_of(window)
    QTest.keyClick(search_field(window), Qt.Key.Key_G, CTRL)
    qtbot.waitUntil(lambda: companies(window) == ["Applied · 2", "Acme", "Bolt", "Offer · 1", "Corp"])
    assert kept_look(bench.sizes).layout == GROUPS
    assert rows.currentIndex().row() == 1
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: rows.currentIndex().row() == 2)
    assert window.focusWidget() is rows
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert rows.currentIndex().row() == 4
    for _ in range(2):
        QTest.keyClick(rows, Qt.Key.Key_Up)
    assert rows.currentIndex().row() == 1
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert window.focusWidget() is search_field(window)
    QTest.keyClick(rows, Qt.Key.Key_A, CTRL)
    qtbot.waitUntil(lambda: any(w.text() == "3 chosen" for w in window.findChildren(QLabel)))


def test_a_page_goes_on_with_the_group_it_belongs_to(bench: Workbench) -> None:
    def row(name: str, state: State) -> ApplicationRow:
        return ApplicationRow(name, name, "", "", state, None)

    model = ApplicationsModel(bench.clock)
    counts = {State.APPLIED: 3, State.OFFER: 1200}
    model.start([row("a", State.APPLIED), row("b", State.APPLIED)], complete=False, counts=counts)
    model.extend([row("c", State.APPLIED), row("d", State.OFFER)], complete=True)
    said = [model.index(at, 0).data() for at in range(model.rowCount())]
    assert said == ["Applied · 3", "a", "b", "c", "Offer · 1,200", "d"]
    assert [model.row_of(key) for key in "abcd"] == [1, 2, 3, 5]
    assert (model.found, model.nearest(0), model.nearest(4), model.nearest(99)) == (4, 1, 5, 5)
    assert model.flags(model.index(4, 0)) == Qt.ItemFlag.NoItemFlags
    assert model.index(4, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Offer · 1,200"


def test_a_view_is_kept_opened_renamed_and_deleted_with_undo(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    add(bench, "Bolt", days=2)
    window = opened()
    search = search_field(window)
    column(window, "company").click()
    QTest.keyClicks(search, "bolt")
    qtbot.waitUntil(lambda: companies(window) == ["Bolt"])
    QTest.keyClick(search, Qt.Key.Key_V, CTRL | SHIFT)
    form = dialog(qtbot, window)
    fill_in(form, "Name", "Bolts & nuts")
    QTest.keyClick(field(form, "Name"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: [view.isChecked() for view in _views(window, "Bolts & nuts")] == [True])

    search.setText("")
    column(window, "role").click()
    qtbot.waitUntil(lambda: sorted(companies(window)) == ["Acme", "Bolt"])
    assert [view.isChecked() for view in _views(window, "Bolts & nuts")] == [False]
    QTest.keyClick(search, Qt.Key.Key_1, CTRL)
    qtbot.waitUntil(lambda: companies(window) == ["Bolt"])
    assert search.text() == "bolt"
    assert column(window, "company").isChecked()

    action = next(a for a in window.actions() if a.text() == "Bolts && nuts")
    assert action.isChecked()
    _trigger(window, "&Rename this view…")
    form = dialog(qtbot, window)
    fill_in(form, "Name", "Nuts")
    press(form, "Save")
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: len(_views(window, "Nuts")) == 1)
    _trigger(window, "&Delete this view")
    qtbot.waitUntil(lambda: not _views(window, "Nuts"))
    QTest.keyClick(list_of(window), Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: len(_views(window, "Nuts")) == 1)


def test_the_board_takes_the_search_along(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_B, CTRL | SHIFT)
    board = field(window, "Board")
    assert not list_of(window).isVisible()
    assert window.focusWidget() is search_field(window)
    assert kept_look(bench.sizes).layout == BOARD
    QTest.keyClick(search_field(window), Qt.Key.Key_L, CTRL | SHIFT)
    assert list_of(window).isVisible()
    assert not board.isVisible()
    window.set_layout("board")
    assert board.isVisible()


def _views(window: QWidget, name: str) -> list[QPushButton]:
    found = window.findChildren(QPushButton)
    return [button for button in found if button.accessibleName() == f"View: {name}" and button.isVisible()]


def _trigger(window: QWidget, words: str) -> None:
    next(a for a in window.findChildren(QAction) if a.text() == words).trigger()
