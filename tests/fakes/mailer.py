"""A mailer without a network, for tests of what the companion does when a letter goes, fails, or is uncertain.

It composes with the real composer, since a fake of that would only be a second, worse one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from companion.adapters.mail import compose
from companion.core.account import Account
from companion.core.letter import Letter
from companion.core.oauth import Bearer, Login
from companion.core.outbox import OutboxLetter
from companion.services.ports import Delivery, Frozen, MailFault, MailProblem, nothing

GREETING = "220 fake.example ready"


class FakeMailer:
    """Takes every letter with the right password, unless `fail` said otherwise for the next call.

    received: every content that arrived whole, whatever was answered to it. accepted: those that got their 250.
    sessions: how many were opened.
    """

    def __init__(self, *, password: str = "right") -> None:
        self.password = password
        self.received: list[bytes] = []
        self.accepted: list[OutboxLetter] = []
        self.sessions = 0
        self._faults: deque[MailProblem] = deque()

    def fail(
        self, fault: MailFault, *, passing: bool = False, uncertain: bool = False, details: str = ""
    ) -> MailProblem:
        """The next call (each call of this, one more) fails like this."""
        problem = MailProblem(fault, f"The fake says: {fault}.", details=details, passing=passing, uncertain=uncertain)
        self._faults.append(problem)
        return problem

    def freeze(self, letter: Letter, *, token: str, date: datetime) -> Frozen:
        return compose.freeze(letter, token=token, date=date)

    def deliver(
        self, account: Account, password: Login, letter: OutboxLetter, *, transmitting: Callable[[], None]
    ) -> str:
        del account
        fault = self._log_in(password)
        if fault is not None and not (fault.uncertain or fault.fault is MailFault.CONTENT):
            raise fault
        transmitting()
        self.received.append(letter.content)
        if fault is not None:
            raise fault
        self.accepted.append(letter)
        return f"250 2.0.0 Ok: fake letter {len(self.accepted)}"

    @contextmanager
    def session(self, account: Account, login: Callable[[], Login]) -> Generator[Delivery]:
        self.sessions += 1
        yield _FakeDelivery(self, account, login)

    def test(self, account: Account, password: Login) -> str:
        del account
        fault = self._log_in(password)
        if fault is not None:
            raise fault
        return GREETING

    def _log_in(self, password: Login) -> MailProblem | None:
        given = password.token if isinstance(password, Bearer) else password
        if given != self.password:
            raise MailProblem(MailFault.LOGIN, "The fake did not accept the password.", details="535 5.7.8 No")
        return self._faults.popleft() if self._faults else None


@dataclass(frozen=True, slots=True)
class _FakeDelivery:
    mailer: FakeMailer
    account: Account
    login: Callable[[], Login]

    def deliver(
        self, letter: OutboxLetter, *, transmitting: Callable[[], None], announced: Callable[[], None] = nothing
    ) -> str:
        announced()
        return self.mailer.deliver(self.account, self.login(), letter, transmitting=transmitting)
