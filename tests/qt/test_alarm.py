"""The one timer: when it fires, when it looks again, and waking from sleep."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtDBus import QDBusMessage
from pytestqt.qtbot import QtBot
from tests.qt.private_bus import connected, private_bus

from companion.desktop.alarm import Alarm

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Wall:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def alarm(wall: Wall) -> Generator[Alarm]:
    made = Alarm(wall.now)
    yield made
    made.close()


def test_idle_means_no_timer(alarm: Alarm) -> None:
    assert alarm.remaining_ms() == -1
    alarm.set_next(NOON + timedelta(minutes=5))
    alarm.set_next(None)
    assert alarm.remaining_ms() == -1


def test_a_moment_in_the_past_fires_soon_and_once(qtbot: QtBot, alarm: Alarm) -> None:
    with qtbot.waitSignal(alarm.due):
        alarm.set_next(NOON - timedelta(days=2))
    assert alarm.next is None
    assert alarm.remaining_ms() == -1


def test_it_is_armed_for_the_moment_and_at_most_for_an_hour(alarm: Alarm) -> None:
    alarm.set_next(NOON + timedelta(minutes=5))
    assert 290_000 < alarm.remaining_ms() <= 301_000
    alarm.set_next(datetime(2400, 1, 1, tzinfo=UTC))
    assert 3_500_000 < alarm.remaining_ms() <= 3_601_000


def test_firing_early_arms_again(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    alarm.set_next(NOON + timedelta(hours=3))
    wall.time += timedelta(hours=2, minutes=50)
    with qtbot.assertNotEmitted(alarm.due):
        alarm.check()
    assert 590_000 < alarm.remaining_ms() <= 601_000


def test_a_clock_set_forward_is_noticed_when_looking(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    alarm.set_next(NOON + timedelta(hours=3))
    wall.time += timedelta(days=1)
    with qtbot.waitSignal(alarm.due):
        alarm.check()


def test_a_clock_set_back_makes_it_wait_for_the_moment_again(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    alarm.set_next(NOON + timedelta(minutes=10))
    wall.time -= timedelta(minutes=40)
    with qtbot.assertNotEmitted(alarm.due):
        alarm.check()
    assert 2_990_000 < alarm.remaining_ms() <= 3_001_000
    wall.time += timedelta(minutes=50)
    with qtbot.waitSignal(alarm.due):
        alarm.check()


def test_a_night_in_which_the_clocks_change_is_as_long_as_it_is(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    wall.time = datetime(2026, 10, 24, 20, 0, tzinfo=berlin).astimezone(UTC)
    nine = datetime(2026, 10, 25, 9, 0, tzinfo=berlin)
    alarm.set_next(nine)
    wall.time += timedelta(hours=13)  # what the two wall clocks differ by; the night has one hour more
    with qtbot.assertNotEmitted(alarm.due):
        alarm.check()
    assert 3_590_000 < alarm.remaining_ms() <= 3_601_000
    wall.time += timedelta(hours=1)
    assert wall.time == nine
    with qtbot.waitSignal(alarm.due):
        alarm.check()


def test_resume_from_sleep_looks_at_the_clock(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    with private_bus() as address, connected(address) as ours, connected(address) as logind:
        alarm.watch(ours)
        alarm.set_next(NOON + timedelta(hours=3))
        wall.time += timedelta(hours=8)
        with qtbot.waitSignal(alarm.due):
            assert logind.send(prepare_for_sleep(True))
            assert logind.send(prepare_for_sleep(False))
        alarm.close()


def prepare_for_sleep(begins: bool) -> QDBusMessage:
    message = QDBusMessage.createSignal("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
    message.setArguments([begins])
    return message
