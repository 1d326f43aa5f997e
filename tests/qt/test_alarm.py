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
    """A clock that a test sets, and one beside it that only goes on."""

    def __init__(self) -> None:
        self.time = NOON
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.time

    def steady(self) -> float:
        return self.seconds

    def passes(self, by: timedelta) -> None:
        """Time passes: both clocks go on."""
        self.time += by
        self.seconds += by.total_seconds()


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def alarm(wall: Wall) -> Generator[Alarm]:
    made = Alarm(wall.now, steady=wall.steady)
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


def test_it_is_armed_for_the_moment_and_at_most_for_five_minutes(alarm: Alarm) -> None:
    alarm.set_next(NOON + timedelta(minutes=3))
    assert 170_000 < alarm.remaining_ms() <= 181_000
    alarm.set_next(datetime(2400, 1, 1, tzinfo=UTC))
    assert 290_000 < alarm.remaining_ms() <= 301_000


def test_firing_early_arms_again(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    alarm.set_next(NOON + timedelta(hours=3))
    wall.passes(timedelta(hours=2, minutes=58))
    with qtbot.assertNotEmitted(alarm.due):
        alarm.check()
    assert 110_000 < alarm.remaining_ms() <= 121_000


def test_a_clock_set_forward_is_noticed_when_looking(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    alarm.set_next(NOON + timedelta(hours=3))
    wall.time += timedelta(days=1)
    with qtbot.waitSignals([alarm.due, alarm.jumped]):
        alarm.check()


def test_a_clock_set_back_makes_it_wait_for_the_moment_again(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    alarm.set_next(NOON + timedelta(minutes=3))
    wall.time -= timedelta(minutes=1)
    with qtbot.assertNotEmitted(alarm.due), qtbot.waitSignal(alarm.jumped):
        alarm.check()
    assert 230_000 < alarm.remaining_ms() <= 241_000
    wall.passes(timedelta(minutes=4))
    with qtbot.assertNotEmitted(alarm.jumped), qtbot.waitSignal(alarm.due):
        alarm.check()


@pytest.mark.parametrize("by", [timedelta(seconds=-31), timedelta(seconds=31), timedelta(days=-400)])
def test_a_jump_of_the_clock_is_told_once(qtbot: QtBot, alarm: Alarm, wall: Wall, by: timedelta) -> None:
    wall.passes(timedelta(days=3))
    wall.time += by
    alarm.set_next(wall.time + timedelta(minutes=4))  # what else is looked at in between does not hide it
    with qtbot.waitSignal(alarm.jumped):
        alarm.check()
    wall.passes(timedelta(minutes=1))
    with qtbot.assertNotEmitted(alarm.jumped):
        alarm.check()


def test_a_clock_that_is_steered_right_has_not_jumped(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    with qtbot.assertNotEmitted(alarm.jumped):
        for _ in range(20):
            wall.passes(timedelta(minutes=5))
            wall.time += timedelta(seconds=5)
            alarm.check()


def test_a_sleep_is_a_jump_too_even_if_nothing_is_set(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    wall.time += timedelta(hours=8)  # the other clock stands still meanwhile
    with qtbot.assertNotEmitted(alarm.jumped):
        alarm.slept(True)
    with qtbot.waitSignal(alarm.jumped):
        alarm.slept(False)
    assert alarm.remaining_ms() == -1


def test_a_night_in_which_the_clocks_change_is_as_long_as_it_is(qtbot: QtBot, alarm: Alarm, wall: Wall) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    wall.time = datetime(2026, 10, 24, 20, 0, tzinfo=berlin).astimezone(UTC)
    nine = datetime(2026, 10, 25, 9, 0, tzinfo=berlin)
    alarm.set_next(nine)
    wall.time += timedelta(hours=13)  # what the two wall clocks differ by; the night has one hour more
    with qtbot.assertNotEmitted(alarm.due):
        alarm.check()
    assert 290_000 < alarm.remaining_ms() <= 301_000
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
