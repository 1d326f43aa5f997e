"""Quiet hours, the morning that ends "Not today", and the times of day that people type."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.core.held import quiet_hours_end, read_clock, tomorrow_morning
from companion.core.problem import Problem

BERLIN = ZoneInfo("Europe/Berlin")
ZONES: list[tzinfo] = [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kathmandu")]
CLOCK = st.times().map(lambda t: f"{t:%H:%M}")
"""Every minute of the day."""
MOMENT = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def at(clock: str, *, day: int = 23, zone: tzinfo = BERLIN) -> datetime:
    return datetime.combine(datetime(2026, 11, day, tzinfo=zone), time.fromisoformat(clock), tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "begins", "ends", "until"),
    [
        ("12:00", "", "", None),
        ("12:00", "22:00", "", None),
        ("12:00", "", "22:00", None),
        ("12:00", "12:00", "12:00", None),
        ("12:59", "13:00", "14:00", None),
        ("13:00", "13:00", "14:00", at("14:00")),
        ("13:59", "13:00", "14:00", at("14:00")),
        ("14:00", "13:00", "14:00", None),
        ("21:59", "22:00", "07:00", None),
        ("22:00", "22:00", "07:00", at("07:00", day=24)),
        ("00:00", "22:00", "07:00", at("07:00")),
        ("06:59", "22:00", "07:00", at("07:00")),
        ("07:00", "22:00", "07:00", None),
        ("23:59", "0:00", "8.30", None),
        ("00:00", "0:00", "8.30", at("08:30")),
        ("23:00", "22:00", "0:00", at("00:00", day=24)),
    ],
)
def test_quiet_hours_end(now: str, begins: str, ends: str, until: datetime | None) -> None:
    assert quiet_hours_end(at(now), BERLIN, begins, ends) == until


def test_they_are_those_of_the_users_zone() -> None:
    now = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    assert quiet_hours_end(now, BERLIN, "22:00", "07:00") == datetime(2026, 11, 24, 6, tzinfo=UTC)
    assert quiet_hours_end(now, UTC, "22:00", "07:00") is None
    assert quiet_hours_end(now, ZoneInfo("Asia/Kathmandu"), "22:00", "07:00") == datetime(
        2026, 11, 24, 1, 15, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 3, 28, 22, tzinfo=UTC), 7),  # the night with an hour less: 23:00 to 07:00
        (datetime(2026, 10, 24, 21, tzinfo=UTC), 9),
    ],
)
def test_over_a_change_of_the_clocks_they_end_by_the_clock_on_the_wall(now: datetime, hours: int) -> None:
    assert quiet_hours_end(now, BERLIN, "22:00", "07:00") == now + timedelta(hours=hours)


def test_in_the_hour_that_comes_twice_they_end_later_than_now() -> None:
    second = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 for the second time
    assert second.astimezone(BERLIN).fold == 1
    end = quiet_hours_end(second, BERLIN, "22:00", "02:30")
    assert end is not None
    assert end.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(MOMENT, st.sampled_from(ZONES), CLOCK, CLOCK)
def test_their_end_lies_ahead_and_is_the_end(now: datetime, zone: tzinfo, begins: str, ends: str) -> None:
    end = quiet_hours_end(now, zone, begins, ends)
    if end is not None:
        ahead = end.astimezone(UTC) - now
        assert timedelta(0) < ahead <= timedelta(hours=25)
        assert quiet_hours_end(end.astimezone(UTC), zone, begins, ends) is None


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at("00:30"), at("08:00")),
        (at("03:59"), at("08:00")),
        # somebody who is up early means the day that has begun
        (at("04:00"), at("08:00", day=24)),
        (at("07:59"), at("08:00", day=24)),
        (at("08:00"), at("08:00", day=24)),
        (at("23:59"), at("08:00", day=24)),
    ],
)
def test_not_today_ends_in_the_morning_after(now: datetime, until: datetime) -> None:
    assert tomorrow_morning(now.astimezone(UTC), BERLIN) == until


@given(MOMENT, st.sampled_from(ZONES))
def test_not_today_lasts_at_least_the_night(now: datetime, zone: tzinfo) -> None:
    ahead = tomorrow_morning(now, zone).astimezone(UTC) - now
    assert timedelta(hours=3) <= ahead <= timedelta(hours=29)


@pytest.mark.parametrize(
    ("typed", "read"), [("7:30", time(7, 30)), (" 22.00 ", time(22)), ("0:00", time(0)), ("23:59", time(23, 59))]
)
def test_a_time_of_day_is_read(typed: str, read: time) -> None:
    assert read_clock(typed, field="quiet_from") == read


@pytest.mark.parametrize("typed", ["", "7", "24:00", "12:60", "7:5", "-1:00", "10 pm", "22:00:00", "²:00", "x" * 1000])
def test_what_is_no_time_of_day_is_told_with_the_field(typed: str) -> None:
    with pytest.raises(Problem, match="is not a time of day") as told:
        read_clock(typed, field="quiet_to")
    assert told.value.field == "quiet_to"
    assert len(told.value.sentence) < 100
