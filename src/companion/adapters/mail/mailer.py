"""The mailer that the rest of the companion sees. It holds no connection and imports nothing heavy until it is used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from companion.core.account import Account
from companion.core.letter import Letter
from companion.core.oauth import Login
from companion.core.outbox import OutboxLetter
from companion.services.ports import Delivery, Frozen


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds, for each kind of step.

    connect: for the connection and its TLS handshake. answer: for the answer to one command; generous, since some
    servers hold strangers up on purpose. content: for the bytes to leave. verdict: for the answer to the final
    dot, where RFC 5321 section 4.5.3.2.6 asks for 10 minutes: giving up earlier makes letters uncertain.
    goodbye: for the answer to QUIT, which never counts.
    """

    connect: float = 20.0
    answer: float = 60.0
    content: float = 180.0
    verdict: float = 600.0
    goodbye: float = 2.0


TEST_ANSWER = 20.0
"""Seconds for each answer while an account is tested."""


class SmtpMailer:
    """Sends over SMTP with implicit TLS or required STARTTLS, and never without.

    trust: a file with the only certificate authorities to trust, for the tour's own server. Without it the
    system's are trusted (and SSL_CERT_FILE is honoured, as OpenSSL does everywhere).
    """

    def __init__(self, *, trust: Path | None = None, limits: Limits | None = None) -> None:
        self._trust = trust
        self._limits = limits or Limits()

    def freeze(self, letter: Letter, *, token: str, date: datetime) -> Frozen:
        from companion.adapters.mail import compose

        return compose.freeze(letter, token=token, date=date)

    def deliver(
        self, account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]
    ) -> str:
        with self.session(account, lambda: password) as session:
            return session.deliver(letter, transmitting=transmitting)

    def session(self, account: Account, login: Callable[[], Login]) -> AbstractContextManager[Delivery]:
        from companion.adapters.mail import delivery, smtp

        dial = partial(smtp.Session, account, login, self._trust, self._limits, sending=True)
        return delivery.SmtpDelivery(dial)

    def test(self, account: Account, password: Login) -> str:
        from companion.adapters.mail import smtp

        # somebody is watching: a server that stays silent is told sooner than while a letter is under way
        limits = replace(self._limits, answer=min(self._limits.answer, TEST_ANSWER))
        with smtp.Session(account, lambda: password, self._trust, limits, sending=False) as session:
            session.log_in()
            session.say_goodbye()
            return session.greeting
