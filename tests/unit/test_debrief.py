"""When a look back begins, in every zone and in the nights in which clocks change; and when quiet hours end."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.core.debrief import LAPSES, SOONEST, Debrief, slots, tomorrow
from companion.core.held import quiet_hours_end, read_clock, tomorrow_morning
from companion.core.problem import Problem

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [UTC, BERLIN, *map(ZoneInfo, ("America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"))]
)
NOWS = st.timedeltas(timedelta(0), timedelta(days=2000)).map(lambda gone: datetime(2024, 1, 1, tzinfo=UTC) + gone)
CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))
HOUR = timedelta(hours=1)


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (berlin(23, 12), berlin(23, 18)),
        (berlin(23, 17, 30), berlin(23, 18)),
        (berlin(23, 17, 31), berlin(24, 18)),
        (berlin(23, 23, 59), berlin(24, 18)),
    ],
)
def test_the_slot_is_today_s_unless_it_is_too_close(now: datetime, first: datetime) -> None:
    assert slots(now.astimezone(UTC), BERLIN) == (first, first + timedelta(days=1))


@pytest.mark.parametrize("hour", [9, 18, 23])
def test_tomorrow_is_tomorrow_whether_today_s_slot_is_over_or_still_to_come(hour: int) -> None:
    assert tomorrow(berlin(23, hour), BERLIN) == berlin(24, 18)


def test_an_hour_on_the_wall_that_the_night_leaves_out_is_no_time_to_park_for() -> None:
    now = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)  # 01:45; at 02:00 it is 03:00
    first, _ = slots(now, BERLIN, time(3))
    assert first == datetime(2026, 3, 30, 3, tzinfo=BERLIN)
    assert tomorrow(datetime(2026, 3, 28, 22, 50, tzinfo=UTC), BERLIN, time(0, 5)).date().day == 30


@given(NOWS, ZONES, CLOCKS)
def test_a_slot_is_never_too_soon_nor_days_away_and_is_at_its_hour(now: datetime, zone: tzinfo, at: time) -> None:
    first, second = (moment.astimezone(UTC) for moment in slots(now, zone, at))
    later = tomorrow(now, zone, at).astimezone(UTC)
    # Apia has left a day out, years ago; a day with a change of the clocks is an hour longer or shorter
    assert now + SOONEST <= first <= now + SOONEST + timedelta(hours=26)
    assert timedelta(hours=22) <= second - first <= timedelta(hours=26)
    assert now + SOONEST <= later
    assert first <= later <= second
    assert slots(now, zone, at)[0].timetz().replace(tzinfo=None) == at


def test_it_is_due_from_its_time_on_for_a_day_until_it_is_closed() -> None:
    now = berlin(23, 18)
    parked = Debrief("d", "a", now)
    assert [parked.is_due(now + by) for by in (-timedelta(seconds=1), timedelta(0), LAPSES)] == [False, True, False]
    assert [parked.waits(now + by) for by in (-HOUR, HOUR, LAPSES)] == [True, True, False]
    written = Debrief("d", "a", now, kindly="Rest")
    assert [written.waits(now + by) for by in (-HOUR, HOUR)] == [True, False]
    closed = Debrief("d", "a", now, closed_at=now)
    assert not closed.is_due(now)
    assert not closed.waits(now - HOUR)


@pytest.mark.parametrize(
    ("now", "begins", "ends", "over"),
    [
        (berlin(23, 12), "", "", None),
        (berlin(23, 12), "12:00", "12:00", None),
        (berlin(23, 12), "12:00", "14:30", berlin(23, 14, 30)),
        (berlin(23, 14, 30), "12:00", "14:30", None),
        (berlin(23, 23), "22:00", "7:00", berlin(24, 7)),
        (berlin(24, 6, 59), "22:00", "7:00", berlin(24, 7)),
        (berlin(24, 7), "22:00", "7:00", None),
    ],
)
def test_when_quiet_hours_are_over(now: datetime, begins: str, ends: str, over: datetime | None) -> None:
    assert quiet_hours_end(now.astimezone(UTC), BERLIN, begins, ends) == over


@given(NOWS, ZONES, CLOCKS, CLOCKS)
def test_quiet_hours_end_at_their_end_and_within_a_day(now: datetime, zone: tzinfo, begins: time, ends: time) -> None:
    over = quiet_hours_end(now, zone, f"{begins:%H:%M}", f"{ends:%H:%M}")
    other = quiet_hours_end(now, zone, f"{ends:%H:%M}", f"{begins:%H:%M}")
    if begins == ends:
        assert over is other is None
        return
    assert (over is None) != (other is None), "a moment lies in one of the two"
    end, at = (over, ends) if over is not None else (other, begins)
    assert end is not None
    assert end.time() == at
    # not before an hour that the wall shows twice or never is over
    assert now - HOUR <= end.astimezone(UTC) <= now + timedelta(hours=26)


@given(NOWS, ZONES)
def test_not_today_ends_in_the_morning(now: datetime, zone: tzinfo) -> None:
    # said at four in the morning it ends on the next day at eight, with an hour more where clocks go back
    assert now < tomorrow_morning(now, zone).astimezone(UTC) <= now + timedelta(hours=29)


@pytest.mark.parametrize("typed", ["", "7", "24:00", "12:60", "noon", "-1:00", "1:2", "12:345"])
def test_what_is_no_time_of_day_is_told(typed: str) -> None:
    with pytest.raises(Problem, match="like 22:00") as told:
        read_clock(typed, field="quiet_to")
    assert told.value.field == "quiet_to"


@pytest.mark.parametrize("typed", ["7:30", "07.30", " 7:30 "])
def test_a_time_of_day_is_read_as_it_is_written(typed: str) -> None:
    assert read_clock(typed, field="quiet_to") == time(7, 30)
