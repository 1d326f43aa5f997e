"""What goes on without a window: parked look backs (announced once, taken down, opened, put off), and the letters that
are due in the tray's menu and in notifications.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QIcon
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from tests.fakes.lookout import FakeLookout
from tests.fakes.mailer import FakeMailer
from tests.fakes.notifier import FakeNotifier
from tests.fakes.secrets import MemorySecrets
from tests.qt.workbench import SetClock, named
from typing_extensions import override

from companion.app.backend import Backend, open_backend
from companion.app.companion import MENU
from companion.app.household import Household
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.core.account import Account
from companion.core.application import EventKind
from companion.core.changes import ChangeSet
from companion.core.debrief import LAPSES
from companion.core.oauth import Login
from companion.core.outbox import LetterState, OutboxLetter
from companion.desktop.icons import Icons
from companion.desktop.tasks import Tasks
from companion.desktop.theme import Theme
from companion.desktop.tray import Tray, TrayAction
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.resources import resource_path
from companion.ui.debrief import DebriefWindow
from companion.ui.follow_ups import ReviewWindow

TITLE = "A quarter of an hour for Acme"
SENT = "Sent to dana@acme.example"


class ToldTray(Tray):
    """Remembers what its plain balloons said, and which lines its menu has below others."""

    told: list[tuple[str, str]]
    below: list[TrayAction]

    @override
    def set_below(self, key: str, actions: Sequence[TrayAction]) -> None:
        super().set_below(key, actions)
        self.below = list(actions)

    @override
    def message(self, title: str, body: str) -> None:
        self.told.append((title, body))


class GatedMailer(FakeMailer):
    """Waits with each letter while its gate is shut."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.waits = threading.Event(), threading.Event()
        self.gate.set()

    @override
    def deliver(
        self, account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]
    ) -> str:
        self.waits.set()
        assert self.gate.wait(30)
        return super().deliver(account, password, letter, transmitting=transmitting)


class House:
    """The household over a real store, with a clock that is set and a desktop that shows notifications."""

    def __init__(self, folder: Path, notifier: FakeNotifier, stack: ExitStack) -> None:
        self.clock, self.notifier, self.mailer = SetClock(), notifier, GatedMailer()
        self.backend: Backend = stack.enter_context(
            open_backend(
                find(str(folder)),
                NoTrace(),
                clock=self.clock,
                secrets=MemorySecrets(),
                mailer=self.mailer,
                lookout=FakeLookout(),
            )
        )
        self.backend.preferences.welcomed()
        no = self.backend.log_event.log(EventDraft(EventKind.REJECTED, application=ApplicationDraft("Acme")))
        self.parked = self.backend.debriefs.park(no.value.application.id).value
        tasks, theme = Tasks(), Theme()
        self.tray = ToldTray(MENU, lambda _due: QIcon())
        self.tray.told, self.tray.below = [], []
        stack.callback(self.tray.close)
        stack.callback(tasks.close)  # as in the program: before the tray that its answers go to
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


# --- letters that are due -----------------------------------------------------------------------------------------


def letter_due(house: House, company: str) -> str:
    """A thank-you that is due; returns its id."""
    account = AccountDraft("sam@home.example", "smtp.home.example", 465, name="Sam Jones")
    house.backend.accounts.save(account, "right")
    draft = EventDraft(
        EventKind.INTERVIEW,
        application=ApplicationDraft(company),
        at=house.clock.now() - timedelta(hours=5),
        contact=ContactDraft("Dana Roth", "dana@acme.example"),
    )
    follow_up = house.backend.log_event.log(draft).value.follow_up
    assert follow_up is not None
    return follow_up.id


def reviews() -> list[ReviewWindow]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, ReviewWindow) and w.isVisible()]


def test_the_menu_names_the_letters_that_are_due_and_opens_them(house: House, qtbot: QtBot) -> None:
    key = letter_due(house, "Hooli & Sons " + "x" * 80)
    for number in range(6):
        letter_due(house, f"Acme {number}")
    house.look()
    qtbot.waitUntil(lambda: len(house.tray.below) == 5)
    first = house.tray.below[0]
    assert first.key == f"review:{key}"
    assert first.words.startswith("Thank Dana at Hooli & Sons x")
    assert len(first.words) <= 61
    for _ in range(2):  # a double click
        house.house.windows.open(first.key)
    qtbot.waitUntil(lambda: len(reviews()) == 1 and reviews()[0].sheet.isEnabled())
    with qtbot.waitSignal(reviews()[0].closed):
        reviews()[0].close()


def test_in_privacy_mode_the_menu_names_nobody(house: House, qtbot: QtBot) -> None:
    letter_due(house, "Acme")
    house.backend.preferences.choose(reduced_motion=False, private=True, plan="")
    house.house.background.begin()
    qtbot.waitUntil(lambda: [line.words for line in house.tray.below] == ["Letter 1…"])


def test_two_presses_on_send_in_a_notification_are_one_letter(house: House, qtbot: QtBot) -> None:
    key = letter_due(house, "Acme")
    for _ in range(2):
        house.house.background.pressed.emit(key, "send")
    qtbot.waitUntil(lambda: "Companion" in house.titles and "Sending to dana@acme.example" in house.titles)
    assert len(house.backend.store.letters(*LetterState)) == 1


def test_a_letter_with_a_time_of_its_own_says_it(house: House, qtbot: QtBot) -> None:
    key = letter_due(house, "Acme")
    at = house.clock.now() + timedelta(days=1)
    letter = house.backend.outbox.queue(key, after_review=True, at=at).value
    house.house.background.letter_queued(letter)
    qtbot.waitUntil(lambda: letter.id in house.notifier.shown)
    shown = house.notifier.shown[letter.id]
    assert (shown.title, shown.body) == (
        "A letter to dana@acme.example waits",
        "It leaves tomorrow, 13:00, if this computer is on.",
    )
    assert [words for _, words in shown.buttons] == ["Undo"]


def test_a_long_letter_goes_to_the_mail_program_as_a_draft(
    house: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = letter_due(house, "Acme")
    opened: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    house.house.windows.open_review(key)
    qtbot.waitUntil(lambda: len(reviews()) == 1 and reviews()[0].sheet.isEnabled())
    window = reviews()[0]
    button = named(window, QPushButton, "Open in my mail program")
    button.click()
    assert [url.scheme() for url in opened] == ["mailto"]
    window.sheet.body.setPlainText("word " * 500)
    button.click()
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert opened[1].isLocalFile()
    draft = Path(opened[1].toLocalFile())
    assert draft.suffix == ".eml"
    assert draft.read_bytes().startswith(b"X-Unsent: 1\r\n")
    with qtbot.waitSignal(window.closed):
        window.close()


# --- letters on their way -----------------------------------------------------------------------------------------


def queued(house: House, *companies: str) -> list[str]:
    """A letter to each that may leave now; returns their ids."""
    outbox = house.backend.outbox
    keys = [letter_due(house, company) for company in companies]
    return [outbox.queue(key, after_review=True, undo_for=timedelta()).value.id for key in keys]


def test_many_letters_are_one_change_and_are_told_over_several_turns(
    house: House, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("companion.app.background._TOLD_AT_ONCE", 2)
    keys = queued(house, *(f"Acme {number}" for number in range(5)))
    told: list[ChangeSet] = []
    kit = house.house.kit
    kit.changes.happened.connect(told.append)
    house.look()
    qtbot.waitUntil(
        lambda: [house.notifier.shown[key].title for key in keys if key in house.notifier.shown] == [SENT] * 5
    )
    about_letters = [changes for changes in told if "letter" in changes.tables]
    assert len(about_letters) == 1
    assert len(about_letters[0].applications) == 5


def test_what_is_due_while_letters_leave_does_not_keep_the_alarm_going(house: House, qtbot: QtBot) -> None:
    first, second = queued(house, "Acme", "Bolt")
    house.mailer.gate.clear()
    house.look()
    qtbot.waitUntil(house.mailer.waits.is_set)
    told: list[ChangeSet] = []
    house.house.kit.changes.happened.connect(told.append)
    house.look()
    qtbot.wait(400)
    assert told == []
    house.mailer.gate.set()
    qtbot.waitUntil(lambda: {first, second} <= house.notifier.shown.keys())


def test_a_clock_set_back_ends_a_pause_in_sending(house: House, qtbot: QtBot) -> None:
    alarm = house.house.alarm
    with house.backend.store.sending() as mine:
        assert mine
        (key,) = queued(house, "Acme")
        house.look()
        qtbot.waitUntil(lambda: alarm.next == house.clock.now() + timedelta(seconds=30))
    house.clock.move(-timedelta(days=1))
    house.backend.outbox.send_now(key)
    alarm.jumped.emit()
    qtbot.waitUntil(lambda: key in house.notifier.shown)
