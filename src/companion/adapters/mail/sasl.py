"""Ways to log in, as SASL names them (RFC 4422). A conversation tries those that its server offers, in this order."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from companion.core import oauth


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


def with_bearer(user: str, host: str, port: int, bearer: oauth.Bearer) -> tuple[Mechanism, ...]:
    """OAUTHBEARER (RFC 7628), else XOAUTH2."""
    return tuple(
        Mechanism(
            name,
            (
                base64.b64decode(oauth.initial_response(name, user, host, port, bearer)),
                base64.b64decode(oauth.answer_to_refusal(name)),
            ),
        )
        for name in (oauth.OAUTHBEARER, oauth.XOAUTH2)
    )
