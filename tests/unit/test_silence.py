"""Silence: what is usual for this user, and when putting an application aside is suggested."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.events import APPLICATION, day, event

from companion.core.application import Application, ApplicationRow, Event, EventKind, State
from companion.core.business_days import after_business_days, business_days_between, is_business_day
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.silence import LONGEST, SHORTEST, Facts, Wait, silence_of, silent_days, usual_wait

ACME = Application(APPLICATION, "Acme")
APPLIED = event("e1", EventKind.APPLIED, 0)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@given(st.integers(0, 40), st.integers(0, 200))
def test_business_days_are_those_that_begin_after_the_first_day(begins: int, days: int) -> None:
    first = MONDAY + timedelta(days=begins)
    counted = sum(is_business_day(first + timedelta(days=n), UTC) for n in range(1, days + 1))
    assert business_days_between(first, first + timedelta(days=days), UTC) == counted
    assert business_days_between(first + timedelta(days=days + 1), first, UTC) == 0


def answers(*waits: int) -> list[tuple[datetime, datetime]]:
    return [(MONDAY, after_business_days(MONDAY, wait, UTC)) for wait in waits]


def test_fewer_than_five_answers_claim_no_pattern() -> None:
    assert usual_wait(answers(3, 3, 3, 3), UTC) == Wait(15, own=False)
    assert usual_wait((), UTC).filter == "silent:>21d"


@pytest.mark.parametrize(
    ("waits", "usual"),
    [
        ((3, 3, 3, 3, 3), SHORTEST),
        ((8, 10, 12, 14, 16), 20),  # 12 + 2.5 × 1.4826 × 2
        ((8, 10, 12, 14, 120), 20),  # one answer after half a year changes nothing
        ((30, 60, 90, 120, 150), LONGEST),
    ],
)
def test_the_usual_wait_is_the_median_and_what_is_usual_around_it(waits: tuple[int, ...], usual: int) -> None:
    assert usual_wait(answers(*waits), UTC) == Wait(usual, own=True)


def silent(*events: Event, on: float, facts: Facts | None = None) -> bool:
    found = silence_of(facts or Facts(ACME, events or (APPLIED,)), Wait(), day(on), UTC)
    return found is not None and found.suggests


def test_it_is_suggested_only_after_longer_than_usual() -> None:
    limit = after_business_days(APPLIED.at, 15, UTC)
    at_the_limit = silence_of(Facts(ACME, (APPLIED,)), Wait(), limit, UTC)
    assert at_the_limit is not None
    assert (at_the_limit.business_days, at_the_limit.suggests) == (15, False)
    over = silence_of(Facts(ACME, (APPLIED,)), Wait(), after_business_days(limit, 1, UTC), UTC)
    assert over is not None
    assert over.suggests


def test_a_sign_of_life_begins_it_anew_and_a_planned_one_ends_it() -> None:
    assert silent(on=30)
    assert not silent(APPLIED, event("e2", EventKind.REPLY, 20), on=30)
    assert not silent(APPLIED, event("e2", EventKind.INTERVIEW, 35), on=30)
    promised = replace(APPLIED, promised_at=day(25))
    assert not silent(promised, on=30)
    assert silent(promised, on=60)


@pytest.mark.parametrize("kind", [EventKind.OFFER, EventKind.REJECTED, EventKind.ACCEPTED, EventKind.WITHDRAWN])
def test_nothing_is_suggested_where_nobody_is_waited_for(kind: EventKind) -> None:
    assert silence_of(Facts(ACME, (APPLIED, event("e2", kind, 1))), Wait(), day(90), UTC) is None
    assert silence_of(Facts(ACME, ()), Wait(), day(90), UTC) is None
    assert silence_of(Facts(ACME, (APPLIED, event("e2", EventKind.QUIET, 40))), Wait(), day(90), UTC) is None


def test_left_alone_it_is_asked_again_at_twice_the_time_or_after_a_later_sign() -> None:
    left = replace(ACME, left_alone_at=day(28))  # twenty business days in
    assert not silent(on=55, facts=Facts(left, (APPLIED,)))
    assert silent(on=58, facts=Facts(left, (APPLIED,)))
    later = (APPLIED, event("e2", EventKind.REPLY, 29))
    assert not silent(on=40, facts=Facts(left, later))
    assert silent(on=53, facts=Facts(left, later))


def follow_up(closed: Closed, due: float = 7) -> FollowUp:
    return FollowUp(
        "f1", APPLICATION, LetterKind.STATUS, 1, "e1", "c1", day(due), day(due + 3), day(due + 60), closed=closed
    )


def letter(state: LetterState, on: float) -> OutboxLetter:
    return OutboxLetter(
        id="l1",
        application_id=APPLICATION,
        follow_up_id="f1",
        account_id="m1",
        kind=LetterKind.STATUS,
        round=1,
        message_id="<1@x>",
        sender="me@example.org",
        recipient="ann@acme.example",
        subject="How does it stand?",
        content=b"",
        state=state,
        state_at=day(on),
        not_before=day(on),
    )


def test_a_question_that_is_due_queued_or_just_left_is_the_better_step() -> None:
    assert not silent(on=30, facts=Facts(ACME, (APPLIED,), (follow_up(Closed.OPEN),)))
    assert silent(on=30, facts=Facts(ACME, (APPLIED,), (follow_up(Closed.DISMISSED),)))
    for state, suggests in ((LetterState.QUEUED, False), (LetterState.SENT, False), (LetterState.TAKEN_BACK, True)):
        facts = Facts(ACME, (APPLIED,), (follow_up(Closed.OUTBOX),), (letter(state, 29),))
        assert silent(on=30, facts=facts) is suggests
    assert silent(on=40, facts=Facts(ACME, (APPLIED,), (), (letter(LetterState.SENT, 29),)))


def test_a_line_of_the_list_tells_its_days() -> None:
    row = ApplicationRow(APPLICATION, "Acme", "", "", State.APPLIED, day(0))
    assert silent_days(row, day(12), UTC) == 12
    assert silent_days(replace(row, latest_at=day(20)), day(12), UTC) is None
    assert silent_days(replace(row, state=State.QUIET), day(12), UTC) is None
    assert silent_days(replace(row, latest_at=None), day(12), UTC) is None
