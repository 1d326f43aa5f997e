"""What a card that is moved on the board logs, checked against the state that follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.events import APPLICATION, day, stories

from companion.core.application import CLOSING, MOVING, ApplicationRow, Event, EventKind, State, in_order, state_of
from companion.core.stage_move import Plan, move, neighbour, plan

NOW = day(20)


def row_of(events: list[Event]) -> ApplicationRow:
    moving = [e for e in in_order(events) if e.kind in MOVING]
    return ApplicationRow(APPLICATION, "Acme", "", "", state_of(events), moving[-1].at if moving else None)


@given(stories(), st.sampled_from(State))
def test_what_is_logged_now_really_puts_it_there(events: list[Event], target: State) -> None:
    made = move(row_of(events), target, NOW)
    if made is None:
        assert state_of(events) is target
    elif made.kind is not None:
        logged = Event("z", APPLICATION, made.kind, NOW)
        assert state_of([*events, logged]) is target
    else:
        assert made.brings_back == (not made.why)


def test_what_is_planned_for_a_later_day_decides_and_so_refuses_all_but_an_end() -> None:
    planned = [Event("e1", APPLICATION, EventKind.INTERVIEW, NOW + timedelta(days=3))]
    row = row_of(planned)
    refused = {t for t in State if (made := move(row, t, NOW)) is not None and made.why}
    assert refused == set(State) - CLOSING - {State.INTERVIEW}
    for target in CLOSING:
        made = move(row, target, NOW)
        assert made is not None
        assert made.kind is not None
        assert state_of([*planned, Event("e2", APPLICATION, made.kind, NOW)]) is target


@pytest.mark.parametrize("state", [State.REPLY, State.INTERVIEW, State.OFFER])
def test_nothing_moves_back_to_applied_or_saved(state: State) -> None:
    row = ApplicationRow(APPLICATION, "Acme", "", "", state, day(1))
    for target in (State.SAVED, State.APPLIED):
        made = move(row, target, NOW)
        assert made is not None
        assert made.why


def test_quiet_to_applied_takes_quiet_back_rather_than_applying_again() -> None:
    row = ApplicationRow(APPLICATION, "Acme", "", "", State.QUIET, day(1))
    made = move(row, State.APPLIED, NOW)
    assert made is not None
    assert made.brings_back
    assert made.kind is None


def test_of_several_those_that_can_go_go() -> None:
    saved = ApplicationRow("a1", "Acme", "", "", State.SAVED, None)
    talks, there = replace(saved, id="a2", state=State.REPLY), replace(saved, id="a3", state=State.APPLIED)
    quiet = replace(saved, id="a4", state=State.QUIET)
    assert plan((saved, talks, there, quiet), State.APPLIED, NOW) == Plan(("a1",), ("a4",))
    refused = plan((talks,), State.APPLIED, NOW)
    assert refused.why
    assert plan((there,), State.APPLIED, NOW) == Plan()


def test_neighbours_end_at_both_ends() -> None:
    assert neighbour(State.APPLIED, 1) is State.REPLY
    assert neighbour(State.APPLIED, -1) is State.SAVED
    assert neighbour(State.SAVED, -1) is None
    assert neighbour(State.QUIET, 1) is None
