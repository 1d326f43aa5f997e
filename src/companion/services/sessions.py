"""The sessions with mail servers that one round of sending needs."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from companion.core.account import Account
from companion.services.accounts import Accounts
from companion.services.ports import Delivery, Mailer


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

    def through(self, account: Account) -> Delivery:
        """An account that was changed meanwhile gets a session of its own. Raises SecretsProblem."""
        if account not in self._open:
            session = self._mailer.session(account, self._accounts.password(account))
            self._open[account] = self._end.enter_context(session)
        return self._open[account]
