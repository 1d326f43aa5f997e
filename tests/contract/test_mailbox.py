"""What every mailbox keeps: the fake, and the real one against a scripted server."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion.adapters.mail import compose
from companion.adapters.mail.certificates import make_certificates
from companion.adapters.mail.mailbox import ImapMailbox
from companion.core.account import Account, Security
from companion.core.outbox import OutboxLetter
from companion.services.ports import Mailbox, MailFault, MailProblem
from tests.fakes.delivery import PATIENT
from tests.fakes.letters import LETTER, TOKEN, WHEN, account, queued
from tests.fakes.mailbox import FakeMailbox
from tests.fakes.scripted_imap import ScriptedImap
from tests.fakes.scripted_smtp import PASSWORD, USER, Mode


@dataclass
class Rig:
    """A mailbox, an account that works, and how many copies lie in its Sent folder (asked for at the end)."""

    mailbox: Mailbox
    account: Account
    copies: Callable[[], int]


def with_mailbox(port: int, *, security: Security = Security.TLS, host: str = "localhost") -> Account:
    return replace(account(1, USER), imap_host=host, imap_port=port, imap_security=security)


@contextmanager
def fake(_folder: Path) -> Generator[Rig]:
    mailbox = FakeMailbox(password=PASSWORD)
    yield Rig(mailbox, with_mailbox(993), lambda: len(mailbox.copies))


@contextmanager
def scripted(folder: Path) -> Generator[Rig]:
    certificates = make_certificates(folder)
    with ScriptedImap(certificates) as server:

        def copies() -> int:
            server.finish()
            return len(server.box.copies)

        yield Rig(ImapMailbox(trust=certificates.ca_file, limits=PATIENT), with_mailbox(server.port), copies)


@contextmanager
def scripted_starttls(folder: Path) -> Generator[Rig]:
    certificates = make_certificates(folder)
    with ScriptedImap(certificates, mode=Mode.STARTTLS) as server:

        def copies() -> int:
            server.finish()
            return len(server.box.copies)

        works = with_mailbox(server.port, security=Security.STARTTLS)
        yield Rig(ImapMailbox(trust=certificates.ca_file, limits=PATIENT), works, copies)


@pytest.fixture(params=[fake, scripted, scripted_starttls])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Rig]:
    with request.param(tmp_path) as made:
        yield made


@pytest.fixture
def letter() -> OutboxLetter:
    return queued(compose.freeze(LETTER, token=TOKEN, date=WHEN))


def test_the_test_names_the_sent_folder(rig: Rig) -> None:
    assert rig.mailbox.test(rig.account, PASSWORD) == "Sent"


def test_a_letter_that_is_not_there_is_filed_once_and_then_found(rig: Rig, letter: OutboxLetter) -> None:
    assert not rig.mailbox.find_sent(rig.account, PASSWORD, letter).there
    assert not rig.mailbox.file_sent(rig.account, PASSWORD, letter).there
    look = rig.mailbox.find_sent(rig.account, PASSWORD, letter)
    assert (look.folder, look.there) == ("Sent", True)
    assert isinstance(look.dated, datetime)
    assert look.dated.tzinfo is UTC
    assert rig.mailbox.file_sent(rig.account, PASSWORD, letter).there
    assert rig.copies() == 1


def test_another_letter_is_not_taken_for_it(rig: Rig, letter: OutboxLetter) -> None:
    rig.mailbox.file_sent(rig.account, PASSWORD, letter)
    other = queued(compose.freeze(LETTER, token=TOKEN[:-1] + "d", date=WHEN))
    assert not rig.mailbox.find_sent(rig.account, PASSWORD, other).there


def test_a_wrong_password_is_told_and_never_shown(rig: Rig, letter: OutboxLetter) -> None:
    with pytest.raises(MailProblem) as told:
        rig.mailbox.file_sent(rig.account, "wröng pass", letter)
    assert (told.value.fault, told.value.passing) == (MailFault.LOGIN, False)
    assert "wröng" not in told.value.sentence + told.value.details
    assert rig.copies() == 0


def test_the_fake_loses_an_answer_after_the_copy_was_taken(letter: OutboxLetter) -> None:
    mailbox = FakeMailbox()
    mailbox.fail(MailFault.BROKEN, passing=True, after_append=True)
    with pytest.raises(MailProblem):
        mailbox.file_sent(with_mailbox(993), "right", letter)
    assert mailbox.copies == [letter.message_id]
