"""Letters of unknown fate, crashes in the middle, and two processes: never a second letter by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.fakes.mailer import FakeMailer
from tests.fakes.office import ANN, PASSWORD, Office, make_office
from tests.unit.letters import due, follow_up_of, gone, queued
from typing_extensions import override

from companion.core.account import Account
from companion.core.application import EventKind
from companion.core.follow_up import Closed
from companion.core.oauth import Login
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.services.follow_ups import LetterEdit
from companion.services.outbox import Answer
from companion.services.ports import MailFault, MailProblem

SECOND = timedelta(seconds=1)
UNDO = timedelta(seconds=10)


class Crash(BaseException):
    """The process dies here."""


class CrashingMailer(FakeMailer):
    """Dies while it hands a letter over. when: before or after the state is on disk."""

    def __init__(self, when: str) -> None:
        super().__init__(password=PASSWORD)
        self.when = when

    @override
    def deliver(
        self, account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]
    ) -> str:
        if self.when == "before":
            raise Crash
        if self.when == "after":
            transmitting()
            self.received.append(letter.content)
            raise Crash
        return super().deliver(account, password, letter, transmitting=transmitting)


@pytest.fixture
def office() -> Office:
    made = make_office()
    made.set_up_account()
    return made


# --- unknown fate ------------------------------------------------------------------------------------------------


def uncertain(office: Office) -> OutboxLetter:
    office.mailer.fail(MailFault.BROKEN, uncertain=True, passing=True, details="gone after the dot")
    letter = gone(office, queued(office))
    assert letter.state is LetterState.UNCERTAIN
    return letter


def test_an_uncertain_letter_is_never_sent_again_by_itself(office: Office) -> None:
    letter = uncertain(office)
    for _ in range(5):
        office.clock.forward(timedelta(days=1))
        office.outbox.recover()
        assert office.outbox.send_due() == []
    assert office.letter(letter.id) == letter
    assert len(office.mailer.received) == 1
    assert "nobody here knows whether it arrived" in letter.why


def test_the_user_says_what_became_of_it(office: Office) -> None:
    letter = office.outbox.resolve(uncertain(office).id, Answer.IT_ARRIVED).value
    assert letter.state is LetterState.SENT
    assert office.outbox.send_due() == []
    with pytest.raises(Problem, match="needs no answer"):
        office.outbox.resolve(letter.id, Answer.SEND_AGAIN)


def test_the_user_has_it_sent_again_with_the_same_bytes(office: Office) -> None:
    letter = office.outbox.resolve(uncertain(office).id, Answer.SEND_AGAIN).value
    assert gone(office, letter).state is LetterState.SENT
    assert office.mailer.received == [letter.content, letter.content]


def test_the_user_leaves_it(office: Office) -> None:
    letter = uncertain(office)
    assert office.outbox.resolve(letter.id, Answer.LEAVE_IT).value.state is LetterState.TAKEN_BACK
    assert follow_up_of(office, letter).closed is Closed.DISMISSED
    assert office.agenda.look().count == 0


@pytest.mark.parametrize("answer", Answer)
def test_a_letter_on_its_way_needs_no_answer(office: Office, answer: Answer) -> None:
    letter = queued(office)
    for key in (letter.id, "nobody"):
        with pytest.raises(Problem, match="needs no answer"):
            office.outbox.resolve(key, answer)
    assert office.letter(letter.id) == letter


# --- crashes, and two processes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "found", "recovered", "arrived"),
    [
        ("before", LetterState.SENDING, LetterState.QUEUED, 1),
        ("after", LetterState.TRANSMITTING, LetterState.UNCERTAIN, 1),
    ],
)
@pytest.mark.parametrize("by_recover", [True, False])
def test_a_crash_while_sending(
    when: str, found: LetterState, recovered: LetterState, arrived: int, *, by_recover: bool
) -> None:
    mailer = CrashingMailer(when)
    office = make_office(mailer=mailer)
    office.set_up_account()
    letter = queued(office)
    office.clock.set(letter.not_before)
    with pytest.raises(Crash):
        office.outbox.send_due()
    assert office.letter(letter.id).state is found
    mailer.when = "never"
    if by_recover:
        (after,) = office.outbox.recover().value
        assert (after.id, after.state) == (letter.id, recovered)
        assert office.outbox.recover().value == ()
    office.outbox.send_due()
    office.outbox.send_due()
    assert len(mailer.received) == arrived
    expected = LetterState.SENT if recovered is LetterState.QUEUED else LetterState.UNCERTAIN
    assert office.letter(letter.id).state is expected


def test_transmitting_is_on_disk_before_the_content_leaves() -> None:
    seen: list[LetterState] = []

    class LookingMailer(FakeMailer):
        @override
        def deliver(
            self, account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]
        ) -> str:
            def looked() -> None:
                seen.append(office.letter(letter.id).state)
                transmitting()
                seen.append(office.letter(letter.id).state)

            return super().deliver(account, password, letter, transmitting=looked)

    office = make_office(mailer=LookingMailer(password=PASSWORD))
    office.set_up_account()
    assert gone(office, queued(office)).state is LetterState.SENT
    assert seen == [LetterState.SENDING, LetterState.TRANSMITTING]


def test_one_process_sends_at_a_time(office: Office) -> None:
    letter = queued(office)
    office.clock.set(letter.not_before)
    with office.store.sending() as mine:
        assert mine
        assert office.outbox.send_due() == []
        assert office.outbox.recover().value == ()
    assert office.letter(letter.id) == letter
    assert len(office.outbox.send_due()) == 1


def test_a_letter_taken_back_in_the_last_moment_is_not_sent(office: Office) -> None:
    """Another process takes the second letter back while the first is being sent."""
    first, second = (
        office.outbox.queue(due(office, office.interviewed(name)).id, after_review=False).value
        for name in ("Acme", "Bolt")
    )
    office.clock.set(second.not_before)
    deliver = office.mailer.deliver

    def meddling(account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]) -> str:
        office.outbox.take_back(second.id)
        return deliver(account, password, letter, transmitting=transmitting)

    office.mailer.deliver = meddling
    office.outbox.send_due()
    assert office.mailer.received == [first.content]
    assert office.letter(second.id).state is LetterState.TAKEN_BACK


def test_putting_an_application_away_keeps_its_letter_here_and_undo_makes_it_due_again(office: Office) -> None:
    letter = queued(office)
    deleted = office.applications.delete(letter.application_id)
    assert gone(office, letter).state is LetterState.TAKEN_BACK
    assert office.mailer.received == []
    assert office.agenda.look().count == 0
    office.desk.undo(deleted.undo)
    assert [d.follow_up.id for d in office.agenda.look().due] == [letter.follow_up_id]
    again = office.outbox.queue(letter.follow_up_id, after_review=False).value
    assert gone(office, again).state is LetterState.SENT


def test_undo_of_a_new_application_stops_its_letter(office: Office) -> None:
    at = office.clock.now() - timedelta(hours=4)
    logged = office.log(EventKind.INTERVIEW, "Acme", at=at, person=None)
    office.applications.put_contact(logged.value.application.id, ANN)
    (follow_up,) = office.open_follow_ups(logged.value.application)
    review = office.follow_ups.review(follow_up.id).letter
    edit = LetterEdit("ann@acme.example", "Ann Bé", review.subject, review.body.replace("{first_name}", "Ann"))
    office.follow_ups.save_draft(follow_up.id, edit)
    letter = office.outbox.queue(follow_up.id, after_review=True).value
    office.desk.undo(logged.undo)
    assert gone(office, letter).state is LetterState.TAKEN_BACK
    assert office.mailer.received == []


def test_what_a_fault_says_is_kept_for_the_user(office: Office) -> None:
    problem: MailProblem = office.mailer.fail(MailFault.CONTENT, details="554 5.6.0 spam")
    letter = gone(office, queued(office))
    assert (letter.state, letter.why, letter.server_words) == (
        LetterState.FAILED,
        problem.sentence,
        "554 5.6.0 spam",
    )
    (troubled,) = office.agenda.look().troubled
    assert troubled.id == letter.id
