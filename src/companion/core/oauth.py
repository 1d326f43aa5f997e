"""OAuth 2 for mail, as values: what proves a request to be ours, and how a token is said to a mail server."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider asks for a consent, where it gives tokens, and the scope that mail needs there."""

    authorize_url: str
    token_url: str
    scope: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token to log in with instead of a password. It is never shown. renewed: the provider gave it this moment, since
    the server had refused the one before; so whatever is wrong now, the consent holds.
    """

    token: str = field(repr=False)
    renewed: bool = field(default=False, compare=False)


Login = str | Bearer
"""What an account logs in with: a password, or a token."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider gave. refresh: "" if it gave none. seconds: how long the access token is good for."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    seconds: int


@dataclass(frozen=True, slots=True)
class Consent:
    """What is kept in the keyring for an account: the refresh token, and the client's secret where a provider (Google)
    gives one with the client id. session_only: kept in memory alone, also when the token is renewed.
    """

    refresh: str = field(repr=False)
    client_secret: str = field(default="", repr=False)
    session_only: bool = False

    def kept(self) -> str:
        """As one text for the keyring."""
        return json.dumps({"refresh": self.refresh, "client": self.client_secret, "session": self.session_only})


def consent(kept: str) -> Consent | None:
    """The consent from the keyring's text; None for a text that is none (a password of before)."""
    try:
        read: object = json.loads(kept)
    except ValueError:
        return None
    if not isinstance(read, dict):
        return None
    said = cast("dict[str, object]", read)
    refresh, client = said.get("refresh"), said.get("client")
    if not isinstance(refresh, str) or not isinstance(client, str) or not refresh:
        return None
    return Consent(refresh, client, said.get("session") is True)


@dataclass(frozen=True, slots=True)
class Held:
    """An access token in memory, and until when it is good. client_id: whom it was given to."""

    bearer: Bearer
    until: datetime
    client_id: str


def challenge(verifier: str) -> str:
    """PKCE's S256 (RFC 7636 section 4.2): what the request shows of the verifier that only we know."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")


def redirect(port: int) -> str:
    """Where the browser comes back to: this computer itself, by number (RFC 8252 section 7.3)."""
    return f"http://127.0.0.1:{port}/"


# --- said to a mail server --------------------------------------------------------------------------------------

XOAUTH2: Final = "XOAUTH2"
OAUTHBEARER: Final = "OAUTHBEARER"


def mechanism(offered: str) -> str:
    """The one to use of those a server offers (in SMTP's AUTH or as IMAP's AUTH=…): the standard first; "" if none."""
    words = {word.removeprefix("AUTH=") for word in offered.upper().split()}
    return next((name for name in (OAUTHBEARER, XOAUTH2) if name in words), "")


def initial_response(name: str, user: str, host: str, port: int, bearer: Bearer) -> str:
    """The client's first and only words in base64: RFC 7628 section 3.1, or Google's and Microsoft's own form."""
    if name == OAUTHBEARER:
        # the user is a saslname (RFC 5801 section 4)
        saslname = user.replace("=", "=3D").replace(",", "=2C")
        words = f"n,a={saslname},\x01host={host}\x01port={port}\x01auth=Bearer {bearer.token}\x01\x01"
    else:
        words = f"user={user}\x01auth=Bearer {bearer.token}\x01\x01"
    return base64.b64encode(words.encode()).decode("ascii")


def answer_to_refusal(name: str) -> str:
    """What is answered to the server's challenge with the reason, so that it ends the login: RFC 7628 section 3.2.3
    wants one ^A, the older form an empty line.
    """
    return "AQ==" if name == OAUTHBEARER else ""


def reason(challenged: str) -> str:
    """The status in a server's challenge (base64 of JSON), as "invalid_token" or "401"; "" if there is none."""
    try:
        read: object = json.loads(base64.b64decode(challenged, validate=True))
    except ValueError:
        return ""
    status = cast("dict[str, object]", read).get("status") if isinstance(read, dict) else None
    return str(status)[:60] if isinstance(status, (str, int)) else ""
