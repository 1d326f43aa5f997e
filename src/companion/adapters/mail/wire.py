"""SMTP's wire, one command at a time, on smtplib with two things made strict.

smtplib reads answers without bounds (a server may go on for ever) and tells every break as the same
`SMTPServerDisconnected`. `Wire` bounds each answer in size and in total time, and tells apart an end, a wait that
was too long, and an answer that is not SMTP. It knows nothing of letters or accounts.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass

from typing_extensions import Buffer, override

_ANSWER = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n")
_LONGEST_LINE = 4096
"""Octets. RFC 5321 section 4.5.3.1.5 allows 512; some servers greet with more."""
_MOST_LINES = 100


class Dropped(Exception):
    """The connection ended. Its text is the system's word for how."""


class TooSlow(Exception):
    """The time for this step is over."""


class Garbled(Exception):
    """The answer is not SMTP. Its text is how the answer began."""


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
        self.sock: socket.socket | None = connected
        self._unread = b""
        self._deadline = 0.0

    def allow(self, seconds: float) -> None:
        """From now on, until the next call: how long everything together may take."""
        self._deadline = time.monotonic() + seconds

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
        """Starts TLS after the server's 220. What came before TLS may be an attacker's, so it must be nothing
        (CVE-2011-0411). Raises ssl.SSLError, or OSError.
        """
        if self._unread:
            raise Garbled(_beginning(self._unread))
        self.sock = context.wrap_socket(self._ready(), server_hostname=host)

    @override
    def getreply(self) -> tuple[int, bytes]:
        words: list[bytes] = []
        code = b""
        while len(words) < _MOST_LINES:
            line = self._line()
            match = _ANSWER.fullmatch(line)
            if match is None or (code and match[1] != code):
                raise Garbled(_beginning(line))
            code = match[1]
            words.append((match[3] or b"").strip())
            if match[2] != b"-":
                return int(code), b"\n".join(words)
        raise Garbled(_beginning(b" ".join(words)))

    @override
    def send(self, s: Buffer | str) -> None:
        octets = s.encode("ascii") if isinstance(s, str) else s
        try:
            self._ready().sendall(octets)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:
            raise Dropped(_said(error)) from None

    def _line(self) -> bytes:
        while b"\n" not in self._unread:
            if len(self._unread) > _LONGEST_LINE:
                raise Garbled(_beginning(self._unread))
            self._unread += self._more()
        line, end, self._unread = self._unread.partition(b"\n")
        return line + end

    def _more(self) -> bytes:
        try:
            more = self._ready().recv(_LONGEST_LINE)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:
            raise Dropped(_said(error)) from None
        if not more:
            raise Dropped(_beginning(self._unread))
        return more

    def _ready(self) -> socket.socket:
        """The socket, set to wait no longer than what is left of the step's time."""
        if self.sock is None:
            raise Dropped
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TooSlow
        self.sock.settimeout(left)
        return self.sock


def _beginning(octets: bytes) -> str:
    return octets[:200].decode("utf-8", errors="replace")


def _said(error: OSError) -> str:
    return error.strerror or str(error)
