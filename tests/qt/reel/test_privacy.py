"""Privacy mode: while the user is not in the window, it says nothing of what it holds."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.finding import named, shown_texts
from tests.qt.reel.driving import (
    AT_REST,
    highlights,
    is_running,
    said_no,
    services,
    showings,
    spoken,
)
from tests.qt.workbench import Workbench

from companion.ui.reel import ReelWindow, stage
from companion.ui.reel.veil import Veil

VEIL = ["Companion", "Something is ready for you."]


@pytest.fixture
def elsewhere(qapp: QApplication) -> Generator[QWidget]:
    """Another window, with the keyboard."""
    del qapp
    window = QWidget()
    window.show()
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []

    def hear(widget: QWidget, text: str) -> None:
        del widget
        said.append(text)

    monkeypatch.setattr(stage, "announce", hear)
    return said


def go_to(window: QWidget) -> None:
    window.activateWindow()
    QTest.qWaitForWindowActive(window)


def private_reel(bench: Workbench, elsewhere: QWidget) -> ReelWindow:
    """It comes by itself while the user is elsewhere. The platform without a screen gives it the keyboard all the
    same, so that is taken away again before anything is painted.
    """
    highlights(bench, "One")
    bench.preferences.choose(reduced_motion=False, private=True, plan="a walk")
    _, noes = said_no(bench, "Acme")
    window = ReelWindow(bench.kit, services(bench), times=AT_REST)
    window.play(bench.reels.compose(noes), noes=noes, undo=None, quietly=True)
    go_to(elsewhere)
    return window


def test_veiled_it_says_nothing_and_time_stands_still(bench: Workbench, elsewhere: QWidget, qtbot: QtBot) -> None:
    window = private_reel(bench, elsewhere)
    veil = window.findChildren(Veil)[0]
    qtbot.waitUntil(lambda: shown_texts(window)[:2] == VEIL)
    assert veil.geometry() == window.rect()
    assert not [text for text in shown_texts(window) if "Acme" in text or "One" in text or "walk" in text]
    assert spoken(window) == ""
    assert window.windowTitle() == "Companion"
    assert not is_running(window)
    window.resize(800, 600)
    assert veil.geometry() == window.rect()
    window.close()


def test_before_anybody_comes_nothing_is_announced_or_painted(
    bench: Workbench, elsewhere: QWidget, heard: list[str], qtbot: QtBot
) -> None:
    highlights(bench, "One")
    bench.preferences.choose(reduced_motion=False, private=True, plan="")
    _, noes = said_no(bench, "Acme")
    window = ReelWindow(bench.kit, services(bench), times=AT_REST)
    window.play(bench.reels.compose(noes), noes=noes, undo=None, quietly=True)
    assert heard == []  # not yet active
    assert spoken(window) == ""
    assert "reel.painted" not in bench.trace.marked
    go_to(window)
    assert spoken(window).startswith("Acme said no.")
    assert [text.splitlines()[-1] for text in heard] == ["1 of 3"]
    assert is_running(window)
    go_to(elsewhere)
    go_to(window)
    assert len(heard) == 1
    qtbot.waitUntil(lambda: "reel.painted" in bench.trace.marked)
    window.close()


def test_coming_in_lifts_it_and_the_keys_are_the_reels(bench: Workbench, elsewhere: QWidget, qtbot: QtBot) -> None:
    window = private_reel(bench, elsewhere)
    veil = window.findChildren(Veil)[0]
    qtbot.waitUntil(veil.isVisible)
    go_to(window)
    assert not veil.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert spoken(window) == "One"
    qtbot.waitUntil(lambda: bool(showings(bench)))
    go_to(elsewhere)
    assert veil.isVisible()
    assert "One" not in shown_texts(window)
    window.close()


def test_a_click_on_the_veil_only_brings_the_user_in(bench: Workbench, elsewhere: QWidget, qtbot: QtBot) -> None:
    window = private_reel(bench, elsewhere)
    veil = window.findChildren(Veil)[0]
    qtbot.waitUntil(veil.isVisible)
    QTest.mouseClick(veil, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not veil.isVisible())
    assert spoken(window).startswith("Acme said no.")
    window.close()


def test_asked_for_by_the_user_it_is_not_veiled_first(bench: Workbench, elsewhere: QWidget) -> None:
    highlights(bench, "One")
    bench.preferences.choose(reduced_motion=False, private=True, plan="")
    _, noes = said_no(bench, "Acme")
    window = ReelWindow(bench.kit, services(bench), times=AT_REST)
    window.play(bench.reels.compose(noes), noes=noes, undo=None)
    assert spoken(window).startswith("Acme said no.")
    QTest.qWaitForWindowActive(window)
    assert not window.findChildren(Veil)[0].isVisible()
    go_to(elsewhere)
    assert window.findChildren(Veil)[0].isVisible()
    window.close()


@pytest.mark.qt_log_ignore(r"This plugin does not support grabbing the keyboard")
def test_the_cards_own_menu_does_not_veil_it(bench: Workbench, elsewhere: QWidget) -> None:
    window = private_reel(bench, elsewhere)
    go_to(window)
    QTest.keyClick(window, Qt.Key.Key_Space)
    QTest.keyClick(window, Qt.Key.Key_M)
    assert named(window, QMenu, "About this card").isVisible()
    assert not window.findChildren(Veil)[0].isVisible()
    window.close()


def test_without_privacy_mode_there_is_no_veil(bench: Workbench, elsewhere: QWidget) -> None:
    highlights(bench, "One")
    _, noes = said_no(bench, "Acme")
    window = ReelWindow(bench.kit, services(bench), times=AT_REST)
    window.play(bench.reels.compose(noes), noes=noes, undo=None, quietly=True)
    go_to(elsewhere)
    assert not window.findChildren(Veil)[0].isVisible()
    assert spoken(window).startswith("Acme said no.")
    window.close()
