"""The calendar in a mail that was saved as a file (.eml): its text/calendar part, or an attached .ics.

Every number is bounded before the standard library's parser sees it: it recurses for each part inside a part.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from typing import Final

from companion.core.problem import Problem

MOST_PARTS: Final = 64
_LONGEST_HEADER: Final = 4_000
_HEADS: Final = ("from", "date", "subject", "message-id", "received", "sender", "content-type")
_CALENDAR: Final = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})


class _Policy(Compat32):
    """The forgiving policy, with headers of bounded length."""

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
            raise Problem(f"The letter has more than {MOST_PARTS} parts. Save its invitation alone.", field="file")
        return Message(policy or _Policy())


def calendars_in(octets: bytes) -> list[bytes] | None:
    """The calendar parts of a mail, each once, as UTF-8; [] if it holds none, None if this is no mail."""
    try:
        message = BytesParser(_Counted(), policy=_Policy()).parsebytes(octets.removeprefix(b"\xef\xbb\xbf").lstrip())
    except RecursionError:
        raise Problem(
            "The letter's parts lie too deep in each other. Save its invitation alone.", field="file"
        ) from None
    if sum(name in message for name in _HEADS) < 2:
        return None
    return list(dict.fromkeys(_parts(message)))


def _parts(message: Message) -> Iterator[bytes]:
    for part in message.walk():
        if part.is_multipart():
            continue
        name = str(part.get_filename() or "").casefold()
        if part.get_content_type() not in _CALENDAR and not name.endswith((".ics", ".vcs")):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield _as_utf8(content, part.get_content_charset() or "")


def _as_utf8(content: bytes, charset: str) -> bytes:
    if charset in ("", "utf-8", "us-ascii"):
        return content
    try:
        return content.decode(charset, "replace").encode()
    except LookupError:
        return content
