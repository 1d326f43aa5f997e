"""One document over https, from a server that nobody vouches for: bounded in size, in time and in where it leads.

The name is looked up here and the connection goes to the very address that was judged, so that a name cannot turn
into an address of the user's own network between the two (DNS rebinding).
"""

from __future__ import annotations

import re
import time
from http.client import HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from companion.adapters import https
from companion.core.domains import ascii_domain
from companion.core.internet import is_public, literal
from companion.services.ports import Names

MOST_REDIRECTS: Final = 3
_MOST_ADDRESSES = 2
_IN_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f]")
_REDIRECTS = (301, 302, 303, 307, 308)


class Refused(Exception):
    """There is no such document, or it is not asked for. Its text says why, for a log."""


class Client:
    """trust, port: see OwnDomain."""

    def __init__(self, names: Names, trust: Path | None, port: int) -> None:
        self._names = names
        self._trust = trust
        self._port = port

    def get(self, url: str, seconds: float) -> bytes:
        """The document's bytes. Raises Refused; NamesProblem if DNS does not answer."""
        ends = time.monotonic() + seconds
        for _ in range(1 + MOST_REDIRECTS):
            head = self._ask(url, ends)
            if head.status in _REDIRECTS:
                url = _joined(url, head.getheader("Location", ""))
                continue
            if head.status != 200:
                raise Refused(f"status {head.status}")
            return _content(head)
        raise Refused("too many redirects")

    def _ask(self, url: str, ends: float) -> HTTPResponse:
        parts = self._checked(url)
        host = ascii_domain(parts.hostname or "")
        if host is None or literal(host) is not None:
            raise Refused("not the name of a server")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/xml, application/xml\r\n"
            "Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
        ).encode("ascii")
        why = "it has no address"
        for address in self._addresses(host, ends):
            try:
                return https.ask((address, self._port), host, request, ends=ends, trust=self._trust)
            except https.Unreadable as error:
                raise Refused(str(error)) from None
            except OSError as error:
                why = str(error)
        raise Refused(why)

    def _checked(self, url: str) -> SplitResult:
        """The address in parts, if it is one that is asked at all."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Refused("not an address") from None
        if parts.scheme != "https" or parts.username is not None or (port or self._port) != self._port:
            raise Refused("only https, at its own port, without a user name")
        return parts

    def _addresses(self, host: str, ends: float) -> tuple[str, ...]:
        found = self._names.addresses(host, _left(ends))
        if self._trust is None and not all(is_public(address) for address in found):
            raise Refused("an address of a private network")
        return found[:_MOST_ADDRESSES]


def _joined(url: str, location: str) -> str:
    """Where a redirect leads. Looked at before it is joined, since that drops what it does not like in silence."""
    if not location.isascii() or _IN_NO_ADDRESS.search(location):
        raise Refused("characters that stand in no address")
    try:
        return urljoin(url, location)
    except ValueError:
        raise Refused("not an address") from None


def _content(response: HTTPResponse) -> bytes:
    try:
        return https.content(response)
    except https.Unreadable as error:
        raise Refused(str(error)) from None


def _left(ends: float) -> float:
    try:
        return https.left(ends)
    except TimeoutError as error:
        raise Refused(str(error)) from None
