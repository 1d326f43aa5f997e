"""The browser's way back: one address on this computer alone, for one answer (RFC 8252 section 7.3).

Any page and any program here can knock at the port, so an answer counts only with the `state` that left with the
request. What does not have it is sent away, and the wait goes on: otherwise whoever knocks first could end it.
"""

from __future__ import annotations

import contextlib
import hmac
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self
from urllib.parse import parse_qs, urlsplit

LONGEST_REQUEST: Final = 16_384
"""Bytes of a request's head; browsers send some 1,000, and codes have up to 2,000."""

_LOOK_SECONDS = 0.2
_READ_SECONDS = 2.0
_PAGE = (
    '<html lang="en"><meta charset="utf-8"><title>Companion</title>'
    '<body style="font: 1.1em sans-serif; margin: 3em"><p>{words}</p></body></html>'
)
_DONE = "You can close this tab."
_STRANGE = "This page belongs to no question of the companion’s."


class GaveUp(Exception):
    """Nobody waits any more, or nobody came."""


class Loopback:
    """Listens from its making to the end of its `with` block. state: what the answer must bring back."""

    def __init__(self, state: str) -> None:
        self._state = state.encode("ascii")
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(_LOOK_SECONDS)
        self.port: int = self._listening.getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._listening.close()

    def answer(self, seconds: float, given_up: Callable[[], bool]) -> dict[str, str]:
        """The answer's fields, each as it came first. Raises GaveUp after `seconds`, or once given_up() says so."""
        ends = time.monotonic() + seconds
        while not given_up() and time.monotonic() < ends:
            try:
                connected, _ = self._listening.accept()
            except TimeoutError:
                continue
            except OSError:
                break
            # a browser that leaves early has its own reasons
            with connected, contextlib.suppress(OSError):
                fields = self._judged(_target(connected))
                _reply(connected, 404 if fields is None else 200)
                if fields is not None:
                    return fields
        raise GaveUp

    def _judged(self, target: str) -> dict[str, str] | None:
        """The fields of an answer to our own question; None for anything else."""
        try:
            parts = urlsplit(target)
            fields = {key: values[0] for key, values in parse_qs(parts.query, max_num_fields=50).items()}
        except ValueError:
            return None
        state = fields.get("state", "").encode("utf-8", errors="replace")
        ours = hmac.compare_digest(state, self._state)
        return fields if ours and parts.path == "/" and ("code" in fields or "error" in fields) else None


def _target(connected: socket.socket) -> str:
    """What a GET asks for; "" for what is no such request, or one too long or too slow."""
    ends, came = time.monotonic() + _READ_SECONDS, b""
    while b"\r\n\r\n" not in came:
        left = ends - time.monotonic()
        if left <= 0 or len(came) > LONGEST_REQUEST:
            return ""
        connected.settimeout(left)
        more = connected.recv(4096)
        if not more:
            return ""
        came += more
    words = came.split(b"\r\n", 1)[0].decode("ascii", errors="replace").split(" ")
    return words[1] if len(words) == 3 and words[0] == "GET" else ""


def _reply(connected: socket.socket, status: int) -> None:
    page = _PAGE.format(words=_DONE if status == 200 else _STRANGE).encode()
    head = (
        f"HTTP/1.1 {status} {'OK' if status == 200 else 'Not Found'}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(page)}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n"
    )
    connected.settimeout(_READ_SECONDS)
    connected.sendall(head.encode("ascii") + page)
