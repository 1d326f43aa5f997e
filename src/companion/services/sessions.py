"""The sessions with mail servers that one round of sending needs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from types import TracebackType
from typing import Self

from companion.core.account import Account
from companion.core.oauth import Login
from companion.core.outbox import OutboxLetter
from companion.services.accounts import Accounts, may_renew
from companion.services.ports import Delivery, Mailer, MailProblem


class Sessions:
    """A session with the mail server for each account that has letters to send; all end together."""

    def __init__(self, accounts: Accounts, mailer: Mailer) -> None:
        self._accounts = accounts
        self._mailer = mailer
        self._open: dict[Account, Delivery] = {}
        self._end = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.__exit__(kind, error, trace)

    def deliver(
        self,
        account: Account,
        letter: OutboxLetter,
        *,
        announced: Callable[[], None],
        transmitting: Callable[[], None],
    ) -> str:
        """As `Delivery.deliver`. An account that was changed meanwhile gets a session of its own. Raises MailProblem,
        SecretsProblem.
        """
        kept = self._open.get(account)
        if kept is not None:
            try:
                return kept.deliver(letter, announced=announced, transmitting=transmitting)
            except MailProblem as problem:
                # a connection that was made anew, with a token that has ended since
                if not may_renew(account, problem):
                    raise
        login = cache(partial(self._accounts.login, account))
        try:
            return self._begun(account, login).deliver(letter, announced=announced, transmitting=transmitting)
        except MailProblem as problem:
            if not may_renew(account, problem):
                raise
        renewed = self._accounts.renewed(account)
        return self._begun(account, lambda: renewed).deliver(letter, announced=announced, transmitting=transmitting)

    def _begun(self, account: Account, login: Callable[[], Login]) -> Delivery:
        self._open[account] = self._end.enter_context(self._mailer.session(account, login))
        return self._open[account]
