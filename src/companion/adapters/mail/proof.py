"""Reads a composed message as a mail program would, with Python's email package: proof that it says what was meant."""

from __future__ import annotations

import email
import email.policy
from email.header import decode_header, make_header
from email.message import EmailMessage

from companion.adapters.mail.addresses import ascii_address
from companion.core.letter import Letter


def text_of(content: bytes) -> tuple[tuple[tuple[str, str], ...], str]:
    """A message's headers, decoded, and its body with "\\n" line ends: what a mail program shows."""
    message = _parsed(content)
    headers = tuple((name, str(value)) for name, value in message.items())
    return headers, _body_of(message)


def difference(content: bytes, names: list[str], letter: Letter, body: str) -> str:
    """The field in which the letter and what a reader finds in the content differ, or "".

    names: the headers that belong there, in order, and no other. body: the letter's, with "\\n" line ends.
    """
    message = _parsed(content)
    if message.keys() != names or message.defects:
        return "subject"
    for header, field, name, address in (
        ("From", "sender", letter.sender_name, letter.sender),
        ("To", "recipient", letter.recipient_name, letter.recipient),
    ):
        if address and not _is_mailbox(message, header, name, ascii_address(address, field=field)):
            return field
    if str(message["Subject"]) != letter.subject:
        return "subject"
    if _body_of(message) != body:
        return "body"
    return ""


def _is_mailbox(message: EmailMessage, header: str, name: str, address: str) -> bool:
    """Whether the header holds exactly this one mailbox, as the modern and as the old parser read it.

    The modern one sets a space between two encoded-words of a name (against RFC 2047 section 6.2), so it is
    asked for the name without spaces, and the old one for the name as it is.
    """
    found = message[header].addresses
    if len(found) != 1 or found[0].addr_spec != address or message[header].defects:
        return False
    raw = dict(message.raw_items())[header]
    plain = str(make_header(decode_header(raw))).removesuffix(f"<{address}>").strip(" ")
    shown = name.strip(" ")
    if not shown:
        return raw == address
    return plain in (shown, f'"{shown}"') and "".join(found[0].display_name.split()) == "".join(shown.split())


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)


def _body_of(message: EmailMessage) -> str:
    return message.get_content().replace("\r\n", "\n")
