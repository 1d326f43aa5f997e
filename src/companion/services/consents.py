"""Consents to use a mailbox (OAuth 2): asked for in the browser, kept in the keyring, turned into tokens.

The refresh token goes to `Secrets` alone, in the account's one entry. Access tokens live here, in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Lock
from typing import Final

from companion.core import oauth
from companion.core.account import Account
from companion.core.oauth import Bearer, Consent, Held, Tokens
from companion.services.ports import (
    Asking,
    Authorizer,
    Clock,
    ConsentFault,
    ConsentProblem,
    MailFault,
    MailProblem,
    Secrets,
    SecretsProblem,
)

PATIENCE: Final = 600.0
"""Seconds for the browser: time enough to find the phone for the second factor."""

_MARGIN = timedelta(seconds=60)
"""A token is not used in its last minute, since the login takes time too."""


@dataclass(frozen=True, slots=True)
class Given:
    """A consent that was given and is not kept yet, and its first token. account: what it was asked for."""

    consent: Consent
    held: Held
    account: Account


@dataclass(frozen=True, slots=True)
class Asked:
    """A consent that is being asked for: open `url` in the browser, then `finish`."""

    account: Account
    asking: Asking
    clock: Clock
    client_secret: str = field(repr=False)

    @property
    def url(self) -> str:
        return self.asking.url

    def finish(self, given_up: Callable[[], bool]) -> Given:
        """Waits for the browser, ten minutes at most. Raises ConsentProblem."""
        tokens = self.asking.finish(PATIENCE, given_up)
        if not tokens.refresh:
            raise ConsentProblem(
                ConsentFault.CLIENT,
                "The provider gave a token for an hour and none to renew it with. Check the scope and your client id.",
            )
        held = _held(self.account, tokens, self.clock)
        return Given(Consent(tokens.refresh, self.client_secret), held, self.account)

    def close(self) -> None:
        """Nobody waits any more."""
        self.asking.close()


@dataclass(frozen=True, slots=True)
class Consents:
    """The consents of the accounts, and the tokens that they are good for now."""

    secrets: Secrets
    authorizer: Authorizer
    clock: Clock
    _held: dict[str, Held] = field(default_factory=dict[str, Held], repr=False)
    _guard: Lock = field(default_factory=Lock, repr=False)

    def begin(self, account: Account, client_secret: str = "") -> Asked:
        """Begins to ask. The account needs no id yet. Raises ConsentProblem."""
        return Asked(account, self.authorizer.begin(account, client_secret), self.clock, client_secret)

    def client_secret(self, account: Account) -> str:
        """The client's secret that is kept with this account's consent; "" if there is none, or no keyring opens."""
        try:
            kept = self.secrets.get(account.id)
        except SecretsProblem:
            return ""
        consent = oauth.consent(kept) if kept is not None else None
        return consent.client_secret if consent is not None else ""

    def hold(self, account_id: str, given: Given) -> None:
        """Keeps the first token of a consent, in memory, so that the next login needs no renewal."""
        with self._guard:
            self._held[account_id] = given.held

    def forget(self, account_id: str) -> None:
        """The token in memory is another's, or nobody's, from now on."""
        with self._guard:
            self._held.pop(account_id, None)

    def bearer(self, account: Account, *, anew: bool = False) -> Bearer:
        """A token to log in with, renewed if the one in memory has ended. anew: the server refused that one.

        Raises SecretsProblem if the consent is not there or has ended, MailProblem if the provider can't be asked now.
        """
        with self._guard:
            held = self._held.get(account.id)
            if held is not None and not anew and held.client_id == account.client_id and self.clock.now() < held.until:
                return held.bearer
            self._held.pop(account.id, None)
            return self._renewed(account)

    def _renewed(self, account: Account) -> Bearer:
        kept = self.secrets.get(account.id)
        consent = oauth.consent(kept) if kept is not None else None
        if consent is None:
            raise SecretsProblem(
                f"The consent for {account.address} is not in your keyring. Consent again in Settings.", field="consent"
            )
        try:
            tokens = self.authorizer.renew(account, consent)
        except ConsentProblem as problem:
            if problem.passing:
                raise MailProblem(
                    MailFault.NO_ANSWER, problem.sentence, details=problem.details, passing=True
                ) from None
            raise SecretsProblem(problem.sentence, field=problem.field, details=problem.details) from None
        held = _held(account, tokens, self.clock)
        self._held[account.id] = held
        if tokens.refresh not in ("", consent.refresh):
            after = replace(consent, refresh=tokens.refresh)
            self.secrets.set(account.id, after.kept(), session_only=consent.session_only)
        return held.bearer


def _held(account: Account, tokens: Tokens, clock: Clock) -> Held:
    return Held(Bearer(tokens.access), clock.now() + timedelta(seconds=tokens.seconds) - _MARGIN, account.client_id)
