"""Asks for a consent in the browser and for the tokens that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from companion.core import oauth
from companion.core.account import Account
from companion.core.oauth import Consent, Tokens
from companion.services.ports import ConsentFault, ConsentProblem


class BrowserAuthorizer:
    """The code flow with PKCE for a program on the user's own computer (RFC 8252, RFC 7636).

    trust: a file with the only certificate authorities to trust, for tests. Without it the system's are trusted (and
    SSL_CERT_FILE is honoured).
    """

    def __init__(self, *, trust: Path | None = None) -> None:
        self._trust = trust

    def begin(self, account: Account, client_secret: str) -> Asking:
        """See services.ports.Authorizer."""
        return Asking(account, client_secret, self._trust)

    def renew(self, account: Account, consent: Consent) -> Tokens:
        """See services.ports.Authorizer."""
        from companion.adapters.oauth import tokens
        from companion.adapters.oauth.library import client

        body = client(account.client_id).prepare_refresh_body(
            refresh_token=consent.refresh, client_id=account.client_id, **_secret(consent.client_secret)
        )
        return tokens.ask(account, body, self._trust)


class Asking:
    """One question, from its url to its tokens. It listens on 127.0.0.1 until it is closed."""

    def __init__(self, account: Account, client_secret: str, trust: Path | None) -> None:
        import secrets

        from companion.adapters.oauth.library import client
        from companion.adapters.oauth.loopback import Loopback

        self._account = account
        self._client_secret = client_secret
        self._trust = trust
        self._verifier, state = secrets.token_urlsafe(64), secrets.token_urlsafe(32)
        try:
            self._loopback = Loopback(state)
        except OSError as error:
            raise ConsentProblem(
                ConsentFault.NO_ANSWER,
                "No port is free on this computer for the browser’s answer. Try again later.",
                details=error.strerror or "",
            ) from None
        self._client = client(account.client_id)
        self._redirect = oauth.redirect(self._loopback.port)
        self.url = self._client.prepare_request_uri(
            account.authorize_url,
            redirect_uri=self._redirect,
            scope=account.scope or None,
            state=state,
            code_challenge=oauth.challenge(self._verifier),
            code_challenge_method="S256",
            login_hint=account.address,
        )

    def finish(self, seconds: float, given_up: Callable[[], bool]) -> Tokens:
        """See services.ports.Asking."""
        from companion.adapters.oauth import tokens
        from companion.adapters.oauth.loopback import GaveUp

        with self._loopback:
            try:
                fields = self._loopback.answer(seconds, given_up)
            except GaveUp:
                sentence = "No consent came back from the browser. Nothing was changed."
                raise ConsentProblem(ConsentFault.GIVEN_UP, sentence) from None
        if "error" in fields:
            host = urlsplit(self._account.authorize_url).hostname or ""
            raise tokens.refused(host, fields["error"][:60], _printable(fields.get("error_description", "")))
        body = self._client.prepare_request_body(
            code=fields["code"],
            redirect_uri=self._redirect,
            code_verifier=self._verifier,
            **_secret(self._client_secret),
        )
        return tokens.ask(self._account, body, self._trust)

    def close(self) -> None:
        """See services.ports.Asking."""
        self._loopback.close()


def _secret(client_secret: str) -> dict[str, str]:
    return {"client_secret": client_secret} if client_secret else {}


def _printable(words: str) -> str:
    return "".join(c if c.isprintable() else " " for c in words)
