"""Domain names as they go over the wire: ASCII alone.

A domain in another script becomes its A-labels (RFC 5890). Python's own codec is of IDNA 2003, which maps some
letters to others ("straße" to "strasse"): another domain, perhaps another owner. So a name that does not come
back as it went in is refused, and its owner writes the xn-- form.
"""

from __future__ import annotations

import re
import unicodedata

_LABELS = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9_](?:[\w-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[\w-]{0,61}[A-Za-z0-9_])?)*", re.ASCII
)


def ascii_domain(domain: str) -> str | None:
    """The domain in ASCII, or None if there is no form of it that surely means the same."""
    if not domain.isascii():
        try:
            encoded = domain.encode("idna")
            same = encoded.decode("idna") == unicodedata.normalize("NFC", domain).lower()
        except UnicodeError:
            return None
        if not same:
            return None
        domain = encoded.decode("ascii")
    return domain if _LABELS.fullmatch(domain) else None


def is_within(host: str, domain: str) -> bool:
    """Whether the host is the domain itself or below it."""
    return host == domain or host.endswith(f".{domain}")
