"""A no is answered by its reel at once, or later when something asks for quiet, and then once for all that came."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
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
from companion.core.highlight import Showing
from companion.core.problem import Problem
from companion.core.reel import Reel
from companion.core.waiting import Hindrance
from companion.desktop.flowing_text import FlowingText
from companion.desktop.icons import Icons
from companion.desktop.kit import Kit
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.services.applications import ApplicationDraft
from companion.services.highlights import HighlightDraft
from companion.services.log_event import EventDraft, Logged
from companion.services.reel import Noes, Pool, Reels
from companion.services.resources import resource_path
from companion.services.waiting import LONGEST_AWAKE, Wait
from companion.services.work import Outcome, Undo
from companion.ui.reel.window import ReelWindow
from companion.ui.waiting import WaitingWindow

HIGHLIGHTS = ("One", "Two", "Three")


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

    def plays(self) -> bool:
        """Whether a highlight shows."""
        window = self.reel()
        return window is not None and first_card(window) in shown_texts(window)

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


def unseen() -> list[QWidget]:
    """The reel's windows that were made and do not show."""
    return [w for w in QApplication.topLevelWidgets() if w.objectName() == "reel" and not w.isVisible()]


def first_card(window: QWidget) -> str:
    """The highlight that stands on it, whether it shows or not."""
    texts = {text.text() for text in window.findChildren(FlowingText)}
    return next(iter(texts & set(HIGHLIGHTS)), "")


def made_ahead(house: House, qtbot: QtBot) -> QWidget:
    """The window that is there once the tray's menu has opened, with the first highlight on it."""
    house.windows.reels.menu_opens()
    qtbot.waitUntil(lambda: any(first_card(w) for w in unseen()))
    (window,) = unseen()
    return window


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
        for text in HIGHLIGHTS:
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


def test_while_the_menu_is_open_the_reel_is_made_and_the_choice_shows_it(house: House, qtbot: QtBot) -> None:
    window = made_ahead(house, qtbot)
    assert not house.backend.store.all(Showing)
    house.windows.open("reel")
    assert house.reel() is window
    assert window.isVisible()
    assert first_card(window) in shown_texts(window)
    qtbot.waitUntil(lambda: len(house.backend.store.all(Showing)) == 1)


def test_one_window_is_made_however_often_the_menu_opens(house: House, qtbot: QtBot) -> None:
    window = made_ahead(house, qtbot)
    for _ in range(20):
        house.windows.reels.menu_closed()
        house.windows.reels.menu_opens()
        qtbot.wait(1)
    assert unseen() == [window]


def test_without_the_choice_the_window_goes_again(house: House, qtbot: QtBot) -> None:
    made_ahead(house, qtbot)
    house.windows.reels.menu_closed()
    qtbot.waitUntil(lambda: not unseen())
    assert house.reel() is None
    house.windows.open("reel")
    qtbot.waitUntil(house.plays)


def test_the_choice_may_come_after_the_menu_was_told_to_be_closed(house: House, qtbot: QtBot) -> None:
    window = made_ahead(house, qtbot)
    house.windows.reels.menu_closed()
    house.windows.open("reel")
    assert house.reel() is window


def test_the_choice_may_come_before_anything_is_made(house: House, qtbot: QtBot) -> None:
    house.windows.reels.menu_opens()
    house.windows.open("reel")
    qtbot.waitUntil(house.plays)
    assert not unseen()


def test_what_changes_while_the_menu_is_open_is_in_the_reel(house: House, qtbot: QtBot) -> None:
    made_ahead(house, qtbot)
    house.no("Acme", quietly=True)
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())
    assert not unseen()


def test_an_edited_highlight_is_read_again(house: House, qtbot: QtBot) -> None:
    card = first_card(made_ahead(house, qtbot))
    key = next(h.id for h in house.backend.highlights.all() if h.text == card)
    with qtbot.waitSignal(house.kit.changes.happened):
        house.kit.write(partial(house.backend.highlights.edit, key, HighlightDraft("Another word")))
    house.windows.open("reel")
    qtbot.waitUntil(lambda: "Another word" in house.opening())


def test_the_window_stays_for_the_quick_log_when_the_menu_closes(house: House, qtbot: QtBot) -> None:
    window = made_ahead(house, qtbot)
    house.windows.open("reject")
    house.windows.reels.menu_closed()
    qtbot.wait(1_200)
    assert unseen() == [window]
    house.no("Acme", quietly=False)
    qtbot.waitUntil(lambda: "Acme said no." in house.opening())
    assert house.reel() is window


def test_in_privacy_mode_no_word_stands_in_a_window_that_nobody_asked_for(house: House, qtbot: QtBot) -> None:
    house.backend.preferences.choose(reduced_motion=False, private=True, plan="")
    house.windows.reels.menu_opens()
    qtbot.waitUntil(lambda: bool(unseen()))
    qtbot.wait(200)
    assert not first_card(unseen()[0])


def test_if_the_reel_cannot_be_read_the_choice_says_why(
    house: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Problem] = []
    house.kit.tasks.problem.connect(told.append)

    def refuse(_self: Reels, _noes: Noes, _pool: Pool | None = None) -> Reel:
        raise Problem("The store can't be read.")

    with monkeypatch.context() as broken:
        broken.setattr(Reels, "compose", refuse)
        house.windows.reels.menu_opens()
        qtbot.wait(50)
        assert not told
        house.windows.open("reel")
        qtbot.waitUntil(lambda: [p.sentence for p in told] == ["The store can't be read."])
    house.windows.open("reel")
    qtbot.waitUntil(house.plays)
