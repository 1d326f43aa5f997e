"""When a letter leaves that is to leave later: working hours, daylight saving, and what can't be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from companion.core import schedule
from companion.core.problem import Problem
from companion.services.send_times import offered

BERLIN, NEW_YORK, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-23 07:00", "2026-11-23 09:00"),
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("2026-11-23 16:59", "2026-11-23 16:59"),
        ("2026-11-23 17:00", "2026-11-24 09:00"),
        ("2026-11-27 18:00", "2026-11-30 09:00"),
        ("2026-11-28 12:00", "2026-11-30 09:00"),
        ("2026-11-29 23:59", "2026-11-30 09:00"),
    ],
)
def test_working_hours_are_nine_to_five_on_weekdays_there(now: str, begins: str) -> None:
    for zone in (BERLIN, NEW_YORK, TOKYO):
        found = schedule.next_working_moment(datetime.fromisoformat(now).replace(tzinfo=zone), zone)
        assert found == datetime.fromisoformat(begins).replace(tzinfo=zone)
        assert found.tzinfo is UTC


def test_nine_stays_nine_when_the_clocks_change_before_it() -> None:
    friday = datetime(2026, 10, 23, 18, 0, tzinfo=BERLIN)  # summer time ends on Sunday
    assert schedule.next_working_moment(friday, BERLIN) == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
    saturday = datetime(2027, 3, 27, 12, 0, tzinfo=BERLIN)  # it begins that night
    assert schedule.tomorrow(saturday, BERLIN) == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)


def test_what_is_offered_says_both_clocks_where_they_differ() -> None:
    evening = datetime(2026, 11, 23, 18, 0, tzinfo=BERLIN)
    there, tomorrow = offered(evening, BERLIN, theirs="Asia/Tokyo")
    assert (there.words, there.at) == (
        "In their next working hours: tomorrow, 01:00 (09:00 there)",
        datetime(2026, 11, 24, 0, 0, tzinfo=UTC),
    )
    assert tomorrow.words == "Tomorrow, 09:00"
    # it is noon in New York: nothing to wait for
    assert [t.words for t in offered(evening, BERLIN, theirs="America/New_York")] == ["Tomorrow, 09:00"]


@pytest.mark.parametrize("theirs", ["", "Nowhere/At_all", "../etc/passwd", "\x00", "Europe"])
def test_an_unknown_zone_is_the_users_own(theirs: str) -> None:
    friday = datetime(2026, 11, 27, 18, 0, tzinfo=BERLIN)
    assert [t.words for t in offered(friday, BERLIN, theirs=theirs)] == [
        "In their next working hours: Mon 30 Nov, 09:00",
        "Tomorrow, 09:00",
    ]


def test_one_moment_is_offered_once() -> None:
    evening = datetime(2026, 11, 23, 18, 0, tzinfo=BERLIN)
    assert [t.words for t in offered(evening, BERLIN)] == ["In their next working hours: tomorrow, 09:00"]


def test_a_past_moment_and_one_too_far_ahead_are_refused() -> None:
    with pytest.raises(Problem, match="has passed") as told:
        schedule.leaves_at(MONDAY - timedelta(hours=1), MONDAY)
    assert told.value.field == "at"
    with pytest.raises(Problem, match="three months"):
        schedule.leaves_at(MONDAY + timedelta(days=200), MONDAY)
    precise = datetime(2026, 11, 24, 9, 0, 0, 5, tzinfo=BERLIN)
    assert schedule.leaves_at(precise, MONDAY) == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
