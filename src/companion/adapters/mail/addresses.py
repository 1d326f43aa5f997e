"""Addresses as they go over the wire: ASCII alone (core.domains has the part after the @)."""

from __future__ import annotations

from companion.core.domains import ascii_domain
from companion.core.letter import is_address, is_header_unsafe
from companion.core.problem import Problem


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
