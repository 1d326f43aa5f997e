"""Pages turn by wheel, touchpad and the mouse's own buttons: one for each gesture."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.qt.reel.driving import at_the_last_card, highlights, playing, position
from tests.qt.workbench import Workbench

from companion.services.reel import Noes
from companion.ui.reel.card import CardSheet

BEGIN, UPDATE, MOMENTUM, END, NONE = (
    Qt.ScrollPhase.ScrollBegin,
    Qt.ScrollPhase.ScrollUpdate,
    Qt.ScrollPhase.ScrollMomentum,
    Qt.ScrollPhase.ScrollEnd,
    Qt.ScrollPhase.NoScrollPhase,
)
_clock = itertools.count(10_000, 1_000)


class Finger:
    """Sends what a wheel or a touchpad sends, with times of our own where nothing waits for them."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.at = next(_clock)

    def step(self, x: int, y: int = 0, *, phase: Qt.ScrollPhase = NONE, pixels: bool = True, later: int = 8) -> None:
        self.at += later
        way, middle = QPoint(x, y), QPointF(self.window.rect().center())
        event = QWheelEvent(
            middle,
            self.window.mapToGlobal(middle),
            way if pixels else QPoint(),
            way,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            phase,
            False,
        )
        event.setTimestamp(self.at)
        QApplication.sendEvent(self.window, event)

    def swipe(self, x: int, y: int = 0, *, phases: bool) -> None:
        """Two fingers that move for a while, lift, and leave their momentum behind."""
        self.step(0, 0, phase=BEGIN if phases else NONE, later=1000)
        for _ in range(12):
            self.step(x, y, phase=UPDATE if phases else NONE)
        for slower in range(12):
            fade = 12 - slower
            self.step(x * fade // 12, y * fade // 12, phase=MOMENTUM if phases else NONE)
        if phases:
            self.step(0, 0, phase=END)


def from_the_system(window: QWidget, target: CardSheet, way: QPoint, phase: Qt.ScrollPhase) -> None:
    """Over the words, as it comes from the window system: whoever is below has it first."""
    at = target.area.viewport().mapTo(window, QPoint(20, 20))
    QTest.wheelEvent(window.windowHandle(), at, way, QPoint(), Qt.KeyboardModifier.NoModifier, phase)
    QCoreApplication.processEvents()


@pytest.mark.parametrize("phases", [True, False], ids=["phases", "X11"])
def test_a_swipe_turns_one_page_however_long_it_runs(bench: Workbench, *, phases: bool) -> None:
    highlights(bench, "One", "Two", "Three")
    window, _ = playing(bench, Noes())
    finger = Finger(window)
    finger.swipe(-30, phases=phases)
    assert position(window) == "2 of 4"
    finger.swipe(-30, 7, phases=phases)
    assert position(window) == "3 of 4"
    finger.swipe(25, phases=phases)
    assert position(window) == "2 of 4"
    finger.swipe(-2, phases=phases)  # too short to be meant
    assert position(window) == "2 of 4"
    window.close()


def test_momentum_alone_turns_nothing(bench: Workbench) -> None:
    highlights(bench, "One", "Two")
    window, _ = playing(bench, Noes())
    finger = Finger(window)
    for _ in range(20):
        finger.step(-60, phase=MOMENTUM, later=300)
    assert position(window) == "1 of 3"
    window.close()


def test_each_notch_of_the_wheel_turns_a_page(bench: Workbench) -> None:
    highlights(bench, "One", "Two", "Three")
    window, _ = playing(bench, Noes())
    finger = Finger(window)
    for expected in ("2 of 4", "3 of 4"):
        finger.step(0, -120, pixels=False, later=400)
        assert position(window) == expected
    finger.step(0, 120, pixels=False, later=400)
    assert position(window) == "2 of 4"
    window.close()


def test_where_the_text_scrolls_the_wheel_is_the_texts(bench: Workbench) -> None:
    highlights(bench, "word " * 110, "Two")
    window, reel = playing(bench, Noes())
    while not reel.cards[int(position(window)[0]) - 1].highlight.text.startswith("word"):
        QTest.keyClick(window, Qt.Key.Key_Right)
    before = position(window)
    window.resize(640, 400)
    card = window.findChildren(CardSheet)[0]
    bar = card.area.verticalScrollBar()
    assert bar.maximum() > 0
    for _ in range(30):
        from_the_system(window, card, QPoint(0, -120), NONE)
    assert bar.value() == bar.maximum()
    assert position(window) == before
    across = QPoint(-90 if before == "1 of 3" else 90, 0)
    for phase in (BEGIN, UPDATE, UPDATE, MOMENTUM, END):
        from_the_system(window, card, across, phase)
    assert position(window) == ("2 of 3" if before == "1 of 3" else "1 of 3")
    window.close()


def test_the_mouses_own_buttons_turn_pages(bench: Workbench) -> None:
    highlights(bench, "One", "Two")
    window, _ = playing(bench, Noes())
    card = window.findChildren(CardSheet)[0]
    QTest.mouseClick(card, Qt.MouseButton.ForwardButton)
    assert position(window) == "2 of 3"
    QTest.mouseClick(card, Qt.MouseButton.BackButton)
    assert position(window) == "1 of 3"
    window.close()


def test_on_the_last_card_a_swipe_goes_back(bench: Workbench) -> None:
    window, _ = at_the_last_card(bench)
    finger = Finger(window)
    finger.swipe(30, phases=True)
    assert position(window) == "1 of 2"
    window.close()
