"""One question over https and its answer: bounded in size, and in a time that a server cannot stretch by dribbling.

No adapter of its own: what those that ask web servers share. Over plain http too, for a public page alone.
"""

from __future__ import annotations

import io
import re
import socket
import ssl
import time
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final

MOST_BYTES: Final = 100_000
"""Of an answer with its head. The largest settings in Mozilla's database have 12,000."""

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]{1,9}) *\r\n", re.IGNORECASE)


class Unreadable(Exception):
    """What came is no answer. Its text says why, for a log."""


def ask(address: tuple[str, int], host: str, request: bytes, *, ends: float, trust: Path | None) -> HTTPResponse:
    """Sends a request, which has to ask for the end of the connection, and reads the answer's head.

    address: where to connect to. host: whom the certificate has to name. ends: by time.monotonic(), for all of it.
    trust: a file with the only certificate authorities to trust. Raises OSError (TimeoutError once the time is over,
    ssl.SSLCertVerificationError), Unreadable.
    """
    return ask_for_page(address, host, request, ends=ends, trust=trust, most=MOST_BYTES)


def ask_for_page(
    address: tuple[str, int], host: str | None, request: bytes, *, ends: float, trust: Path | None, most: int
) -> HTTPResponse:
    """The same, for up to `most` bytes with the head. host: None for plain http."""
    with socket.create_connection(address, timeout=left(ends)) as plain:
        if host is None:
            came = _answer(plain, request, ends, most)
        else:
            context = ssl.create_default_context(cafile=trust)
            with context.wrap_socket(plain, server_hostname=host) as safe:
                came = _answer(safe, request, ends, most)
    response = HTTPResponse(_Came(came))  # pyright: ignore[reportArgumentType] # it calls makefile alone
    try:
        response.begin()
    except (HTTPException, ValueError):
        raise Unreadable("not HTTP") from None
    return response


def content(response: HTTPResponse) -> bytes:
    """What the answer holds. Raises Unreadable."""
    try:
        return response.read()
    except (HTTPException, ValueError):
        raise Unreadable("cut short") from None


def left(ends: float) -> float:
    """The seconds until then. Raises TimeoutError if there are none."""
    seconds = ends - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("too slow")
    return seconds


def _answer(connected: socket.socket, request: bytes, ends: float, most: int) -> bytes:
    connected.settimeout(left(ends))
    connected.sendall(request)
    return _whole(connected, ends, most)


def _whole(connected: socket.socket, ends: float, most: int) -> bytes:
    """All that comes, until it is whole or the connection ends. A server that ends without TLS's goodbye is common."""
    came = bytearray()
    while not _is_whole(came):
        connected.settimeout(left(ends))
        try:
            more = connected.recv(16_384)
        except ssl.SSLEOFError:
            break
        if not more:
            break
        came += more
        if len(came) > most:
            raise Unreadable("too large")
    return bytes(came)


def _is_whole(came: bytearray) -> bool:
    end = came.find(b"\r\n\r\n")
    length = _LENGTH.search(came, 0, end + 2) if end >= 0 else None
    return length is not None and len(came) >= end + 4 + int(length[1])


class _Came:
    """What `HTTPResponse` needs of a socket, over bytes that are here already."""

    def __init__(self, came: bytes) -> None:
        self._came = came

    def makefile(self, *_: object) -> io.BytesIO:
        return io.BytesIO(self._came)
