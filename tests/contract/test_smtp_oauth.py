"""The real mailer with a token in place of a password."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.mail.mailer import SmtpMailer
from companion.core.account import Auth
from companion.core.oauth import Bearer
from companion.services.ports import MailFault, MailProblem
from tests.fakes.delivery import PATIENT, works
from tests.fakes.letters import LETTER, TOKEN, WHEN, nothing, queued
from tests.fakes.scripted_smtp import EHLO, Mode, ScriptedServer

GOOD, BAD = "good-token.~+/=", "expired-token.~+/="
OLDER = "250-scripted.example\r\n250 AUTH PLAIN XOAUTH2"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize("mode", [Mode.TLS, Mode.STARTTLS])
@pytest.mark.parametrize("offer", ["", OLDER])
def test_a_letter_goes_with_a_token(certificates: Certificates, mode: Mode, offer: str) -> None:
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    step = "ehlo" if mode is Mode.TLS else "ehlo again"
    with ScriptedServer(certificates, mode, {step: offer} if offer else {}, bearers={GOOD}) as server:
        letter = queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN))
        assert mailer.deliver(works(server, mode), Bearer(GOOD), letter, transmitting=nothing).startswith("250")
    said = next(command for command in server.commands if command.startswith("AUTH "))
    assert said.split()[1] == ("XOAUTH2" if offer else "OAUTHBEARER")
    assert len(server.contents) == 1


@pytest.mark.parametrize("offer", ["", OLDER])
def test_a_refused_token_is_told_with_its_reason_and_never_shown(certificates: Certificates, offer: str) -> None:
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    script = {"ehlo": offer} if offer else {}
    with ScriptedServer(certificates, Mode.TLS, script, bearers={GOOD}) as server:
        with pytest.raises(MailProblem) as problem:
            mailer.test(works(server, Mode.TLS), Bearer(BAD))
        server.finish()
    assert (problem.value.fault, problem.value.passing) == (MailFault.LOGIN, False)
    assert problem.value.sentence == (
        "localhost did not accept your consent; it has expired, was taken back, or is not for mail. "
        "Consent again in Settings."
    )
    assert problem.value.details == "535 5.7.8 … is not good (invalid_token)"
    assert BAD not in str(problem.value) + problem.value.details


def test_a_server_that_knows_no_tokens_gets_none(certificates: Certificates) -> None:
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    with ScriptedServer(certificates, Mode.TLS, {"ehlo": EHLO}, bearers={GOOD}) as server:
        with pytest.raises(MailProblem) as problem:
            mailer.test(replace(works(server, Mode.TLS), auth=Auth.OAUTH), Bearer(GOOD))
        server.finish()
    assert problem.value.sentence.startswith("localhost offers no login with a consent (OAuth). No token was sent.")
    assert not [command for command in server.commands if command.startswith("AUTH")]


def test_a_server_that_cannot_check_now(certificates: Certificates) -> None:
    mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
    script = {"auth": "454 4.7.0 Temporary authentication failure"}
    with ScriptedServer(certificates, Mode.TLS, script, bearers={GOOD}) as server:
        with pytest.raises(MailProblem) as problem:
            mailer.test(works(server, Mode.TLS), Bearer(GOOD))
        server.finish()
    assert problem.value.passing
    assert problem.value.sentence == "localhost cannot check the consent at the moment."
