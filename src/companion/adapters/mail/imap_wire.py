"""IMAP's wire, one command at a time (RFC 9051 section 4, as far as RFC 3501 has it too).

Not on imaplib: that one has no bounds (see adapters.mail.stream), and would put a line break in an argument on the
wire. It knows nothing of letters.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from companion.adapters.mail.stream import Bounds, Dropped, Garbled, Stream, beginning

Line: TypeAlias = tuple[bytes, ...]
"""One line of an answer: text, literal, text, … with the text first and last."""

_TAGGED = re.compile(rb"([A-Za-z0-9]+) (OK|NO|BAD)(?: (.*))?", re.DOTALL)
_LITERAL = re.compile(rb"\{([0-9]{1,10})\+?\}$")
_LONGEST_LINE = 65_536
_MOST_OCTETS = 2_000_000
"""In one answer: some five thousand folders, or the heads of as many letters."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of an answer: status "OK", "NO" or "BAD", the server's words; lines: what it told before that."""

    status: str
    words: bytes
    lines: tuple[Line, ...] = ()

    @property
    def ok(self) -> bool:
        return self.status == "OK"


class ImapWire:
    """A conversation over a connected socket. Raises Dropped, TooSlow and Garbled, nothing else of the world's."""

    def __init__(self, connected: socket.socket) -> None:
        self._stream = Stream(connected, Bounds(_LONGEST_LINE, _MOST_OCTETS))
        self._number = 0

    def allow(self, seconds: float) -> None:
        """See Stream.allow."""
        self._stream.allow(seconds)

    def greeting(self) -> Reply:
        """What the server says first. Raises Garbled if it is no greeting."""
        self._stream.begin_answer()
        (first, *_) = self._line()
        match = re.fullmatch(rb"\* (OK|PREAUTH|BYE)(?: (.*))?", first, re.DOTALL)
        if match is None:
            raise Garbled(beginning(first))
        return Reply(match[1].decode("ascii"), match[2] or b"")

    def ask(self, *parts: str | bytes) -> Reply:
        """Says a command. A str stands as it is and must be of the program's own making; bytes go as a literal,
        which may hold anything (RFC 9051 section 4.3), once the server has asked for it.
        """
        tag, lines = self._next_tag(), list[Line]()
        said = tag + b" "
        for part in parts:
            if isinstance(part, str):
                said += part.encode("ascii")
                continue
            self._stream.send(said + b"{%d}\r\n" % len(part))
            refused = self._until(tag, lines)
            if refused is not None:
                return refused
            said = part
        self._stream.send(said + b"\r\n")
        return self._until(tag, lines) or self._unasked()

    def exchange(self, command: str, responses: Sequence[bytes]) -> Reply:
        """Says a command, and one response (already encoded) to each challenge; then, that it gives up."""
        tag, lines, left = self._next_tag(), list[Line](), list(responses)
        self._stream.send(tag + b" " + command.encode("ascii") + b"\r\n")
        for _ in range(len(responses) + 2):
            reply = self._until(tag, lines)
            if reply is not None:
                return reply
            self._stream.send((left.pop(0) if left else b"*") + b"\r\n")
        return self._unasked()

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Starts TLS after the server's OK. See Stream.secure."""
        self._stream.secure(context, host)

    def close(self) -> None:
        self._stream.close()

    # --- what is read ----------------------------------------------------------------------------------------

    def _next_tag(self) -> bytes:
        self._stream.begin_answer()
        self._number += 1
        return b"c%d" % self._number

    def _until(self, tag: bytes, lines: list[Line]) -> Reply | None:
        """Reads up to the end of the answer; None where the server asks to go on."""
        while True:
            try:
                line = self._line()
            except Dropped:
                # a server says BYE before it goes
                if lines and lines[-1][0].startswith(b"* BYE"):
                    raise Dropped(beginning(lines[-1][0][2:])) from None
                raise
            if line[0].startswith(b"+"):
                return None
            if line[0].startswith(b"* "):
                lines.append(line)
                continue
            match = _TAGGED.fullmatch(line[0])
            if match is None or match[1] != tag:
                raise Garbled(beginning(line[0]))
            return Reply(match[2].decode("ascii"), match[3] or b"", tuple(lines))

    def _unasked(self) -> Reply:
        raise Garbled("+")

    def _line(self) -> Line:
        pieces: list[bytes] = []
        while True:
            text = self._stream.line()
            pieces.append(text)
            literal = _LITERAL.search(text)
            if literal is None:
                return tuple(pieces)
            pieces.append(self._stream.octets(int(literal[1])))
