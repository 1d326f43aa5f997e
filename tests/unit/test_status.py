"""The questions that silence makes due: when, to whom, twice at most, and never in nobody's working hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.events import ANN, APPLICATION, RITA, day, event, stories

from companion.core.application import Contact, ContactRole, Event, EventKind, State, state_of
from companion.core.business_days import WorkingHours, is_business_day
from companion.core.follow_up import Asked, Closed, FollowUp, LetterKind, Timing, Wanted, reconcile, wanted

APPLIED, REPLY, INTERVIEW = EventKind.APPLIED, EventKind.REPLY, EventKind.INTERVIEW
STATUS = LetterKind.STATUS
BERLIN, KOLKATA = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
SENT = event("e1", APPLIED, 0)
"""Applied on a Monday, 09:00 UTC."""
WEEK = timedelta(days=7)


def status(events: Sequence[Event], contacts: Sequence[Contact] = (ANN,), timing: Timing = Timing()) -> list[Wanted]:  # noqa: B008 - frozen
    return [w for w in wanted(events, contacts, timing) if w.kind is STATUS]


def settled(existing: Sequence[FollowUp], wants: Sequence[Wanted]) -> list[FollowUp]:
    """What is stored after these wants were reconciled with it."""
    result = reconcile(existing, wants)
    kept = {f.id: f for f in existing} | {f.id: f for f in result.changed}
    for want, round_ in result.missing:
        key = f"f{len(kept):02d}"
        kept[key] = FollowUp(
            key,
            APPLICATION,
            want.kind,
            round_,
            want.cause_id,
            want.contact_id,
            want.due_at,
            want.best_before,
            want.useful_until,
        )
    return list(kept.values())


# --- when --------------------------------------------------------------------------------------------------------


def test_five_business_days_of_silence_make_a_question_due() -> None:
    (want,) = status([SENT])
    assert (want.cause_id, want.contact_id, want.nth) == ("e1", ANN.id, 1)
    assert want.due_at == SENT.at + WEEK


def test_silence_counts_from_the_end_of_an_interview_and_not_from_a_note() -> None:
    talk = event("e2", INTERVIEW, 1)
    assert [w.due_at for w in status([SENT, talk, event("e3", EventKind.NOTE, 3)])] == [talk.end + WEEK]


def test_an_application_recorded_after_its_interview_does_not_break_the_silence() -> None:
    talk = event("e1", INTERVIEW, 0)
    assert [w.cause_id for w in status([talk, event("e2", APPLIED, 3)])] == ["e1"]


def test_a_promised_date_is_waited_for_and_two_days_more() -> None:
    promised = replace(SENT, promised_at=day(9))
    assert [w.due_at for w in status([promised])] == [day(11)]
    weekend = replace(SENT, promised_at=day(11))  # Friday; two days later is a Sunday
    assert [w.due_at for w in status([weekend])] == [datetime(2026, 12, 7, tzinfo=UTC)]


def test_a_promise_that_was_kept_counts_no_more() -> None:
    reply = event("e2", REPLY, 2)
    assert [w.due_at for w in status([replace(SENT, promised_at=day(20)), reply])] == [reply.at + WEEK]


def test_a_promise_from_before_the_silence_does_not_ask_at_once() -> None:
    talk = replace(event("e2", INTERVIEW, 8), promised_at=day(1))
    assert [w.due_at for w in status([SENT, talk])] == [talk.end]


def test_the_second_comes_a_week_after_the_first_left_and_is_the_last() -> None:
    left = day(8)
    (second,) = status([SENT], timing=Timing(asked=(Asked("e1", left),)))
    assert (second.nth, second.due_at) == (2, left + WEEK)
    assert status([SENT], timing=Timing(asked=(Asked("e1", left), Asked("e1", day(15))))) == []


def test_a_first_that_did_not_leave_has_no_second() -> None:
    assert status([SENT], timing=Timing(asked=(Asked("e1", None),))) == []


def test_a_new_sign_of_life_begins_a_new_silence() -> None:
    asked = (Asked("e1", day(8)), Asked("e1", day(15)))
    (want,) = status([SENT, event("e2", REPLY, 16)], timing=Timing(asked=asked))
    assert (want.nth, want.cause_id) == (1, "e2")


@pytest.mark.parametrize("end", [EventKind.OFFER, EventKind.REJECTED, EventKind.ACCEPTED, EventKind.WITHDRAWN])
def test_nobody_is_asked_after_an_offer_or_an_end(end: EventKind) -> None:
    assert status([SENT, event("e2", INTERVIEW, 1), event("e3", end, 2)]) == []


def test_they_may_call_again_after_a_no() -> None:
    told = [SENT, event("e2", EventKind.REJECTED, 2), event("e3", REPLY, 4)]
    assert [w.cause_id for w in status(told)] == ["e3"]


# --- to whom -----------------------------------------------------------------------------------------------------


def test_the_recruiter_is_asked_then_whom_the_user_met_then_anybody_with_an_address() -> None:
    bob = Contact("c3", APPLICATION, "Bob", "", ContactRole.OTHER)
    talk = event("e2", INTERVIEW, 1, contact_id=bob.id)
    assert [w.contact_id for w in status([SENT, talk], [ANN, RITA, bob])] == [RITA.id]
    assert [w.contact_id for w in status([SENT, talk], [ANN, bob])] == [bob.id]
    assert [w.contact_id for w in status([SENT], [bob, ANN])] == [ANN.id]


def test_without_anybody_to_ask_nothing_is_due() -> None:
    nobody = Contact("c4", APPLICATION, "Jobs", "no-reply@acme.example")
    assert status([SENT], []) == []
    assert status([SENT], [nobody, replace(ANN, deleted_at=day(1)), Contact("c5", APPLICATION, "Cy")]) == []


# --- whose day it is ---------------------------------------------------------------------------------------------


def test_it_falls_due_on_the_readers_business_day_in_the_writers_hours() -> None:
    hours = WorkingHours(BERLIN, time(9), time(18))
    late = event("e1", APPLIED, 4.5)  # Friday, 21:00 UTC: Saturday, 02:30 in India
    (want,) = status([late], [replace(ANN, zone="Asia/Kolkata")], Timing(BERLIN, hours))
    assert want.due_at == datetime(2026, 12, 4, 8, tzinfo=UTC)
    assert is_business_day(want.due_at, KOLKATA)


def test_an_unknown_zone_is_taken_for_the_users() -> None:
    timing = Timing(BERLIN, WorkingHours(BERLIN, time(9), time(18)))
    assert status([SENT], [replace(ANN, zone="Europe/Atlantis")], timing) == status([SENT], [ANN], timing)


def test_thanks_for_a_friday_fall_due_on_saturday_rather_than_after_their_best() -> None:
    timing = Timing(BERLIN, WorkingHours(BERLIN, time(9), time(18)))
    talk = event("e1", INTERVIEW, 4.3)  # Friday, 16:12 UTC
    (thanks,) = (w for w in wanted([talk], [ANN], timing) if w.kind is LetterKind.THANK_YOU)
    assert thanks.due_at == datetime(2026, 11, 28, 8, tzinfo=UTC)
    (none,) = (
        w
        for w in wanted([talk], [ANN], Timing(BERLIN, WorkingHours(BERLIN, time(18), time(19))))
        if w.kind is LetterKind.THANK_YOU
    )
    assert none.due_at <= none.best_before


def test_advice_for_a_friday_waits_for_monday_and_is_best_until_tuesday() -> None:
    no = event("e2", EventKind.REJECTED, 4)
    (advice,) = wanted([event("e1", INTERVIEW, 1, contact_id=ANN.id), no], [ANN])
    assert (advice.due_at, advice.best_before) == (
        datetime(2026, 11, 30, tzinfo=UTC),
        datetime(2026, 12, 1, tzinfo=UTC),
    )


# --- what is stored ----------------------------------------------------------------------------------------------


def test_an_open_question_moves_to_the_next_silence_and_back() -> None:
    first = settled([], status([SENT]))
    reply = event("e2", REPLY, 3)
    moved = settled(first, status([SENT, reply]))
    assert [(f.id, f.cause_id, f.due_at) for f in moved] == [(first[0].id, "e2", reply.at + WEEK)]
    assert settled(moved, status([SENT])) == first


def test_a_written_one_is_closed_and_kept_and_a_new_one_begins() -> None:
    written = [replace(f, subject="mine") for f in settled([], status([SENT]))]
    after = settled(written, status([SENT, event("e2", REPLY, 3)]))
    assert [(f.cause_id, f.closed, f.subject) for f in after] == [("e1", Closed.MOOT, "mine"), ("e2", Closed.OPEN, "")]
    back = settled(after, status([SENT]))
    assert [(f.subject, f.closed) for f in back] == [("mine", Closed.OPEN), ("", Closed.MOOT)]


def test_a_no_closes_it() -> None:
    after = settled(settled([], status([SENT])), wanted([SENT, event("e2", EventKind.REJECTED, 2)], [ANN]))
    assert [f.closed for f in after if f.kind is STATUS] == [Closed.MOOT]


def test_later_stands_while_nothing_moves() -> None:
    (due,) = settled([], status([SENT]))
    later = replace(due, due_at=due.due_at + timedelta(hours=3), notified_at=day(8))
    assert settled([later], status([SENT, event("e2", EventKind.NOTE, 8)])) == [later]


def test_a_dismissed_one_is_not_offered_again_in_this_silence() -> None:
    dismissed = [replace(f, closed=Closed.DISMISSED) for f in settled([], status([SENT]))]
    assert settled(dismissed, status([SENT])) == dismissed
    assert [f.closed for f in settled(dismissed, status([SENT, event("e2", REPLY, 9)]))] == [
        Closed.DISMISSED,
        Closed.OPEN,
    ]


# --- whatever happened -------------------------------------------------------------------------------------------


@st.composite
def timings(draw: st.DrawFn) -> Timing:
    zone = draw(st.sampled_from([UTC, BERLIN, KOLKATA]))
    begins = draw(st.integers(0, 23))
    hours = WorkingHours(zone, time(begins), time((begins + draw(st.integers(2, 22))) % 24))
    return Timing(zone, draw(st.sampled_from([hours, WorkingHours(zone)])))


PEOPLE = st.sampled_from([[], [ANN], [ANN, RITA], [replace(ANN, zone="Asia/Kolkata")], [replace(ANN, zone="nowhere")]])
EARNED = {LetterKind.THANK_YOU: timedelta(hours=2), LetterKind.ADVICE: timedelta(hours=24), STATUS: timedelta(days=5)}


@given(stories(), PEOPLE, timings())
def test_nothing_is_due_too_early_nor_outside_the_hours(
    told: list[Event], people: list[Contact], timing: Timing
) -> None:
    at = {e.id: e.end if e.kind is INTERVIEW else e.at for e in told}
    zones = {c.id: {"Asia/Kolkata": KOLKATA}.get(c.zone, timing.zone) for c in people}
    for want in wanted(told, people, timing):
        assert want.due_at >= at[want.cause_id] + EARNED[want.kind]
        inside = timing.hours.hold(want.due_at)
        business = is_business_day(want.due_at, zones.get(want.contact_id or "", timing.zone))
        if want.kind is LetterKind.THANK_YOU:
            assert want.due_at <= want.best_before
            assert inside or timing.hours.next(want.due_at) > want.best_before
        else:
            assert inside
            assert business
            assert want.due_at < want.best_before


@given(stories(), PEOPLE, timings(), st.data())
def test_a_promise_moves_the_question_and_nothing_else_and_stays_inside_the_hours(
    told: list[Event], people: list[Contact], timing: Timing, data: st.DataObject
) -> None:
    days = st.none() | st.integers(0, 20)
    promised = [
        replace(e, promised_at=None if (n := data.draw(days)) is None else e.at + timedelta(days=n)) for e in told
    ]
    before, after = wanted(told, people, timing), wanted(promised, people, timing)
    assert [w for w in before if w.kind is not STATUS] == [w for w in after if w.kind is not STATUS]
    for want in status(promised, people, timing):
        (cause,) = (e for e in promised if e.id == want.cause_id)
        assert want.due_at >= (cause.end if cause.kind is INTERVIEW else cause.at)
        assert timing.hours.hold(want.due_at)
    assert [w.cause_id for w in before if w.kind is STATUS] == [w.cause_id for w in after if w.kind is STATUS]


@given(stories(), PEOPLE, timings())
def test_only_silence_asks(told: list[Event], people: list[Contact], timing: Timing) -> None:
    asks = bool(status(told, people, timing))
    silent = (State.APPLIED, State.REPLY, State.SCREENING, State.ASSESSMENT, State.INTERVIEW)
    assert not asks or state_of(told) in silent
    assert not asks or people


@given(st.lists(stories(), min_size=1, max_size=6), PEOPLE, timings(), st.data())
def test_twice_at_most_in_each_silence_and_reconciling_again_changes_nothing(
    each: list[list[Event]], people: list[Contact], timing: Timing, data: st.DataObject
) -> None:
    stored: list[FollowUp] = []
    left: dict[str, datetime | None] = {}
    for told in each:
        for _ in range(4):
            gone = sorted((f for f in stored if f.closed is Closed.OUTBOX and f.kind is STATUS), key=lambda f: f.round)
            now = replace(timing, asked=tuple(Asked(f.cause_id, left[f.id]) for f in gone))
            stored = settled(stored, wanted(told, people, now))
            again = reconcile(stored, wanted(told, people, now))
            assert (again.changed, again.missing) == ((), ())
            fate = data.draw(st.sampled_from([Closed.OPEN, Closed.OUTBOX, Closed.DISMISSED]))
            stored = [replace(f, closed=fate) if f.closed is Closed.OPEN else f for f in stored]
            left |= {f.id: data.draw(st.sampled_from([f.due_at, None])) for f in stored if f.id not in left}
    causes = [f.cause_id for f in stored if f.kind is STATUS and f.closed is Closed.OUTBOX]
    assert all(causes.count(cause) <= 2 for cause in causes)
    assert len({(f.kind, f.round) for f in stored}) == len(stored)
