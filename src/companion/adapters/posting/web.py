"""One page from the web, from a server that nobody vouches for: bounded in size, in time and in where it leads.

As in autoconfig, the name is looked up here and the connection goes to the very address that was judged, at every
redirect anew, so that no name can turn into an address of the user's own network in between (DNS rebinding).
"""

from __future__ import annotations

import re
import ssl
import time
import zlib
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from companion import __version__
from companion.adapters import https
from companion.core.domains import ascii_domain
from companion.core.internet import is_public, literal
from companion.core.problem import Problem
from companion.services.ports import Names, NamesProblem

SECONDS: Final = 15.0
MOST_BYTES: Final = 2_000_000
MOST_REDIRECTS: Final = 5
AGENT: Final = f"Companion/{__version__} (job search desk app; one page, at its user's click)"

_DNS_SECONDS: Final = 5.0
_MOST_ADDRESSES: Final = 2
_LONGEST: Final = 2_000
_IN_NO_ADDRESS: Final = re.compile(r"[\s\x00-\x1f\x7f\\]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_CLOSED: Final = (401, 402, 403, 405, 406, 407, 418, 429, 451, 503, 999)
_GONE: Final = (404, 410)
_PAGES: Final = ("text/html", "application/xhtml+xml", "text/plain")
_INSTEAD: Final = "Open it in your browser, copy the posting's text and paste it here."


@dataclass(frozen=True, slots=True)
class Got:
    """A page. link: where it was in the end. charset: what the server calls its encoding, "" if it does not say."""

    content: bytes
    link: str
    charset: str


@dataclass(frozen=True, slots=True)
class Client:
    """allowed: addresses that are no public ones and still good; trust: the only certificate authorities; ports: of
    https and of http. All three for tests.
    """

    names: Names
    allowed: frozenset[str] = frozenset()
    trust: Path | None = None
    ports: tuple[int, int] = (443, 80)
    seconds: float = SECONDS

    def get(self, link: str) -> Got:
        """Raises Problem(field="link")."""
        ends = time.monotonic() + self.seconds
        link = _quoted(link.strip())
        for _ in range(1 + MOST_REDIRECTS):
            parts = self._checked(link)
            response = self._ask(parts, ends)
            if response.status in _REDIRECTS and (to := response.getheader("Location", "")):
                link = _led_on(link, to)
                continue
            _check(response)
            return Got(_content(response), link, response.headers.get_content_charset("") or "")
        raise _problem(f"This address leads on and on. {_INSTEAD}")

    def _checked(self, link: str) -> SplitResult:
        """The address in parts, if it is one that is asked at all."""
        try:
            parts = urlsplit(link)
            port = parts.port
        except ValueError:
            raise _problem("This is no web address. It begins with https://.") from None
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            raise _problem("This is no web address. It begins with https://.")
        if parts.username is not None or parts.password is not None:
            raise _problem(f"This address holds a name or a password. {_INSTEAD}")
        if port not in {None, self._port(parts)}:
            raise _problem(f"This address is at an unusual port, where no postings are. {_INSTEAD}")
        return parts

    def _port(self, parts: SplitResult) -> int:
        return self.ports[parts.scheme != "https"]

    def _ask(self, parts: SplitResult, ends: float) -> HTTPResponse:
        host = ascii_domain(parts.hostname or "")
        if host is None or literal(host) is not None or "." not in host:
            raise _problem(f"This address does not name a web site. {_INSTEAD}")
        request = _request(host, parts)
        why = "it has no address"
        for address in self._addresses(host, ends):
            try:
                return https.ask_for_page(
                    (address, self._port(parts)),
                    host if parts.scheme == "https" else None,
                    request,
                    ends=ends,
                    trust=self.trust,
                    most=MOST_BYTES,
                )
            except https.Unreadable as error:
                raise _unreadable(error) from None
            except TimeoutError as error:
                why = str(error)
                break
            except ssl.SSLCertVerificationError as error:
                raise _problem(
                    f"{host} can't prove who it is: its certificate is not valid. {_INSTEAD}", str(error)
                ) from None
            except OSError as error:
                why = str(error)
        raise _problem(f"{host} does not answer. Try again later, or copy the posting's text and paste it here.", why)

    def _addresses(self, host: str, ends: float) -> tuple[str, ...]:
        try:
            found = self.names.addresses(host, min(_DNS_SECONDS, https.left(ends)))
        except (NamesProblem, TimeoutError) as error:
            raise _problem("The name of this site can't be looked up. Is this computer online?", str(error)) from None
        if not found:
            raise _problem(f"There is no site named {host}. Check the address.")
        if not all(address in self.allowed or is_public(address) for address in found):
            raise _problem(f"This address leads into a private network, where the companion does not go. {_INSTEAD}")
        return found[:_MOST_ADDRESSES]


def _request(host: str, parts: SplitResult) -> bytes:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {AGENT}\r\nAccept: text/html, application/xhtml+xml\r\n"
        "Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
    ).encode("ascii")


def _quoted(link: str) -> str:
    """The address in ASCII, as browsers send what people read; the host is looked at later."""
    if len(link) > _LONGEST or _IN_NO_ADDRESS.search(link):
        raise _problem("This is no web address. It begins with https://.")
    head, mark, rest = link.partition("://")
    host, slash, path = rest.partition("/")
    try:
        return head.lower() + mark + host + slash + _escaped(path)
    except UnicodeEncodeError:
        raise _problem("This is no web address. It begins with https://.") from None


def _led_on(link: str, to: str) -> str:
    """Where a redirect leads. Looked at before it is joined, since that drops what it does not like in silence."""
    try:
        joined = urljoin(link, _quoted_path(to))
    except ValueError:
        raise _problem(f"This address leads to one that is none. {_INSTEAD}") from None
    if link.startswith("https:") and joined.startswith("http:"):
        raise _problem(f"This address leads to one without encryption. {_INSTEAD}")
    return _quoted(joined)


def _quoted_path(to: str) -> str:
    """http.client reads a header's bytes as Latin-1; those that are not ASCII are UTF-8 in truth."""
    if len(to) > _LONGEST or _IN_NO_ADDRESS.search(to):
        raise ValueError(to)
    return _escaped(to.encode("latin-1").decode("utf-8", "replace"))


def _escaped(path: str) -> str:
    return _NOT_ASCII.sub(lambda letters: quote(letters[0]), path)


def _check(response: HTTPResponse) -> None:
    status = response.status
    if status in _GONE:
        raise _problem("The posting is not at this address any more. If you have its text, paste it here.", f"{status}")
    if status in _CLOSED:
        raise _problem(f"This site does not show its pages to programs. {_INSTEAD}", f"status {status}")
    if status != 200:
        raise _problem(f"This site has no page at this address now. {_INSTEAD}", f"status {status}")
    kind = response.headers.get_content_type()
    if kind not in _PAGES:
        raise _problem(f"There is no page at this address but a file. {_INSTEAD}", kind)


def _content(response: HTTPResponse) -> bytes:
    try:
        content = https.content(response)
    except https.Unreadable as error:
        raise _unreadable(error) from None
    how = response.getheader("Content-Encoding", "identity").strip().lower()
    if how in {"gzip", "x-gzip", "deflate"}:  # sent though it was not asked for
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            content = unpacking.decompress(content, MOST_BYTES + 1)
        except zlib.error as error:
            raise _problem(f"This page can't be read. {_INSTEAD}", str(error)) from None
        if len(content) > MOST_BYTES:
            raise _problem(f"This page is too large. {_INSTEAD}")
        if not unpacking.eof:
            raise _problem(f"This page can't be read. {_INSTEAD}", "cut short")
    elif how != "identity":
        raise _problem(f"This page can't be read. {_INSTEAD}", how)
    return content


def _unreadable(error: https.Unreadable) -> Problem:
    if str(error) == "too large":
        return _problem(f"This page is too large. {_INSTEAD}")
    return _problem(f"This page can't be read. {_INSTEAD}", str(error))


def _problem(sentence: str, details: str = "") -> Problem:
    return Problem(sentence, field="link", details=details)
