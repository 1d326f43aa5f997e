"""The last card: the next step, parked and taken back, whether it was a fit, the plan offered once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.finding import button, named, press, shown_texts
from tests.qt.reel.driving import (
    Taker,
    at_the_last_card,
    gone,
    highlights,
    playing,
    position,
    said_no,
)
from tests.qt.workbench import Workbench

from companion.core.application import Event, EventKind, Fit
from companion.core.debrief import Debrief
from companion.services.log_event import FIT_LIMIT
from companion.services.reel import Noes
from companion.ui.reel.step import StepSheet

PARK = "Come back to this at 18:00"
PARKED = "Parked until 18:00. It can wait until then."


def line(window: QWidget) -> QLineEdit:
    return named(window, QLineEdit, "One line about the fit, for you alone")


def debriefs(bench: Workbench) -> list[str]:
    """When each one begins, as the user's clock says."""
    return [f"{d.begins_at.astimezone(bench.clock.zone()):%d %H:%M}" for d in bench.store.all(Debrief)]


def said(bench: Workbench) -> tuple[Fit, str]:
    (no,) = (e for e in bench.store.all(Event) if e.kind is EventKind.REJECTED)
    return no.fit, no.fit_line


def in_reach(window: QWidget, target: QWidget) -> bool:
    """Whether the whole control shows within what it scrolls in."""
    area = window.findChildren(StepSheet)[0].findChildren(QScrollArea)[0].viewport()
    return area.rect().contains(target.rect().translated(target.mapTo(area, target.rect().topLeft())))


def test_parking_is_done_at_once_moved_and_taken_back(bench: Workbench, qtbot: QtBot) -> None:
    window, _ = at_the_last_card(bench)
    taker = Taker()
    window.offer_chosen.connect(taker.take)
    button(window, PARK).setFocus()
    press(Qt.Key.Key_Space, window)
    qtbot.waitUntil(lambda: PARKED in shown_texts(window))
    assert not button(window, PARK).isVisible()
    assert debriefs(bench) == ["23 18:00"]
    assert position(window) == "2 of 2"
    assert window.focusWidget() is button(window, "Tomorrow instead")
    press(Qt.Key.Key_Space, window)
    qtbot.waitUntil(lambda: "Parked until tomorrow at 18:00. It can wait until then." in shown_texts(window))
    assert debriefs(bench) == ["24 18:00"]
    button(window, "Today instead").click()
    qtbot.waitUntil(lambda: PARKED in shown_texts(window))
    assert debriefs(bench) == ["23 18:00"]
    press(Qt.Key.Key_Tab, window)
    press(Qt.Key.Key_Space, window)
    qtbot.waitUntil(lambda: window.focusWidget() is button(window, PARK))
    assert PARKED not in shown_texts(window)
    assert debriefs(bench) == []
    assert not taker.offers
    button(window, "Done").click()
    qtbot.waitUntil(lambda: gone(window))


def test_what_is_parked_stays_said_while_pages_turn_and_another_no_comes(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One")
    window, _ = playing(bench, said_no(bench, "Acme")[1])
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_Right)
    button(window, PARK).click()
    qtbot.waitUntil(lambda: PARKED in shown_texts(window))
    QTest.keyClick(window, Qt.Key.Key_Left)
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert PARKED in shown_texts(window)
    second, more = said_no(bench, "Globex")
    window.add_no(more, second.undo)
    qtbot.waitUntil(lambda: position(window) == "1 of 3")
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_Right)
    assert position(window) == "3 of 3"
    assert PARKED in shown_texts(window)
    window.close()


def test_late_in_the_day_the_words_name_the_days(bench: Workbench, qtbot: QtBot) -> None:
    bench.clock.at = bench.clock.at.replace(hour=20)
    window, _ = at_the_last_card(bench)
    button(window, "Come back to this tomorrow at 18:00").click()
    qtbot.waitUntil(lambda: "Parked until tomorrow at 18:00. It can wait until then." in shown_texts(window))
    button(window, "A day later instead").click()
    qtbot.waitUntil(lambda: "Parked until Wed 25 Nov at 18:00. It can wait until then." in shown_texts(window))
    assert button(window, "A day earlier instead").isVisible()
    window.close()


def test_whether_it_was_a_fit_is_said_by_keyboard(bench: Workbench, qtbot: QtBot) -> None:
    window, _ = at_the_last_card(bench)
    assert "Was it a fit for me?" in shown_texts(window)
    button(window, "Partly").setFocus()
    press(Qt.Key.Key_Space, window)
    qtbot.waitUntil(lambda: said(bench) == (Fit.PARTLY, ""))
    press(Qt.Key.Key_Tab, window)
    press(Qt.Key.Key_Tab, window)
    assert window.focusWidget() is line(window)
    QTest.keyClicks(line(window), "no mh")
    press(Qt.Key.Key_Left, window)
    press(Qt.Key.Key_Space, window)
    assert line(window).text() == "no m h"
    assert position(window) == "2 of 2"
    press(Qt.Key.Key_Return, window)
    qtbot.waitUntil(lambda: said(bench) == (Fit.PARTLY, "no m h"))
    qtbot.waitUntil(lambda: "Kept." in shown_texts(window))
    assert window.isVisible()
    button(window, "No").click()
    qtbot.waitUntil(lambda: said(bench) == (Fit.NO, "no m h"))
    assert not button(window, "Partly").isChecked()
    button(window, "No").click()
    qtbot.waitUntil(lambda: said(bench) == (Fit.UNSAID, "no m h"))
    window.close()


def test_the_line_is_kept_when_it_is_left_and_when_the_reel_closes(bench: Workbench, qtbot: QtBot) -> None:
    window, _ = at_the_last_card(bench)
    QTest.keyClicks(line(window), "too much travel")
    QTest.keyClick(window, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: said(bench) == (Fit.UNSAID, "too much travel"))
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert line(window).text() == "too much travel"
    line(window).clear()
    QTest.keyClicks(line(window), "a kind team")
    QTest.keyClick(line(window), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: gone(window))
    qtbot.waitUntil(lambda: said(bench) == (Fit.UNSAID, "a kind team"))


def test_a_line_that_is_too_long_is_told_beside_it(bench: Workbench, qtbot: QtBot) -> None:
    window, _ = at_the_last_card(bench)
    line(window).setText("x" * (FIT_LIMIT + 1))
    QTest.keyClick(line(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: str(FIT_LIMIT) in line(window).accessibleDescription())
    assert line(window).accessibleDescription() in shown_texts(window)
    line(window).setText("x")
    QTest.keyClick(line(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said(bench) == (Fit.UNSAID, "x"))
    window.close()


def test_of_several_noes_the_latest_is_asked_about_by_name(bench: Workbench) -> None:
    acme, globex = said_no(bench, "Acme")[1], said_no(bench, "Globex")[1]
    ids = (*acme.application_ids, *globex.application_ids)
    window, _ = playing(bench, Noes(("Acme", "Globex"), ids))
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert "Globex: was it a fit for me?" in shown_texts(window)
    window.close()


def test_a_plan_is_offered_once(bench: Workbench, qtbot: QtBot) -> None:
    window, reel = at_the_last_card(bench)
    assert reel.asks_for_plan
    taker = Taker()
    window.plan_asked.connect(taker.take_plan)
    qtbot.waitUntil(lambda: bench.preferences.get().plan_offered)
    button(window, "Write a plan for the next no…").click()
    assert taker.asked == ["plan"]
    window.close()
    window, _ = at_the_last_card(bench, "Globex")
    assert "Write a plan for the next no…" not in shown_texts(window)
    window.close()


def test_in_a_small_window_all_of_it_is_reached_by_keyboard(bench: Workbench) -> None:
    highlights(bench, "One")
    _, noes = said_no(bench, "Acme")
    window, reel = playing(bench, noes)
    window.update_reel(replace(reel, next_step="Next: " + "a step with a longer name " * 5))
    for _ in range(2):
        QTest.keyClick(window, Qt.Key.Key_Right)
    window.resize(640, 400)
    assert window.size() == QSize(640, 400)
    reached: list[str] = []
    for _ in range(14):
        press(Qt.Key.Key_Tab, window)
        focused = window.focusWidget()
        if focused.parent() is not None and window.findChildren(StepSheet)[0].isAncestorOf(focused):
            assert in_reach(window, focused), focused
            reached.append(focused.accessibleName() or (focused.text() if isinstance(focused, QPushButton) else ""))
    assert reached == [
        "Ask Maria at Acme for advice…",
        "See what is next",
        PARK,
        *("Done", "Yes", "Partly", "No", "One line about the fit, for you alone", "Write a plan for the next no…"),
    ]
    window.close()
