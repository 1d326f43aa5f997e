"""A look back: by keyboard, kept at every pause, closed kindly, and never over what somebody is typing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.workbench import Workbench, all_words, named, workbench
from typing_extensions import override

from companion.core.application import EventKind
from companion.core.debrief import QUESTIONS, SLOT, Debrief
from companion.core.problem import Problem
from companion.desktop.time_line import TimeLine
from companion.services.applications import ApplicationDraft
from companion.services.debriefs import ANSWER_LIMIT, Answers, Debriefs
from companion.services.log_event import EventDraft
from companion.services.work import Outcome
from companion.ui.debrief import DebriefWindow
from companion.ui.debrief.window import Times

KINDLY, BEYOND, DIFFERENTLY = QUESTIONS.values()
OVER = "The quarter of an hour is over. What you wrote is kept."
QUICK = Times(pause=20, look=10, grace=60)
AT_LEISURE = Times(pause=20, look=10, grace=600_000)

Open = Callable[..., DebriefWindow]


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        yield made


@pytest.fixture
def parked(bench: Workbench) -> Debrief:
    no = bench.log_event.log(EventDraft(EventKind.REJECTED, application=ApplicationDraft("Acme <b>")))
    parked = bench.debriefs.park(no.value.application.id).value
    bench.clock.at = parked.begins_at
    return parked


@pytest.fixture
def opened(bench: Workbench, qtbot: QtBot) -> Generator[Open]:
    windows: list[DebriefWindow] = []

    def make(key: str, times: Times = AT_LEISURE, debriefs: Debriefs | None = None) -> DebriefWindow:
        window = DebriefWindow(bench.kit, debriefs or bench.debriefs, key, times=times)
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(lambda: window.is_ready or bool(window.bar.sentence))
        return window

    yield make
    for window in windows:
        if Shiboken.isValid(window):
            window.leave()


def kept(bench: Workbench, debrief: Debrief) -> Debrief:
    return bench.debriefs.get(debrief.id).debrief


def keyboard() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def field(window: QWidget, name: str) -> QPlainTextEdit:
    return named(window, QPlainTextEdit, name)


def has_gone(qtbot: QtBot, window: QObject) -> None:
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))


def test_three_prompts_are_answered_by_keyboard_and_esc_keeps_and_closes(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id)
    assert window.windowTitle() == "Companion"
    assert "Looking back at the no from Acme <b>" in all_words(window)
    assert "For you alone." in all_words(window)
    assert keyboard() is field(window, KINDLY)
    for words in ("Rest well", "The budget", "Ask earlier"):
        QTest.keyClicks(keyboard(), words)
        QTest.keyClick(keyboard(), Qt.Key.Key_Tab)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    has_gone(qtbot, window)
    found = kept(bench, parked)
    assert (found.kindly, found.beyond, found.differently) == ("Rest well", "The budget", "Ask earlier")
    assert found.closed_at == bench.clock.at


def test_what_was_written_is_on_disk_after_a_pause_and_that_is_said(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id)
    QTest.keyClicks(keyboard(), "Rest")
    qtbot.waitUntil(lambda: kept(bench, parked).kindly == "Rest")
    qtbot.waitUntil(lambda: "Saved." in all_words(window))
    assert kept(bench, parked).closed_at is None
    QTest.keyClicks(keyboard(), " well")
    assert "Saved." not in all_words(window)
    qtbot.waitUntil(lambda: kept(bench, parked).kindly == "Rest well")


def test_with_nothing_written_it_is_simply_over(bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot) -> None:
    window = opened(parked.id)
    QTest.keyClick(keyboard(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    has_gone(qtbot, window)
    assert kept(bench, parked).is_empty
    assert kept(bench, parked).closed_at is not None
    assert bench.debriefs.due() == ()


def test_what_can_not_be_kept_stays_says_so_and_the_next_esc_leaves(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id)
    field(window, BEYOND).setPlainText("x" * (ANSWER_LIMIT + 1))
    qtbot.waitUntil(lambda: "up to 5,000 fit" in field(window, BEYOND).accessibleDescription())
    assert "Saved." not in all_words(window)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Esc again leaves" in window.bar.sentence)
    assert window.isVisible()
    assert len(field(window, BEYOND).toPlainText()) == ANSWER_LIMIT + 1
    field(window, BEYOND).setPlainText("The budget")
    qtbot.waitUntil(lambda: kept(bench, parked).beyond == "The budget")
    qtbot.waitUntil(lambda: not window.bar.sentence)
    field(window, BEYOND).setPlainText("x" * (ANSWER_LIMIT + 1))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Esc again leaves" in window.bar.sentence)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    has_gone(qtbot, window)
    assert kept(bench, parked).beyond == "The budget"


def test_typed_while_it_is_closing_is_kept_too(bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot) -> None:
    window = opened(parked.id, replace(AT_LEISURE, pause=600_000))
    QTest.keyClicks(keyboard(), "Rest")
    window.close()
    QTest.keyClicks(field(window, KINDLY), " well")
    has_gone(qtbot, window)
    assert kept(bench, parked).kindly == "Rest well"


def test_deleted_elsewhere_meanwhile_it_says_so_and_can_be_left(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id)
    bench.debriefs.delete(parked.id)
    QTest.keyClicks(keyboard(), "Rest")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.bar.sentence.startswith("This look back is not here any more."))
    qtbot.waitUntil(lambda: "Esc again leaves" in window.bar.sentence)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    has_gone(qtbot, window)
    gone = opened(parked.id)
    assert gone.bar.sentence == "This look back is not here any more."
    assert not field(gone, KINDLY).isEnabled()
    gone.close()
    has_gone(qtbot, gone)


# --- time --------------------------------------------------------------------------------------------------------


def test_the_line_follows_the_clock_and_tells_the_minutes(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id)
    line = window.findChildren(TimeLine)[0]
    assert line.isVisible()
    assert (line.share, line.accessibleDescription()) == (0.0, "15 minutes left")
    bench.clock.move(timedelta(minutes=14))
    qtbot.waitUntil(lambda: line.share > 0.9)
    assert line.accessibleDescription() == "1 minute left"


def test_when_the_time_is_up_it_says_so_and_closes_by_itself(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id, QUICK)
    QTest.keyClicks(keyboard(), "Rest")
    assert OVER not in all_words(window)
    bench.clock.move(SLOT)
    has_gone(qtbot, window)
    assert kept(bench, parked).kindly == "Rest"
    assert kept(bench, parked).closed_at == parked.begins_at + SLOT


def test_it_does_not_close_over_somebody_who_types(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id)
    grace = next(t for t in window.findChildren(QTimer) if t.interval() == AT_LEISURE.grace)
    bench.clock.move(SLOT)
    qtbot.waitUntil(lambda: OVER in all_words(window))
    assert keyboard() is field(window, KINDLY), "the keyboard stays where it was"
    for key in (Qt.Key.Key_A, Qt.Key.Key_Left):
        before = grace.timerId()
        QTest.keyClick(keyboard(), key)
        assert grace.isActive()
        assert grace.timerId() != before, "each key gives it the whole time again"


def test_a_few_more_minutes_are_five(bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot) -> None:
    window = opened(parked.id)
    line = window.findChildren(TimeLine)[0]
    bench.clock.move(SLOT)
    qtbot.waitUntil(lambda: OVER in all_words(window))
    over = named(window, QLabel, OVER)
    assert over.isVisible()
    more = named(window, QPushButton, "A few more minutes")
    more.setFocus()
    QTest.keyClick(more, Qt.Key.Key_Space)
    assert not over.isVisible()
    qtbot.waitUntil(lambda: line.accessibleDescription() == "5 minutes left")
    bench.clock.move(timedelta(minutes=5))
    qtbot.waitUntil(over.isVisible)
    named(window, QPushButton, "Done").click()
    has_gone(qtbot, window)


def test_while_it_is_hidden_no_timer_runs_and_what_was_typed_is_kept(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id, replace(QUICK, pause=600_000))
    QTest.keyClicks(keyboard(), "Rest")
    window.hide()
    qtbot.waitUntil(lambda: kept(bench, parked).kindly == "Rest")
    bench.clock.move(SLOT)
    QTest.qWait(100)
    assert Shiboken.isValid(window)
    assert not [timer for timer in window.findChildren(QTimer) if timer.isActive()]
    window.show()
    has_gone(qtbot, window)


# --- tomorrow, and later -----------------------------------------------------------------------------------------


def test_not_now_tomorrow_keeps_what_was_written_and_moves_it(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id, replace(AT_LEISURE, pause=600_000))
    QTest.keyClicks(keyboard(), "Rest")
    button = named(window, QPushButton, "Not now, tomorrow")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    has_gone(qtbot, window)
    moved = kept(bench, parked)
    assert (moved.begins_at, moved.closed_at, moved.notified_at) == (parked.begins_at + timedelta(days=1), None, None)
    assert moved.kindly == "Rest"


def test_what_can_not_be_kept_is_not_moved_away_either(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    window = opened(parked.id)
    field(window, KINDLY).setPlainText("x" * (ANSWER_LIMIT + 1))
    named(window, QPushButton, "Not now, tomorrow").click()
    qtbot.waitUntil(lambda: field(window, KINDLY).accessibleDescription() != "")
    assert window.isVisible()
    assert kept(bench, parked).begins_at == parked.begins_at


def test_opened_before_its_time_it_needs_no_notification(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    bench.clock.move(-timedelta(hours=1))
    opened(parked.id)
    qtbot.waitUntil(lambda: kept(bench, parked).notified_at is not None)


def test_a_closed_one_opens_to_be_read_and_changed_without_a_time(
    bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot
) -> None:
    bench.debriefs.close(parked.id, Answers("Rest", "The budget", ""))
    before = kept(bench, parked)
    bench.clock.move(timedelta(days=3))
    window = opened(parked.id)
    assert not window.findChildren(TimeLine)[0].isVisible()
    assert not named(window, QPushButton, "Not now, tomorrow").isVisible()
    assert field(window, BEYOND).toPlainText() == "The budget"
    QTest.keyClicks(field(window, DIFFERENTLY), "Ask earlier")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    has_gone(qtbot, window)
    assert kept(bench, parked) == replace(before, differently="Ask earlier")


class FullDisk(Debriefs):
    """Nothing can be written."""

    @override
    def write(self, key: str, answers: Answers, *, origin: str = "") -> Outcome[Debrief]:
        raise Problem("The disk is full. Nothing was saved.")

    @override
    def close(self, key: str, answers: Answers | None = None, *, origin: str = "") -> Outcome[Debrief]:
        raise Problem("The disk is full. Nothing was saved.")


def test_a_full_disk_is_told_and_the_text_stays(bench: Workbench, opened: Open, parked: Debrief, qtbot: QtBot) -> None:
    window = opened(parked.id, QUICK, FullDisk(bench.desk))
    QTest.keyClicks(keyboard(), "Rest")
    qtbot.waitUntil(lambda: window.bar.sentence == "The disk is full. Nothing was saved.")
    bench.clock.move(SLOT)
    qtbot.waitUntil(lambda: "Esc again leaves without what was typed last." in window.bar.sentence)
    assert named(window, QLabel, "The quarter of an hour is over.").isVisible(), "and nothing is said to be kept"
    assert window.isVisible(), "it does not close by itself over what is not kept"
    assert field(window, KINDLY).toPlainText() == "Rest"
