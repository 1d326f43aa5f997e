"""A provider's consent in place of a password (OAuth 2)."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from companion.core.account import Account
from companion.core.oauth import Consent, Tokens
from companion.core.problem import Problem


class ConsentFault(StrEnum):
    """What hinders a consent, each with its own sentence."""

    ENDED = "ended"
    DENIED = "denied"
    CLIENT = "client"
    UNSAFE = "unsafe"
    NO_ANSWER = "no answer"
    GARBAGE = "garbage"
    GIVEN_UP = "given up"


class ConsentProblem(Problem):
    """No token came. passing: whether another try may succeed by itself. No secret stands in it."""

    def __init__(self, fault: ConsentFault, sentence: str, *, details: str = "", passing: bool = False) -> None:
        super().__init__(sentence, field="client_id" if fault is ConsentFault.CLIENT else "consent", details=details)
        self.fault = fault
        self.passing = passing


class Asking(Protocol):
    """A consent that is being asked for. url: to be opened in the user's own browser."""

    @property
    def url(self) -> str: ...

    def finish(self, seconds: float, given_up: Callable[[], bool]) -> Tokens:
        """Waits for the browser's answer, for `seconds` at most, and fetches the tokens. Raises ConsentProblem."""
        ...

    def close(self) -> None:
        """Nobody waits any more. Not an error after `finish`."""
        ...


class Authorizer(Protocol):
    """Asks a provider for a consent (OAuth 2), and renews tokens."""

    def begin(self, account: Account, client_secret: str) -> Asking:
        """client_secret: "" where the provider gives none. Raises ConsentProblem."""
        ...

    def renew(self, account: Account, consent: Consent) -> Tokens:
        """A new access token; its refresh token is "" if the one before stays good. Raises ConsentProblem."""
        ...
