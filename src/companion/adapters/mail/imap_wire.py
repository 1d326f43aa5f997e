"""IMAP's wire, one command at a time (RFC 9051 section 4, as far as RFC 3501 has it too).

Not on imaplib: that one reads a literal as large as the server likes, waits for each piece of an answer anew, tells
every break as the same `abort`, and would put a line break in an argument on the wire. Here each answer is bounded
in size and in total time, and breaks are told as adapters.mail.wire tells them. It knows nothing of letters.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from companion.adapters.mail.wire import Dropped, Garbled, TooSlow

Line: TypeAlias = tuple[bytes, ...]
"""One line of an answer: text, literal, text, … with the text first and last."""

_TAGGED = re.compile(rb"([A-Za-z0-9]+) (OK|NO|BAD)(?: (.*))?", re.DOTALL)
_LITERAL = re.compile(rb"\{([0-9]{1,10})\+?\}$")
_LONGEST_LINE = 65_536
_MOST_OCTETS = 2_000_000
"""In one answer: some five thousand folders, or the heads of as many letters."""
_CHUNK = 16_384


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
        self._socket = connected
        self._unread = b""
        self._taken = 0
        self._number = 0
        self._deadline = 0.0

    def allow(self, seconds: float) -> None:
        """From now on, until the next call: how long everything together may take."""
        self._deadline = time.monotonic() + seconds

    def greeting(self) -> Reply:
        """What the server says first. Raises Garbled if it is no greeting."""
        self._taken = 0
        (first, *_) = self._line()
        match = re.fullmatch(rb"\* (OK|PREAUTH|BYE)(?: (.*))?", first, re.DOTALL)
        if match is None:
            raise Garbled(_beginning(first))
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
            self._send(said + b"{%d}\r\n" % len(part))
            refused = self._until(tag, lines)
            if refused is not None:
                return refused
            said = part
        self._send(said + b"\r\n")
        return self._until(tag, lines) or self._unasked()

    def exchange(self, command: str, responses: Sequence[bytes]) -> Reply:
        """Says a command, and one response (already encoded) to each challenge; then, that it gives up."""
        tag, lines, left = self._next_tag(), list[Line](), list(responses)
        self._send(tag + b" " + command.encode("ascii") + b"\r\n")
        for _ in range(len(responses) + 2):
            reply = self._until(tag, lines)
            if reply is not None:
                return reply
            self._send((left.pop(0) if left else b"*") + b"\r\n")
        return self._unasked()

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Starts TLS after the server's OK. What came before TLS may be an attacker's, so it must be nothing
        (CVE-2011-0411). Raises ssl.SSLError, or OSError.
        """
        if self._unread:
            raise Garbled(_beginning(self._unread))
        self._socket = context.wrap_socket(self._ready(), server_hostname=host)

    def close(self) -> None:
        self._socket.close()

    # --- what is read ----------------------------------------------------------------------------------------

    def _next_tag(self) -> bytes:
        self._taken = 0
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
                    raise Dropped(_beginning(lines[-1][0][2:])) from None
                raise
            if line[0].startswith(b"+"):
                return None
            if line[0].startswith(b"* "):
                lines.append(line)
                continue
            match = _TAGGED.fullmatch(line[0])
            if match is None or match[1] != tag:
                raise Garbled(_beginning(line[0]))
            return Reply(match[2].decode("ascii"), match[3] or b"", tuple(lines))

    def _unasked(self) -> Reply:
        raise Garbled("+")

    def _line(self) -> Line:
        pieces: list[bytes] = []
        while True:
            text = self._text()
            pieces.append(text)
            literal = _LITERAL.search(text)
            if literal is None:
                return tuple(pieces)
            pieces.append(self._octets(int(literal[1])))

    def _text(self) -> bytes:
        while b"\n" not in self._unread:
            if len(self._unread) > _LONGEST_LINE:
                raise Garbled(_beginning(self._unread))
            self._unread += self._more()
        text, _, self._unread = self._unread.partition(b"\n")
        return text.removesuffix(b"\r")

    def _octets(self, count: int) -> bytes:
        if count > _MOST_OCTETS:
            raise Garbled(f"{{{count}}}")
        gathered, size = [self._unread], len(self._unread)
        while size < count:
            gathered.append(self._more())
            size += len(gathered[-1])
        whole = b"".join(gathered)
        self._unread = whole[count:]
        return whole[:count]

    def _more(self) -> bytes:
        try:
            more = self._ready().recv(_CHUNK)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:
            raise Dropped(_said(error)) from None
        if not more:
            raise Dropped(_beginning(self._unread))
        self._taken += len(more)
        if self._taken > _MOST_OCTETS:
            raise Garbled(_beginning(self._unread))
        return more

    def _send(self, octets: bytes) -> None:
        try:
            self._ready().sendall(octets)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:
            raise Dropped(_said(error)) from None

    def _ready(self) -> socket.socket:
        """The socket, set to wait no longer than what is left of the step's time."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TooSlow
        self._socket.settimeout(left)
        return self._socket


def _beginning(octets: bytes) -> str:
    return octets[:200].decode("utf-8", errors="replace")


def _said(error: OSError) -> str:
    return error.strerror or str(error)
