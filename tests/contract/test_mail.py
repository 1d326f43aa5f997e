"""What every mailer keeps: the fake, and the real one against the tour's server and a scripted one."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from companion.adapters.mail.certificates import make_certificates
from companion.adapters.mail.embedded import EmbeddedServer
from companion.adapters.mail.mailer import Limits, SmtpMailer
from companion.adapters.mail.proof import text_of
from companion.core.account import Account, Security
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.services.ports import Mailer, MailFault, MailProblem, SecretsProblem
from tests.fakes.letters import LETTER, TOKEN, WHEN, account, nothing, queued
from tests.fakes.mailer import FakeMailer
from tests.fakes.scripted_smtp import PASSWORD, USER, Mode, ScriptedServer

OTHER = "0190a0b0-bbbb-7bbb-8ccc-123456789abc"
SHORT = Limits(connect=5, answer=5, content=5, verdict=5, goodbye=1)


@dataclass
class Rig:
    """A mailer, an account that works, and what arrived (asked for at the end)."""

    mailer: Mailer
    account: Account
    password: str
    arrived: Callable[[], list[bytes]]


@contextmanager
def fake(_folder: Path) -> Generator[Rig]:
    mailer = FakeMailer()
    yield Rig(mailer, account(465, USER), mailer.password, lambda: mailer.received)


@contextmanager
def embedded(folder: Path) -> Generator[Rig]:
    with EmbeddedServer(folder) as server:
        works = account(server.port, server.user, host=server.host)
        mailer = SmtpMailer(trust=server.ca_file, limits=SHORT)
        yield Rig(mailer, works, server.password, lambda: [letter.content for letter in server.letters])


def scripted(mode: Mode, security: Security) -> Callable[[Path], AbstractContextManager[Rig]]:
    @contextmanager
    def rig(folder: Path) -> Generator[Rig]:
        certificates = make_certificates(folder)
        with ScriptedServer(certificates, mode) as server:
            mailer = SmtpMailer(trust=certificates.ca_file, limits=SHORT)

            def arrived() -> list[bytes]:
                server.finish()
                return [content.replace(b"\r\n..", b"\r\n.") for content in server.contents]

            yield Rig(mailer, account(server.port, USER, security=security), PASSWORD, arrived)

    return rig


RIGS = {
    "fake": fake,
    "embedded": embedded,
    "scripted-tls": scripted(Mode.TLS, Security.TLS),
    "scripted-starttls": scripted(Mode.STARTTLS, Security.STARTTLS),
}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Rig]:
    with RIGS[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def letter(rig: Rig) -> OutboxLetter:
    return queued(rig.mailer.freeze(LETTER, token=TOKEN, date=WHEN))


def test_a_letter_arrives_once_and_as_it_was_frozen(rig: Rig, letter: OutboxLetter) -> None:
    words = rig.mailer.deliver(rig.account, rig.password, letter, transmitting=nothing)
    assert words.startswith("250 ")
    assert rig.arrived() == [letter.content]
    headers, body = text_of(letter.content)
    assert body == LETTER.body
    assert dict(headers)["To"] == "Ann Bé <ann@acme.example>"


def test_transmitting_is_told_once_and_before_the_content_leaves(rig: Rig, letter: OutboxLetter) -> None:
    calls: list[str] = []
    rig.mailer.deliver(rig.account, rig.password, letter, transmitting=lambda: calls.append("transmitting"))
    assert calls == ["transmitting"]


def test_announced_comes_first_and_what_it_raises_keeps_the_letter_here(rig: Rig, letter: OutboxLetter) -> None:
    second = queued(rig.mailer.freeze(replace(LETTER, subject="Once more"), token=OTHER, date=WHEN))
    calls: list[str] = []

    def refuse() -> None:
        raise Problem("Somebody took it back.")

    def announced() -> None:
        calls.append("announced")

    with rig.mailer.session(rig.account, lambda: rig.password) as session:
        session.deliver(letter, announced=announced, transmitting=lambda: calls.append("transmitting"))
        with pytest.raises(Problem, match="took it back"):
            session.deliver(second, announced=refuse, transmitting=nothing)
        session.deliver(second, announced=announced, transmitting=lambda: calls.append("transmitting"))
    assert calls == ["announced", "transmitting"] * 2
    assert rig.arrived() == [letter.content, second.content]


def test_the_login_is_asked_for_when_the_server_wants_it_and_what_asking_raises_is_told(
    rig: Rig, letter: OutboxLetter
) -> None:
    def locked() -> str:
        raise SecretsProblem("Your keyring is locked.")

    with rig.mailer.session(rig.account, locked) as session, pytest.raises(SecretsProblem, match="locked"):
        session.deliver(letter, transmitting=nothing)
    assert rig.arrived() == []


def test_a_session_hands_over_one_letter_after_the_other(rig: Rig, letter: OutboxLetter) -> None:
    second = queued(rig.mailer.freeze(replace(LETTER, subject="Once more"), token=OTHER, date=WHEN))
    calls: list[str] = []
    with rig.mailer.session(rig.account, lambda: rig.password) as session:
        for each in (letter, second):
            words = session.deliver(each, transmitting=lambda: calls.append("transmitting"))
            assert words.startswith("250 ")
    assert calls == ["transmitting"] * 2
    assert rig.arrived() == [letter.content, second.content]


def test_after_a_letter_that_could_not_be_kept_the_session_takes_the_next(rig: Rig, letter: OutboxLetter) -> None:
    def refuse() -> None:
        raise Problem("The disk is full.")

    with rig.mailer.session(rig.account, lambda: rig.password) as session:
        with pytest.raises(Problem, match="disk"):
            session.deliver(letter, transmitting=refuse)
        session.deliver(letter, transmitting=nothing)
    assert rig.arrived() == [letter.content]


def test_a_session_of_no_letters_meets_no_server(rig: Rig) -> None:
    with rig.mailer.session(rig.account, lambda: "wrong"):
        pass
    assert rig.arrived() == []


def test_when_transmitting_cannot_be_kept_nothing_arrives(rig: Rig, letter: OutboxLetter) -> None:
    disk_full = Problem("The disk is full.")

    def refuse() -> None:
        raise disk_full

    with pytest.raises(Problem) as told:
        rig.mailer.deliver(rig.account, rig.password, letter, transmitting=refuse)
    assert told.value is disk_full
    assert rig.arrived() == []


def test_a_wrong_password_is_told_and_never_shown(rig: Rig, letter: OutboxLetter) -> None:
    calls: list[str] = []
    with pytest.raises(MailProblem) as told:
        rig.mailer.deliver(rig.account, "wröng pass", letter, transmitting=lambda: calls.append("transmitting"))
    assert (told.value.fault, told.value.passing, told.value.uncertain) == (MailFault.LOGIN, False, False)
    assert told.value.field == "password"
    assert told.value.details.startswith("535")
    assert "wröng" not in told.value.sentence + told.value.details
    assert (calls, rig.arrived()) == ([], [])


def test_the_test_logs_in_and_returns_the_greeting(rig: Rig) -> None:
    assert rig.mailer.test(rig.account, rig.password).startswith("220 ")
    assert rig.arrived() == []


def test_the_test_finds_a_wrong_password(rig: Rig) -> None:
    with pytest.raises(MailProblem) as told:
        rig.mailer.test(rig.account, "wrong")
    assert told.value.fault is MailFault.LOGIN


def test_freezing_is_the_same_each_time_and_carries_the_token_twice(rig: Rig) -> None:
    first = rig.mailer.freeze(LETTER, token=TOKEN, date=WHEN)
    assert first == rig.mailer.freeze(LETTER, token=TOKEN, date=WHEN)
    headers = dict(text_of(first.content)[0])
    assert first.message_id == headers["Message-ID"] == headers["References"] == f"<{TOKEN}@me.example>"


def test_a_name_that_would_become_a_header_is_refused(rig: Rig) -> None:
    hostile = replace(LETTER, recipient_name="=?UTF-8?Q?Hi=0ABcc:_x@y?=")
    with pytest.raises(Problem) as told:
        rig.mailer.freeze(hostile, token=TOKEN, date=WHEN)
    assert told.value.field == "recipient"


def test_the_fake_fails_as_it_is_told() -> None:
    mailer = FakeMailer()
    letter = queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN))
    calls: list[str] = []
    mailer.fail(MailFault.RECIPIENT, passing=True)
    mailer.fail(MailFault.BROKEN, uncertain=True)
    for fault, so_far in ((MailFault.RECIPIENT, 0), (MailFault.BROKEN, 1)):
        with pytest.raises(MailProblem) as told:
            mailer.deliver(account(465, USER), "right", letter, transmitting=lambda: calls.append("transmitting"))
        assert told.value.fault is fault
        assert len(calls) == len(mailer.received) == so_far
    assert mailer.accepted == []
    assert mailer.deliver(account(465, USER), "right", letter, transmitting=nothing).startswith("250")


def test_the_tours_server_takes_no_letter_without_a_login(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path) as server:
        trusted = ssl.create_default_context(cafile=server.ca_file)
        with smtplib.SMTP_SSL(server.host, server.port, context=trusted, timeout=5) as client:
            client.ehlo()
            assert client.mail("a@b.example")[0] == 530
            assert client.rcpt("ann@acme.example")[0] == 503
        assert server.letters == ()


def test_two_tours_at_once_do_not_share_anything(tmp_path: Path) -> None:
    with EmbeddedServer(tmp_path / "one") as one, EmbeddedServer(tmp_path / "two") as two:
        assert one.port != two.port
        assert one.password != two.password
        stranger = SmtpMailer(trust=one.ca_file, limits=SHORT)
        with pytest.raises(MailProblem) as told:
            stranger.test(account(two.port, two.user), two.password)
    assert told.value.fault is MailFault.CERTIFICATE


def test_the_tours_private_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    made = make_certificates(tmp_path)
    assert made.server_file.stat().st_mode & 0o077 == 0
    assert b"PRIVATE" not in made.ca_file.read_bytes()
