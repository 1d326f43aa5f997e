"""Several letters over one connection, and what a break in the middle means for each of them."""

from __future__ import annotations

import pytest

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.mail.mailer import SmtpMailer
from companion.services.ports import MailProblem, nothing
from tests.fakes.delivery import PATIENT, TINY, works
from tests.fakes.letters import LETTER, TOKEN, WHEN, queued
from tests.fakes.scripted_smtp import PASSWORD, Act, Mode, ScriptedServer

LETTERS = 3
CONVERSATION = ["EHLO", "AUTH"]
HANDED_OVER = ["MAIL", "RCPT", "DATA"]


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


class Sent:
    """What became of each letter, what the server heard, and how often TRANSMITTING was told for each."""

    def __init__(self, certificates: Certificates, script: dict[str, str], *, stalls: bool = False) -> None:
        mailer = SmtpMailer(trust=certificates.ca_file, limits=TINY if stalls else PATIENT)
        letter = queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN))
        self.fates: list[str] = []
        self.noted = [0] * LETTERS
        with ScriptedServer(certificates, Mode.TLS, script) as server:
            with mailer.session(works(server, Mode.TLS), lambda: PASSWORD) as session:
                for number in range(LETTERS):

                    def transmitting(number: int = number) -> None:
                        self.noted[number] += 1

                    try:
                        session.deliver(letter, transmitting=transmitting)
                        self.fates.append("sent")
                    except MailProblem as problem:
                        fates = {problem.uncertain: "uncertain", problem.passing: "passing"}
                        self.fates.append(fates.get(True, "final"))
            server.finish()
            self.verbs = [command.split()[0].upper() for command in server.commands]
            self.contents = len(server.contents)


def test_one_connection_and_one_login_serve_all(certificates: Certificates) -> None:
    sent = Sent(certificates, {})
    assert sent.fates == ["sent"] * LETTERS
    assert sent.verbs == [*CONVERSATION, *HANDED_OVER * LETTERS, "QUIT"]


@pytest.mark.parametrize("step", ["after 1", "mail 2", "rcpt 2", "data 2"])
@pytest.mark.parametrize("act", [Act.DROP, "421 4.7.0 Too many letters over this connection"])
def test_a_server_that_closes_after_a_letter_is_called_again_once(
    certificates: Certificates, step: str, act: str
) -> None:
    """Each connection takes one letter and ends at the next one: none fails, and none is handed over twice."""
    sent = Sent(certificates, {step: act})
    assert sent.fates == ["sent"] * LETTERS
    assert (sent.contents, sent.noted) == (LETTERS, [1] * LETTERS)
    assert sent.verbs.count("AUTH") == LETTERS


def test_a_server_that_refuses_the_new_connection_too_is_not_called_a_third_time(certificates: Certificates) -> None:
    sent = Sent(certificates, {"mail": "421 4.7.0 Not now"})
    assert sent.fates == ["passing"] * LETTERS
    assert sent.verbs.count("AUTH") == LETTERS
    assert sent.noted == [0] * LETTERS


@pytest.mark.parametrize("act", [Act.DROP, Act.GARBAGE, Act.STALL])
def test_a_break_after_the_content_is_about_that_letter_alone(certificates: Certificates, act: str) -> None:
    sent = Sent(certificates, {"dot 2": act}, stalls=act == Act.STALL)
    assert sent.fates == ["sent", "uncertain", "sent"]
    assert (sent.contents, sent.noted) == (LETTERS, [1] * LETTERS)
    assert sent.verbs.count("AUTH") == 2


@pytest.mark.parametrize(
    ("step", "act", "fate"),
    [
        ("rcpt 2", "550 5.1.1 No such mailbox", "final"),
        ("rcpt 2", "451 4.7.1 Later", "passing"),
        ("dot 2", "554 5.7.1 Not this", "final"),
        ("dot 2", "421 4.3.2 Closing", "passing"),
        ("mail 2", Act.GARBAGE, "final"),
    ],
)
def test_a_refused_letter_leaves_nothing_to_the_next(
    certificates: Certificates, step: str, act: str, fate: str
) -> None:
    sent = Sent(certificates, {step: act})
    assert sent.fates == ["sent", fate, "sent"]
    assert sent.verbs.count("AUTH") == 2


@pytest.mark.parametrize("act", [Act.DROP, Act.STALL, "421 4.3.2 Closing", "500 5.5.1 Never heard of it"])
def test_the_answer_to_quit_never_counts(certificates: Certificates, act: str) -> None:
    assert Sent(certificates, {"quit": act}, stalls=True).fates == ["sent"] * LETTERS


AT_ONCE = {"ehlo": "250-scripted.example\r\n250-PIPELINING\r\n250 AUTH PLAIN"}


@pytest.mark.parametrize(
    ("script", "fates", "contents"),
    [
        ({}, ["sent", "sent", "sent"], 3),
        ({"after 1": Act.DROP}, ["sent", "sent", "sent"], 3),
        ({"rcpt 2": "421 4.7.0 Enough"}, ["sent", "sent", "sent"], 3),
        # this server asks for the content all the same
        ({"mail 2": "550 5.7.1 Not from you"}, ["sent", "final", "sent"], 2),
        ({"rcpt 2": "550 5.1.1 No such mailbox"}, ["sent", "final", "sent"], 2),
        ({"rcpt 2": "451 4.7.1 Later"}, ["sent", "passing", "sent"], 2),
        ({"data 2": Act.GARBAGE}, ["sent", "final", "sent"], 2),
        ({"dot 2": Act.DROP}, ["sent", "uncertain", "sent"], 3),
    ],
    ids=str,
)
def test_where_a_server_takes_commands_at_once_each_answer_means_the_same(
    certificates: Certificates, script: dict[str, str], fates: list[str], contents: int
) -> None:
    sent = Sent(certificates, AT_ONCE | script)
    assert sent.fates == fates
    assert sent.contents == sum(sent.noted) == contents


@pytest.mark.parametrize("script", [{}, AT_ONCE], ids=["one by one", "at once"])
@pytest.mark.parametrize("act", [Act.DROP, "421 4.7.0 Enough"])
def test_whatever_the_server_does_a_letter_is_announced_before_anybody_waits(
    certificates: Certificates, script: dict[str, str], act: str
) -> None:
    """The second letter meets a closed connection and gets a new one: what waits for its announcement came before."""
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    letter = queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN))
    heard: list[list[str]] = []
    with ScriptedServer(certificates, Mode.TLS, script | {"mail 2": act}) as server:
        with mailer.session(works(server, Mode.TLS), lambda: PASSWORD) as session:
            for _ in range(2):
                session.deliver(letter, announced=lambda: heard.append(list(server.commands)), transmitting=nothing)
        server.finish()
    assert heard[0] == []
    assert all(sum(command.startswith("AUTH") for command in commands) == 1 for commands in heard[1:])
    assert len(server.contents) == 2
