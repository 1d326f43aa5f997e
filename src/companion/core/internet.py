"""Which addresses are the internet's, and not of the user's own network or of a computer's inside."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""An IPv4 address as networks with IPv6 alone write it (RFC 6052 section 2.1)."""

_INSIDE: Final = frozenset({IPv4Address("168.63.129.16")})
"""Public by its number, but only the inside of a data centre answers (Azure's WireServer)."""


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that stands there in place of a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_public(address: str) -> bool:
    """Whether it is one of the internet's, also behind the ways of writing an IPv4 address as an IPv6 one."""
    found = literal(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _TRANSLATED:
            inner = IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner is not None:
            found = inner
    if found is None or found in _INSIDE:
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved
