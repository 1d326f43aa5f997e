"""The filters of the search: chips that take them out, suggestions while one is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import Open, add, companies, list_of, press, search_field, shown, shows
from tests.qt.workbench import Workbench

from companion.services.bulk import Bulk

CTRL = Qt.KeyboardModifier.ControlModifier


def chips(window: QWidget) -> list[str]:
    buttons = [b for b in window.findChildren(QPushButton) if b.accessibleName().startswith("Take out the filter")]
    return [b.text() for b in buttons if b.isVisible()]


def popup(window: QWidget) -> QListView:
    return next(view for view in window.findChildren(QListView) if view.accessibleName() == "Suggestions")


def offered(window: QWidget) -> list[str]:
    model = popup(window).model()
    return [str(model.index(at, 0).data()).split("   ")[0] for at in range(model.rowCount())]


def ready(bench: Workbench, opened: Open, qtbot: QtBot) -> tuple[QWidget, QLineEdit]:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    return window, search_field(window)


def test_each_filter_has_a_chip_that_takes_it_out(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, search = ready(bench, opened, qtbot)
    QTest.keyClicks(search, "stage:interview acme -tag:visa silent:>14d")
    assert chips(window) == ["Stage: Interview", "Not tag: visa", "Silent: over 14 days"]
    press(window, "Take out the filter Not tag: visa")
    assert search.text() == "stage:interview acme silent:>14d"
    press(window, "Take out the filter Stage: Interview")
    press(window, "Take out the filter Silent: over 14 days")
    assert search.text() == "acme"
    assert chips(window) == []
    assert window.focusWidget() is search
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])


def test_an_endless_filter_does_not_widen_the_window(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, search = ready(bench, opened, qtbot)
    before = window.minimumSizeHint().width()
    search.setText("tag:" + "x" * 5000)
    qtbot.waitUntil(lambda: companies(window) == [])
    assert chips(window) == ["Tag: " + "x" * 24 + "…"]
    assert window.minimumSizeHint().width() == before


def test_a_value_that_means_nothing_is_told_below_the_field(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, search = ready(bench, opened, qtbot)
    search.setText("silent:soon")
    assert shows(window, "“silent:soon” is no time.")
    assert "is no time" in search.accessibleDescription()
    search.setText("silent:14d")
    assert not shows(window, "is no time")


def test_a_filter_is_suggested_and_taken_by_keyboard(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, search = ready(bench, opened, qtbot)
    QTest.keyClicks(search, "stage:int")
    assert popup(window).isVisible()
    assert offered(window)[0] == "stage:interview"
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert search.text().strip() == "stage:interview"
    assert not popup(window).isVisible()
    assert chips(window) == ["Stage: Interview"]
    assert window.focusWidget() is search


def test_esc_closes_the_suggestions_before_it_empties_the_field(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, search = ready(bench, opened, qtbot)
    QTest.keyClicks(search, "is:")
    assert popup(window).isVisible()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert not popup(window).isVisible()
    assert search.text() == "is:"
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""


def test_down_leads_to_the_results_while_a_word_is_typed(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Companions")
    window, search = ready(bench, opened, qtbot)
    QTest.keyClicks(search, "comp")
    qtbot.waitUntil(lambda: companies(window) == ["Companions"])
    assert offered(window) == ["company:"]
    assert popup(window).isVisible()
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert window.focusWidget() is list_of(window)
    assert not popup(window).isVisible()


def test_ctrl_space_shows_every_filter(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window, search = ready(bench, opened, qtbot)
    QTest.keyClicks(search, "acme ")
    QTest.keyClick(search, Qt.Key.Key_Space, CTRL)
    assert offered(window)[:3] == ["stage:", "silent:", "tag:"]
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(search, Qt.Key.Key_Tab)
    assert search.text() == "acme silent:"
    assert offered(window)[0] == "silent:>7d"


def test_own_tags_are_suggested_and_found(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    Bulk(bench.desk).tag([add(bench, "Bolt")], "on site, remote")
    window, search = ready(bench, opened, qtbot)
    QTest.keyClicks(search, "tag:")
    qtbot.waitUntil(lambda: offered(window) == ['tag:"on site"', "tag:remote"])
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert search.text() == 'tag:"on site" '
    qtbot.waitUntil(lambda: companies(window) == ["Bolt"])
    assert chips(window) == ["Tag: on site"]


def test_archived_ones_are_found_by_their_filter_alone(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    Bulk(bench.desk).archive([add(bench, "Bolt", days=3)])
    window, search = ready(bench, opened, qtbot)
    assert companies(window) == ["Acme"]
    QTest.keyClicks(search, "is:archived ")
    qtbot.waitUntil(lambda: companies(window) == ["Bolt"])
    said = list_of(window).model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Bolt, Applied, 3 days, Archived"
    QTest.keyClick(search, Qt.Key.Key_E, CTRL | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: companies(window) == [])
