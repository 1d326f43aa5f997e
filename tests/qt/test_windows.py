"""Windows, the undo bar, forms and the field for moments."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from companion.core.problem import Problem
from companion.desktop.form import Form
from companion.desktop.moment_edit import MomentEdit
from companion.desktop.undo_bar import UndoBar
from companion.desktop.windows import Window, raise_window

NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)


def now() -> datetime:
    return NOW


def zone() -> tzinfo:
    return ZoneInfo("Europe/Berlin")


class Sizes:
    """Keeps sizes in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[int, int]] = {}
        self.words: dict[str, str] = {}

    def size(self, key: str) -> tuple[int, int] | None:
        return self.kept.get(key)

    def keep_size(self, key: str, width: int, height: int) -> None:
        self.kept[key] = (width, height)

    def choice(self, key: str) -> str:
        return self.words.get(key, "")

    def keep_choice(self, key: str, word: str) -> None:
        self.words[key] = word


class Guarded(Window):
    """Refuses to close while something would be lost."""

    guarded = True

    @override
    def may_close(self) -> bool:
        return not self.guarded


def test_a_window_remembers_its_size_and_frees_itself(qtbot: QtBot) -> None:
    sizes = Sizes()
    window = Window("list", "Applications", sizes, usual=QSize(500, 400))
    raise_window(window)
    assert window.size() == QSize(500, 400)
    window.resize(620, 480)
    with qtbot.waitSignal(window.destroyed), qtbot.waitSignal(window.closed):
        window.close()
    assert sizes.kept == {"list": (620, 480)}
    again = Window("list", "Applications", sizes, usual=QSize(500, 400))
    again.show()
    assert again.size() == QSize(620, 480)
    again.close()


def test_a_size_from_a_larger_screen_is_brought_into_this_one(qtbot: QtBot) -> None:
    sizes = Sizes()
    sizes.kept["list"] = (9000, 9000)
    window = Window("list", "Applications", sizes, usual=QSize(500, 400))
    window.show()
    room = window.screen().availableSize()
    assert window.width() < room.width()
    assert window.height() < room.height()
    with qtbot.waitSignal(window.destroyed):
        window.close()


def test_the_first_size_fits_a_small_laptop(qtbot: QtBot) -> None:
    window = Window("list", "Applications", Sizes(), usual=QSize(2000, 2000))
    window.show()
    assert window.width() <= 1280
    assert window.height() <= 800
    with qtbot.waitSignal(window.destroyed):
        window.close()


def test_escape_closes_unless_something_would_be_lost(qtbot: QtBot) -> None:
    window = Guarded("form", "Form", Sizes(), usual=QSize(300, 200))
    window.show()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    window.guarded = False
    with qtbot.waitSignal(window.destroyed):
        QTest.keyClick(window, Qt.Key.Key_Escape)


@pytest.fixture
def bar(qtbot: QtBot) -> Generator[UndoBar]:
    host = QWidget()
    qtbot.addWidget(host)
    made = UndoBar()
    column = QVBoxLayout(host)
    column.addWidget(QLineEdit())
    column.addWidget(made)
    host.show()
    qtbot.waitExposed(host)
    yield made
    host.close()


def timer(bar: UndoBar) -> QTimer:
    return bar.findChildren(QTimer)[0]


def test_the_bar_is_hidden_until_something_is_offered(qtbot: QtBot, bar: UndoBar) -> None:
    assert not bar.isVisible()
    bar.offer("Saved.")
    assert bar.isVisible()
    assert timer(bar).interval() == 10_000
    with qtbot.waitSignal(bar.undone):
        bar.findChildren(QPushButton)[0].click()
    assert not bar.isVisible()
    assert not timer(bar).isActive()


def press_undo(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_ctrl_z_undoes_once_also_from_an_untouched_field(qtbot: QtBot, bar: UndoBar) -> None:
    field = bar.window().findChildren(QLineEdit)[0]
    field.setFocus()
    bar.offer("Saved.")
    with qtbot.waitSignal(bar.undone):
        press_undo(field)
    with qtbot.assertNotEmitted(bar.undone, wait=10):
        press_undo(field)


def test_ctrl_z_in_a_field_takes_back_what_was_typed_there_first(qtbot: QtBot, bar: UndoBar) -> None:
    field = bar.window().findChildren(QLineEdit)[0]
    field.setFocus()
    QTest.keyClicks(field, "Contoso")
    bar.offer("Saved.")
    with qtbot.assertNotEmitted(bar.undone, wait=10):
        press_undo(field)
    assert field.text() == ""
    with qtbot.waitSignal(bar.undone):
        press_undo(field)


def test_time_the_next_offer_and_hiding_end_an_offer(bar: UndoBar) -> None:
    expired: list[int] = []
    bar.expired.connect(lambda: expired.append(1))
    bar.offer("Saved.")
    bar.offer("Deleted.")
    assert len(expired) == 1
    timer(bar).timeout.emit()
    assert len(expired) == 2
    assert not bar.isVisible()
    bar.offer("Saved.")
    bar.window().close()
    assert len(expired) == 3
    assert not timer(bar).isActive()


def test_an_error_stands_at_its_field_and_is_told_to_assistive_technology(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    company, address = QLineEdit(), QLineEdit()
    form.add("&Company", company, key="company")
    form.add("Address", address, key="address", hint="Where the letter goes.")
    form.show()
    assert company.accessibleName() == "Company"
    assert address.accessibleDescription() == "Where the letter goes."
    assert form.show_problem(Problem("The address is not complete.", field="address"))
    assert address.accessibleDescription() == "The address is not complete."
    assert address.property("wrong") is True
    assert company.property("wrong") is not True
    told = QAccessible.queryAccessibleInterface(address)
    assert told is not None
    form.clear_errors()
    assert address.accessibleDescription() == "Where the letter goes."
    assert address.property("wrong") is False


def test_a_problem_of_no_field_here_is_left_to_the_window(qtbot: QtBot) -> None:
    form = Form()
    qtbot.addWidget(form)
    form.add("Company", QLineEdit(), key="company")
    assert not form.show_problem(Problem("The disk is full."))
    assert not form.show_problem(Problem("No.", field="port"))


@pytest.mark.parametrize(
    ("typed", "echo"),
    [
        ("", "Today, 14:30"),
        ("yesterday 14:30", "Yesterday, 14:30"),
        ("2026-11-20 14:30", "Fri 20 Nov, 14:30"),
        ("2025-11-20", "Thu 20 Nov 2025, 12:00"),
        ("soonish", "Not a date yet. Like 2026-11-20 14:30, yesterday, 3 days ago."),
    ],
)
def test_the_echo_says_what_is_understood(qtbot: QtBot, typed: str, echo: str) -> None:
    edit = MomentEdit(now, zone)
    qtbot.addWidget(edit)
    edit.set_text(typed)
    assert edit.echo == echo


def test_a_moment_goes_in_and_comes_out(qtbot: QtBot) -> None:
    edit = MomentEdit(now, zone, field="held")
    qtbot.addWidget(edit)
    moment = datetime(2026, 11, 20, 13, 30, tzinfo=UTC)
    with qtbot.waitSignal(edit.changed):
        edit.set_moment(moment)
    assert edit.text() == "2026-11-20 14:30"
    assert edit.moment() == moment
    edit.set_text("soonish")
    with pytest.raises(Problem) as caught:
        edit.moment()
    assert caught.value.field == "held"
    edit.set_moment(None)
    assert edit.moment() == NOW
