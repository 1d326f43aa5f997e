"""A letter leaves once, when it may, and its fate is always known or said to be unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fakes.office import ACCOUNT, PASSWORD, Office, make_office
from tests.unit.letters import due, follow_up_of, gone, queued

from companion.core.account import Account
from companion.core.follow_up import Closed
from companion.core.outbox import MOST_ATTEMPTS, LetterState, OutboxLetter, retry_after
from companion.core.problem import Problem
from companion.services.accounts import AccountDraft
from companion.services.follow_ups import LetterEdit
from companion.services.outbox import Answer, NotClean
from companion.services.ports import MailFault, SecretsProblem

SECOND = timedelta(seconds=1)
UNDO = timedelta(seconds=10)


@pytest.fixture
def office() -> Office:
    made = make_office()
    made.set_up_account()
    return made


# --- queue, send, take back --------------------------------------------------------------------------------------


def test_one_click_sends_what_was_previewed_once(office: Office) -> None:
    follow_up = due(office)
    preview = office.follow_ups.review(follow_up.id)
    assert preview.is_clean
    letter = office.outbox.queue(follow_up.id, after_review=False).value
    assert follow_up_of(office, letter).closed is Closed.OUTBOX
    office.clock.forward(UNDO)
    assert office.outbox.send_due() == []
    office.clock.forward(SECOND)
    (outcome,) = office.outbox.send_due()
    assert outcome.value == office.letter(letter.id)
    assert outcome.value.state is LetterState.SENT
    assert outcome.value.server_words.startswith("250 2.0.0")
    assert outcome.value.attempts == 1
    assert outcome.changes.tables == {"letter"}
    assert office.mailer.received == [letter.content]
    sent = letter.content.replace(b"\r\n", b"\n")
    assert b"To: Ann =?utf-8?b?QsOp?= <ann@acme.example>" in sent or b"ann@acme.example" in sent
    assert preview.letter.subject.encode() in sent
    office.clock.forward(timedelta(days=30))
    assert office.outbox.send_due() == []
    assert len(office.mailer.received) == 1


def test_a_letter_without_undo_leaves_at_once(office: Office) -> None:
    letter = office.outbox.queue(due(office).id, after_review=False, undo_for=timedelta()).value
    (outcome,) = office.outbox.send_due()
    assert (outcome.value.id, outcome.value.state) == (letter.id, LetterState.SENT)


def test_taken_back_within_ten_seconds_it_is_due_again(office: Office) -> None:
    letter = queued(office)
    office.clock.forward(UNDO)
    outcome = office.outbox.take_back(letter.id)
    assert outcome.value.state is LetterState.TAKEN_BACK
    assert outcome.changes.tables == {"letter", "follow_up"}
    assert gone(office, letter).state is LetterState.TAKEN_BACK
    assert office.mailer.received == []
    assert follow_up_of(office, letter).is_due(office.clock.now())
    again = office.outbox.queue(letter.follow_up_id, after_review=False).value
    assert gone(office, again).state is LetterState.SENT
    assert office.mailer.received == [again.content]


def test_after_it_left_it_can_not_be_taken_back(office: Office) -> None:
    letter = queued(office)
    gone(office, letter)
    with pytest.raises(Problem, match="can't be taken back any more: it is sent"):
        office.outbox.take_back(letter.id)
    with pytest.raises(Problem, match="no such letter"):
        office.outbox.take_back("nobody")


def test_a_double_click_is_one_letter(office: Office) -> None:
    follow_up = due(office)
    office.outbox.queue(follow_up.id, after_review=False)
    with pytest.raises(Problem, match="already on its way"):
        office.outbox.queue(follow_up.id, after_review=True)
    assert len(office.store.letters(*LetterState)) == 1


def test_without_an_account_nothing_is_queued() -> None:
    office = make_office()
    follow_up = due(office)
    for after_review in (False, True):
        with pytest.raises(NotClean, match="No mail account is set up") as told:
            office.outbox.queue(follow_up.id, after_review=after_review)
        assert told.value.field == "sender"
    assert office.store.letters(*LetterState) == ()
    assert due(office, office.interviewed("Other")).closed is Closed.OPEN


def test_advice_of_preflight_holds_one_click_and_not_the_review(office: Office) -> None:
    follow_up = due(office)
    review = office.follow_ups.review(follow_up.id).letter
    edit = LetterEdit(review.recipient, review.recipient_name, review.subject, "Dear Ann,\n\nThank you, Acme?\n")
    office.follow_ups.save_draft(follow_up.id, edit)
    with pytest.raises(NotClean) as told:
        office.outbox.queue(follow_up.id, after_review=False)
    assert not any(f.stops for f in told.value.review.findings)
    letter = office.outbox.queue(follow_up.id, after_review=True).value
    assert b"Thank you, Acme?" in letter.content


def test_what_stops_a_letter_stops_it_after_a_review_too(office: Office) -> None:
    application = office.interviewed(person=None)
    with pytest.raises(NotClean, match="address is missing"):
        office.outbox.queue(due(office, application).id, after_review=True)
    assert office.store.letters(*LetterState) == ()


def test_letters_leave_one_after_the_other_soonest_first(office: Office) -> None:
    first, second = (
        office.outbox.queue(due(office, office.interviewed(name)).id, after_review=False).value
        for name in ("Acme", "Bolt")
    )
    office.mailer.fail(MailFault.RECIPIENT, details="550 no")
    office.clock.forward(timedelta(minutes=1))
    outcomes = office.outbox.send_due()
    assert [o.value.id for o in outcomes] == [first.id, second.id]
    assert [o.value.state for o in outcomes] == [LetterState.FAILED, LetterState.SENT]


def test_the_letters_of_an_account_share_one_session_and_no_others_do(office: Office) -> None:
    def queue(*names: str) -> list[OutboxLetter]:
        follow_ups = [due(office, office.interviewed(name)) for name in names]
        return [office.outbox.queue(follow_up.id, after_review=False).value for follow_up in follow_ups]

    letters = queue("Acme", "Bolt")
    first = office.accounts.default()
    office.accounts.save(replace(ACCOUNT, address="me@example.com"), PASSWORD)
    (second,) = [account for account in office.store.all(Account) if account != first]
    office.accounts.send_from(second.id)
    letters += queue("Cog")
    assert [letter.account_id == second.id for letter in letters] == [False, False, True]
    office.clock.forward(timedelta(minutes=1))
    assert [o.value.state for o in office.outbox.send_due()] == [LetterState.SENT] * 3
    assert office.mailer.sessions == 2


# --- faults ------------------------------------------------------------------------------------------------------


def test_a_passing_fault_is_tried_again_later(office: Office) -> None:
    office.mailer.fail(MailFault.NO_ANSWER, passing=True, details="421 busy")
    letter = gone(office, queued(office))
    assert letter.state is LetterState.QUEUED
    assert letter.not_before == office.clock.now() + timedelta(minutes=2)
    assert (letter.attempts, letter.server_words) == (1, "421 busy")
    assert letter.why
    office.clock.forward(timedelta(minutes=1))
    assert office.outbox.send_due() == []
    letter = gone(office, letter)
    assert (letter.state, letter.attempts, letter.why) == (LetterState.SENT, 2, "")
    assert len(office.mailer.received) == 1


def test_after_a_day_and_a_half_of_tries_it_is_shown_as_failed(office: Office) -> None:
    letter = queued(office)
    for attempt in range(1, MOST_ATTEMPTS):
        office.mailer.fail(MailFault.REFUSED, passing=True)
        letter = gone(office, letter)
        assert letter.state is LetterState.QUEUED
        assert letter.not_before - office.clock.now() == retry_after(attempt)
    office.mailer.fail(MailFault.REFUSED, passing=True)
    assert gone(office, letter).state is LetterState.FAILED


def test_a_refused_password_stops_it_until_the_user_says_again(office: Office) -> None:
    account = office.accounts.default()
    assert account is not None
    office.secrets.set(account.id, "wrong")
    letter = gone(office, queued(office))
    assert letter.state is LetterState.FAILED
    assert letter.server_words == "535 5.7.8 No"
    office.clock.forward(timedelta(days=2))
    assert office.outbox.send_due() == []
    office.secrets.set(account.id, PASSWORD)
    again = office.outbox.resolve(letter.id, Answer.SEND_AGAIN).value
    assert (again.state, again.attempts) == (LetterState.QUEUED, 0)
    assert gone(office, again).state is LetterState.SENT


def test_a_missing_password_or_a_locked_keyring_stops_it(office: Office) -> None:
    account = office.accounts.default()
    assert account is not None
    letter = queued(office)
    office.secrets.delete(account.id)
    letter = gone(office, letter)
    assert letter.state is LetterState.FAILED
    assert "not in your keyring" in letter.why
    office.secrets.problem = SecretsProblem("The keyring is locked.")
    letter = gone(office, office.outbox.resolve(letter.id, Answer.SEND_AGAIN).value)
    assert (letter.state, letter.why) == (LetterState.FAILED, "The keyring is locked.")
    assert office.mailer.received == []


def test_a_letter_of_a_removed_account_stays_here(office: Office) -> None:
    letter = queued(office)
    account = office.accounts.default()
    assert account is not None
    office.accounts.remove(account.id)
    letter = gone(office, letter)
    assert letter.state is LetterState.FAILED
    assert "account me@example.org was removed" in letter.why
    assert office.mailer.received == []


def test_a_letter_from_an_address_that_its_account_has_left_stays_here(office: Office) -> None:
    letter = queued(office)
    account = office.accounts.default()
    assert account is not None
    with office.desk.work() as work:
        work.put(replace(account, address="new@example.org"))
    letter = gone(office, letter)
    assert letter.state is LetterState.FAILED
    assert "now sends as new@example.org" in letter.why
    assert office.mailer.received == []


def test_a_letter_keeps_the_account_it_was_frozen_for(office: Office) -> None:
    letter = queued(office)
    other = office.accounts.save(AccountDraft("other@example.org", "smtp.example.org", 465), PASSWORD).value.account
    office.preferences.use_account(other.id)
    assert gone(office, letter).state is LetterState.SENT
    assert office.mailer.accepted[0].sender == "me@example.org"


def test_a_letter_stays_here_when_its_interview_is_taken_back(office: Office) -> None:
    follow_up = due(office)
    letter = office.outbox.queue(follow_up.id, after_review=False).value
    office.log_event.delete(follow_up.cause_id)
    assert office.letter(letter.id).state is LetterState.TAKEN_BACK
    assert follow_up_of(office, letter).closed is Closed.MOOT
    office.clock.forward(UNDO + SECOND)
    assert office.outbox.send_due() == []


# --- a time of its own -------------------------------------------------------------------------------------------


def test_a_letter_with_a_time_waits_for_it_through_a_restart_and_a_clock_set_back(office: Office) -> None:
    at = office.clock.now() + timedelta(days=3)
    letter = office.outbox.queue(due(office).id, after_review=True, at=at).value
    assert letter.not_before == at
    office.clock.forward(timedelta(days=2))
    assert office.outbox.recover().value == ()
    assert office.outbox.send_due() == []
    office.clock.forward(-timedelta(days=9))
    assert office.outbox.send_due() == []
    assert office.agenda.look().wake_at == at
    office.clock.set(at + timedelta(days=1))  # the computer was asleep
    assert [o.value.state for o in office.outbox.send_due()] == [LetterState.SENT]
    assert len(office.mailer.received) == 1


def test_the_bytes_and_the_date_are_those_of_when_it_was_queued(office: Office) -> None:
    letter = office.outbox.queue(due(office).id, after_review=True, at=office.clock.now() + timedelta(days=3)).value
    moved = office.outbox.reschedule(letter.id, office.clock.now() + timedelta(days=5)).value
    assert moved.content == letter.content
    assert b"Date: Mon, 23 Nov 2026" in letter.content


def test_a_time_that_can_not_be_queues_nothing(office: Office) -> None:
    follow_up = due(office)
    for at in (office.clock.now() - timedelta(hours=1), office.clock.now() + timedelta(days=400)):
        with pytest.raises(Problem) as told:
            office.outbox.queue(follow_up.id, after_review=True, at=at)
        assert told.value.field == "at"
    assert office.store.letters(*LetterState) == ()


def test_it_can_leave_at_another_time_or_now_while_it_waits(office: Office) -> None:
    letter = office.outbox.queue(due(office).id, after_review=True, at=office.clock.now() + timedelta(days=3)).value
    later = office.clock.now() + timedelta(days=4)
    outcome = office.outbox.reschedule(letter.id, later)
    assert (outcome.value.not_before, outcome.changes.tables) == (later, {"letter"})
    assert office.outbox.send_due() == []
    assert office.outbox.send_now(letter.id).value.not_before == office.clock.now()
    assert [o.value.state for o in office.outbox.send_due()] == [LetterState.SENT]
    for key, words in ((letter.id, "does not wait any more: it is sent"), ("nobody", "no such letter")):
        with pytest.raises(Problem, match=words):
            office.outbox.send_now(key)
        with pytest.raises(Problem, match=words):
            office.outbox.reschedule(key, later)
    assert len(office.mailer.received) == 1


def test_another_try_does_not_wait_when_it_is_told_to(office: Office) -> None:
    letter = queued(office)
    office.mailer.fail(MailFault.NO_ANSWER, passing=True)
    assert gone(office, letter).why
    assert office.outbox.send_due() == []
    now = office.outbox.send_now(letter.id).value
    assert (now.why, now.attempts) == ("", 1)
    assert [o.value.state for o in office.outbox.send_due()] == [LetterState.SENT]
