"""Bytes and headers into words, whatever a mail program did to them."""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import Header, decode_header
from email.message import Message
from typing import Final

LONGEST_LINE: Final = 300

_MOST_BYTES: Final = 2_000_000
"""Of one text part; what comes after is no kind word."""

_UNFIT: Final = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}
"""Codecs that are no charset of a letter: slow, or loud, or a way to hide something."""

_WIDER: Final = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "euc_kr": "cp949"}
"""What is meant by a charset's name in practice, as browsers take it (WHATWG Encoding)."""

_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffc]")
_SPACES: Final = re.compile(r"\s+")


def raw_line(value: object) -> str:
    """A header as it stands there, its raw bytes decoded; "" for None."""
    if value is None:
        return ""
    if isinstance(value, Header):  # what holds raw bytes comes so
        pieces = [piece for piece, _ in decode_header(value)]
        raw = b"".join(p if isinstance(p, bytes) else p.encode("utf-8", "surrogateescape") for p in pieces)
    else:
        raw = str(value).encode("utf-8", "surrogateescape")
    return _SPACES.sub(" ", decoded(raw, "utf-8"))


def line(value: object) -> str:
    """A header's words on one line, its encoded words (RFC 2047) decoded, too."""
    plain = raw_line(value)
    try:
        pieces = decode_header(plain)
    except (HeaderParseError, ValueError):
        pieces = [(plain, None)]
    text = "".join(_piece(piece, charset) for piece, charset in pieces)
    return _SPACES.sub(" ", clean(text)).strip()[:LONGEST_LINE]


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    # without a charset it is what decode_header made of plain words
    return decoded(piece, charset) if charset else piece.decode("raw_unicode_escape", "replace")


def part_text(part: Message) -> str:
    """The words of a text part, its transfer encoding and charset undone as far as they can be."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    return clean(decoded(content[:_MOST_BYTES], part.get_content_charset() or ""))


def decoded(content: bytes, charset: str) -> str:
    """In that charset; in UTF-8 or Windows' own if it is unknown or wrong."""
    for name in (_known(charset), "utf-8"):
        try:
            if name:
                return content.decode(name)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def _known(charset: str) -> str:
    try:
        name = codecs.lookup(charset.strip("'\" ")).name
    except (LookupError, ValueError):  # ValueError: a NUL in it
        return ""
    if name == "ascii":
        return ""  # more often wrong than right: UTF-8 first
    return "" if name in _UNFIT else _WIDER.get(name, name)


def clean(text: str) -> str:
    """Line ends made "\\n", spaces of all kinds made plain, controls dropped, half characters replaced."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u2028", "\n")
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8")
