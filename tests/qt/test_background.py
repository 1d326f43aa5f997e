"""What goes on without a window, as far as parked look backs go: announced once, taken down, opened, put off."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.fakes.lookout import FakeLookout
from tests.fakes.mailer import FakeMailer
from tests.fakes.notifier import FakeNotifier
from tests.fakes.secrets import MemorySecrets
from tests.qt.workbench import SetClock
from typing_extensions import override

from companion.app.backend import Backend, open_backend
from companion.app.companion import MENU
from companion.app.household import Household
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.core.application import EventKind
from companion.core.debrief import LAPSES
from companion.desktop.icons import Icons
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.desktop.tray import Tray
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.resources import resource_path
from companion.ui.debrief import DebriefWindow

TITLE = "A quarter of an hour for Acme"


class ToldTray(Tray):
    """Remembers what its plain balloons said."""

    told: list[tuple[str, str]]

    @override
    def message(self, title: str, body: str) -> None:
        self.told.append((title, body))


class House:
    """The household over a real store, with a clock that is set and a desktop that shows notifications."""

    def __init__(self, folder: Path, notifier: FakeNotifier, stack: ExitStack) -> None:
        self.clock, self.notifier = SetClock(), notifier
        self.backend: Backend = stack.enter_context(
            open_backend(
                find(str(folder)),
                NoTrace(),
                clock=self.clock,
                secrets=MemorySecrets(),
                mailer=FakeMailer(),
                lookout=FakeLookout(),
            )
        )
        self.backend.preferences.welcomed()
        no = self.backend.log_event.log(EventDraft(EventKind.REJECTED, application=ApplicationDraft("Acme")))
        self.parked = self.backend.debriefs.park(no.value.application.id).value
        tasks, theme = Tasks(), Theme()
        stack.callback(tasks.close)
        self.tray = ToldTray(MENU, lambda _due: QIcon())
        self.tray.told = []
        stack.callback(self.tray.close)
        self.house = Household(self.backend, tasks, theme, Icons(resource_path("icons"), theme), self.tray, stack)

    def look(self) -> None:
        self.house.background.look()

    def its_time_comes(self) -> None:
        self.clock.at = self.parked.begins_at
        self.look()

    @property
    def titles(self) -> list[str]:
        return [shown.title for shown in self.notifier.shown.values()]

    def press(self, key: str) -> None:
        self.notifier.press(f"debrief:{self.parked.id}", key)


@pytest.fixture
def house(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Generator[House]:
    del qtbot
    notifier = FakeNotifier()

    def made(*_: object) -> FakeNotifier:
        return notifier

    monkeypatch.setattr("companion.adapters.notifications.desktop_notifications.DesktopNotifications", made)
    with ExitStack() as stack:
        yield House(tmp_path / "profile", notifier, stack)
    qapp.setStyleSheet("")


def windows() -> list[DebriefWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, DebriefWindow) and w.isVisible()]


def test_it_is_announced_once_at_its_time_and_taken_down_when_it_has_lapsed(house: House, qtbot: QtBot) -> None:
    house.its_time_comes()
    qtbot.waitUntil(lambda: house.titles == [TITLE])
    (shown,) = house.notifier.shown.values()
    assert shown.body == "You set this time aside. It closes by itself after 15 minutes."
    assert [words for _, words in shown.buttons] == ["Open", "Tomorrow"]
    qtbot.waitUntil(lambda: house.backend.debriefs.due()[0].debrief.notified_at is not None)
    house.notifier.shown.clear()
    house.look()
    qtbot.wait(50)
    assert house.titles == [], "once"
    house.notifier.shown[f"debrief:{house.parked.id}"] = shown
    house.clock.move(LAPSES)
    house.look()
    qtbot.waitUntil(lambda: house.titles == [])


@pytest.mark.parametrize("key", ["open", ""])
def test_its_button_and_the_notification_itself_open_it(house: House, qtbot: QtBot, key: str) -> None:
    house.its_time_comes()
    qtbot.waitUntil(lambda: house.titles == [TITLE])
    house.press(key)
    qtbot.waitUntil(lambda: len(windows()) == 1 and windows()[0].is_ready)
    window = windows()[0]
    with qtbot.waitSignal(window.closed):
        window.close()
    assert house.backend.debriefs.due() == ()


def test_tomorrow_moves_it_and_it_is_announced_again_then(house: House, qtbot: QtBot) -> None:
    house.its_time_comes()
    qtbot.waitUntil(lambda: house.titles == [TITLE])
    house.press("tomorrow")
    qtbot.waitUntil(lambda: house.backend.debriefs.next_at() == house.parked.begins_at + timedelta(days=1))
    assert windows() == []
    house.clock.move(timedelta(days=1))
    house.look()
    qtbot.waitUntil(lambda: house.titles == [TITLE])


def test_once_it_is_closed_elsewhere_its_notification_goes(house: House, qtbot: QtBot) -> None:
    house.its_time_comes()
    qtbot.waitUntil(lambda: house.titles == [TITLE])
    debriefs, key = house.backend.debriefs, house.parked.id
    house.house.kit.write(lambda: debriefs.close(key))
    qtbot.waitUntil(lambda: house.titles == [])


def test_without_a_notification_server_the_tray_says_it(house: House, qtbot: QtBot) -> None:
    house.notifier.there = False
    house.its_time_comes()
    qtbot.waitUntil(lambda: [title for title, _ in house.tray.told] == [TITLE])


def test_a_question_after_silence_is_announced_like_the_other_letters(house: House, qtbot: QtBot) -> None:
    person = ContactDraft("Dana Reyes", "dana@example.org")
    draft = EventDraft(EventKind.REPLY, application=ApplicationDraft("Bolt"), contact=person)
    house.backend.log_event.log(draft)
    house.backend.debriefs.close(house.parked.id)
    house.clock.move(timedelta(days=7))
    house.look()
    qtbot.waitUntil(lambda: house.titles == ["Ask Dana at Bolt how it stands"])
    (shown,) = house.notifier.shown.values()
    assert shown.body == "A question about the next step is ready."
    assert [words for _, words in shown.buttons] == ["Send", "Review…", "Later"]
    assert [d.words for d in house.backend.agenda.look().due] == house.titles


def test_in_privacy_mode_it_names_nobody(house: House, qtbot: QtBot) -> None:
    house.backend.preferences.choose(reduced_motion=False, private=True, plan="")
    house.clock.at = house.parked.begins_at
    house.house.background.begin()
    qtbot.waitUntil(lambda: house.titles == ["Companion"])
    assert "Acme" not in repr(list(house.notifier.shown.values()))
