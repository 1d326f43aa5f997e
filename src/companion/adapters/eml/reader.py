"""Reads a letter out of an .eml file (ports.LetterReader).

The file comes from anywhere: the standard library parses it, but every number is bounded first (bytes, lines, parts,
the length of a header), since its parser recurses for each part inside a part and is slow on endless headers.
"""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Final

from companion.adapters.eml import body, words
from companion.adapters.eml.pictures import save_pictures
from companion.core.problem import Problem
from companion.services.ports import ReadLetter

LARGEST: Final = 25_000_000
"""Bytes of a file: what mail servers let through."""

MOST_LINES: Final = 600_000
"""25 MB of attachments have 340,000."""

MOST_PARTS: Final = 64

MOST_TEXT: Final = 20_000

_LONGEST_HEADER: Final = 4_000
_HEADS: Final = ("from", "date", "subject", "message-id", "received", "sender")
_OUTLOOK: Final = b"\xd0\xcf\x11\xe0"


class EmlReader:
    """Implements services.ports.LetterReader with the standard library."""

    def read(self, path: Path) -> ReadLetter:
        whole = message = _parsed(_content(path))
        text = body.text_of(message)
        if not text and (inner := body.enclosed(message)) is not None:
            message, text = inner, body.text_of(inner)  # forwarded as an attachment, without a word
        pictures = save_pictures(whole)
        if not text and not pictures:
            raise _problem("The letter holds no words. If you see some, copy them and paste them here.")
        return ReadLetter(
            words.line(message.get("subject")),
            _sender(message),
            _sent_at(message),
            text[:MOST_TEXT].rstrip(),
            pictures,
        )


class _Policy(Compat32):
    """The forgiving policy (the newer one raises on some broken headers), with headers of bounded length."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_LONGEST_HEADER]


class _Counted:
    """Makes the messages of one letter, and ends the reading when there are too many."""

    def __init__(self) -> None:
        self._left = MOST_PARTS

    def __call__(self, *, policy: Compat32 | None = None) -> Message:
        self._left -= 1
        if self._left < 0:
            raise _problem(f"The letter has more than {MOST_PARTS} parts. Copy its words and paste them here.")
        return Message(policy or _Policy())


def _content(path: Path) -> bytes:
    # not waiting: the user may point at a pipe that nobody writes to
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise _problem(f"The file {path.name} cannot be read.", "not a regular file")
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise _problem(f"The file {path.name} cannot be read.", str(error)) from error
    if len(content) > LARGEST:
        raise _problem(f"The letter is larger than {LARGEST // 1_000_000} MB. Copy its words and paste them here.")
    if content.count(b"\n") + content.count(b"\r") > 2 * MOST_LINES:
        raise _problem(f"The letter has more than {MOST_LINES:,} lines. Copy its words and paste them here.")
    return content


def _parsed(content: bytes) -> Message:
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if content.startswith(_OUTLOOK):
        raise _problem(
            "Outlook's own .msg files cannot be read here. Save the letter as .eml, or copy its words and paste them."
        )
    if b"\0" in content[:4096]:
        raise _no_letter()
    try:
        message = BytesParser(_Counted(), policy=_Policy()).parsebytes(content)
    except RecursionError as error:
        raise _problem("The letter's parts lie too deep in each other. Copy its words and paste them here.") from error
    if not any(name in message for name in _HEADS):
        raise _no_letter()
    return message


def _sender(message: Message) -> str:
    for head in ("from", "sender", "reply-to"):
        name, address = parseaddr(words.raw_line(message.get(head)))
        if found := words.line(name).strip("'\" ") or words.line(address):
            return found
    return ""


def _sent_at(message: Message) -> datetime | None:
    received = str(message.get("received", "")).rpartition(";")[2]
    for said in (words.line(message.get("date")), words.line(received)):
        try:
            at = parsedate_to_datetime(said)
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (TypeError, ValueError, IndexError, OverflowError):
            continue
    return None


def _no_letter() -> Problem:
    return _problem("That is no letter. Choose a mail that was saved as .eml, or copy its words and paste them here.")


def _problem(sentence: str, details: str = "") -> Problem:
    return Problem(sentence, field="text", details=details)
