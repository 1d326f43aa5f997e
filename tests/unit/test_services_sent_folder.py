"""A letter is looked for, and a copy is filed where the server files none: once, and never at the letter's cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fakes.office import Office, make_office
from tests.unit.letters import gone, queued
from typing_extensions import override

from companion.app.trace import NoTrace
from companion.core.account import Account, FilesSent
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.services.outbox import Answer
from companion.services.ports import MailFault, MailProblem, SecretsProblem
from companion.services.sent_folder import GRACE, KEEPS_TRYING, files_sent

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office() -> Office:
    made = make_office()
    set_mailbox(made, made.set_up_account())
    return made


def set_mailbox(office: Office, account: Account, **changes: object) -> None:
    with office.desk.work() as work:
        work.put(replace(account, **{"imap_host": "imap.example.org", **changes}))  # pyright: ignore[reportArgumentType]


def the_account(office: Office) -> Account:
    (account,) = office.accounts.all()
    return account


def sent(office: Office, company: str = "Acme") -> OutboxLetter:
    """A letter that was sent so long ago that its copy may be looked for."""
    follow_up = office.open_follow_ups(office.interviewed(company))[0]
    letter = gone(office, office.outbox.queue(follow_up.id, after_review=False).value)
    assert letter.state is LetterState.SENT
    office.clock.forward(GRACE)
    return letter


def uncertain(office: Office) -> OutboxLetter:
    office.mailer.fail(MailFault.BROKEN, uncertain=True)
    letter = gone(office, queued(office))
    assert letter.state is LetterState.UNCERTAIN
    return letter


# --- looking -----------------------------------------------------------------------------------------------------


def test_a_letter_that_is_there_was_sent(office: Office) -> None:
    letter = uncertain(office)
    office.mailbox.copies.append(letter.message_id)
    after = office.sent_folder.look_again(letter.id).value
    assert after == office.letter(letter.id)
    assert after.state is LetterState.SENT
    assert after.why == "Found in “Sent”, dated Mon 23 Nov 2026, 09:30."
    assert after.state_at == office.clock.now()
    with pytest.raises(Problem, match="needs no answer"):
        office.sent_folder.look_again(letter.id)


@pytest.mark.parametrize(
    ("files", "means"),
    [
        (FilesSent.UNKNOWN, "files a copy itself only sometimes"),
        (FilesSent.YES, "usually files what it takes"),
        (FilesSent.NO, "files no copies itself, so that says nothing"),
    ],
)
def test_a_letter_that_is_not_there_stays_uncertain_and_says_since_when(
    office: Office, files: FilesSent, means: str
) -> None:
    set_mailbox(office, the_account(office), files_sent=files)
    letter = uncertain(office)
    office.clock.forward(5 * MINUTE)
    after = office.sent_folder.look_again(letter.id).value
    assert after == replace(letter, why=after.why)
    assert after.why.startswith("It was not in “Sent” on ")
    assert means in after.why
    assert "not sent again by itself" in after.why
    assert office.outbox.send_due() == []


def test_a_look_that_fails_changes_nothing(office: Office) -> None:
    letter = uncertain(office)
    problem = office.mailbox.fail(MailFault.NO_ANSWER, passing=True)
    with pytest.raises(MailProblem) as told:
        office.sent_folder.look_again(letter.id)
    assert told.value is problem
    office.secrets.problem = SecretsProblem("The keyring is locked.")
    with pytest.raises(SecretsProblem):
        office.sent_folder.look_again(letter.id)
    assert office.letter(letter.id) == letter


def test_without_a_mailbox_or_an_account_nobody_is_asked(office: Office) -> None:
    letter = uncertain(office)
    account = the_account(office)
    set_mailbox(office, account, imap_host="")
    with pytest.raises(Problem, match="is not set up"):
        office.sent_folder.look_again(letter.id)
    assert office.sent_folder.accounts_with_mailbox() == frozenset()
    office.accounts.remove(account.id)
    with pytest.raises(Problem, match="was removed"):
        office.sent_folder.look_again(letter.id)
    assert office.mailbox.looks == 0


@pytest.mark.parametrize("there", [True, False])
def test_what_the_user_says_meanwhile_stands(office: Office, *, there: bool) -> None:
    letter = uncertain(office)
    if there:
        office.mailbox.copies.append(letter.message_id)
    find = office.mailbox.find_sent

    def meddling(account: Account, password: str, looked_for: OutboxLetter) -> object:
        office.outbox.resolve(letter.id, Answer.SEND_AGAIN)
        return find(account, password, looked_for)

    office.mailbox.find_sent = meddling  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(Problem, match="needs no answer"):
        office.sent_folder.look_again(letter.id)
    assert office.letter(letter.id).state is LetterState.QUEUED


# --- copies ------------------------------------------------------------------------------------------------------


def test_a_server_that_files_nothing_gets_one_copy_of_each_letter(office: Office) -> None:
    first = sent(office)
    office.sent_folder.file_copies()
    assert office.mailbox.copies == [first.message_id]
    assert the_account(office).files_sent is FilesSent.NO
    assert office.letter(first.id) == replace(first, why="A copy is in “Sent”.")
    second = sent(office, "Bolt")
    for _ in range(3):
        assert office.sent_folder.file_copies().again_at is None
    assert office.mailbox.copies == [first.message_id, second.message_id]


def test_a_server_that_files_itself_is_asked_once(office: Office) -> None:
    letter = sent(office)
    office.mailbox.copies.append(letter.message_id)
    office.sent_folder.file_copies()
    assert the_account(office).files_sent is FilesSent.YES
    looks = office.mailbox.looks
    sent(office, "Bolt")
    office.sent_folder.file_copies()
    assert office.mailbox.copies == [letter.message_id]
    assert office.mailbox.looks == looks


def test_what_one_letter_taught_holds_for_the_next_in_the_same_round(office: Office) -> None:
    letters = [sent(office, company) for company in ("Acme", "Bolt")]
    office.mailbox.copies.append(letters[0].message_id)
    office.sent_folder.file_copies()
    assert office.mailbox.copies == [letters[0].message_id]
    assert office.mailbox.looks == 1


def test_the_server_is_given_a_little_time(office: Office) -> None:
    letter = gone(office, queued(office))
    filed = office.sent_folder.file_copies()
    assert (filed.again_at, filed.outcomes) == (letter.state_at + GRACE, ())
    assert office.mailbox.looks == 0
    office.clock.forward(GRACE)
    assert office.sent_folder.file_copies().again_at is None
    assert len(office.mailbox.copies) == 1


@pytest.mark.parametrize(
    ("host", "imap_host", "files"),
    [
        ("smtp.gmail.com", "imap.gmail.com", FilesSent.YES),
        ("smtp.office365.com", "outlook.office365.com", FilesSent.YES),
        ("smtp-mail.outlook.com.", "x.example", FilesSent.YES),
        ("notgmail.com", "gmail.com.example", FilesSent.UNKNOWN),
    ],
)
def test_gmail_and_microsoft_file_themselves(office: Office, host: str, imap_host: str, files: FilesSent) -> None:
    set_mailbox(office, the_account(office), host=host, imap_host=imap_host)
    assert files_sent(the_account(office)) is files
    sent(office)
    office.sent_folder.file_copies()
    assert bool(office.mailbox.looks) == (files is FilesSent.UNKNOWN)


def test_a_lost_answer_makes_no_second_copy_and_is_tried_ever_more_seldom(office: Office) -> None:
    letter = sent(office)
    set_mailbox(office, the_account(office), files_sent=FilesSent.NO)
    office.mailbox.fail(MailFault.BROKEN, passing=True, after_append=True)
    office.mailbox.fail(MailFault.NO_ANSWER, passing=True)
    waits: list[timedelta] = []
    while (again := office.sent_folder.file_copies().again_at) is not None:
        waits.append(again - office.clock.now())
        office.clock.set(again)
    assert waits == sorted(waits)
    assert len(waits) == 2
    assert office.mailbox.copies == [letter.message_id]
    assert office.letter(letter.id) == replace(letter, why="A copy is in “Sent”.")


class Crash(BaseException):
    """The process dies here."""


def test_after_a_crash_its_own_copy_is_not_taken_for_the_servers(office: Office) -> None:
    letter = sent(office)

    class Dying(NoTrace):
        @override
        def mark(self, moment: str, **facts: str | int) -> None:
            if moment == "sent.filed":
                raise Crash

    with pytest.raises(Crash):
        replace(office.sent_folder, trace=Dying()).file_copies()
    assert office.mailbox.copies == [letter.message_id]
    office.sent_folder.file_copies()
    assert office.mailbox.copies == [letter.message_id]
    assert the_account(office).files_sent is FilesSent.NO
    second = sent(office, "Bolt")
    office.sent_folder.file_copies()
    assert office.mailbox.copies == [letter.message_id, second.message_id]


def test_what_will_not_pass_stands_with_the_letter_whose_state_it_does_not_change(office: Office) -> None:
    letter = sent(office)
    problem = office.mailbox.fail(MailFault.FOLDER)
    filed = office.sent_folder.file_copies()
    assert filed.again_at is None
    after = office.letter(letter.id)
    assert after == replace(letter, why=f"No copy was put in your Sent folder. {problem.sentence}")
    office.sent_folder.file_copies()
    assert office.mailbox.looks == 1


def test_one_refused_login_is_enough_for_an_account(office: Office) -> None:
    for company in ("Acme", "Bolt"):
        sent(office, company)
    office.mailbox.password = "another"
    office.sent_folder.file_copies()
    assert office.mailbox.looks == 1


def test_a_locked_keyring_waits_for_the_next_letter(office: Office) -> None:
    letter = sent(office)
    office.secrets.problem = SecretsProblem("The keyring is locked.")
    filed = office.sent_folder.file_copies()
    assert (filed.outcomes, filed.again_at) == ((), None)
    office.secrets.problem = None
    office.sent_folder.file_copies()
    assert office.mailbox.copies == [letter.message_id]


def test_old_letters_and_accounts_without_a_mailbox_are_left_alone(office: Office) -> None:
    sent(office)
    office.clock.forward(KEEPS_TRYING)
    office.sent_folder.file_copies()
    account = the_account(office)
    set_mailbox(office, account, imap_host="")
    sent(office, "Bolt")
    office.sent_folder.file_copies()
    office.accounts.remove(account.id)
    office.sent_folder.file_copies()
    assert office.mailbox.looks == 0


def test_one_process_files_at_a_time(office: Office) -> None:
    sent(office)
    with office.store.filing() as mine:
        assert mine
        filed = office.sent_folder.file_copies()
        assert filed.again_at is not None
        assert filed.again_at > office.clock.now()
    assert office.mailbox.looks == 0
