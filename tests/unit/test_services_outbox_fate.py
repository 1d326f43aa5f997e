"""Letters of unknown fate, crashes in the middle, and two processes: never a second letter by itself."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.fakes.mailer import FakeMailer
from tests.fakes.office import ANN, COMPUTER, PASSWORD, Office, make_office
from tests.unit.letters import due, follow_up_of, gone, queued
from typing_extensions import override

from companion.core.account import Account
from companion.core.application import EventKind
from companion.core.follow_up import Closed
from companion.core.oauth import Login
from companion.core.outbox import LEASE_FOR, MOST_ATTEMPTS, OFFLINE_RETRY, LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.services.follow_ups import LetterEdit
from companion.services.outbox import Answer
from companion.services.ports import MailFault, MailProblem, StoreProblem, Writer

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


# --- another computer, and leases --------------------------------------------------------------------------------


def left_by_another(office: Office, state: LetterState, *, lease: timedelta | None) -> OutboxLetter:
    """A letter as a copy of another computer's store has it."""
    letter = queued(office)
    until = None if lease is None else office.clock.now() + lease
    found = replace(letter, state=state, computer="another", leased_until=until, not_before=office.clock.now())
    with office.desk.work() as work:
        assert work.writer.move_letter(letter.id, LetterState.QUEUED, found)
    return found


def test_a_letter_is_leased_while_it_is_being_sent_and_only_then() -> None:
    seen: list[OutboxLetter] = []

    class LookingMailer(FakeMailer):
        @override
        def deliver(
            self, account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]
        ) -> str:
            seen.append(office.letter(letter.id))
            said = super().deliver(account, password, letter, transmitting=transmitting)
            seen.append(office.letter(letter.id))
            return said

    office = make_office(mailer=LookingMailer(password=PASSWORD))
    office.set_up_account()
    letter = queued(office)
    assert (letter.computer, letter.leased_until) == (COMPUTER, None)
    after = gone(office, letter)
    assert [(found.state, found.leased_until) for found in seen] == [
        (state, office.clock.now() + LEASE_FOR) for state in (LetterState.SENDING, LetterState.TRANSMITTING)
    ]
    assert (after.state, after.leased_until) == (LetterState.SENT, None)


@pytest.mark.parametrize("state", [LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING])
def test_a_letter_of_another_computer_is_asked_about(office: Office, state: LetterState) -> None:
    left = left_by_another(office, state, lease=None)
    (told,) = office.outbox.send_due()
    assert (told.value.id, told.value.state) == (left.id, LetterState.UNCERTAIN)
    assert told.value.why.startswith("This letter was queued on another computer")
    assert "letter" in told.changes.tables
    office.clock.forward(timedelta(days=1))
    assert office.outbox.send_due() == []
    assert office.mailer.received == []
    again = office.outbox.resolve(left.id, Answer.SEND_AGAIN).value
    assert again.computer == COMPUTER
    assert gone(office, again).state is LetterState.SENT


@pytest.mark.parametrize("state", [LetterState.SENDING, LetterState.TRANSMITTING])
def test_while_its_lease_runs_there_it_is_left_alone(office: Office, state: LetterState) -> None:
    left = left_by_another(office, state, lease=timedelta(minutes=20))
    assert office.outbox.recover().value == ()
    office.clock.forward(timedelta(minutes=19))
    assert office.outbox.send_due() == []
    assert office.letter(left.id) == left
    office.clock.forward(timedelta(minutes=1))
    (after,) = office.outbox.recover().value
    assert (after.state, after.leased_until) == (LetterState.UNCERTAIN, None)


@pytest.mark.parametrize("state", [LetterState.SENDING, LetterState.TRANSMITTING])
def test_the_end_of_its_lease_there_wakes_the_companion_once(office: Office, state: LetterState) -> None:
    left = left_by_another(office, state, lease=timedelta(minutes=20))
    assert office.agenda.look().wake_at == left.leased_until
    office.clock.forward(timedelta(minutes=20, seconds=3))
    assert office.agenda.look().wake_at == office.clock.now(), "a look in between does not lose it"
    (told,) = office.outbox.send_due()
    assert told.value.state is LetterState.UNCERTAIN
    wake_at = office.agenda.look().wake_at
    assert wake_at is None or wake_at > office.clock.now()


def test_a_lease_that_a_wrong_clock_wrote_holds_nothing(office: Office) -> None:
    left_by_another(office, LetterState.SENDING, lease=timedelta(days=400))
    assert office.agenda.look().wake_at == office.clock.now()
    (after,) = office.outbox.recover().value
    assert after.state is LetterState.UNCERTAIN


def test_a_letter_of_ours_is_found_whatever_its_lease(office: Office) -> None:
    """The process that held the lease had the sending right, and is dead."""
    letter = queued(office)
    sending = replace(letter, state=LetterState.SENDING, leased_until=office.clock.now() + LEASE_FOR)
    with office.desk.work() as work:
        assert work.writer.move_letter(letter.id, LetterState.QUEUED, sending)
    (after,) = office.outbox.recover().value
    assert (after.state, after.leased_until) == (LetterState.QUEUED, None)


def test_while_the_computer_is_offline_no_try_counts(office: Office) -> None:
    letter = queued(office)
    for _ in range(3 * MOST_ATTEMPTS):
        office.mailer.fail(MailFault.NAME_NOT_FOUND, passing=True)
        letter = gone(office, letter)
        assert (letter.state, letter.attempts) == (LetterState.QUEUED, 0)
        assert letter.not_before == office.clock.now() + OFFLINE_RETRY
        assert letter.why
    letter = gone(office, letter)
    assert (letter.state, letter.attempts) == (LetterState.SENT, 1)


def test_a_name_that_can_be_no_servers_is_no_sign_of_being_offline(office: Office) -> None:
    office.mailer.fail(MailFault.NAME_NOT_FOUND)
    assert gone(office, queued(office)).state is LetterState.FAILED


def test_what_left_before_the_disk_was_full_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = (
        office.outbox.queue(due(office, office.interviewed(name)).id, after_review=False).value
        for name in ("Acme", "Bolt")
    )
    office.clock.set(second.not_before)
    write, written = office.store.write, list[datetime]()

    def until_full(now: datetime, *, flushed: bool = True) -> AbstractContextManager[Writer]:
        written.append(now)
        # what was found half way, the first letter's three states (with the last the second is claimed), and no more
        if len(written) > 4:
            raise StoreProblem("The disk is full.")
        return write(now, flushed=flushed)

    with monkeypatch.context() as full:
        full.setattr(office.store, "write", until_full)
        (outcome,) = office.outbox.send_due()
        assert (outcome.value.id, outcome.value.state) == (first.id, LetterState.SENT)
        with pytest.raises(StoreProblem):
            office.outbox.send_due()
    assert office.mailer.received == [first.content]
    assert office.letter(second.id).state is LetterState.SENDING
    assert gone(office, second).state is LetterState.SENT
    assert office.mailer.received == [first.content, second.content]


def test_what_is_noted_before_the_content_leaves_is_flushed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = queued(office)
    write, flushes = office.store.write, list[tuple[LetterState, bool]]()

    @contextmanager
    def watched(now: datetime, *, flushed: bool = True) -> Generator[Writer]:
        with write(now, flushed=flushed) as writer:
            yield writer
        flushes.append((office.letter(letter.id).state, flushed))

    monkeypatch.setattr(office.store, "write", watched)
    assert gone(office, letter).state is LetterState.SENT
    assert flushes == [
        (LetterState.QUEUED, True),
        (LetterState.SENDING, False),
        (LetterState.TRANSMITTING, True),
        (LetterState.SENT, True),
    ]


def test_when_the_network_is_back_what_reached_no_server_tries_at_once(office: Office) -> None:
    offline, refused, scheduled = (
        office.outbox.queue(due(office, office.interviewed(name)).id, after_review=False).value
        for name in ("Acme", "Bolt", "Cord")
    )
    later = replace(scheduled, not_before=office.clock.now() + timedelta(days=1))
    with office.desk.work() as work:
        assert work.writer.move_letter(scheduled.id, LetterState.QUEUED, later)
    office.mailer.fail(MailFault.NAME_NOT_FOUND, passing=True, details="Temporary failure in name resolution")
    office.mailer.fail(MailFault.RECIPIENT, passing=True, details="451 4.7.1 Greylisted")
    office.clock.set(refused.not_before)
    office.outbox.send_due()
    outcome = office.outbox.network_is_back()
    assert [letter.id for letter in outcome.value] == [offline.id]
    assert outcome.changes.tables == {"letter"}
    (sent,) = office.outbox.send_due()
    assert (sent.value.id, sent.value.state) == (offline.id, LetterState.SENT)
    assert office.letter(scheduled.id) == later
    assert office.outbox.network_is_back().value == ()


ANNOUNCED = ("the server", "has read the envelope", True)


@pytest.mark.parametrize("many", [False, True])
def test_that_a_letter_was_taken_is_noted_as_the_next_is_announced_and_flushed_before_its_content_leaves(
    office: Office, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    if many:
        monkeypatch.setattr("companion.services.outbox.MANY", 2)
    letters = [
        office.outbox.queue(due(office, office.interviewed(name)).id, after_review=False).value
        for name in ("Acme", "Bolt")
    ]
    office.clock.set(letters[1].not_before)
    write, noted = office.store.write, list[tuple[str, str, bool]]()

    @contextmanager
    def watched(now: datetime, *, flushed: bool = True) -> Generator[Writer]:
        with write(now, flushed=flushed) as writer:
            yield writer
        first, second = (office.letter(letter.id).state.value for letter in letters)
        noted.append((first, second, flushed))

    deliver = office.mailer.deliver

    def told(account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]) -> str:
        noted.append(ANNOUNCED)
        return deliver(account, password, letter, transmitting=transmitting)

    office.mailer.deliver = told
    monkeypatch.setattr(office.store, "write", watched)
    outcomes = office.outbox.send_due()
    assert [outcome.value.id for outcome in outcomes] == [letter.id for letter in letters]
    assert noted == [
        ("queued", "queued", True),
        ("sending", "queued", False),
        ANNOUNCED,
        ("transmitting", "queued", True),
        ("sent", "sending", False),
        *((("sent", "transmitting", True), ANNOUNCED) if many else (ANNOUNCED, ("sent", "transmitting", True))),
        ("sent", "sent", True),
    ]


def test_a_letter_that_is_taken_back_as_it_is_announced_leaves_the_one_before_sent(office: Office) -> None:
    first, second = (
        office.outbox.queue(due(office, office.interviewed(name)).id, after_review=False).value
        for name in ("Acme", "Bolt")
    )
    office.clock.set(second.not_before)
    deliver = office.mailer.deliver

    def meddling(account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]) -> str:
        words = deliver(account, password, letter, transmitting=transmitting)
        office.outbox.take_back(second.id)
        return words

    office.mailer.deliver = meddling
    told = [(outcome.value.id, outcome.value.state) for outcome in office.outbox.send_due()]
    assert told[0] == (first.id, LetterState.SENT)
    assert office.letter(second.id).state is LetterState.TAKEN_BACK
    assert office.mailer.received == [first.content]
