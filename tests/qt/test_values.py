"""The values exercise: kept as it is written, done once, deleted without a trace on screen."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.workbench import NOON, Workbench, all_words, named, workbench

from companion.core.values import USUAL
from companion.desktop.time_line import TimeLine
from companion.services.values import ANSWER_LIMIT, ValuesText
from companion.ui.values import ValuesWindow

CHOSEN = "What matters most to you? Two or three things"
CTRL = Qt.KeyboardModifier.ControlModifier

Open = Callable[[], ValuesWindow]


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        yield made


@pytest.fixture
def opened(bench: Workbench, qtbot: QtBot) -> Generator[Open]:
    windows: list[ValuesWindow] = []

    def make() -> ValuesWindow:
        window = ValuesWindow(bench.kit, bench.values, pause_ms=20, look_ms=10)
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.is_ready or window.done_page.isVisible())
        return window

    yield make
    for window in windows:
        if Shiboken.isValid(window):
            window.leave()


def keyboard() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def has_gone(qtbot: QtBot, window: ValuesWindow) -> None:
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))


def press(window: ValuesWindow, words: str) -> None:
    button = named(window, QPushButton, words)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def test_it_is_done_by_keyboard(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    assert window.windowTitle() == "Companion"
    for words in ("Craft", "It lasts", "At the mill"):
        QTest.keyClicks(keyboard(), words)
        QTest.keyClick(keyboard(), Qt.Key.Key_Tab)
    QTest.keyClick(keyboard(), Qt.Key.Key_Return, CTRL)
    has_gone(qtbot, window)
    found = bench.values.get()
    assert found is not None
    assert (found.chosen, found.why, found.shown, found.finished_at) == ("Craft", "It lasts", "At the mill", NOON)


def test_it_is_kept_at_a_pause_and_goes_on_another_day(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    QTest.keyClicks(keyboard(), "Craft")
    qtbot.waitUntil(lambda: "Saved." in all_words(window))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    has_gone(qtbot, window)
    found = bench.values.get()
    assert found is not None
    assert (found.chosen, found.finished_at) == ("Craft", None)
    bench.clock.move(timedelta(days=1))
    assert named(opened(), QPlainTextEdit, CHOSEN).toPlainText() == "Craft"


def test_with_nothing_written_nothing_is_begun(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    press(window, "Done")
    has_gone(qtbot, window)
    assert bench.values.get() is None


def test_its_line_closes_nothing(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    line = window.findChildren(TimeLine)[0]
    assert line.accessibleDescription() == "10 minutes left"
    bench.clock.move(2 * USUAL)
    qtbot.waitUntil(lambda: line.share == 1.0)
    QTest.qWait(50)
    assert window.isVisible()


def test_what_is_too_long_stays_and_says_so(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    field = named(window, QPlainTextEdit, CHOSEN)
    field.setPlainText("x" * (ANSWER_LIMIT + 1))
    press(window, "Done")
    qtbot.waitUntil(lambda: "Esc again leaves" in window.bar.sentence)
    assert "up to 10,000 fit" in field.accessibleDescription()
    field.setPlainText("Craft")
    qtbot.waitUntil(lambda: bench.values.get() is not None)


def test_once_done_it_says_when_and_shows_its_words_only_if_asked(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    bench.values.write(ValuesText("Craft", "It lasts", "At the mill"), finished=True)
    bench.clock.move(timedelta(days=3))
    window = opened()
    assert "Done on Mon 23 Nov." in all_words(window)
    assert "Craft" not in all_words(window)
    press(window, "Read it again")
    assert named(window, QPlainTextEdit, CHOSEN).toPlainText() == "Craft"
    assert not window.findChildren(TimeLine)[0].isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    has_gone(qtbot, window)


def test_deleting_asks_once_in_place(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    bench.values.write(ValuesText("Craft"), finished=True)
    window = opened()
    assert "Done today." in all_words(window)
    press(window, "Delete…")
    assert keyboard() is named(window, QPushButton, "Keep it")
    press(window, "Keep it")
    assert not named(window, QPushButton, "Delete it").isVisible()
    assert bench.values.get() is not None
    press(window, "Delete…")
    press(window, "Delete it")
    has_gone(qtbot, window)
    assert bench.values.get() is None
