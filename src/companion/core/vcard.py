"""Contacts as vCard 4.0 (RFC 6350)."""

from __future__ import annotations

from companion.core.application import Application, Contact

_FOLD = 75
"""Octets in a line, its end left out (section 3.2)."""


def card(contact: Contact, application: Application) -> str:
    """One card. Its UID is the contact's key, so that an address book finds it again."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:urn:uuid:{contact.id}",
        f"FN:{_text(contact.name or contact.email or application.company)}",
    ]
    if contact.email:
        lines.append(f"EMAIL:{_text(contact.email)}")
    if application.company:
        lines.append(f"ORG:{_text(application.company)}")
    lines.append(f"ROLE:{_text(contact.role.value)}")
    if contact.zone:
        lines.append(f"TZ:{_text(contact.zone)}")
    if contact.language:
        lines.append(f"LANG:{contact.language}")
    lines.append("END:VCARD")
    return "".join(_folded(line) for line in lines)


def _text(value: str) -> str:
    r"""A value's special signs with a backslash before them (section 3.4); line breaks as \n, other controls gone."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or not (ord(c) < 0x20 or ord(c) == 0x7F))
    for sign in ("\\", ",", ";"):
        kept = kept.replace(sign, "\\" + sign)
    return kept.replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never within a character."""
    pieces, piece, room = list[str](), "", _FOLD
    for char in line:
        size = len(char.encode("utf-8"))
        if size > room:
            pieces.append(piece)
            piece, room = " ", _FOLD - 1
        piece += char
        room -= size
    return "\r\n".join([*pieces, piece]) + "\r\n"
