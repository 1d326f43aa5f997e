"""Ways to log in, as SASL names them (RFC 4422). A conversation tries those that its server offers, in this order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mechanism:
    """name: as servers offer it. responses: what the client says, first without being asked, then to each challenge.

    A mechanism whose failure comes as one more challenge (XOAUTH2, RFC 7628) has the answer to it as the last response.
    """

    name: str
    responses: tuple[bytes, ...]


def with_password(user: str, password: str) -> tuple[Mechanism, ...]:
    """PLAIN (RFC 4616), in UTF-8. Raises UnicodeEncodeError for half a character."""
    return (Mechanism("PLAIN", (f"\0{user}\0{password}".encode(),)),)
