"""What goes to and fro between the companion and a mail server: bounded in size and in time, whatever the protocol.

Python's own smtplib and imaplib read what the server likes, wait for each piece of an answer anew, and tell every break
as one. Here an end, a wait that was too long, and an answer that cannot be one are told apart.
"""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass


class Dropped(Exception):
    """The connection ended. Its text is the system's word for how."""


class TooSlow(Exception):
    """The time for this step is over."""


class Garbled(Exception):
    """The answer is not of the protocol. Its text is how the answer began."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """In octets: of one line, and of one answer."""

    line: int
    answer: int


class Stream:
    """The octets of a conversation over a connected socket. Raises Dropped, TooSlow and Garbled, nothing else of the
    world's.
    """

    def __init__(self, connected: socket.socket, bounds: Bounds) -> None:
        self._socket = connected
        self._bounds = bounds
        self._chunk = min(bounds.line, 16_384)
        self._unread = b""
        self._taken = 0
        self._deadline = 0.0

    def allow(self, seconds: float) -> None:
        """From now on, until the next call: how long everything together may take."""
        self._deadline = time.monotonic() + seconds

    def begin_answer(self) -> None:
        """From now on the bound of an answer counts anew."""
        self._taken = 0

    def send(self, octets: bytes) -> None:
        try:
            self._ready().sendall(octets)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:
            raise Dropped(_said(error)) from None

    def line(self) -> bytes:
        """The next line, without its end."""
        while b"\n" not in self._unread:
            if len(self._unread) > self._bounds.line:
                raise Garbled(beginning(self._unread))
            self._unread += self._more()
        line, _, self._unread = self._unread.partition(b"\n")
        return line.removesuffix(b"\r")

    def octets(self, count: int) -> bytes:
        """The next so many octets, as they come."""
        if count > self._bounds.answer:
            raise Garbled(f"{{{count}}}")
        gathered, size = [self._unread], len(self._unread)
        while size < count:
            gathered.append(self._more())
            size += len(gathered[-1])
        whole = b"".join(gathered)
        self._unread = whole[count:]
        return whole[:count]

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Starts TLS, once the server has said that it is ready. What came before TLS may be an attacker's, so it must
        be nothing (CVE-2011-0411). Raises ssl.SSLError, or OSError.
        """
        if self._unread:
            raise Garbled(beginning(self._unread))
        self._socket = context.wrap_socket(self._ready(), server_hostname=host)

    def close(self) -> None:
        self._socket.close()

    def _more(self) -> bytes:
        try:
            more = self._ready().recv(self._chunk)
        except TimeoutError:
            raise TooSlow from None
        except OSError as error:
            raise Dropped(_said(error)) from None
        if not more:
            raise Dropped(beginning(self._unread))
        self._taken += len(more)
        if self._taken > self._bounds.answer:
            raise Garbled(beginning(self._unread))
        return more

    def _ready(self) -> socket.socket:
        """The socket, set to wait no longer than what is left of the step's time."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TooSlow
        self._socket.settimeout(left)
        return self._socket


def beginning(octets: bytes) -> str:
    """So much of an answer as tells what it was."""
    return octets[:200].decode("utf-8", errors="replace")


def _said(error: OSError) -> str:
    return error.strerror or str(error)
