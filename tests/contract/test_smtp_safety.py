"""The real mailer on its way to a letter: reaching the server, making it safe, logging in."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.mail.mailer import SmtpMailer
from companion.services.ports import MailFault, MailProblem
from tests.fakes.delivery import PATIENT, TINY, told, works
from tests.fakes.letters import LETTER, TOKEN, WHEN, account, nothing, queued
from tests.fakes.scripted_smtp import PASSWORD, USER, Act, Mode, ScriptedServer


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def test_starttls_that_is_not_offered_sends_nothing(certificates: Certificates) -> None:
    with ScriptedServer(certificates, Mode.STRIPPED) as server:
        problem = told(server, Mode.STRIPPED, certificates)
    assert problem.fault is MailFault.NO_TLS
    assert server.commands == ["ehlo [127.0.0.1]"]


def test_words_that_came_before_tls_are_not_believed(certificates: Certificates) -> None:
    script = {"starttls": "220 Go ahead\r\n235 2.7.0 An attacker says you are logged in"}
    with ScriptedServer(certificates, Mode.STARTTLS, script) as server:
        problem = told(server, Mode.STARTTLS, certificates)
    assert (problem.fault, problem.passing) == (MailFault.BROKEN, False)
    assert server.commands == ["ehlo [127.0.0.1]", "STARTTLS"]


@pytest.mark.parametrize("mode", [Mode.TLS, Mode.STARTTLS])
def test_plain_text_where_tls_should_be(mode: Mode, certificates: Certificates) -> None:
    with ScriptedServer(certificates, mode, {"handshake": "220 plain.example ESMTP"}) as server:
        problem = told(server, mode, certificates)
    assert (problem.fault, problem.field) == (MailFault.NO_TLS, "security")
    assert "does not speak TLS here" in problem.sentence


@pytest.mark.parametrize("mode", [Mode.TLS, Mode.STARTTLS])
@pytest.mark.parametrize(("act", "fault"), [(Act.DROP, MailFault.BROKEN), (Act.STALL, MailFault.NO_ANSWER)])
def test_a_handshake_that_does_not_end(mode: Mode, act: Act, fault: MailFault, certificates: Certificates) -> None:
    with ScriptedServer(certificates, mode, {"handshake": act}) as server:
        problem = told(server, mode, certificates, limits=replace(PATIENT, connect=0.3))
    assert (problem.fault, problem.passing, problem.uncertain) == (fault, True, False)


def test_tls_where_starttls_was_chosen(certificates: Certificates) -> None:
    """A server that waits for TLS hears nothing of it: the sentence says which port wants what."""
    with ScriptedServer(certificates, Mode.TLS) as server:
        problem = told(server, Mode.STARTTLS, certificates, limits=TINY)
    assert problem.fault is MailFault.NO_ANSWER
    assert "465 wants TLS" in problem.sentence


@pytest.mark.parametrize("mode", [Mode.TLS, Mode.STARTTLS])
@pytest.mark.parametrize(
    ("hosts", "age", "words"),
    [
        (("localhost",), -1, "has expired"),
        (("mail.example.org",), 1, "is not for localhost"),
    ],
)
def test_a_certificate_that_is_wrong(mode: Mode, hosts: tuple[str, ...], age: int, words: str, tmp_path: Path) -> None:
    made = make_certificates(tmp_path, hosts=hosts, valid_until=datetime.now(UTC) + timedelta(days=age))
    with ScriptedServer(made, mode) as server:
        problem = told(server, mode, made)
    assert (problem.fault, problem.passing) == (MailFault.CERTIFICATE, False)
    assert words in problem.sentence
    assert not [command for command in server.commands if command.startswith("AUTH")]


def test_a_certificate_by_a_stranger_and_the_systems_own_trust(
    certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailer = SmtpMailer(limits=PATIENT)
    with ScriptedServer(certificates, Mode.TLS) as server:
        with pytest.raises(MailProblem) as problem:
            mailer.test(works(server, Mode.TLS), PASSWORD)
        assert problem.value.fault is MailFault.CERTIFICATE
        assert "does not trust. Your password was not sent." in problem.value.sentence
        monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca_file))
        assert mailer.test(works(server, Mode.TLS), PASSWORD) == "220 scripted.example ESMTP"


# --- reaching it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["no-such-server.invalid", "straße.example", "a" * 64 + ".example", "..", "a b"])
def test_a_name_that_is_not_found(host: str) -> None:
    with pytest.raises(MailProblem) as problem:
        SmtpMailer(limits=PATIENT).test(account(465, USER, host=host), PASSWORD)
    assert (problem.value.fault, problem.value.field) == (MailFault.NAME_NOT_FOUND, "host")


def test_a_port_where_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with pytest.raises(MailProblem) as problem:
        SmtpMailer(limits=PATIENT).test(account(port, USER), PASSWORD)
    assert (problem.value.fault, problem.value.passing) == (MailFault.REFUSED, True)
    assert problem.value.field == "port"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost."])
def test_hosts_written_in_other_ways(host: str, certificates: Certificates) -> None:
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    with ScriptedServer(certificates, Mode.TLS) as server:
        assert mailer.test(account(server.port, USER, host=host), PASSWORD).startswith("220")


# --- logging in --------------------------------------------------------------------------------------------------


def test_login_is_tried_when_plain_is_offered_but_not_there(certificates: Certificates) -> None:
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    with ScriptedServer(certificates, Mode.TLS, {"auth": "504 5.5.4 Not this one"}) as server:
        assert mailer.test(works(server, Mode.TLS), PASSWORD).startswith("220")
    assert [command.split()[1] for command in server.commands if command.startswith("AUTH")] == ["PLAIN", "LOGIN"]


@pytest.mark.parametrize("offer", ["250 scripted.example", "250-scripted.example\r\n250 AUTH XOAUTH2 GSSAPI"])
def test_no_login_with_a_password_is_offered(offer: str, certificates: Certificates) -> None:
    with ScriptedServer(certificates, Mode.TLS, {"ehlo": offer}) as server:
        problem = told(server, Mode.TLS, certificates)
    assert problem.fault is MailFault.LOGIN
    assert not [command for command in server.commands if command.startswith("AUTH")]


@pytest.mark.parametrize(
    "answer",
    [
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
        "550 5.7.30 Basic authentication is not supported for Client Submission.",
    ],
)
@pytest.mark.parametrize("step", ["auth", "mail"])
def test_microsofts_words_lead_to_the_mail_program(step: str, answer: str, certificates: Certificates) -> None:
    with ScriptedServer(certificates, Mode.TLS, {step: answer}) as server:
        problem = told(server, Mode.TLS, certificates)
    assert (problem.fault, problem.passing, problem.details) == (MailFault.LOGIN, False, answer)
    assert "Open in my mail program" in problem.sentence


@pytest.mark.parametrize("echoed", ["AGpvAHJpZ2h0", "AGpvAHJp", "cmlnaHQ=", "the right one"])
def test_a_server_that_repeats_the_password_is_not_quoted(echoed: str, certificates: Certificates) -> None:
    with ScriptedServer(certificates, Mode.TLS, {"auth": f"535 5.7.8 Do not know {echoed} here"}) as server:
        problem = told(server, Mode.TLS, certificates)
    assert problem.details.startswith("535 5.7.8 Do not know ")
    assert "…" in problem.details
    assert "right" not in problem.details
    assert echoed not in problem.details


@pytest.mark.parametrize("password", ["", "nul\0l", "half \ud800"])
def test_a_password_that_no_server_can_read(password: str, certificates: Certificates) -> None:
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    with ScriptedServer(certificates, Mode.TLS) as server, pytest.raises(MailProblem) as problem:
        mailer.test(works(server, Mode.TLS), password)
    assert problem.value.fault is MailFault.LOGIN
    assert not [command for command in server.commands if command.startswith("AUTH")]


@pytest.mark.parametrize("content", [b"a\r\n.\nMAIL FROM:<x@y.example>\r\n", b"a\rb\r\n", b"no end"])
def test_content_that_could_end_twice_never_leaves(content: bytes, certificates: Certificates) -> None:
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    letter = replace(queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN)), content=content)
    with ScriptedServer(certificates, Mode.TLS) as server:
        with pytest.raises(ValueError, match="CRLF"):
            mailer.deliver(works(server, Mode.TLS), PASSWORD, letter, transmitting=nothing)
        server.finish()
    assert not [command for command in server.commands if command.startswith("MAIL")]
