"""A no is answered by its reel at once, or later when something asks for quiet, and then once for all that came."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.fakes.lookout import FakeLookout
from tests.fakes.mailer import FakeMailer
from tests.fakes.secrets import MemorySecrets
from tests.qt.finding import button, shown_texts
from tests.qt.workbench import SetClock

from companion.app.backend import Backend, open_backend
from companion.app.household import make_kit
from companion.app.profile import Profile
from companion.app.trace import NoTrace
from companion.app.windows import Windows
from companion.core.application import EventKind
from companion.core.waiting import Hindrance
from companion.desktop.icons import Icons
from companion.desktop.kit import Kit
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.services.applications import ApplicationDraft
from companion.services.highlights import HighlightDraft
from companion.services.log_event import EventDraft, Logged
from companion.services.reel import Noes
from companion.services.resources import resource_path
from companion.services.waiting import LONGEST_AWAKE, Wait
from companion.services.work import Outcome, Undo
from companion.ui.reel.window import ReelWindow
from companion.ui.waiting import WaitingWindow


@dataclass
class House:
    """The windows over a real store, on a desktop that a test sets."""

    windows: Windows
    backend: Backend
    kit: Kit
    lookout: FakeLookout
    clock: SetClock
    told: Told

    def no(self, company: str, *, quietly: bool = True) -> Outcome[Logged]:
        draft = EventDraft(EventKind.REJECTED, application=ApplicationDraft(company))
        outcome = self.backend.log_event.log(draft)
        application = outcome.value.application
        self.windows.reels.answer(Noes((company,), (application.id,)), outcome.undo, quietly=quietly)
        return outcome

    def reel(self) -> ReelWindow | None:
        found = self.windows.window("reel")
        return found if isinstance(found, ReelWindow) else None

    def opening(self) -> str:
        window = self.reel()
        return " ".join(shown_texts(window)) if window else ""

    def later(self, by: timedelta) -> None:
        """Lets time pass, and the alarm look at the clock."""
        self.clock.move(by)
        self.windows.reels.check()


class Told(QObject):
    """What the player says to the outside."""

    def __init__(self) -> None:
        super().__init__()
        self.quietly: list[Wait] = []
        self.waits: list[bool] = []

    @Slot(object, object)
    def take(self, _undo: Undo | None, wait: Wait) -> None:
        self.quietly.append(wait)

    @Slot(bool)
    def take_waits(self, waits: bool) -> None:
        self.waits.append(waits)


@pytest.fixture
def house(qapp: QApplication, tmp_path: Path) -> Generator[House]:
    assert qapp is QApplication.instance()
    clock, lookout = SetClock(), FakeLookout()
    profile = Profile(tmp_path / "data", tmp_path / "logs", "companion.test")
    with ExitStack() as stack:
        backend = stack.enter_context(
            open_backend(profile, NoTrace(), clock=clock, secrets=MemorySecrets(), mailer=FakeMailer(), lookout=lookout)
        )
        theme, tasks = Theme(), Tasks()
        stack.callback(tasks.close)
        kit = make_kit(backend, tasks, theme, Icons(resource_path("icons"), theme))
        windows = Windows(kit, backend)
        stack.callback(windows.close_all)
        told = Told()
        windows.logged_quietly.connect(told.take)
        windows.reels.waits.connect(told.take_waits)
        for text in ("One", "Two", "Three"):
            backend.highlights.add(HighlightDraft(text))
        yield House(windows, backend, kit, lookout, clock, told)


def test_with_nothing_in_the_way_the_reel_comes_at_once(house: House, qtbot: QtBot) -> None:
    house.no("Acme")
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())
    assert not house.told.quietly
    assert house.backend.waiting.held() == Noes()


@pytest.mark.parametrize("hindrance", Hindrance)
def test_it_waits_while_the_desktop_asks_for_quiet_and_comes_once_for_all(
    house: House, qtbot: QtBot, hindrance: Hindrance
) -> None:
    house.lookout.hinder(hindrance)
    for number, company in enumerate(("Acme", "Bolt", "Cog"), start=1):
        house.no(company)
        qtbot.waitUntil(lambda wanted=number: len(house.told.quietly) == wanted)
    assert {wait.why for wait in house.told.quietly} == {hindrance.words}
    qtbot.waitUntil(lambda: house.backend.waiting.held().companies == ("Acme", "Bolt", "Cog"))
    assert house.reel() is None
    house.later(timedelta(minutes=1))
    qtbot.wait(50)
    assert house.reel() is None
    house.lookout.hinder()
    house.later(timedelta(minutes=1))
    qtbot.waitUntil(lambda: "Acme, Bolt and Cog said no." in house.opening())
    qtbot.waitUntil(lambda: house.backend.waiting.held() == Noes())
    assert house.told.waits[0] is True
    assert house.told.waits[-1] is False


def test_who_logs_it_by_hand_reads_why_and_can_play_it_now(house: House, qtbot: QtBot) -> None:
    house.lookout.hinder(Hindrance.FULL_SCREEN)
    house.no("Acme", quietly=False)
    qtbot.waitUntil(lambda: house.windows.is_open("waiting"))
    window = house.windows.window("waiting")
    assert isinstance(window, WaitingWindow)
    words = " ".join(shown_texts(window))
    assert "The reel waits: a window fills the screen." in words
    assert "Acme" not in words
    assert not house.told.quietly
    button(window, "Play it now").click()
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())
    qtbot.waitUntil(lambda: house.backend.waiting.held() == Noes())
    assert not house.windows.is_open("waiting")


def test_the_waiting_no_can_be_taken_back(house: House, qtbot: QtBot) -> None:
    house.lookout.hinder(Hindrance.DO_NOT_DISTURB)
    house.no("Acme", quietly=False)
    qtbot.waitUntil(lambda: house.backend.waiting.held().companies == ("Acme",))
    qtbot.waitUntil(lambda: house.windows.is_open("waiting"))
    window = house.windows.window("waiting")
    assert window is not None
    QTest.qWaitForWindowActive(window)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: house.backend.waiting.held() == Noes())
    house.lookout.hinder()
    house.later(timedelta(minutes=1))
    qtbot.waitUntil(lambda: house.told.waits[-1] is False)
    assert house.reel() is None


def test_what_waited_when_the_program_ended_waits_after_a_start(house: House, qtbot: QtBot) -> None:
    house.lookout.hinder(Hindrance.DO_NOT_DISTURB)
    house.no("Acme")
    qtbot.waitUntil(lambda: house.backend.waiting.held().companies == ("Acme",))
    house.windows.close_all()
    again = Windows(house.kit, house.backend)
    again.reels.begin()
    qtbot.waitUntil(lambda: house.lookout.looks >= 2)
    assert not again.is_open("reel")
    house.lookout.hinder()
    house.clock.move(timedelta(minutes=1))
    again.reels.check()
    qtbot.waitUntil(lambda: again.is_open("reel"))
    again.close_all()


def test_playing_it_on_demand_takes_what_waits_with_it(house: House, qtbot: QtBot) -> None:
    house.lookout.hinder(Hindrance.DO_NOT_DISTURB)
    house.no("Acme")
    qtbot.waitUntil(lambda: house.backend.waiting.held().companies == ("Acme",))
    house.windows.open("reel")
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())
    qtbot.waitUntil(lambda: house.backend.waiting.held() == Noes())


def test_not_today_ends_the_next_morning_with_one_reel(house: House, qtbot: QtBot) -> None:
    until = house.backend.waiting.not_today().value
    house.no("Acme")
    qtbot.waitUntil(lambda: [w.why for w in house.told.quietly] == ["not today, as you asked"])
    qtbot.waitUntil(lambda: house.backend.waiting.held().companies == ("Acme",))
    house.later(until - house.clock.now())
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())


def test_quiet_hours_hold_it_and_a_changed_setting_is_noticed_at_once(house: House, qtbot: QtBot) -> None:
    choose = house.backend.preferences.choose_times
    house.kit.write(lambda: choose(waits=True, quiet_from="9:00", quiet_to="21:30", debrief_at="18:00"))
    qtbot.waitUntil(lambda: house.backend.preferences.get().quiet_to == "21:30")
    house.no("Acme")
    qtbot.waitUntil(lambda: [w.why for w in house.told.quietly] == ["quiet hours until 21:30"])
    qtbot.waitUntil(lambda: house.backend.waiting.held().companies == ("Acme",))
    house.kit.write(lambda: choose(waits=True, quiet_from="", quiet_to="", debrief_at="18:00"))
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())


def test_who_does_not_want_it_to_wait_turns_that_off(house: House, qtbot: QtBot) -> None:
    house.lookout.hinder(Hindrance.DO_NOT_DISTURB)
    house.backend.preferences.choose_times(waits=False, quiet_from="", quiet_to="", debrief_at="18:00")
    house.no("Acme")
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())


def test_a_screen_that_is_merely_kept_awake_does_not_hold_it_for_ever(house: House, qtbot: QtBot) -> None:
    house.lookout.hinder(Hindrance.PRESENTATION)
    house.no("Acme")
    qtbot.waitUntil(lambda: house.backend.waiting.held().companies == ("Acme",))
    house.later(LONGEST_AWAKE - timedelta(minutes=2))
    qtbot.wait(50)
    assert house.reel() is None
    house.later(timedelta(minutes=2))
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())


def test_the_look_ahead_spares_the_answer_the_wait(house: House, qtbot: QtBot) -> None:
    house.windows.open_rejection()
    qtbot.waitUntil(lambda: house.lookout.looks == 1)
    house.no("Acme", quietly=False)
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())
    assert house.lookout.looks == 1
