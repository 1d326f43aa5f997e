"""Notifications: the fake, and the real adapter against a scripted server on a real session bus."""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path
from queue import Queue

import pytest
from typing_extensions import override

from companion.adapters.notifications import DesktopNotifications
from companion.services.ports import Notification
from tests.contract.desks import PATIENCE_SECONDS, BusDesk, Desk, FakeDesk, Presses
from tests.fakes.notification_server import NotificationServer, PrivateBus

DUE = Notification(
    "due-1", "Thank you to Acme", "Two hours since the interview", (("send", "Send"), ("later", "Later"))
)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[PrivateBus]:
    bus = PrivateBus(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    yield bus
    bus.close()


@pytest.fixture
def bus_desk(bus: PrivateBus) -> Generator[BusDesk]:
    desk = BusDesk(bus.address)
    yield desk
    desk.notifier.close()
    desk.take_server_away()


class NotifierSuite:
    """What every Notifier does."""

    @pytest.fixture
    def desk(self) -> Desk:
        raise NotImplementedError

    def test_shows_and_a_button_comes_back(self, desk: Desk) -> None:
        presses = Presses()
        assert desk.notifier.show(DUE, presses)
        assert desk.titles() == [DUE.title]
        desk.press(DUE.title, "later")
        assert presses.next() == ("due-1", "later")

    def test_a_click_on_the_notification_has_no_key(self, desk: Desk) -> None:
        presses = Presses()
        desk.notifier.show(DUE, presses)
        desk.press(DUE.title, "")
        assert presses.next() == ("due-1", "")

    def test_the_same_tag_replaces(self, desk: Desk) -> None:
        first, second = Presses(), Presses()
        desk.notifier.show(DUE, first)
        assert desk.notifier.show(Notification("due-1", "Two letters due", "", DUE.buttons), second)
        assert desk.titles() == ["Two letters due"]
        desk.press("Two letters due", "send")
        assert second.next() == ("due-1", "send")
        assert first.none_came()

    def test_another_tag_stands_beside(self, desk: Desk) -> None:
        desk.notifier.show(DUE, Presses())
        desk.notifier.show(Notification("due-2", "Advice from Bolt", ""), Presses())
        assert desk.titles() == [DUE.title, "Advice from Bolt"]

    def test_a_pressed_tag_can_be_shown_again(self, desk: Desk) -> None:
        presses = Presses()
        for _ in range(2):
            assert desk.notifier.show(DUE, presses)
            desk.press(DUE.title, "send")
            assert presses.next() == ("due-1", "send")

    def test_withdraws(self, desk: Desk) -> None:
        desk.notifier.show(DUE, Presses())
        desk.notifier.withdraw("due-1")
        assert desk.titles() == []

    def test_withdrawing_what_is_not_there_is_no_error(self, desk: Desk) -> None:
        desk.notifier.withdraw("never shown")
        desk.notifier.show(DUE, Presses())
        desk.notifier.withdraw("never shown")
        assert desk.titles() == [DUE.title]

    def test_says_when_nobody_shows_it(self, desk: Desk) -> None:
        desk.take_server_away()
        assert not desk.notifier.show(DUE, Presses())
        assert desk.notifier.report().server == ""

    def test_reports_the_server_and_what_it_can_do(self, desk: Desk) -> None:
        report = desk.notifier.report()
        assert report.server != ""
        assert "actions" in report.capabilities

    def test_closing_takes_down_what_is_shown(self, desk: Desk) -> None:
        desk.notifier.show(DUE, Presses())
        desk.notifier.close()
        assert desk.titles() == []
        assert not desk.notifier.show(DUE, Presses())
        desk.notifier.close()


class TestFakeNotifier(NotifierSuite):
    """The fake."""

    @pytest.fixture
    @override
    def desk(self) -> Desk:
        return FakeDesk()


class TestDesktopNotifications(NotifierSuite):
    """The real adapter, and what only a real server can do to it."""

    @pytest.fixture
    @override
    def desk(self, bus_desk: BusDesk) -> Desk:
        return bus_desk

    def test_names_the_server_and_its_version(self, bus_desk: BusDesk) -> None:
        report = bus_desk.notifier.report()
        assert (report.server, report.capabilities) == ("Scripted 1.0", ("actions", "body", "body-markup"))

    def test_buttons_stand_in_their_order(self, bus_desk: BusDesk) -> None:
        bus_desk.notifier.show(DUE, Presses())
        assert bus_desk.server is not None
        assert bus_desk.server.on_screen[0].actions[2:] == ("button:send", "Send", "button:later", "Later")

    def test_survives_a_restart_of_the_server(self, bus_desk: BusDesk) -> None:
        before, after = Presses(), Presses()
        bus_desk.notifier.show(DUE, before)
        bus_desk.start_server_anew()
        assert bus_desk.notifier.show(DUE, after)
        bus_desk.press(DUE.title, "send")
        assert after.next() == ("due-1", "send")
        assert before.none_came()

    def test_a_server_that_comes_late_is_found(self, bus_desk: BusDesk) -> None:
        bus_desk.take_server_away()
        assert not bus_desk.notifier.show(DUE, Presses())
        bus_desk.start_server_anew()
        assert bus_desk.notifier.show(DUE, Presses())
        assert bus_desk.titles() == [DUE.title]

    def test_withdrawing_after_a_restart_leaves_others_alone(self, bus_desk: BusDesk) -> None:
        bus_desk.notifier.show(DUE, Presses())
        bus_desk.start_server_anew()
        other = DesktopNotifications("Another program", None)
        other.show(Notification("x", "Not ours", ""), Presses())
        bus_desk.notifier.withdraw("due-1")
        assert bus_desk.titles() == ["Not ours"]
        other.close()

    def test_its_thread_starts_with_the_first_use_and_ends_with_it(self, bus_desk: BusDesk) -> None:
        def running() -> list[str]:
            return [thread.name for thread in threading.enumerate() if thread.name == "notifications"]

        bus_desk.notifier.withdraw("due-1")
        assert running() == []
        bus_desk.notifier.report()
        assert running() == ["notifications"]
        bus_desk.notifier.close()
        assert running() == []

    def test_a_callback_cannot_block_on_its_own_notifier(self, bus_desk: BusDesk) -> None:
        errors: Queue[str] = Queue()

        def pressed(_tag: str, _key: str) -> None:
            try:
                bus_desk.notifier.show(DUE, Presses())
            except RuntimeError as error:
                errors.put(str(error))

        bus_desk.notifier.show(DUE, pressed)
        bus_desk.press(DUE.title, "send")
        assert "another thread" in errors.get(timeout=PATIENCE_SECONDS)


@pytest.mark.parametrize(
    ("capabilities", "body"),
    [(("actions", "body", "body-markup"), 'R&amp;D &lt;b&gt; "it\'s"'), (("actions", "body"), 'R&D <b> "it\'s"')],
)
def test_bodies_are_escaped_where_they_are_markup(bus: PrivateBus, capabilities: tuple[str, ...], body: str) -> None:
    notifier = DesktopNotifications("Companion", None)
    with NotificationServer(bus.address, capabilities=capabilities) as server:
        notifier.show(Notification("t", "R&D <b>", 'R&D <b> "it\'s"'), Presses())
        shown = server.on_screen[0]
        assert (shown.app_name, shown.title, shown.body) == ("Companion", "R&D <b>", body)
        notifier.close()


def test_no_buttons_for_a_server_without_them(bus: PrivateBus) -> None:
    notifier = DesktopNotifications("Companion", None)
    with NotificationServer(bus.address, capabilities=("body",)) as server:
        assert notifier.show(DUE, Presses())
        assert "Send" not in server.on_screen[0].actions
        notifier.close()


def test_a_server_that_does_not_answer_counts_as_none(bus: PrivateBus) -> None:
    notifier = DesktopNotifications("Companion", None, deadline=0.3)
    with NotificationServer(bus.address, silent=True):
        assert not notifier.show(DUE, Presses())
        assert notifier.report().server == ""
        notifier.close()


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "not an address", ""])
def test_no_session_bus_at_all(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.delenv("DISPLAY", raising=False)
    notifier = DesktopNotifications("Companion", None)
    assert not notifier.show(DUE, Presses())
    assert notifier.report().server == ""
    notifier.close()


def test_a_bus_that_died_is_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bus = PrivateBus(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
    desk = BusDesk(bus.address)
    assert desk.notifier.show(DUE, Presses())
    bus.close()
    assert not desk.notifier.show(DUE, Presses())
    desk.notifier.close()
    desk.take_server_away()
