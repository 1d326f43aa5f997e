"""A provider without a network, for tests of what the companion does with consents and tokens."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

from companion.core.account import Account
from companion.core.oauth import Consent, Tokens
from companion.services.ports import ConsentFault, ConsentProblem

URL = "https://login.example.org/authorize?state=1"


class FakeAuthorizer:
    """Consents at once. problem: what the next question or renewal meets. renewed: the refresh tokens that were used.

    rotates: whether a renewal gives a new refresh token.
    waits: nobody consents in the browser. given: how many access tokens there were.
    """

    def __init__(self) -> None:
        self.problem: ConsentProblem | None = None
        self.rotates = False
        self.given = 0
        self.renewed: list[str] = []
        self.secrets: list[str] = []
        self.closed = 0
        self.waits = False
        self.gave_up = Event()

    def begin(self, account: Account, client_secret: str) -> FakeAsking:
        del account
        self.secrets.append(client_secret)
        return FakeAsking(self)

    def renew(self, account: Account, consent: Consent) -> Tokens:
        del account
        self.renewed.append(consent.refresh)
        return self.tokens(with_refresh=self.rotates)

    def tokens(self, *, with_refresh: bool) -> Tokens:
        """The next ones. Raises what was set as the problem."""
        if self.problem is not None:
            raise self.problem
        self.given += 1
        return Tokens(f"access-{self.given}", f"refresh-{self.given}" if with_refresh else "", 3600)


class FakeAsking:
    """A consent that is given as soon as somebody waits for it."""

    def __init__(self, authorizer: FakeAuthorizer) -> None:
        self._authorizer = authorizer
        self.url = URL

    def finish(self, seconds: float, given_up: Callable[[], bool]) -> Tokens:
        del seconds
        while self._authorizer.waits:
            if given_up():
                self._authorizer.gave_up.set()
                raise ConsentProblem(ConsentFault.GIVEN_UP, "No consent came back from the browser.")
            time.sleep(0.01)
        return self._authorizer.tokens(with_refresh=True)

    def close(self) -> None:
        self._authorizer.closed += 1
