"""A letter as a mailto: link (RFC 6068), for "Open in my mail program": it needs no account.

Systems cut long links (Windows near 2,000 characters), so whoever opens one looks at its length first and falls
back to an .eml draft. The encoding is written out here because the standard library's lies in `urllib`, a network
package the core does not load.
"""

from __future__ import annotations

from companion.core.letter import Letter

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def mailto_url(letter: Letter) -> str:
    """The link: one recipient (or none), subject and body. Line ends are %0D%0A, as section 5 asks."""
    body = letter.body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    local, at, domain = letter.recipient.rpartition("@")
    recipient = f"{_encoded(local)}{at}{_encoded(domain)}"
    return f"mailto:{recipient}?subject={_encoded(letter.subject)}&body={_encoded(body)}"


def _encoded(text: str) -> str:
    """Every octet but RFC 3986's unreserved ones as %XX; half a character becomes a question mark."""
    octets = text.encode("utf-8", errors="replace")
    return "".join(chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in octets)
