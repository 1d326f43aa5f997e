"""Every step of an SMTP conversation times every way to go wrong there, against a real socket."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pytest

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.mail.mailer import SmtpMailer
from companion.services.ports import MailFault
from tests.fakes.delivery import PATIENT, TINY, told, works
from tests.fakes.letters import LETTER, TOKEN, WHEN, nothing, queued
from tests.fakes.scripted_smtp import LATE_SECONDS, PASSWORD, Act, Mode, ScriptedServer

SLOW = (Act.STALL, Act.DRIBBLE)

BEFORE = {
    Act.DROP: (MailFault.BROKEN, "passing"),
    Act.STALL: (MailFault.NO_ANSWER, "passing"),
    Act.DRIBBLE: (MailFault.NO_ANSWER, "passing"),
    Act.GARBAGE: (MailFault.BROKEN, "final"),
    Act.ENDLESS_LINE: (MailFault.BROKEN, "final"),
    Act.ENDLESS_ANSWER: (MailFault.BROKEN, "final"),
    "421 4.3.2 Closing": (MailFault.BROKEN, "passing"),
}
AFTER = {
    Act.DROP: (MailFault.BROKEN, "uncertain"),
    Act.STALL: (MailFault.BROKEN, "uncertain"),
    Act.DRIBBLE: (MailFault.BROKEN, "uncertain"),
    Act.GARBAGE: (MailFault.BROKEN, "uncertain"),
    Act.ENDLESS_LINE: (MailFault.BROKEN, "uncertain"),
    Act.ENDLESS_ANSWER: (MailFault.BROKEN, "uncertain"),
    "354 Out of order": (MailFault.BROKEN, "uncertain"),
    "421 4.3.2 Closing": (MailFault.CONTENT, "passing"),
    "451 4.3.0 Not now": (MailFault.CONTENT, "passing"),
    "550 5.7.1 Never": (MailFault.CONTENT, "final"),
}
REFUSALS = {
    "greeting": MailFault.REFUSED,
    "ehlo": MailFault.REFUSED,
    "starttls": MailFault.NO_TLS,
    "ehlo again": MailFault.REFUSED,
    "auth": MailFault.LOGIN,
    "mail": MailFault.SENDER,
    "rcpt": MailFault.RECIPIENT,
    "data": MailFault.CONTENT,
}
EXACT = ("greeting", "starttls", "data")


@dataclass(frozen=True)
class Case:
    """One cell of the table. fate: "passing", "final" (neither) or "uncertain". contents: how many arrived whole."""

    mode: Mode
    step: str
    act: str
    fault: MailFault
    fate: str
    contents: int

    def __str__(self) -> str:
        return f"{self.mode}-{self.step}-{self.act}".replace(" ", "_")


def _table() -> list[Case]:
    cases: list[Case] = []
    for step, refused in REFUSALS.items():
        mode = Mode.STARTTLS if step in ("starttls", "ehlo again") else Mode.TLS
        acts = {
            **BEFORE,
            # a code that is fine elsewhere
            ("299 Odd" if step in EXACT else "354 Odd"): (MailFault.BROKEN, "final"),
            "451 4.3.0 Not now": (refused, "passing"),
            "550 5.1.1 Never": (refused, "final"),
        }
        cases += [Case(mode, step, act, fault, fate, 0) for act, (fault, fate) in acts.items()]
    cases.append(Case(Mode.TLS, "content", Act.DROP, MailFault.BROKEN, "uncertain", 0))
    cases += [Case(Mode.TLS, "dot", act, fault, fate, 1) for act, (fault, fate) in AFTER.items()]
    return cases


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize("case", _table(), ids=str)
def test_a_letter_meets_a_server_that_goes_wrong(case: Case, certificates: Certificates) -> None:
    calls: list[str] = []
    limits = TINY if case.act in SLOW else PATIENT
    with ScriptedServer(certificates, case.mode, {case.step: case.act}) as server:
        problem = told(server, case.mode, certificates, limits=limits, calls=calls)
    fate = "uncertain" if problem.uncertain else "passing" if problem.passing else "final"
    assert not (problem.uncertain and problem.passing)
    begun = case.step in ("content", "dot")
    assert (problem.fault, fate) == (case.fault, case.fate)
    assert len(server.contents) == case.contents
    assert calls == (["transmitting"] if begun else [])
    assert begun or server.begun == 0
    assert ("not sent again" in problem.sentence) == problem.uncertain
    assert problem.sentence.endswith(".")
    assert not re.search(r"!|unfortunately|sorry|\bat least\b|  ", problem.sentence)
    assert "\x1b" not in problem.details
    if case.act[0] in "45":
        assert problem.details == case.act


@pytest.mark.parametrize("act", [*Act, "421 4.3.2 Closing", "500 What"], ids=str)
def test_the_answer_to_quit_never_counts(act: str, certificates: Certificates) -> None:
    with ScriptedServer(certificates, Mode.TLS, {"quit": act}) as server:
        mailer = SmtpMailer(trust=certificates.ca_file, limits=replace(PATIENT, goodbye=0.2))
        letter = queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN))
        words = mailer.deliver(works(server, Mode.TLS), PASSWORD, letter, transmitting=nothing)
        server.finish()
    assert words == "250 2.0.0 Ok: queued as 4XyZ"
    assert len(server.contents) == 1


def test_one_recipient_and_nothing_else_is_said(certificates: Certificates) -> None:
    with ScriptedServer(certificates, Mode.STARTTLS) as server:
        mailer = SmtpMailer(trust=certificates.ca_file, limits=PATIENT)
        letter = queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN))
        mailer.deliver(works(server, Mode.STARTTLS), PASSWORD, letter, transmitting=nothing)
        server.finish()
    assert [command for command in server.commands if not command.startswith("AUTH")] == [
        "ehlo [127.0.0.1]",
        "STARTTLS",
        "ehlo [127.0.0.1]",
        "MAIL FROM:<jo@me.example>",
        "RCPT TO:<ann@acme.example>",
        "DATA",
        "QUIT",
    ]


def test_the_answer_to_the_dot_may_take_longer_than_any_other(certificates: Certificates) -> None:
    limits = replace(PATIENT, connect=LATE_SECONDS / 2, content=LATE_SECONDS / 2, answer=LATE_SECONDS / 2)
    with ScriptedServer(certificates, Mode.TLS, {"dot": Act.LATE}) as server:
        mailer = SmtpMailer(trust=certificates.ca_file, limits=limits)
        letter = queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN))
        assert mailer.deliver(works(server, Mode.TLS), PASSWORD, letter, transmitting=nothing).startswith("250")
