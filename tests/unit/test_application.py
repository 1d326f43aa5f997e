"""The state of an application follows from its dated events, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.events import day, event, stories

from companion.core.application import CLOSING, Event, EventKind, State, in_order, state_of

APPLIED, REPLY, INTERVIEW, OFFER = EventKind.APPLIED, EventKind.REPLY, EventKind.INTERVIEW, EventKind.OFFER
ACCEPTED, REJECTED, WITHDRAWN, NOTE = EventKind.ACCEPTED, EventKind.REJECTED, EventKind.WITHDRAWN, EventKind.NOTE


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([], State.SAVED),
        ([(NOTE, 1)], State.SAVED),
        ([(APPLIED, 1)], State.APPLIED),
        ([(APPLIED, 1), (REPLY, 2)], State.REPLY),
        ([(APPLIED, 1), (INTERVIEW, 3), (NOTE, 4)], State.INTERVIEW),
        # back-dated: the reply was recorded last and came first
        ([(INTERVIEW, 3), (APPLIED, 1), (REPLY, 2)], State.INTERVIEW),
        # the application is added today, the interview was yesterday
        ([(APPLIED, 5), (INTERVIEW, 4)], State.INTERVIEW),
        # applied once more after a no
        ([(APPLIED, 1), (INTERVIEW, 2), (REJECTED, 3), (APPLIED, 9)], State.APPLIED),
        ([(APPLIED, 1), (OFFER, 2), (ACCEPTED, 3)], State.ACCEPTED),
        ([(APPLIED, 1), (WITHDRAWN, 2)], State.WITHDRAWN),
        # an interview was planned for next week, then came a no
        ([(APPLIED, 1), (INTERVIEW, 9), (REJECTED, 3)], State.REJECTED),
        # they called again: recorded later and dated later
        ([(APPLIED, 1), (REJECTED, 3), (INTERVIEW, 9)], State.INTERVIEW),
        ([(APPLIED, 1), (REJECTED, 3), (REPLY, 4), (REJECTED, 5)], State.REJECTED),
        # an interview before the no is only remembered later: still a no
        ([(APPLIED, 1), (REJECTED, 3), (INTERVIEW, 2)], State.REJECTED),
        # the planned interview stays moot until something happens after the no
        ([(INTERVIEW, 9), (REJECTED, 3), (NOTE, 4)], State.REJECTED),
        ([(INTERVIEW, 9), (REJECTED, 3), (REPLY, 4)], State.INTERVIEW),
        # ... and also when something from before the no is only remembered later
        ([(INTERVIEW, 9), (REJECTED, 3), (REPLY, 2)], State.REJECTED),
        # an offer taken back
        ([(OFFER, 2), (REJECTED, 3)], State.REJECTED),
        # withdrawn, and they said no afterwards
        ([(WITHDRAWN, 2), (REJECTED, 3)], State.REJECTED),
    ],
)
def test_the_state_by_example(told: list[tuple[EventKind, int]], state: State) -> None:
    events = [event(f"e{n}", kind, on) for n, (kind, on) in enumerate(told)]
    assert state_of(events) is state


@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(told: list[Event], chance: Random) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert state_of(shuffled) is state_of(told)
    assert in_order(shuffled) == in_order(told)


@given(stories())
def test_what_was_deleted_does_not_count(told: list[Event]) -> None:
    assert state_of(told) is state_of([e for e in told if e.deleted_at is None])


@given(stories(), st.sampled_from(EventKind), st.integers(0, 6))
def test_undo_of_the_last_event_returns_the_state_before(told: list[Event], kind: EventKind, on: int) -> None:
    last = event("e99", kind, on)
    undone = replace(last, deleted_at=day(9))
    assert state_of([*told, undone]) is state_of(told)


@given(stories(), st.integers(0, 6))
def test_a_note_never_changes_the_state(told: list[Event], on: int) -> None:
    assert state_of([*told, event("e99", NOTE, on)]) is state_of(told)


@given(stories())
def test_a_no_of_today_stands_against_all_that_was_recorded_before(told: list[Event]) -> None:
    planned = event("e50", INTERVIEW, 20)
    no = event("e60", REJECTED, 7)
    assert state_of([*told, planned, no]) is State.REJECTED
    again = event("e70", REPLY, 8)
    assert state_of([*told, planned, no, again]).open


@given(stories())
def test_the_state_comes_from_an_event_that_stands(told: list[Event]) -> None:
    state = state_of(told)
    kinds = {e.kind.value for e in told if e.deleted_at is None and e.kind is not NOTE}
    assert state.value in (kinds or {"saved"})
    assert state.open is (state not in CLOSING)


def test_every_kind_and_state_has_words() -> None:
    words = [kind.words for kind in EventKind] + [state.words for state in State]
    assert all(words)
    assert not any("!" in each for each in words)


def test_an_interview_lasts_an_hour_if_nobody_says_more() -> None:
    interview = event("e1", INTERVIEW, 1)
    assert (interview.end - interview.at).total_seconds() == 3600
    assert replace(interview, ends_at=day(2)).end == day(2)


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([EventKind.SAVED], State.SAVED),
        ([EventKind.SAVED, EventKind.APPLIED], State.APPLIED),
        ([EventKind.APPLIED, EventKind.SCREENING, EventKind.ASSESSMENT], State.ASSESSMENT),
        ([EventKind.APPLIED, EventKind.QUIET], State.QUIET),
        ([EventKind.APPLIED, EventKind.QUIET, EventKind.NOTE], State.QUIET),
        ([EventKind.APPLIED, EventKind.QUIET, EventKind.REPLY], State.REPLY),
        ([EventKind.APPLIED, EventKind.QUIET, EventKind.REPLY, EventKind.QUIET], State.QUIET),
        ([EventKind.APPLIED, EventKind.REJECTED, EventKind.QUIET], State.REJECTED),
    ],
)
def test_quiet_stands_over_an_open_state_until_something_happens(kinds: list[EventKind], state: State) -> None:
    told = [Event(f"e{n}", "a", kind, day(1) + n * timedelta(days=1)) for n, kind in enumerate(kinds)]
    assert state_of(told) is state


def test_what_is_recorded_after_quiet_ends_it_even_if_it_happened_before() -> None:
    told = [
        Event("e1", "a", EventKind.APPLIED, day(1)),
        Event("e2", "a", EventKind.QUIET, day(1) + timedelta(days=30)),
        Event("e3", "a", EventKind.REPLY, day(1) + timedelta(days=10)),
    ]
    assert state_of(told) is State.REPLY
