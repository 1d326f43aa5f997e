"""Welcome: by keyboard alone, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.workbench import Workbench, all_words, named, workbench

from companion.core.problem import Problem
from companion.ui.welcome import WelcomeWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        yield made


def opened(bench: Workbench, qtbot: QtBot) -> WelcomeWindow:
    window = WelcomeWindow(bench.kit, bench.highlights, bench.preferences)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.rows[0].text.hasFocus)
    return window


def typed(words: str) -> None:
    """Types into whatever has the keyboard."""
    QTest.keyClicks(keyboard(), words)


def keyboard() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def picture(folder: Path) -> Path:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    path = folder / "day.png"
    assert image.save(str(path))
    return path


def texts(bench: Workbench) -> list[str]:
    return [h.text for h in bench.highlights.all()]


def test_three_highlights_and_mail_now_by_keyboard_alone(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(bench, qtbot)
    window.rows[1].picture.take(picture(tmp_path))
    seen: list[QWidget] = []
    for words in ("Shipped the search", "You saved the launch", "The day in Lisbon"):
        typed(words)
        row = next(r for r in window.rows if r.text is keyboard())
        seen.append(row.text)
        while row.isAncestorOf(keyboard()):
            QTest.keyClick(keyboard(), Qt.Key.Key_Tab)
    assert seen == [row.text for row in window.rows]
    assert keyboard() is named(window, QLineEdit, "My plan for the next no")
    typed("If a company says no, then I call Kim.")
    QTest.keyClick(keyboard(), Qt.Key.Key_Tab)
    assert keyboard() is named(window, QRadioButton, "Set up mail now")
    QTest.keyClick(keyboard(), Qt.Key.Key_Space)
    while keyboard() is not named(window, QPushButton, "Start"):
        QTest.keyClick(keyboard(), Qt.Key.Key_Tab)
    finished: list[bool] = []
    window.finished.connect(finished.append)
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(keyboard(), Qt.Key.Key_Return)
    assert finished == [True]
    assert texts(bench) == ["Shipped the search", "You saved the launch", "The day in Lisbon"]
    assert [bool(h.picture) for h in bench.highlights.all()] == [False, True, False]
    assert bench.preferences.get().plan == "If a company says no, then I call Kim."
    assert bench.preferences.get().welcomed


def test_nothing_is_needed_to_start(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    finished: list[bool] = []
    window.finished.connect(finished.append)
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(keyboard(), Qt.Key.Key_Return, CTRL)
    assert finished == [False]
    assert texts(bench) == []
    assert bench.preferences.get().welcomed


def test_esc_keeps_what_was_typed(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    typed("Shipped the search")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(keyboard(), Qt.Key.Key_Escape)
    assert texts(bench) == ["Shipped the search"]
    assert bench.preferences.get().welcomed


def test_a_broken_picture_is_told_and_the_text_kept_once(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n and then nothing")
    window = opened(bench, qtbot)
    typed("Shipped the search")
    window.rows[0].picture.take(broken)
    qtbot.waitUntil(lambda: window.rows[0].problem_words != "")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(keyboard(), Qt.Key.Key_Return, CTRL)
    assert texts(bench) == ["Shipped the search"]


def test_a_refused_highlight_holds_back_no_other_and_is_not_stored_twice(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    typed("Shipped the search")
    window.rows[1].text.setPlainText("x" * 700)
    QTest.keyClick(keyboard(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.rows[1].problem_words != "")
    assert "up to 600 fit" in window.rows[1].problem_words
    assert window.isVisible()
    assert texts(bench) == ["Shipped the search"]
    window.rows[1].text.setPlainText("Short now")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(keyboard(), Qt.Key.Key_Return, CTRL)
    assert texts(bench) == ["Shipped the search", "Short now"]


def test_esc_leaves_at_the_second_time_what_cannot_be_kept(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot)
    window.rows[0].text.setPlainText("x" * 700)
    QTest.keyClick(keyboard(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Esc again leaves without it" in all_words(window))
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(keyboard(), Qt.Key.Key_Escape)
    assert texts(bench) == []


class Refusing:
    """A ports.PictureCheck that takes nothing."""

    def ending(self, path: Path) -> str:
        del path
        raise Problem("This picture is too large.", field="picture")


def test_a_picture_that_cannot_be_kept_is_said_and_the_next_start_goes_on(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    refusing = replace(bench.highlights, check=Refusing())
    window = WelcomeWindow(bench.kit, refusing, bench.preferences)
    window.show()
    window.rows[0].text.setPlainText("Shipped the search")
    window.rows[0].picture.take(picture(tmp_path))
    named(window, QPushButton, "Start").click()
    qtbot.waitUntil(lambda: window.rows[0].problem_words == "The text is kept. This picture is too large.")
    assert window.isVisible()
    assert texts(bench) == ["Shipped the search"]
    with qtbot.waitSignal(window.closed):
        named(window, QPushButton, "Start").click()
    assert texts(bench) == ["Shipped the search"]
