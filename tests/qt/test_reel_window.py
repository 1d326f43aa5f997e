"""The reel: its order, its keys, its time, what it records, and that it says nothing it must not say."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.finding import button, named, press, shown_texts
from tests.qt.workbench import Workbench, workbench

from companion.core.application import EventKind, State
from companion.core.highlight import Showing
from companion.core.reel import Offer, OfferKind, Reel
from companion.desktop.picture_view import PictureView
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.highlights import HighlightDraft
from companion.services.log_event import EventDraft, Logged
from companion.services.reel import Noes
from companion.services.work import Outcome
from companion.ui.reel import ReelWindow
from companion.ui.reel.marks import Dots, TimeLine
from companion.ui.reel.pace import Pace, Times
from companion.ui.reel.stage import Stage

AT_REST = Times(opening=600_000, card=600_000, fade=180)
LOUD = ("unfortunately", "at least", "proud", "positive", "great", "rejected")
HURRIED = Times(opening=30, card=60, fade=10)


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is QApplication.instance()
    with workbench(tmp_path) as made:
        yield made


class Taker(QObject):
    """Takes the offers that were chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.offers: list[Offer] = []

    @Slot(object)
    def take(self, offer: Offer) -> None:
        self.offers.append(offer)


def highlights(bench: Workbench, *texts: str, picture: Path | None = None) -> None:
    for text in texts:
        bench.highlights.add(HighlightDraft(text, pictures=() if picture is None else (picture,)))


def said_no(bench: Workbench, company: str) -> tuple[Outcome[Logged], Noes]:
    """A rejection two days after an interview with somebody."""
    key = bench.applications.add(ApplicationDraft(company, "Engineer")).value.id
    interview = EventDraft(
        EventKind.INTERVIEW,
        key,
        at=bench.clock.now() - timedelta(days=2),
        contact=ContactDraft("Maria Keller", "m@x.example"),
    )
    bench.log_event.log(interview)
    outcome = bench.log_event.log(EventDraft(EventKind.REJECTED, key))
    return outcome, Noes((company,), (key,))


def playing(
    bench: Workbench, noes: Noes, outcome: Outcome[Logged] | None = None, *, times: Times = AT_REST
) -> tuple[ReelWindow, Reel]:
    reel = bench.reels.compose(noes)
    window = ReelWindow(bench.kit, bench.reels, bench.highlights, bench.waiting, times=times)
    window.play(reel, noes=noes, undo=outcome.undo if outcome else None)
    QTest.qWaitForWindowActive(window)  # only the active window's shortcuts count
    return window, reel


def position(window: QWidget) -> str:
    return window.findChildren(Dots)[0].accessibleDescription()


def spoken(window: QWidget) -> str:
    return window.findChildren(Stage)[0].accessibleName()


def is_running(window: QWidget) -> bool:
    return window.findChildren(Pace)[0].is_running


def shown_ids(bench: Workbench) -> set[str]:
    return {showing.highlight_id for showing in bench.store.all(Showing)}


def gone(window: QWidget) -> bool:
    return not Shiboken.isValid(window)


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
    assert not shown_ids(bench)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        painted = bench.trace.marked.count("reel.card_painted")
        QTest.keyClick(window, key)
        qtbot.waitUntil(lambda: bench.trace.marked.count("reel.card_painted") > painted)  # noqa: B023 - waited for here
    qtbot.waitUntil(lambda: len(shown_ids(bench)) == 2)
    assert shown_ids(bench) == {card.highlight.id for card in reel.cards[:2]}
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
    window, taker = ReelWindow(bench.kit, bench.reels, bench.highlights, bench.waiting, times=AT_REST), Taker()
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
    assert not shown_ids(bench)


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


def test_pictures_come_after_the_words_and_a_lost_one_leaves_them(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    image = QImage(QSize(1600, 1200), QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    assert image.save(str(tmp_path / "a.png"))
    highlights(bench, "With", picture=tmp_path / "a.png")
    window, reel = playing(bench, said_no(bench, "Acme")[1])
    QTest.keyClick(window, Qt.Key.Key_Right)
    view = named(window, PictureView, "Picture")
    assert "With" in shown_texts(window)
    qtbot.waitUntil(lambda: not view.is_empty)
    assert view.isVisible()
    qtbot.waitUntil(lambda: "reel.picture_painted" in bench.trace.marked)
    QTest.keyClick(window, Qt.Key.Key_Left)
    QTest.keyClick(window, Qt.Key.Key_Right)  # now its words and its picture come in one painting
    qtbot.waitUntil(lambda: bench.trace.marked[-2:] == ["reel.card_painted", "reel.picture_painted"])
    window.close()
    qtbot.waitUntil(lambda: gone(window))
    path = bench.highlights.picture_path(reel.cards[0].highlight)
    assert path is not None
    path.unlink()
    window, _ = playing(bench, Noes())
    view = named(window, PictureView, "Picture")
    qtbot.waitUntil(lambda: not view.isVisible())
    assert "With" in shown_texts(window)
    window.close()


def test_quietly_it_does_not_take_the_keyboard(bench: Workbench) -> None:
    highlights(bench, "One")
    window = ReelWindow(bench.kit, bench.reels, bench.highlights, bench.waiting, times=AT_REST)
    window.play(bench.reels.compose(Noes()), noes=Noes(), undo=None, quietly=True)
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert not window.isFullScreen()
    window.close()


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
