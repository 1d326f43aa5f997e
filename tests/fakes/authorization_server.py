"""A provider's own server for consents, on loopback with TLS: it asks nobody and consents to everything that is right.

It holds the program to the standards: the code flow alone, a redirect to 127.0.0.1 by number, PKCE with S256, each code
once, and a new refresh token with each renewal. A mail server may ask here what a token is worth (RFC 7662).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import ssl
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Self
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPSHandler, build_opener

from typing_extensions import override

from companion.adapters.mail.certificates import Certificates, server_context
from companion.core.account import Account, Auth, Security

CLIENT_ID, CLIENT_SECRET, SCOPE = "client-of-jo", "not-so-secret", "mail offline_access"
INTROSPECTION = "/introspect"


@dataclass(slots=True)
class _Given:
    """A code and what it was asked with."""

    challenge: str
    redirect: str


@dataclass
class AuthorizationServer:
    """error: what the page says in place of a consent. answer: status and body of the token page, instead of its own.
    rotates: whether a renewal gives a new refresh token. access, refresh: the tokens that are good now. wrong: what the
    program did against the standards. user: who consents. introspects: whether it tells mail servers of tokens;
    introspected: how often one asked.
    """

    certificates: Certificates
    client_secret: str = ""
    error: str = ""
    answer: tuple[int, bytes] | None = None
    rotates: bool = True
    seconds: int = 3600
    user: str = "jo@me.example"
    introspects: bool = True
    introspected: int = 0
    access: set[str] = field(default_factory=set[str])
    refresh: set[str] = field(default_factory=set[str])
    wrong: list[str] = field(default_factory=list[str])
    asked: list[str] = field(default_factory=list[str])
    issued: list[str] = field(default_factory=list[str])
    port: int = 0

    def __post_init__(self) -> None:
        self._codes: dict[str, _Given] = {}

    def __enter__(self) -> Self:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                where = server.page(dict(parse_qs(urlsplit(self.path).query)))
                self.send_response(302 if where else 400)
                if where:
                    self.send_header("Location", where)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode("ascii"))
                answer = server.introspect if urlsplit(self.path).path == INTROSPECTION else server.token
                status, body = answer({key: values[0] for key, values in form.items()})
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            @override
            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = server_context(self.certificates).wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="authorization-server")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def base(self) -> str:
        """Where its pages are."""
        return f"https://localhost:{self.port}"

    @property
    def authorize_url(self) -> str:
        return f"{self.base}/authorize?tenant=one"

    @property
    def token_url(self) -> str:
        return f"{self.base}/token"

    @property
    def introspection_url(self) -> str:
        return f"{self.base}{INTROSPECTION}"

    def account(self, host: str = "localhost", port: int = 465) -> Account:
        """The user's account, which logs in with a consent from here."""
        return Account(
            "account-1",
            self.user,
            "Jo",
            host,
            port,
            Security.TLS,
            "jo",
            auth=Auth.OAUTH,
            authorize_url=self.authorize_url,
            token_url=self.token_url,
            client_id=CLIENT_ID,
            scope=SCOPE,
        )

    def revoke(self) -> None:
        """The user takes the consent back, in the provider's own pages."""
        self.access.clear()
        self.refresh.clear()

    def expire(self) -> None:
        """Time passes: the token is good for nothing now, and the consent still holds."""
        self.access.clear()

    def introspect(self, form: dict[str, str]) -> tuple[int, bytes]:
        """What a token is worth (RFC 7662 section 2.2), for a mail server that was shown it."""
        self.introspected += 1
        if not self.introspects:
            return 503, b""
        if form.get("token") not in self.access:
            return 200, json.dumps({"active": False}).encode()
        told = {"active": True, "username": self.user, "scope": SCOPE, "token_type": "Bearer"}
        return 200, json.dumps(told).encode()

    def page(self, asked: dict[str, list[str]]) -> str:
        """Where the browser is sent; "" if the question is wrong."""
        expected = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "scope": SCOPE,
            "code_challenge_method": "S256",
            "tenant": "one",
            "login_hint": self.user,
        }
        said = {key: values[0] for key, values in asked.items()}
        self.wrong += [f"{key}: {said.get(key)}" for key, value in expected.items() if said.get(key) != value]
        redirect, state = said.get("redirect_uri", ""), said.get("state", "")
        if not re.fullmatch(r"http://127\.0\.0\.1:[0-9]+/", redirect) or len(state) < 32:
            self.wrong.append(f"redirect or state: {redirect} {state}")
        if self.wrong:
            return ""
        if self.error:
            answer = {"error": self.error, "error_description": "The user\nsaid no.", "state": state}
            return f"{redirect}?{urlencode(answer)}"
        code = f"code/{len(self.issued)}+é"
        self._codes[code] = _Given(said.get("code_challenge", ""), redirect)
        return f"{redirect}?{urlencode({'code': code, 'state': state})}"

    def token(self, form: dict[str, str]) -> tuple[int, bytes]:
        """The token page: status and body."""
        self.asked.append(form.get("grant_type", ""))
        if self.answer is not None:
            return self.answer
        if form.get("client_id") != CLIENT_ID or form.get("client_secret", "") != self.client_secret:
            return _error("invalid_client")
        if form.get("grant_type") == "refresh_token":
            return self._renewed(form.get("refresh_token", ""))
        given = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode("ascii")).digest()
        shown = base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
        if given is None or (given.challenge, given.redirect) != (shown, form.get("redirect_uri")):
            return _error("invalid_grant")
        return self._tokens(with_refresh=True)

    def _renewed(self, refresh: str) -> tuple[int, bytes]:
        if refresh not in self.refresh:
            return _error("invalid_grant")
        if self.rotates:
            self.refresh.discard(refresh)
        return self._tokens(with_refresh=self.rotates)

    def _tokens(self, *, with_refresh: bool) -> tuple[int, bytes]:
        number = len(self.issued)
        access, refresh = f"access-token-{number}.~+/=", f"refresh-token-{number}"
        self.issued += [access, refresh]
        # one at a time; the very set that a mail server looks into
        self.access.clear()
        self.access.add(access)
        # Microsoft tells the scope in other words than it was asked for
        said: dict[str, object] = {"access_token": access, "token_type": "Bearer", "scope": "MAIL"}
        said["expires_in"] = self.seconds
        if with_refresh:
            self.refresh.add(refresh)
            said["refresh_token"] = refresh
        return 200, json.dumps(said).encode()


def _error(code: str) -> tuple[int, bytes]:
    return 400, json.dumps({"error": code, "error_description": "Its own\r\nwords."}).encode()


def browse(url: str, certificates: Certificates) -> str:
    """Plays the browser: opens the page, follows it to the loopback, and reads what is shown there."""
    context = ssl.create_default_context(cafile=certificates.ca_file)
    with build_opener(HTTPSHandler(context=context)).open(url, timeout=10) as page:
        return page.read().decode("utf-8")
