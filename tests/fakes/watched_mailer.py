"""The real mailer, with something that happens around each letter."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from typing_extensions import override

from companion.adapters.mail.mailer import SmtpMailer
from companion.core.account import Account
from companion.core.oauth import Login
from companion.core.outbox import OutboxLetter
from companion.services.ports import Delivery, nothing


class WatchedMailer(SmtpMailer):
    """Every letter goes through `hand_over`."""

    @override
    @contextmanager
    def session(self, account: Account, login: Callable[[], Login]) -> Generator[Delivery]:
        with super().session(account, login) as delivery:
            yield _Watched(self, delivery)

    def hand_over(
        self, delivery: Delivery, letter: OutboxLetter, announced: Callable[[], None], transmitting: Callable[[], None]
    ) -> str:
        return delivery.deliver(letter, announced=announced, transmitting=transmitting)


@dataclass(frozen=True, slots=True)
class _Watched:
    mailer: WatchedMailer
    delivery: Delivery

    def deliver(
        self, letter: OutboxLetter, *, transmitting: Callable[[], None], announced: Callable[[], None] = nothing
    ) -> str:
        return self.mailer.hand_over(self.delivery, letter, announced, transmitting)
