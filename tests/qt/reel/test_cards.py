"""A highlight's card: its menu, what is said of it, why it came, its pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.finding import button, named, press, shown_texts
from tests.qt.reel.driving import (
    Taker,
    drawn,
    gone,
    highlights,
    is_running,
    playing,
    position,
    said_no,
    showings,
    spoken,
)
from tests.qt.workbench import Workbench

from companion.core.highlight import Verdict
from companion.desktop.picture_view import PictureView
from companion.services.highlights import HighlightDraft
from companion.services.reel import Noes
from companion.ui.reel import stage, why
from companion.ui.reel.marks import Dots
from companion.ui.reel.slides import Slides
from companion.ui.reel.stage import Stage

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support grabbing the keyboard")


def menu(window: QWidget) -> QMenu:
    return named(window, QMenu, "About this card")


def offered(window: QWidget) -> list[str]:
    return [action.text() for action in menu(window).actions() if action.isVisible() and action.text()]


def choose(window: QWidget, words: str) -> None:
    """By keyboard: M, then down to the line, then Enter."""
    QTest.keyClick(window, Qt.Key.Key_M)
    shown = menu(window)
    while shown.activeAction().text() != words:
        QTest.keyClick(shown, Qt.Key.Key_Down)
    QTest.keyClick(shown, Qt.Key.Key_Return)


def test_the_menu_opens_by_key_and_button_and_time_stands_still(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One", "Two")
    window, _ = playing(bench, Noes())
    QTest.keyClick(window, Qt.Key.Key_M)
    assert menu(window).isVisible()
    assert offered(window) == ["Why this one?", "Helped", "Not this one", "Edit…"]
    assert not is_running(window)
    QTest.keyClick(menu(window), Qt.Key.Key_Escape)
    assert not menu(window).isVisible()
    assert is_running(window)
    named(window, QToolButton, "About this card").click()
    assert menu(window).isVisible()
    menu(window).close()
    at = QPoint(1, 1)
    QApplication.sendEvent(window, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, window.mapToGlobal(at)))
    assert menu(window).isVisible()
    menu(window).close()
    window.close()
    qtbot.waitUntil(lambda: gone(window))


def test_there_is_no_menu_where_there_is_no_card(bench: Workbench) -> None:
    highlights(bench, "One")
    window, _ = playing(bench, said_no(bench, "Acme")[1])
    QTest.keyClick(window, Qt.Key.Key_M)
    QTest.keyClick(window, Qt.Key.Key_H)
    assert not window.findChildren(QMenu)
    assert not showings(bench)
    window.close()


def test_why_this_one_is_answered_and_read_aloud(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(why, "announce", lambda _, text: heard.append(text))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType, reportUnknownMemberType]
    (one,) = highlights(bench, "One")
    bench.highlights.pin(one.id, pinned=True)
    window, reel = playing(bench, Noes())
    choose(window, "Why this one?")
    reasons = reel.cards[0].why
    assert "\n".join(reasons) in shown_texts(window)
    assert heard == [" ".join(reasons)]
    assert not is_running(window)
    assert window.focusWidget() is button(window, "Close")
    press(Qt.Key.Key_Escape, window)
    assert "\n".join(reasons) not in shown_texts(window)
    assert is_running(window)
    assert isinstance(window.focusWidget(), Stage)
    choose(window, "Why this one?")
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert "\n".join(reasons) not in shown_texts(window)
    window.close()


def test_helped_is_kept_said_and_taken_back(bench: Workbench, qtbot: QtBot) -> None:
    (one,) = highlights(bench, "One")
    window, _ = playing(bench, Noes())
    QTest.keyClick(window, Qt.Key.Key_H)
    assert "You said: it helped." in shown_texts(window)
    qtbot.waitUntil(lambda: one.id in showings(bench) and showings(bench)[one.id].verdict is Verdict.HELPED)
    assert position(window) == "1 of 2"
    QTest.keyClick(window, Qt.Key.Key_M)
    checked = [action.text() for action in menu(window).actions() if action.isChecked()]
    assert checked == ["Helped"]
    menu(window).close()
    choose(window, "Helped")
    assert "You said: it helped." not in shown_texts(window)
    qtbot.waitUntil(lambda: showings(bench)[one.id].verdict is Verdict.UNSAID)
    assert len(showings(bench)) == 1
    window.close()


def test_not_this_one_turns_at_once_and_is_taken_back_by_choosing_it_again(bench: Workbench, qtbot: QtBot) -> None:
    highlights(bench, "One", "Two")
    window, reel = playing(bench, Noes())
    first, second = (card.highlight for card in reel.cards)
    QTest.keyClick(window, Qt.Key.Key_N)
    assert spoken(window) == second.text
    assert "You said: not this one." not in shown_texts(window)
    qtbot.waitUntil(lambda: first.id in showings(bench) and showings(bench)[first.id].verdict is Verdict.NOT_THIS)
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert "You said: not this one." in shown_texts(window)
    QTest.keyClick(window, Qt.Key.Key_H)  # the last word counts
    qtbot.waitUntil(lambda: showings(bench)[first.id].verdict is Verdict.HELPED)
    choose(window, "Not this one")
    QTest.keyClick(window, Qt.Key.Key_Left)
    QTest.keyClick(window, Qt.Key.Key_N)
    assert spoken(window) == first.text
    qtbot.waitUntil(lambda: showings(bench)[first.id].verdict is Verdict.UNSAID)
    window.close()


def test_the_link_and_the_editor_are_asked_for(bench: Workbench) -> None:
    (one,) = highlights(bench, "One", link="example.org/talk")
    window, taker = playing(bench, Noes())[0], Taker()
    window.link_asked.connect(taker.take_words)
    window.edit_asked.connect(taker.take_words)
    choose(window, "Open the link")
    choose(window, "Edit…")
    assert taker.asked == ["https://example.org/talk", one.id]
    window.close()


def test_a_card_that_is_edited_meanwhile_shows_its_new_words(bench: Workbench, qtbot: QtBot) -> None:
    one, two = highlights(bench, "One", "Two")
    window, reel = playing(bench, Noes())
    assert reel.cards[0].highlight == one
    QTest.keyClick(window, Qt.Key.Key_Right)
    bench.kit.write(lambda: bench.highlights.edit(one.id, HighlightDraft("One, better")))
    bench.kit.write(lambda: bench.highlights.edit(two.id, HighlightDraft("Two, better")))
    qtbot.waitUntil(lambda: spoken(window) == "Two, better")
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert spoken(window) == "One, better"
    bench.kit.write(lambda: bench.highlights.delete([one.id]))
    bench.kit.write(lambda: bench.highlights.edit(two.id, HighlightDraft("Two, best")))
    QTest.keyClick(window, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: spoken(window) == "Two, best")
    assert position(window) == "2 of 3"
    window.close()


def test_each_page_is_read_aloud_once_with_its_place(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(stage, "announce", lambda _, text: heard.append(text))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType, reportUnknownMemberType]
    bench.highlights.add(HighlightDraft("You explain well", "March 2025", "Ines Duarte"))
    window, reel = playing(bench, Noes())
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert heard == ["“You explain well”\nInes Duarte · March 2025\n1 of 2", f"{reel.next_step}\n2 of 2"]
    window.close()


# --- pictures ----------------------------------------------------------------------------------------------------


def colour(view: PictureView) -> str:
    return view.grab().toImage().pixelColor(view.rect().center()).name()


def test_pictures_come_after_the_words_and_a_lost_one_leaves_them(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    highlights(bench, "With", pictures=(drawn(tmp_path, "a", "teal"),))
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


@pytest.mark.parametrize("still", [False, True])
def test_several_pictures_share_the_cards_time(bench: Workbench, qtbot: QtBot, tmp_path: Path, *, still: bool) -> None:
    bench.kit.theme.set_reduced_motion(still)
    pictures = tuple(drawn(tmp_path, name, name) for name in ("red", "green", "blue"))
    highlights(bench, "One", pictures=pictures)
    window, _ = playing(bench, Noes())
    view, slides = named(window, PictureView, "Picture"), window.findChildren(Slides)[0]
    place = named(window, Dots, "Pictures")
    qtbot.waitUntil(lambda: colour(view) == "#ff0000")
    assert place.isVisible()
    stage_shown = window.findChildren(Stage)[0]

    def turned(share: float, words: str) -> bool:
        """A picture that is still coming is waited for."""
        slides.went(share)
        return place.accessibleDescription() == words

    for share, shown, words in ((0.3, "#ff0000", "1 of 3"), (0.4, "#008000", "2 of 3"), (0.7, "#0000ff", "3 of 3")):
        qtbot.waitUntil(lambda: turned(share, words))  # noqa: B023 - waited for here
        assert stage_shown.is_fading is (share > 0.3 and not still)
        assert colour(view) == shown
        qtbot.waitUntil(lambda: not stage_shown.is_fading)
    window.close()


def test_pictures_are_turned_by_hand_and_then_stay(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    pictures = tuple(drawn(tmp_path, name, name) for name in ("red", "green", "blue", "black"))
    highlights(bench, "One", pictures=pictures)
    window, _ = playing(bench, Noes())
    view, place = named(window, PictureView, "Picture"), named(window, Dots, "Pictures")
    qtbot.waitUntil(lambda: colour(view) == "#ff0000")
    for key, shown in (("Down", "#008000"), ("Down", "#0000ff"), ("Down", "#000000"), ("Up", "#0000ff")):
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{key}"))
        qtbot.waitUntil(lambda: colour(view) == shown)  # noqa: B023 - waited for here
    window.findChildren(Slides)[0].went(0.99)
    assert place.accessibleDescription() == "3 of 4"
    QTest.keyClick(window, Qt.Key.Key_Right)
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert place.accessibleDescription() == "1 of 4"
    qtbot.waitUntil(lambda: colour(view) == "#ff0000")
    window.close()


def test_a_broken_picture_among_several_is_passed_over(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    pictures = tuple(drawn(tmp_path, name, name) for name in ("red", "green", "blue"))
    (one,) = highlights(bench, "One", pictures=pictures)
    for path in bench.highlights.picture_paths(one)[:2]:
        path.unlink()
    window, _ = playing(bench, Noes())
    view, place = named(window, PictureView, "Picture"), named(window, Dots, "Pictures")
    qtbot.waitUntil(lambda: not view.isVisible())
    assert not place.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Down)
    QTest.keyClick(window, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.isVisible() and colour(view) == "#0000ff")
    assert place.isVisible()
    window.close()


def test_a_large_picture_is_shown_from_its_small_copy(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    (one,) = highlights(bench, "One", pictures=(drawn(tmp_path, "large", "teal", QSize(2600, 1950)),))
    path = bench.highlights.picture_path(one)
    assert path is not None
    window, _ = playing(bench, Noes())
    view = named(window, PictureView, "Picture")
    qtbot.waitUntil(lambda: not view.is_empty)
    assert bench.kit.copies.find(path) is not None
    window.close()
