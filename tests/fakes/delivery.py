"""A delivery that meets a scripted server: the limits, the account, and what went wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from companion.adapters.mail.certificates import Certificates
from companion.adapters.mail.mailer import Limits, SmtpMailer
from companion.core.account import Account, Security
from companion.services.ports import MailProblem
from tests.fakes.letters import LETTER, TOKEN, WHEN, account, queued
from tests.fakes.scripted_smtp import PASSWORD, USER, Mode, ScriptedServer

# Small enough for a table of a hundred conversations; only what stalls is meant to reach them.
TINY = Limits(connect=2.0, answer=0.3, content=2.0, verdict=0.3, goodbye=0.1)
PATIENT = replace(TINY, connect=5.0, answer=5.0, verdict=5.0)


def works(server: ScriptedServer, mode: Mode) -> Account:
    security = Security.TLS if mode is Mode.TLS else Security.STARTTLS
    return account(server.port, USER, security=security)


def told(
    server: ScriptedServer,
    mode: Mode,
    certificates: Certificates,
    *,
    limits: Limits = PATIENT,
    calls: list[str] | None = None,
) -> MailProblem:
    """Delivers the letter; the problem that it met, after the server's counts are final."""
    mailer = SmtpMailer(trust=certificates.ca_file, limits=limits)
    letter = queued(mailer.freeze(LETTER, token=TOKEN, date=WHEN))
    noted: list[str] = [] if calls is None else calls
    with pytest.raises(MailProblem) as problem:
        mailer.deliver(works(server, mode), PASSWORD, letter, transmitting=lambda: noted.append("transmitting"))
    server.finish()
    return problem.value
