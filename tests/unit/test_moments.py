"""Moments: kept, said, and read from what people type; in zones whose clocks change."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from companion.adapters.system import SystemClock
from companion.core import moments
from companion.core.problem import Problem

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)  # a Monday, 10:30:15 in Berlin
ZONES = st.sampled_from(
    [UTC, *map(ZoneInfo, ("Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati"))]
)


def read(typed: str) -> str:
    return moments.to_text(moments.read(typed, now=NOW, zone=BERLIN))


# --- kept --------------------------------------------------------------------------------------------------------


@given(st.datetimes(timezones=ZONES, min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)))  # noqa: DTZ001 - the zone is drawn beside it
@example(datetime(7, 1, 1, tzinfo=UTC))
def test_a_moment_survives_being_kept(moment: datetime) -> None:
    text = moments.to_text(moment)
    assert len(text) == 20
    assert moments.from_text(text) == moments.whole_second(moment)
    assert moments.to_text(moments.from_text(text)) == text


@given(st.datetimes(timezones=ZONES), st.datetimes(timezones=ZONES))
def test_kept_moments_sort_as_they_happened(one: datetime, two: datetime) -> None:
    try:
        first, second = moments.whole_second(one), moments.whole_second(two)
    except OverflowError:
        return
    assert (moments.to_text(one) < moments.to_text(two)) is (first < second)


@pytest.mark.parametrize("text", ["", "2026-11-23", "2026-11-23T09:30:15", "2026-11-23T09:30:15+00:00", "x", "…Z"])
def test_nothing_else_is_read_from_the_store(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not match|Invalid isoformat"):
        moments.from_text(text)


# --- read --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("", "2026-11-23T09:30:15Z"),
        ("now", "2026-11-23T09:30:15Z"),
        ("  Today ", "2026-11-23T09:30:15Z"),
        ("today 8:05", "2026-11-23T07:05:00Z"),
        ("yesterday", "2026-11-22T11:00:00Z"),
        ("yesterday 14:30", "2026-11-22T13:30:00Z"),
        ("Yesterday 9:15", "2026-11-22T08:15:00Z"),
        ("tomorrow 10:00", "2026-11-24T09:00:00Z"),
        ("2026-11-20", "2026-11-20T11:00:00Z"),
        ("2026-11-23", "2026-11-23T09:30:15Z"),
        ("2026-11-20 14:30", "2026-11-20T13:30:00Z"),
        ("2026-11-20 9:15", "2026-11-20T08:15:00Z"),
        ("2026-11-20T14:30", "2026-11-20T13:30:00Z"),
        ("2026-11-20T14:30:59.9", "2026-11-20T13:30:59Z"),
        ("2026-11-20T14:30Z", "2026-11-20T14:30:00Z"),
        ("2026-11-20t14:30z", "2026-11-20T14:30:00Z"),
        ("2026-11-20 14:30+05:30", "2026-11-20T09:00:00Z"),
        ("3 hours ago", "2026-11-23T06:30:15Z"),
        ("1 hour ago", "2026-11-23T08:30:15Z"),
        ("90min ago", "2026-11-23T08:00:15Z"),
        ("20 minutes ago", "2026-11-23T09:10:15Z"),
        ("3 days ago", "2026-11-20T09:30:15Z"),
        ("2 weeks ago", "2026-11-09T09:30:15Z"),
        ("2w ago", "2026-11-09T09:30:15Z"),
    ],
)
def test_what_people_type(typed: str, moment: str) -> None:
    assert read(typed) == moment


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        # summer and winter
        ("2026-07-01 12:00", "2026-07-01T10:00:00Z"),
        ("2026-07-01", "2026-07-01T10:00:00Z"),
        # the hour that never was: the clock jumped from 2 to 3
        ("2026-03-29 02:30", "2026-03-29T01:30:00Z"),
        # the hour that came twice: the first one
        ("2026-10-25 02:30", "2026-10-25T00:30:00Z"),
        ("2026-10-25 02:30+01:00", "2026-10-25T01:30:00Z"),
    ],
)
def test_the_users_clock_changes(typed: str, moment: str) -> None:
    assert read(typed) == moment


@given(st.datetimes(datetime(1971, 1, 1), datetime(2030, 12, 31)), ZONES)  # noqa: DTZ001 - in UTC below
def test_today_is_never_in_the_future(naive: datetime, zone: ZoneInfo) -> None:
    """Also in the hour that comes twice."""
    now = naive.replace(tzinfo=UTC)
    for typed in ("", "now", "today", f"{now.astimezone(zone):%Y-%m-%d}"):
        assert moments.read(typed, now=now, zone=zone) == moments.whole_second(now)


@pytest.mark.parametrize(
    "typed",
    [
        "soon",
        "20.11.2026",
        "2026-13-01",
        "2026-02-30",
        "2026-11-20 25:00",
        "2026-11-20 noon",
        "today noon",
        "yesterday 24:00",
        "yesterday 9",
        "-3 days ago",
        "3 fortnights ago",
        "99999 days ago",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        "2026-11-20T14:30+99:00",
        "\udcff",
        "x" * 1_000_000,
        "2026-11-20 " + "1" * 10_000,
    ],
)
def test_what_is_no_date_is_said_with_its_field(typed: str) -> None:
    with pytest.raises(Problem) as told:
        read(typed)
    assert told.value.field == "when"
    assert "2026-11-20 14:30" in told.value.sentence
    assert len(told.value.sentence) < 200


@given(st.text(max_size=30), ZONES)
def test_anything_typed_is_read_or_refused(typed: str, zone: ZoneInfo) -> None:
    try:
        moment = moments.read(typed, now=NOW, zone=zone)
    except Problem:
        return
    assert moment.tzinfo is UTC
    assert moment.microsecond == 0


def test_the_systems_own_zone_knows_the_hour_that_comes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        zone = SystemClock().zone()
        for hours in range(48):
            now = datetime(2026, 10, 24, 12, 20, tzinfo=UTC) + timedelta(hours=hours)
            assert now.astimezone(zone).astimezone(UTC) == now
            assert moments.read(f"{now.astimezone(zone):%Y-%m-%d}", now=now, zone=zone) == now
    finally:
        monkeypatch.undo()
        time.tzset()


# --- bounds ------------------------------------------------------------------------------------------------------


def test_the_past_lies_between_1970_and_now_with_a_minutes_grace() -> None:
    for fine in (NOW, NOW + timedelta(seconds=59), moments.EARLIEST):
        assert moments.in_the_past(fine, now=NOW, what="The no") == fine
    with pytest.raises(Problem, match="The no lies in the future") as told:
        moments.in_the_past(NOW + timedelta(seconds=61), now=NOW, what="The no", field="at")
    assert told.value.field == "at"
    with pytest.raises(Problem, match="before 1970"):
        moments.in_the_past(moments.EARLIEST - timedelta(seconds=1), now=NOW, what="The no")


def test_an_interview_may_lie_five_years_ahead() -> None:
    assert moments.within_reach(NOW + moments.FARTHEST_AHEAD, now=NOW, what="It") == NOW + moments.FARTHEST_AHEAD
    with pytest.raises(Problem, match="more than five years"):
        moments.within_reach(NOW + moments.FARTHEST_AHEAD + timedelta(seconds=1), now=NOW, what="It")


# --- said --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "today, 10:30"),
        (NOW - timedelta(days=1), "yesterday, 10:30"),
        (NOW + timedelta(days=1), "tomorrow, 10:30"),
        # 23:30 UTC is half past midnight in Berlin
        (datetime(2026, 11, 21, 23, 30, tzinfo=UTC), "yesterday, 00:30"),
        (datetime(2026, 11, 26, 9, 0, tzinfo=UTC), "Thu 26 Nov, 10:00"),
        (datetime(2027, 1, 5, 9, 0, tzinfo=UTC), "Tue 5 Jan 2027, 10:00"),
    ],
)
def test_moments_in_words(moment: datetime, words: str) -> None:
    assert moments.moment_in_words(moment, now=NOW, zone=BERLIN) == words


def test_days_are_counted_by_the_users_calendar() -> None:
    evening, morning = datetime(2026, 11, 22, 22, 30, tzinfo=UTC), datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert moments.days_between(evening, morning, BERLIN) == 1
    assert moments.days_between(evening, morning, UTC) == 0
    assert moments.days_between(morning, evening, BERLIN) == 0
