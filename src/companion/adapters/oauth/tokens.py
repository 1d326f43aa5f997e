"""One question to a provider's token server over https, bounded in size and in time, and never led elsewhere."""

from __future__ import annotations

import json
import re
import ssl
import time
from http.client import HTTPResponse
from pathlib import Path
from typing import Final, cast
from urllib.parse import SplitResult, urlsplit

from companion.adapters import https
from companion.core.account import Account
from companion.core.oauth import Tokens
from companion.services.ports import ConsentFault, ConsentProblem

SECONDS: Final = 30.0
"""For the whole of it: look-up of the name, TLS, question and answer."""

_SOON = 300
"""Seconds that a token of unknown age is used."""

# RFC 6750 section 2.1; what else came could break out of the line to the mail server
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=:|!$*-]{1,16000}")


def ask(account: Account, body: str, trust: Path | None) -> Tokens:
    """Posts the form and reads the tokens. Raises ConsentProblem; nothing of the question or answer stands in it."""
    host = account.token_url
    try:
        parts = urlsplit(account.token_url)
        host = parts.hostname or host
        response = _posted(parts, host, body, trust)
        status, content = response.status, https.content(response)
    except ssl.SSLCertVerificationError as error:
        raise ConsentProblem(
            ConsentFault.UNSAFE,
            f"The certificate of {host} was issued by somebody this computer does not trust, or is not for it. "
            "Nothing was sent.",
            details=error.verify_message,
        ) from None
    except (https.Unreadable, ValueError):
        raise _garbage(host) from None
    except OSError as error:
        raise ConsentProblem(
            ConsentFault.NO_ANSWER,
            f"{host} cannot be reached. Try again when you are online.",
            details=error.strerror or "",
            passing=True,
        ) from None
    if status >= 500 or status == 429:
        raise _not_now(host, f"status {status}")
    return _tokens(host, account.client_id, content)


def refused(host: str, error: str, said: str) -> ConsentProblem:
    """A provider's error code (RFC 6749 sections 4.1.2.1 and 5.2) as a sentence. said: its own words."""
    details = " ".join(f"{error}: {said}".split())[:500]
    if error == "invalid_grant":
        sentence = "The consent has expired or was taken back. Consent again in Settings."
        return ConsentProblem(ConsentFault.ENDED, sentence, details=details)
    if error in ("access_denied", "consent_required", "interaction_required", "login_required"):
        sentence = "The consent was not given in the browser. Nothing was changed."
        return ConsentProblem(ConsentFault.DENIED, sentence, details=details)
    if error in ("temporarily_unavailable", "server_error", "slow_down"):
        return _not_now(host, details)
    if error in ("invalid_client", "unauthorized_client"):
        sentence = f"{host} does not know this client id, or wants its secret too. Check both in Settings."
        return ConsentProblem(ConsentFault.CLIENT, sentence, details=details)
    if error == "invalid_scope":
        sentence = f"{host} does not give this scope to your client id. Check the permissions you gave it there."
        return ConsentProblem(ConsentFault.CLIENT, sentence, details=details)
    return ConsentProblem(
        ConsentFault.DENIED, f"{host} gave no consent. Its own words are under Details.", details=details
    )


def _not_now(host: str, details: str) -> ConsentProblem:
    return ConsentProblem(
        ConsentFault.NO_ANSWER, f"{host} cannot answer at the moment. Try again later.", details=details, passing=True
    )


def _garbage(host: str) -> ConsentProblem:
    return ConsentProblem(
        ConsentFault.GARBAGE, f"{host} gave an answer that cannot be understood. Check the address of the token page."
    )


def _tokens(host: str, client_id: str, content: bytes) -> Tokens:
    from oauthlib.oauth2 import OAuth2Error

    from companion.adapters.oauth.library import client

    try:
        # oauthlib reads old servers' forms too, and trips over JSON that is no object
        read: object = json.loads(content)
        if not isinstance(read, dict):
            raise _garbage(host)
        given = client(client_id).parse_request_body_response(content.decode("utf-8"))
    except OAuth2Error as error:
        said = cast("object", error.description)  # pyright: ignore[reportUnknownMemberType]
        if error.error == "missing_token":
            raise _garbage(host) from None
        raise refused(host, str(error.error)[:60], said if isinstance(said, str) else "") from None
    except (ValueError, TypeError, AttributeError):
        raise _garbage(host) from None
    access, refresh, seconds = given.get("access_token"), given.get("refresh_token", ""), given.get("expires_in", _SOON)
    if not isinstance(access, str) or not _TOKEN.fullmatch(access) or not isinstance(refresh, str):
        raise _garbage(host)
    return Tokens(access, refresh, seconds if isinstance(seconds, int) else _SOON)


def _posted(parts: SplitResult, host: str, body: str, trust: Path | None) -> HTTPResponse:
    if parts.scheme != "https":
        raise ValueError("only https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = parts.port or 443
    name = host if port == 443 else f"{host}:{port}"
    request = (
        f"POST {path} HTTP/1.1\r\nHost: {name}\r\nAccept: application/json\r\nAccept-Encoding: identity\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}"
    ).encode("ascii")
    return https.ask((host, port), host, request, ends=time.monotonic() + SECONDS, trust=trust)
