"""The reel: its order, its keys, its time, what it records, and that it says nothing it must not say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from tests.qt.finding import button, named, press, shown_texts
from tests.qt.reel.driving import (
    AT_REST,
    HURRIED,
    Taker,
    gone,
    highlights,
    is_running,
    playing,
    position,
    said_no,
    services,
    showings,
    spoken,
)
from tests.qt.workbench import Workbench

from companion.core.application import State
from companion.core.highlight import Showing
from companion.core.reel import Offer, OfferKind
from companion.desktop.time_line import TimeLine
from companion.services.reel import Noes
from companion.ui.reel import ReelWindow
from companion.ui.reel import window as window_module
from companion.ui.reel.pace import Pace
from companion.ui.reel.stage import Stage
from companion.ui.reel.strays import Strays

LOUD = ("unfortunately", "at least", "proud", "positive", "great", "rejected")


def test_the_order_is_the_fact_the_plan_the_highlights_the_next_step(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One", "Two", "Three")
    bench.preferences.choose(reduced_motion=False, private=False, plan="a walk")
    window, reel = playing(bench, said_no(bench, "Acme")[1])
    assert window.windowTitle() == "Companion"
    assert spoken(window) == (
        "Acme said no. My plan: a walk One answer from one company. It may not have been a good fit for you either."
    )
    heard: list[str] = []
    for number in range(2, 6):
        QTest.keyClick(window, Qt.Key.Key_Right)
        assert position(window) == f"{number} of 5"
        heard.append(spoken(window))
    assert heard == [*(card.highlight.text for card in reel.cards), reel.next_step]
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert position(window) == "5 of 5"
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert spoken(window) == reel.cards[-1].highlight.text
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: gone(window))


def test_the_opening_is_the_first_thing_painted_and_traced(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One")
    window, _ = playing(bench, said_no(bench, "Acme")[1])
    qtbot.waitUntil(lambda: "reel.painted" in bench.trace.marked)
    assert "reel.card_painted" not in bench.trace.marked
    QTest.keyClick(window, Qt.Key.Key_Space)  # goes on from the opening
    qtbot.waitUntil(lambda: "reel.card_painted" in bench.trace.marked)
    assert bench.trace.marked.count("reel.painted") == 1
    assert "reel.picture_painted" not in bench.trace.marked
    window.close()


def test_cards_are_recorded_when_painted_each_once(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One", "Two", "Three")
    window, reel = playing(bench, said_no(bench, "Acme")[1])
    qtbot.waitUntil(lambda: "reel.painted" in bench.trace.marked)
    assert not showings(bench)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        painted = bench.trace.marked.count("reel.card_painted")
        QTest.keyClick(window, key)
        qtbot.waitUntil(lambda: bench.trace.marked.count("reel.card_painted") > painted)  # noqa: B023 - waited for here
    qtbot.waitUntil(lambda: len(showings(bench)) == 2)
    assert set(showings(bench)) == {card.highlight.id for card in reel.cards[:2]}
    window.close()
    qtbot.waitUntil(lambda: gone(window))
    assert len(bench.store.all(Showing)) == 2


def test_it_goes_on_by_itself_to_the_last_page_and_stays_there(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One", "Two")
    window, _ = playing(bench, said_no(bench, "Acme")[1], times=HURRIED)
    qtbot.waitUntil(lambda: position(window) == "4 of 4")
    assert not is_running(window)
    assert not window.findChildren(TimeLine)[0].isVisible()
    window.close()


def test_space_pauses_and_continues(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One", "Two")
    window, _ = playing(bench, Noes())
    pause = named(window, QToolButton, "Pause")
    assert is_running(window)
    press(Qt.Key.Key_Space, window)
    assert not is_running(window)
    assert pause.accessibleName() == "Continue"
    press(Qt.Key.Key_Space, window)
    assert is_running(window)
    pause.click()
    assert not is_running(window)
    named(window, QToolButton, "Next").click()
    assert position(window) == "2 of 3"
    assert is_running(window)  # the next card has its own time
    named(window, QToolButton, "Back").click()
    assert position(window) == "1 of 3"
    window.hide()
    assert not is_running(window)
    window.close()
    qtbot.waitUntil(lambda: gone(window))


def test_at_most_three_offers_and_one_asks_for_advice(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One")
    outcome, noes = said_no(bench, "Acme & Söhne")
    window, reel = playing(bench, noes, outcome)
    taker = Taker()
    window.offer_chosen.connect(taker.take)
    QTest.keyClick(window, Qt.Key.Key_Right)
    QTest.keyClick(window, Qt.Key.Key_Right)
    stage = window.findChildren(Stage)[0]
    assert [b.accessibleName() for b in stage.step.buttons()] == [
        "Ask Maria at Acme & Söhne for advice…",
        "See what is next",
        "Come back to this at 18:00",
        "Done",
    ]
    button(window, "Ask Maria at Acme & Söhne for advice…").click()
    assert taker.offers == [reel.offers[0]]
    follow_up = outcome.value.follow_up
    assert follow_up is not None
    assert taker.offers[0].target == follow_up.id
    qtbot.waitUntil(lambda: gone(window))


def test_more_offers_than_three_are_not_shown_and_done_only_closes(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One")
    reel = bench.reels.compose(Noes())
    many = tuple(Offer(OfferKind.WHAT_IS_NEXT, f"Offer {n}") for n in range(2))
    done = Offer(OfferKind.DONE, "Done")
    window, taker = ReelWindow(bench.kit, services(bench), times=AT_REST), Taker()
    window.offer_chosen.connect(taker.take)
    window.play(replace(reel, offers=(*many, done, *many)), noes=Noes(), undo=None)
    QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert len(window.findChildren(Stage)[0].step.buttons()) == 4
    button(window, "Done").click()
    qtbot.waitUntil(lambda: gone(window))
    assert not taker.offers


def test_without_highlights_it_asks_for_one_and_shows_no_empty_card(bench: Workbench, qtbot: QtBot) -> None:
    window, _ = playing(bench, said_no(bench, "Acme")[1])
    taker = Taker()
    window.offer_chosen.connect(taker.take)
    assert position(window) == "1 of 2"
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert "There is no highlight here yet. One line about one success is enough to begin." in shown_texts(window)
    button(window, "Add a highlight…").click()
    assert [offer.kind for offer in taker.offers] == [OfferKind.ADD_HIGHLIGHT]
    qtbot.waitUntil(lambda: gone(window))
    assert not showings(bench)


def test_cards_fade_and_switch_at_once_under_reduced_motion(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One", "Two")
    window, _ = playing(bench, Noes())
    qtbot.waitUntil(lambda: "reel.painted" in bench.trace.marked)
    stage = window.findChildren(Stage)[0]
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert stage.is_fading
    qtbot.waitUntil(lambda: not stage.is_fading)
    bench.kit.theme.set_reduced_motion(True)
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert not stage.is_fading
    window.close()


def test_under_reduced_motion_the_line_grows_in_five_steps(qtbot: QtBot) -> None:
    pace, shares = Pace(), list[float]()
    pace.went.connect(shares.append)
    pace.begin(25, stepwise=True)
    pace.set_running(True)
    qtbot.waitUntil(lambda: shares[-1] == 1.0)
    assert shares == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert not pace.is_running


def test_undo_takes_the_rejection_back_and_closes(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One")
    outcome, noes = said_no(bench, "Acme")
    window, _ = playing(bench, noes, outcome)
    button(window, "Undo: Logged.").click()
    qtbot.waitUntil(lambda: gone(window))
    assert bench.applications.story(noes.application_ids[0]).state is not State.REJECTED


def test_a_second_no_changes_the_words_and_keeps_the_cards(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One", "Two", "Three")
    first, noes = said_no(bench, "Acme")
    window, reel = playing(bench, noes, first)
    QTest.keyClick(window, Qt.Key.Key_Right)
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert spoken(window) == reel.cards[1].highlight.text
    second, more = said_no(bench, "Globex")
    window.add_no(more, second.undo)
    qtbot.waitUntil(lambda: spoken(window).startswith("Acme and Globex said no."))
    assert "They may not have been a good fit for you either." in spoken(window)
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert spoken(window) == reel.cards[1].highlight.text  # on where it was
    assert position(window) == "3 of 5"
    button(window, "Undo: Logged.").click()  # takes back the second one only
    qtbot.waitUntil(lambda: spoken(window).startswith("Acme said no."))
    assert bench.applications.story(more.application_ids[0]).state.open
    assert bench.applications.story(noes.application_ids[0]).state is State.REJECTED
    window.close()


def test_not_today_is_quiet_and_asks_nothing(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One")
    window, _ = playing(bench, said_no(bench, "Acme")[1])
    button(window, "Not today").click()
    qtbot.waitUntil(lambda: gone(window))
    qtbot.waitUntil(lambda: bench.waiting.wait() is not None)


def test_quietly_it_does_not_take_the_keyboard(bench: Workbench) -> None:
    highlights(bench, "One")
    window = ReelWindow(bench.kit, services(bench), times=AT_REST)
    window.play(bench.reels.compose(Noes()), noes=Noes(), undo=None, quietly=True)
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert not window.isFullScreen()
    free = window.screen().availableGeometry()
    assert free.contains(window.geometry())
    assert free.right() - window.geometry().right() < 40
    window.close()


def test_where_the_keyboard_may_come_unasked_stray_keys_do_nothing(
    bench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_module, "may_get_keyboard_unasked", lambda: True)
    highlights(bench, "One", "Two")
    window = ReelWindow(bench.kit, services(bench), times=replace(AT_REST, rest=60))
    window.play(bench.reels.compose(Noes()), noes=Noes(), undo=None, quietly=True)
    QTest.qWaitForWindowActive(window)
    window.findChildren(Strays)[0].begin(600_000)
    for key in (Qt.Key.Key_N, Qt.Key.Key_Right, Qt.Key.Key_M, Qt.Key.Key_Space):
        press(key, window)
    assert position(window) == "1 of 3"
    assert is_running(window)
    assert not showings(bench)
    window.findChildren(Strays)[0].begin(1)
    qtbot.waitUntil(lambda: pressed_right(window))
    window.findChildren(Strays)[0].begin(600_000)
    press(Qt.Key.Key_Escape, window)
    qtbot.waitUntil(lambda: gone(window))


def pressed_right(window: ReelWindow) -> bool:
    press(Qt.Key.Key_Right, window)
    return position(window) != "1 of 3"


def test_no_word_of_ours_is_loud(bench: Workbench) -> None:
    highlights(bench, "One", "Two")
    bench.preferences.choose(reduced_motion=False, private=False, plan="a walk")
    outcome, noes = said_no(bench, "Acme")
    window, _ = playing(bench, noes, outcome)
    texts: list[str] = []
    for _ in range(4):
        texts += shown_texts(window)
        QTest.keyClick(window, Qt.Key.Key_Right)
    for text in texts:
        assert "!" not in text
        assert not [
            word for word in ("unfortunately", "at least", "proud", "positive", "great") if word in text.casefold()
        ]
    window.close()
