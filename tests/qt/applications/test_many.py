"""Several applications at once, by keyboard; and what is pasted or dropped on the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QListView
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
    words_in,
)
from tests.qt.workbench import Workbench

from companion.core.application import Application, State
from companion.services.applications import ApplicationDraft
from companion.services.bulk import Bulk
from companion.ui.applications import ApplicationsWindow

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Exported(QObject):
    """Hears which are to be exported, or what is searched for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[tuple[str, ...], str]] = []

    @Slot(object, str)
    def hear(self, keys: tuple[str, ...], typed: str) -> None:
        self.asked.append((keys, typed))


def three(bench: Workbench, opened: Open, qtbot: QtBot) -> tuple[ApplicationsWindow, QListView, list[str]]:
    keys = [add(bench, name, days=day) for day, name in enumerate(("Acme", "Bolt", "Corp"))]
    window = opened()
    assert companies(window) == ["Acme", "Bolt", "Corp"]
    shown(qtbot, window, "Acme")
    rows = list_of(window)
    rows.setFocus()
    return window, rows, keys


def application(bench: Workbench, key: str) -> Application:
    found = bench.store.get(Application, key)
    assert found is not None
    return found


def test_shift_and_the_arrows_choose_several_and_the_pane_says_what_can_be_done(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    window, rows, keys = three(bench, opened, qtbot)
    QTest.keyClick(rows, Qt.Key.Key_Down, SHIFT)
    assert shows(window, "2 chosen")
    assert shows(window, "Acme, Bolt")
    assert shows(window, "Applied 2")
    press(window, "Add a &tag…")
    form = dialog(qtbot, window)
    fill_in(form, "Tags", "remote, visa")
    QTest.keyClick(field(form, "Tags"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: application(bench, keys[1]).tags == ("remote", "visa"))
    qtbot.waitUntil(lambda: shows(window, "Tagged 2 applications."))
    assert application(bench, keys[2]).tags == ()
    assert shows(window, "2 chosen"), "they stay chosen"
    QTest.keyClick(rows, Qt.Key.Key_T, CTRL | SHIFT)
    form = dialog(qtbot, window)
    choice = field(form, "Tag", QComboBox)
    assert isinstance(choice, QComboBox)
    choice.setCurrentText("visa")
    press(form, "Save")
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: application(bench, keys[1]).tags == ("remote",))
    QTest.keyClick(rows, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(rows, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: application(bench, keys[0]).tags == ())
    QTest.keyClick(rows, Qt.Key.Key_Down)
    shown(qtbot, window, companies(window)[rows.currentIndex().row()])


def test_all_that_was_found_is_chosen_also_what_is_not_loaded(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    for number in range(120):
        add(bench, f"Corp {number}")
    window = opened()
    rows = list_of(window)
    assert rows.model().rowCount() == 100
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_A, CTRL)
    qtbot.waitUntil(lambda: shows(window, "120 chosen"))
    assert shows(window, "and 116 more")
    QTest.keyClick(rows, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: companies(window) == [])
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: bench.store.count_applications() == 120)


def test_ctrl_chooses_single_ones_and_an_event_is_logged_for_them(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, rows, keys = three(bench, opened, qtbot)
    for _ in range(2):
        QTest.keyClick(rows, Qt.Key.Key_Down, CTRL)
    QTest.keyClick(rows, Qt.Key.Key_Space, CTRL)
    assert shows(window, "Acme, Corp")
    QTest.keyClick(rows, Qt.Key.Key_O, CTRL | SHIFT)
    form = dialog(qtbot, window)
    assert form.windowTitle() == "Log for all chosen"
    fill_in(form, "When", "yesterday 10:00")
    press(form, "Save")
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: bench.applications.story(keys[2]).state is State.OFFER)
    assert [bench.applications.story(key).state for key in keys[:2]] == [State.OFFER, State.APPLIED]
    QTest.keyClick(rows, Qt.Key.Key_E, CTRL)
    qtbot.wait(50)
    assert not window.findChildren(type(form)), "editing is for one"


def test_one_or_many_go_into_the_archive_and_out_again(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, rows, keys = three(bench, opened, qtbot)
    QTest.keyClick(rows, Qt.Key.Key_E, CTRL | SHIFT)
    qtbot.waitUntil(lambda: application(bench, keys[0]).archived_at is not None)
    qtbot.waitUntil(lambda: shows(window, "Archived Acme."))
    QTest.keyClick(rows, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: application(bench, keys[0]).archived_at is None)
    qtbot.waitUntil(lambda: "Archived Acme." not in words_in(window))
    Bulk(bench.desk).archive(keys[1:2])
    search_field(window).setText("bolt is:archived")
    qtbot.waitUntil(lambda: companies(window) == ["Bolt"])
    said = rows.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Bolt, Applied, 1 day, Archived"
    QTest.keyClick(search_field(window), Qt.Key.Key_E, CTRL | SHIFT)
    qtbot.waitUntil(lambda: application(bench, keys[1]).archived_at is None)


def test_export_is_asked_for_what_is_chosen(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, rows, keys = three(bench, opened, qtbot)
    exported = Exported()
    window.export_asked.connect(exported.hear)
    QTest.keyClick(rows, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(rows, Qt.Key.Key_X, CTRL | SHIFT)
    assert exported.asked == [(tuple(keys[:2]), "")]


def test_with_one_or_none_chosen_export_means_what_is_found(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, rows, _ = three(bench, opened, qtbot)
    exported = Exported()
    window.export_asked.connect(exported.hear)
    search_field(window).setText("bolt")
    qtbot.waitUntil(lambda: companies(window) == ["Bolt"])
    QTest.keyClick(rows, Qt.Key.Key_X, CTRL | SHIFT)
    search_field(window).setText("stage:offer")
    qtbot.waitUntil(lambda: companies(window) == [])
    QTest.keyClick(search_field(window), Qt.Key.Key_X, CTRL | SHIFT)
    assert exported.asked == [((), "bolt"), ((), "stage:offer")]


def test_choosing_several_survives_a_change_elsewhere(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, rows, _ = three(bench, opened, qtbot)
    QTest.keyClick(rows, Qt.Key.Key_Down, SHIFT)
    bench.kit.changes.tell(bench.applications.add(ApplicationDraft("Dune"), origin="shell").changes)
    qtbot.waitUntil(lambda: "Dune" in companies(window))
    assert shows(window, "2 chosen")
    assert shows(window, "Acme, Bolt")
