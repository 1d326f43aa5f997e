"""Business days in the reader's zone and working hours in the writer's, across weekends and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.core.business_days import (
    WorkingHours,
    after_business_days,
    is_business_day,
    next_inside,
    zone_name,
    zone_named,
    zone_names,
)

BERLIN, NEW_YORK, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata")
ZONES = st.sampled_from(
    [UTC, BERLIN, NEW_YORK, KOLKATA, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Kiritimati")]
)
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda m: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=m))
NINE_TO_SIX = WorkingHours(BERLIN, time(9), time(18))


@st.composite
def hours(draw: st.DrawFn) -> WorkingHours:
    """Working hours of two hours or more, some over midnight, some at any time."""
    zone, begins = draw(ZONES), draw(st.integers(0, 47))
    if draw(st.booleans()):
        return WorkingHours(zone)
    ends = (begins + draw(st.integers(4, 47))) % 48
    return WorkingHours(zone, time(begins // 2, begins % 2 * 30), time(ends // 2, ends % 2 * 30))


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def test_a_zone_is_found_by_its_name_and_else_it_is_the_users() -> None:
    assert zone_named("Asia/Kolkata", BERLIN) == KOLKATA
    for unknown in ("", "Europe/Atlantis", "Europe", "../../etc/passwd", "Europe/Berlin\0", "x" * 5000):
        assert zone_named(unknown, BERLIN) is BERLIN


def test_a_zones_name_may_be_typed_loosely() -> None:
    assert zone_name(" america/new york ") == "America/New_York"
    assert zone_name("utc") == "UTC"
    assert zone_name("Atlantis") is None
    assert "Europe/Berlin" in zone_names()


def test_a_business_day_is_the_readers() -> None:
    monday_morning_in_india = datetime(2026, 11, 29, 18, 45, tzinfo=UTC)
    assert is_business_day(monday_morning_in_india, KOLKATA)
    assert not is_business_day(monday_morning_in_india, UTC)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        ("2026-11-23 14:30", "2026-11-30 14:30"),  # Monday
        ("2026-11-27 08:00", "2026-12-04 08:00"),  # Friday
        ("2026-11-28 08:00", "2026-12-04 08:00"),  # Saturday
        ("2026-11-29 23:59", "2026-12-04 23:59"),  # Sunday
        ("2026-03-25 10:00", "2026-04-01 10:00"),  # the clocks go forward on the 29th
        ("2026-10-21 10:00", "2026-10-28 10:00"),  # and back on the 25th
    ],
)
def test_five_business_days_end_at_the_same_time_of_day(begins: str, ends: str) -> None:
    assert after_business_days(berlin(begins), 5, BERLIN) == berlin(ends)


def test_half_an_hours_offset_counts_days_right() -> None:
    friday_evening = datetime(2026, 11, 27, 18, 45, tzinfo=UTC)  # Saturday, 00:15 in India
    assert after_business_days(friday_evening, 1, KOLKATA) == datetime(2026, 11, 29, 18, 45, tzinfo=UTC)
    assert after_business_days(friday_evening, 1, UTC) == datetime(2026, 11, 30, 18, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        ("2026-11-23 08:59", "2026-11-23 09:00"),
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("2026-11-23 17:59", "2026-11-23 17:59"),
        ("2026-11-23 18:00", "2026-11-24 09:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),
        ("2026-11-28 12:00", "2026-11-30 09:00"),
        ("2026-03-27 20:00", "2026-03-30 09:00"),
        ("2026-10-23 20:00", "2026-10-26 09:00"),
    ],
)
def test_what_lies_outside_moves_to_the_next_moment_inside_both(moment: str, inside: str) -> None:
    assert next_inside(berlin(moment), NINE_TO_SIX, BERLIN) == berlin(inside)


def test_the_users_friday_evening_is_the_readers_friday_noon() -> None:
    late = WorkingHours(BERLIN, time(20), time(23))
    assert next_inside(berlin("2026-11-27 21:00"), late, NEW_YORK) == berlin("2026-11-27 21:00")
    assert next_inside(berlin("2026-11-27 21:00"), late, KOLKATA) == berlin("2026-11-29 20:00")


def test_hours_may_go_over_midnight() -> None:
    night = WorkingHours(BERLIN, time(22), time(2))
    assert night.next(berlin("2026-11-24 01:59")) == berlin("2026-11-24 01:59")
    assert night.next(berlin("2026-11-24 02:00")) == berlin("2026-11-24 22:00")


@given(MOMENTS, hours(), ZONES)
def test_it_is_never_earlier_always_inside_both_and_within_a_week(
    moment: datetime, when: WorkingHours, zone: ZoneInfo
) -> None:
    found = next_inside(moment, when, zone)
    assert moment <= found < moment + timedelta(days=7)
    assert when.hold(found)
    assert is_business_day(found, zone)
    assert next_inside(found, when, zone) == found


@given(MOMENTS, st.integers(0, 30), ZONES)
def test_business_days_lie_between(moment: datetime, days: int, zone: ZoneInfo) -> None:
    after = after_business_days(moment, days, zone)
    assert days == 0 or is_business_day(after, zone)
    first, last = moment.astimezone(zone).date(), after.astimezone(zone).date()
    passed = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(day.weekday() < 5 for day in passed) == days
