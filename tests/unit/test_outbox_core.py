"""The states of a letter, and how long to wait for another try."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from companion.adapters.mail.mailer import Limits
from companion.core.outbox import LEASE_FOR, MOST_ATTEMPTS, NEXT, LetterState, retry_after


def reachable(state: LetterState) -> set[LetterState]:
    found, todo = {state}, [state]
    while todo:
        new = NEXT[todo.pop()] - found
        found |= new
        todo += new
    return found


def test_every_state_has_its_way_and_its_words() -> None:
    assert set(NEXT) == set(LetterState)
    assert reachable(LetterState.QUEUED) == set(LetterState)
    assert all(state.words and "!" not in state.words for state in LetterState)


def test_sent_and_taken_back_are_final() -> None:
    assert {state for state in LetterState if not NEXT[state]} == {LetterState.SENT, LetterState.TAKEN_BACK}


def test_a_letter_is_sent_only_after_its_transmission_is_on_disk() -> None:
    """UNCERTAIN leads there by the user's own word."""
    before = {state for state in LetterState if LetterState.SENT in NEXT[state]}
    assert before == {LetterState.TRANSMITTING, LetterState.UNCERTAIN}
    assert {state for state in LetterState if LetterState.TRANSMITTING in NEXT[state]} == {LetterState.SENDING}


def test_what_is_being_handed_over_can_not_be_taken_back() -> None:
    kept = {state for state in LetterState if LetterState.TAKEN_BACK not in NEXT[state]}
    assert kept >= {LetterState.SENDING, LetterState.TRANSMITTING, LetterState.SENT}


@given(st.integers(1, 1000))
def test_waiting_grows_and_is_bounded(attempts: int) -> None:
    assert retry_after(attempts) <= retry_after(attempts + 1) <= timedelta(hours=4)


def test_waiting_begins_at_two_minutes_and_ends_within_two_days() -> None:
    assert [retry_after(n) for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (2, 4, 8)]
    tries = sum((retry_after(n) for n in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(hours=12) < tries < timedelta(hours=48)


def test_a_lease_is_longer_than_all_that_a_server_may_take() -> None:
    """Greeting, EHLO twice, STARTTLS, three for the login, MAIL, RCPT and DATA wait for an answer each."""
    limits = Limits()
    longest = 2 * limits.connect + 10 * limits.answer + limits.content + limits.verdict + limits.goodbye
    assert timedelta(seconds=2 * longest) < LEASE_FOR
