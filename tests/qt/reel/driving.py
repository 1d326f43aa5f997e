"""What the tests of the reel's window share: a reel that plays, and what it shows, as a person would find it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken
from tests.qt.finding import named
from tests.qt.workbench import Workbench

from companion.core.application import EventKind
from companion.core.highlight import Highlight, Showing
from companion.core.reel import Offer, Reel
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.highlights import HighlightDraft
from companion.services.log_event import EventDraft, Logged
from companion.services.reel import Noes
from companion.services.work import Outcome
from companion.ui.reel import ReelServices, ReelWindow
from companion.ui.reel.marks import Dots
from companion.ui.reel.pace import Pace, Times
from companion.ui.reel.stage import Stage

AT_REST = Times(opening=600_000, card=600_000, fade=180)
HURRIED = Times(opening=30, card=60, fade=10)


class Taker(QObject):
    """Takes the offers that were chosen, and what else was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.offers: list[Offer] = []
        self.asked: list[str] = []

    @Slot(object)
    def take(self, offer: Offer) -> None:
        self.offers.append(offer)

    @Slot(str)
    def take_words(self, words: str) -> None:
        self.asked.append(words)

    @Slot()
    def take_plan(self) -> None:
        self.asked.append("plan")


def drawn(folder: Path, name: str, colour: str, size: QSize | None = None) -> Path:
    """A picture of one colour."""
    image = QImage(size or QSize(600, 450), QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    path = folder / f"{name}.png"
    assert image.save(str(path))
    return path


def highlights(bench: Workbench, *texts: str, pictures: tuple[Path, ...] = (), link: str = "") -> tuple[Highlight, ...]:
    made = [bench.highlights.add(HighlightDraft(text, pictures=pictures, link=link)) for text in texts]
    return tuple(outcome.value.highlight for outcome in made)


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


def services(bench: Workbench) -> ReelServices:
    return ReelServices(
        bench.reels, bench.highlights, bench.waiting, bench.debriefs, bench.log_event, bench.preferences
    )


def playing(
    bench: Workbench, noes: Noes, outcome: Outcome[Logged] | None = None, *, times: Times = AT_REST
) -> tuple[ReelWindow, Reel]:
    reel = bench.reels.compose(noes)
    window = ReelWindow(bench.kit, services(bench), times=times)
    window.play(reel, noes=noes, undo=outcome.undo if outcome else None)
    QTest.qWaitForWindowActive(window)  # only the active window's shortcuts count
    return window, reel


def at_the_last_card(bench: Workbench, company: str = "Acme") -> tuple[ReelWindow, Reel]:
    """A reel for a no without a highlight, at its last page."""
    window, reel = playing(bench, said_no(bench, company)[1])
    QTest.keyClick(window, Qt.Key.Key_Right)
    return window, reel


def position(window: QWidget) -> str:
    return named(window, Dots, "Position").accessibleDescription()


def spoken(window: QWidget) -> str:
    return window.findChildren(Stage)[0].accessibleName()


def is_running(window: QWidget) -> bool:
    return window.findChildren(Pace)[0].is_running


def showings(bench: Workbench) -> dict[str, Showing]:
    """By the highlight's id."""
    return {showing.highlight_id: showing for showing in bench.store.all(Showing)}


def gone(window: QWidget) -> bool:
    return not Shiboken.isValid(window)
