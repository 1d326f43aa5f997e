"""Addresses and host names as they go over the wire: ASCII alone.

A domain in another script becomes its A-labels (RFC 5890). Python's own codec is of IDNA 2003, which maps some
letters to others ("straße" to "strasse"): another domain, perhaps another owner. So a name that does not come
back as it went in is refused, and its owner writes the xn-- form.
"""

from __future__ import annotations

import re
import unicodedata

from companion.core.letter import is_address, is_header_unsafe
from companion.core.problem import Problem

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


def ascii_address(address: str, *, field: str) -> str:
    """The bare address as it goes over the wire. Raises Problem that names the field."""
    if not is_address(address) or is_header_unsafe(address):
        raise Problem("This is not a complete mail address. It looks like name@example.org.", field=field)
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise Problem(
            "The part before the @ holds letters that most mail servers do not take. "
            "Use an address with plain letters there.",
            field=field,
        )
    plain = ascii_domain(domain)
    if plain is None:
        raise Problem(
            "The part after the @ cannot be written in plain letters without a doubt. Write its xn-- form.",
            field=field,
        )
    return f"{local}@{plain}"
