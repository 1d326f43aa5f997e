"""Which letter is due, to whom and when; and that what is stored comes in line with it without losing anything.

The questions that silence makes due have tests of their own, in test_status.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.events import ANN, APPLICATION, RITA, day, event, stories

from companion.core import follow_up
from companion.core.application import Contact, Event, EventKind, State, state_of
from companion.core.follow_up import Closed, FollowUp, LetterKind, Wanted, reconcile

APPLIED, INTERVIEW, OFFER, REJECTED = EventKind.APPLIED, EventKind.INTERVIEW, EventKind.OFFER, EventKind.REJECTED
HOUR = timedelta(hours=1)
TALK = event("e1", INTERVIEW, 1, contact_id=ANN.id)
NO = event("e5", REJECTED, 3)


def wanted(events: Sequence[Event], contacts: Sequence[Contact]) -> list[Wanted]:
    return [w for w in follow_up.wanted(events, contacts) if w.kind is not LetterKind.STATUS]


def settled(existing: Sequence[FollowUp], events: Sequence[Event], contacts: Sequence[Contact]) -> list[FollowUp]:
    """What is stored after the events' wants were reconciled with it."""
    result = reconcile(existing, wanted(events, contacts))
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


def still_open(follow_ups: Sequence[FollowUp]) -> list[tuple[LetterKind, str | None]]:
    return [(f.kind, f.contact_id) for f in follow_ups if f.closed is Closed.OPEN]


# --- the table of follow_ups.md ----------------------------------------------------------------------------------


def test_thanks_are_due_two_hours_after_the_end_and_best_within_a_day() -> None:
    (want,) = wanted([TALK], [ANN])
    assert (want.kind, want.cause_id, want.contact_id) == (LetterKind.THANK_YOU, "e1", ANN.id)
    assert want.due_at == TALK.end + 2 * HOUR
    assert want.best_before == TALK.end + 24 * HOUR
    assert want.useful_until == TALK.end + timedelta(days=7)


def test_advice_is_due_a_day_after_the_no_and_at_most_a_week() -> None:
    (want,) = wanted([TALK, NO], [ANN])
    assert (want.kind, want.cause_id, want.contact_id) == (LetterKind.ADVICE, "e5", ANN.id)
    assert want.due_at == NO.at + 24 * HOUR
    assert want.best_before == NO.at + 48 * HOUR
    assert want.useful_until == NO.at + timedelta(days=7)


def test_a_no_without_a_person_asks_nobody() -> None:
    assert wanted([event("e1", APPLIED, 1), NO], [ANN]) == []


def test_an_interview_planned_after_the_no_was_not_held() -> None:
    assert wanted([event("e1", INTERVIEW, 9, contact_id=ANN.id), NO], [ANN]) == []


def test_a_recruiter_passes_the_question_on_even_without_an_interview() -> None:
    assert [w.contact_id for w in wanted([TALK, NO], [ANN, RITA])] == [RITA.id]
    assert [w.contact_id for w in wanted([NO], [RITA])] == [RITA.id]
    gone = replace(RITA, deleted_at=day(2))
    assert [w.contact_id for w in wanted([TALK, NO], [ANN, gone])] == [ANN.id]


def test_a_person_without_a_name_was_met_too() -> None:
    assert [w.contact_id for w in wanted([event("e1", INTERVIEW, 1), NO], [])] == [None]


def test_the_one_met_last_is_asked() -> None:
    bob = Contact("c3", APPLICATION, "Bob")
    second = event("e2", INTERVIEW, 2, contact_id=bob.id)
    assert [w.contact_id for w in wanted([TALK, second, NO], [ANN, bob])] == [bob.id]


@pytest.mark.parametrize("result", [OFFER, REJECTED, EventKind.ACCEPTED, EventKind.WITHDRAWN])
def test_no_thanks_are_due_once_a_result_is_known(result: EventKind) -> None:
    wants = wanted([TALK, event("e2", result, 2)], [ANN])
    assert [w for w in wants if w.kind is LetterKind.THANK_YOU] == []


def test_each_interview_has_its_own_thanks() -> None:
    second = event("e2", INTERVIEW, 2)
    assert [w.cause_id for w in wanted([TALK, second], [ANN])] == ["e1", "e2"]
    assert [f.round for f in settled([], [TALK, second], [ANN])] == [1, 2]


# --- reconcile ---------------------------------------------------------------------------------------------------


@given(stories(), st.lists(stories(), max_size=3))
def test_reconciling_again_changes_nothing(last: list[Event], before: list[list[Event]]) -> None:
    stored: list[FollowUp] = []
    for told in [*before, last]:
        stored = settled(stored, told, [ANN])
    again = reconcile(stored, wanted(last, [ANN]))
    assert (again.changed, again.missing) == ((), ())


@given(st.lists(stories(), min_size=1, max_size=5), st.data())
def test_there_is_never_a_second_request_for_advice_nor_a_kind_and_round_twice(
    each: list[list[Event]], data: st.DataObject
) -> None:
    stored: list[FollowUp] = []
    for told in each:
        stored = settled(stored, told, data.draw(st.sampled_from([[], [ANN], [ANN, RITA]])))
        closed = data.draw(st.sampled_from([Closed.OPEN, Closed.OUTBOX, Closed.DISMISSED]))
        stored = [replace(f, closed=closed) if f.closed is Closed.OPEN else f for f in stored]
    assert len([f for f in stored if f.kind is LetterKind.ADVICE]) <= 1
    assert len({(f.kind, f.round) for f in stored}) == len(stored)


@given(stories(), stories(), st.sampled_from([Closed.OUTBOX, Closed.DISMISSED]))
def test_what_left_or_was_dismissed_stays_as_it_is(first: list[Event], then: list[Event], closed: Closed) -> None:
    stored = [replace(f, closed=closed, subject="mine") for f in settled([], first, [ANN])]
    after = {f.id: f for f in settled(stored, then, [ANN])}
    assert [after[f.id] for f in stored] == stored


@given(stories())
def test_open_are_exactly_those_that_are_wanted(told: list[Event]) -> None:
    stored = settled(settled([], [TALK], [ANN]), told, [ANN])
    assert {(f.kind, f.cause_id) for f in stored if f.closed is Closed.OPEN} == {
        (w.kind, w.cause_id) for w in wanted(told, [ANN])
    }


def test_a_moved_interview_moves_its_thanks_and_keeps_the_draft() -> None:
    stored = [
        replace(f, subject="mine", due_at=f.due_at + 3 * HOUR, notified_at=day(1)) for f in settled([], [TALK], [ANN])
    ]
    moved = replace(TALK, at=day(2))
    (after,) = settled(stored, [moved], [ANN])
    assert after.id == stored[0].id
    assert after.due_at == moved.end + 2 * HOUR
    assert after.notified_at is None
    assert after.subject == "mine"


def test_a_no_closes_the_thanks_and_makes_advice_due_and_undo_brings_the_thanks_back() -> None:
    first = settled([], [TALK], [ANN])
    after_no = settled(first, [TALK, NO], [ANN])
    assert still_open(after_no) == [(LetterKind.ADVICE, ANN.id)]
    undone = settled(after_no, [TALK, replace(NO, deleted_at=day(3))], [ANN])
    assert still_open(undone) == [(LetterKind.THANK_YOU, ANN.id)]
    assert [f.due_at for f in undone if f.closed is Closed.OPEN] == [first[0].due_at]
    again = settled(undone, [TALK, replace(NO, id="e7", at=day(4))], [ANN])
    assert still_open(again) == [(LetterKind.ADVICE, ANN.id)]
    assert len(again) == 2


def test_later_survives_what_does_not_move_its_cause() -> None:
    (due,) = settled([], [TALK], [ANN])
    later = replace(due, due_at=due.useful_until - HOUR, useful_until=due.useful_until + HOUR, notified_at=day(2))
    (after,) = settled([later], [TALK, event("e2", EventKind.NOTE, 2)], [ANN])
    assert after == later
    assert after.is_due(later.due_at)


def test_later_near_the_end_of_the_week_is_not_lost() -> None:
    """“Later” may move a letter past its last useful moment, which then moves too; a note must not take that back."""
    (due,) = settled([], [TALK], [ANN])
    later = replace(due, due_at=due.useful_until + HOUR, useful_until=due.useful_until + 2 * HOUR)
    (after,) = settled([later], [TALK, event("e2", EventKind.NOTE, 2)], [ANN])
    assert after.is_due(later.due_at)


def test_the_person_found_in_the_review_is_kept_when_the_events_name_nobody() -> None:
    met = event("e1", INTERVIEW, 1)
    (advice,) = settled([], [met, NO], [])
    found = replace(advice, contact_id=ANN.id)
    (after,) = settled([found], [met, NO, event("e6", EventKind.NOTE, 4)], [ANN])
    assert after.contact_id == ANN.id


def test_due_means_from_due_at_until_it_is_of_no_use() -> None:
    (due,) = settled([], [TALK], [ANN])
    assert not due.is_due(due.due_at - timedelta(seconds=1))
    assert due.is_due(due.due_at)
    assert due.is_due(due.useful_until)
    assert not due.is_due(due.useful_until + timedelta(seconds=1))
    assert not replace(due, closed=Closed.DISMISSED).is_due(due.due_at)


@given(stories())
def test_advice_is_wanted_after_a_no_alone(told: list[Event]) -> None:
    kinds = {w.kind for w in wanted(told, [ANN, RITA])}
    assert kinds <= {LetterKind.ADVICE} if state_of(told) is State.REJECTED else kinds <= {LetterKind.THANK_YOU}
