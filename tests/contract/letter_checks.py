"""That a letter's octets are this letter and nothing else, read by other means than the composer's own check."""

from __future__ import annotations

import email
import email.policy
import re

from companion.core.letter import Letter

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]


def check(letter: Letter, content: bytes) -> None:
    """One recipient, one sender, the headers of a letter each once, and short lines of ASCII."""
    head, _, body = content.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert [line.split(b":")[0].decode() for line in lines if line[:1] != b" "] == HEADERS
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", content) is None
    assert content.isascii()
    assert all(len(line) <= 998 for line in lines)
    assert all(len(word) <= 75 for line in lines for word in line.split() if word.startswith(b"=?"))
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    assert content.endswith(b"\r\n")
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert [address.addr_spec for address in message["To"].addresses] == [letter.recipient]
    assert [address.addr_spec for address in message["From"].addresses] == [letter.sender]
    assert message["Subject"] == letter.subject
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == letter.body.rstrip("\n")
