"""Reads an autoconfig document (config-v1.1.xml). No document type, so no entities: what names one is refused.

https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from companion.core.account import Security
from companion.core.domains import ascii_domain
from companion.core.problem import Problem
from companion.core.provider import Accepts, MailServer, filled
from companion.core.text import line
from companion.services.ports import Published

_SECURITY = {"SSL": Security.TLS, "STARTTLS": Security.STARTTLS}
_PASSWORDS = {"password-cleartext", "password-encrypted", "plain", "secure"}


class Unusable(Exception):
    """It is broken, or names no server that the companion would use."""


def read(content: bytes, address: str) -> Published:
    """What the document says for this address. Raises Unusable."""
    root = _tree(content)
    provider = root.find("emailProvider")
    if root.tag != "clientConfig" or provider is None:
        raise Unusable
    smtp = _best(provider.findall("outgoingServer"), "smtp", address)
    if smtp is None:
        raise Unusable
    imap = _best(provider.findall("incomingServer"), "imap", address)
    server, accepts, user = smtp
    name = _short(provider.findtext("displayName") or provider.findtext("displayShortName") or "")
    return Published(name, server, imap[0] if imap else None, user or address, accepts)


def _tree(content: bytes) -> Element:
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        # LookupError, ValueError: an encoding that Python does not know, or that is none for text
        raise Unusable from None
    return builder.close()


def _refuse(*_: object) -> None:
    raise Unusable


def _best(servers: list[Element], kind: str, address: str) -> tuple[MailServer, Accepts, str] | None:
    """The first with implicit TLS, else the first with STARTTLS; passwords before nothing but OAuth."""
    found = list(_usable(servers, kind, address))
    return min(found, key=lambda f: (f[1] is Accepts.OAUTH, f[0].security is not Security.TLS), default=None)


def _usable(servers: list[Element], kind: str, address: str) -> Iterator[tuple[MailServer, Accepts, str]]:
    for server in servers:
        security = _SECURITY.get((server.findtext("socketType") or "").strip())
        host = ascii_domain(filled(server.findtext("hostname") or "", address).rstrip(".").lower())
        port = (server.findtext("port") or "").strip()
        accepts = _accepts([(way.text or "").strip() for way in server.findall("authentication")])
        user = _short(filled(server.findtext("username") or "", address))
        if server.get("type") != kind or security is None or accepts is None:
            continue
        if host is None or "." not in host or host.replace(".", "").isdigit():
            continue
        if port.isascii() and port.isdecimal() and len(port) <= 5 and 1 <= int(port) <= 65535:
            yield MailServer(host, int(port), security), accepts, user


def _accepts(ways: list[str]) -> Accepts | None:
    if not ways or any(way in _PASSWORDS for way in ways):
        return Accepts.PASSWORD
    return Accepts.OAUTH if "OAuth2" in ways else None


def _short(text: str) -> str:
    """A name out of a foreign document; "" if it is not fit to be shown or sent."""
    try:
        return line(text, "The name", field="", limit=100)
    except Problem:
        return ""
