"""SMTP's wire, one command at a time: smtplib's words over a stream that is bounded (adapters.mail.stream).

It knows nothing of letters or accounts.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass

from typing_extensions import Buffer, override

from companion.adapters.mail.stream import Bounds, Garbled, Stream, beginning

_ANSWER = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?")
_LONGEST_LINE = 4096
"""Octets. RFC 5321 section 4.5.3.1.5 allows 512; some servers greet with more."""
_MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer: its code, and its words as they came."""

    code: int
    words: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.code <= 299

    @property
    def passing(self) -> bool:
        """Whether RFC 5321 section 4.2.1 calls it transient."""
        return 400 <= self.code <= 499


class Wire(smtplib.SMTP):
    """A conversation over a connected socket. Raises Dropped, TooSlow and Garbled, nothing else of the world's."""

    def __init__(self, connected: socket.socket) -> None:
        # a literal, so that neither the computer's name is looked up nor told to the server
        super().__init__(local_hostname="[127.0.0.1]")
        self._stream = Stream(connected, Bounds(_LONGEST_LINE, _MOST_LINES * _LONGEST_LINE))

    def allow(self, seconds: float) -> None:
        """See Stream.allow."""
        self._stream.allow(seconds)

    def ask(self, command: str) -> Answer:
        self.send(f"{command}\r\n")
        return self.answer()

    def answer(self) -> Answer:
        return Answer(*self.getreply())

    def features_after_ehlo(self) -> tuple[Answer, dict[str, str]]:
        """Says EHLO; the answer, and what the server offers, by lower-case keyword."""
        answer = Answer(*self.ehlo())
        return answer, dict(self.esmtp_features)

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Starts TLS after the server's 220. See Stream.secure."""
        self._stream.secure(context, host)

    @override
    def getreply(self) -> tuple[int, bytes]:
        words: list[bytes] = []
        code = b""
        self._stream.begin_answer()
        while len(words) < _MOST_LINES:
            line = self._stream.line()
            match = _ANSWER.fullmatch(line)
            if match is None or (code and match[1] != code):
                raise Garbled(beginning(line))
            code = match[1]
            words.append((match[3] or b"").strip())
            if match[2] != b"-":
                return int(code), b"\n".join(words)
        raise Garbled(beginning(b" ".join(words)))

    @override
    def send(self, s: Buffer | str) -> None:
        self._stream.send(s.encode("ascii") if isinstance(s, str) else bytes(s))

    @override
    def close(self) -> None:
        self._stream.close()
