"""Makes a letter's final bytes, and proves them before anything is queued.

Writer and checker are independent: the few headers are written here, octet by octet, and read back by Python's
email package. Letting that package write them too fails on plain names: in Python 3.11 it puts a long References
into encoded-words, sets a space into long Japanese names, and turns "=?UTF-8?Q?Hi=0ABcc:_x@y?=" into a second
header line. All bytes are ASCII and every line is short, so no server on the way has a reason to touch them.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime
from email.utils import format_datetime

from companion.adapters.mail.addresses import ascii_address
from companion.adapters.mail.proof import difference
from companion.core.letter import Letter, is_header_unsafe
from companion.core.problem import Problem
from companion.core.text import PARAGRAPH_LIMIT
from companion.services.ports import Frozen

HEADER_LIMIT = 500
"""Characters in a name or a subject; nobody reads on after that."""

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~. -]+")
_PLAIN_SUBJECT = re.compile(r"[!-~]+(?: [!-~]+)*")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LONG = re.compile(r"[^ ]{70}")
_MIME = (
    ("MIME-Version", "1.0"),
    ("Content-Type", 'text/plain; charset="utf-8"'),
    ("Content-Transfer-Encoding", "quoted-printable"),
)


def freeze(letter: Letter, *, token: str, date: datetime) -> Frozen:
    """The message as it will go over the wire. The token stands in Message-ID and in References, since Outlook
    and Microsoft 365 replace the Message-ID. Raises Problem that names the field.
    """
    if not _TOKEN.fullmatch(token) or date.tzinfo is None:
        raise ValueError(f"no token or no zone: {token!r}, {date!r}")
    sender = ascii_address(letter.sender, field="sender")
    recipient = ascii_address(letter.recipient, field="recipient")
    message_id = f"<{token}@{sender.rpartition('@')[2]}>"
    headers = [
        ("From", _mailbox(letter.sender_name, sender, "sender")),
        ("To", _mailbox(letter.recipient_name, recipient, "recipient")),
        ("Subject", _subject(letter.subject)),
        ("Date", format_datetime(date)),
        ("Message-ID", message_id),
        ("References", message_id),
        *_MIME,
    ]
    return Frozen(message_id, _checked(headers, letter))


def unsent_draft(letter: Letter) -> bytes:
    """The letter as an .eml file that Outlook and others open for editing (X-Unsent). Without an account or an
    address those headers are left out. Raises Problem that names the field.
    """
    headers = [("X-Unsent", "1")]
    if letter.sender:
        address = ascii_address(letter.sender, field="sender")
        headers.append(("From", _mailbox(letter.sender_name, address, "sender")))
    if letter.recipient:
        address = ascii_address(letter.recipient, field="recipient")
        headers.append(("To", _mailbox(letter.recipient_name, address, "recipient")))
    headers += [("Subject", _subject(letter.subject)), *_MIME]
    return _checked(headers, letter)


def _mailbox(name: str, address: str, field: str) -> str:
    """RFC 5322's name-addr. An encoded name is split by RFC 2047 sections 2 and 5; a quoted one is one atom."""
    name = name.strip(" ")
    if not name:
        return address
    _refuse_unsafe(name, "This name", field)
    if _PLAIN_NAME.fullmatch(name) and not _LONG.search(name) and "  " not in name:
        return _folded(f'"{name}" <{address}>')
    return "\r\n ".join([*_encoded(name), f"<{address}>"])


def _subject(subject: str) -> str:
    _refuse_unsafe(subject, "The subject", "subject")
    if not subject.strip():
        raise Problem("The subject is empty.", field="subject")
    if _PLAIN_SUBJECT.fullmatch(subject) and not _LONG.search(subject):
        return _folded(subject)
    return "\r\n ".join(_encoded(subject))


def _refuse_unsafe(value: str, what: str, field: str) -> None:
    if is_header_unsafe(value) or not _is_text(value):
        raise Problem(f"{what} holds characters that cannot stand in a letter's head. Type it anew.", field=field)
    if len(value) > HEADER_LIMIT:
        raise Problem(f"{what} has {len(value):,} characters; up to {HEADER_LIMIT} fit. Shorten it.", field=field)


def _folded(value: str) -> str:
    """The value on lines of at most 76 octets where its spaces allow; each keeps its space (RFC 5322 2.2.3)."""
    lines = [""]
    for word in value.split(" "):
        # the first line begins with the header's name
        room = 60 if len(lines) == 1 else 76
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _encoded(value: str) -> list[str]:
    """RFC 2047 encoded-words, none longer than 75 octets, no character cut in two."""
    chunks = [b""]
    for octets in (character.encode() for character in value):
        if len(chunks[-1]) + len(octets) > 42:
            chunks.append(b"")
        chunks[-1] += octets
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in chunks]


def _checked(headers: list[tuple[str, str]], letter: Letter) -> bytes:
    body = _tidy(letter.body)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    octets = binascii.b2a_qp(body.replace("\n", "\r\n").encode(), istext=True, header=False)
    content = head.encode("ascii") + b"\r\n" + octets
    if field := difference(content, [name for name, _ in headers], letter, body):
        raise Problem(
            "This letter would not arrive as it is written here, so it was not queued. "
            f"Change its {_NAMES[field]} a little and try again.",
            field=field,
        )
    return content


_NAMES = {"sender": "sender's name", "recipient": "recipient's name", "subject": "subject", "body": "text"}


def _tidy(body: str) -> str:
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    if not _is_text(text) or _CONTROLS.search(text):
        raise Problem("The letter holds control characters. Delete them, or type that part anew.", field="body")
    if len(text) > PARAGRAPH_LIMIT:
        raise Problem(f"The letter has {len(text):,} characters; up to {PARAGRAPH_LIMIT:,} fit.", field="body")
    return text if text.endswith("\n") else text + "\n"


def _is_text(value: str) -> bool:
    """False for half a character (a lone surrogate), which has no octets."""
    return not any("\ud800" <= character <= "\udfff" for character in value)
