"""Asks the running companion something over its socket. No Qt here: the shell command starts in milliseconds.

The protocol: one JSON object on one line each way, at most 4 MiB, one request for each connection.
"""

from __future__ import annotations

import json
import os
import socket
from enum import Enum
from pathlib import Path
from time import monotonic
from typing import Final, cast

from companion.core.problem import Problem

LIMIT: Final = 4 * 1024 * 1024
"""Bytes in one line, its end included."""


class NoAnswer(Problem):
    """A companion listens there, but it gave no sound answer in time."""


class Listening(Enum):
    """What a connection to the socket's path finds. STALE: a socket whose process is gone."""

    NOBODY = "nobody"
    STALE = "stale"
    SOMEBODY = "somebody"


def who_listens(path: Path, *, timeout: float = 1.0) -> Listening:
    """Looks without saying anything."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(timeout)
        return _connect(peer, path)


def ask(path: Path, message: dict[str, object], *, timeout: float) -> dict[str, object] | None:
    """The running companion's reply, or None if none runs (no socket there, or a stale one).

    timeout: seconds for all of it. Raises NoAnswer if somebody listens and the answer is late, broken or too
    long, and Problem if the message is too long.
    """
    deadline = monotonic() + timeout
    line = json.dumps(message).encode("ascii") + b"\n"
    if len(line) > LIMIT:
        raise Problem("That is more than 4 MiB at once. Nothing was saved; make it shorter.")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(timeout)
        if _connect(peer, path) is not Listening.SOMEBODY:
            return None
        try:
            peer.sendall(line)
            return _read_reply(peer, deadline)
        except (TimeoutError, OSError) as error:
            raise NoAnswer(
                "The companion is running but does not answer. Try again in a moment.", details=str(error)
            ) from error


def _connect(peer: socket.socket, path: Path) -> Listening:
    try:
        # in a shared folder for temporary files somebody else could have put a socket in our place
        if hasattr(os, "getuid") and path.parent.stat().st_uid != os.getuid():
            raise NoAnswer("The companion's socket lies in a folder of another user.", details=str(path.parent))
        peer.connect(str(path))
    except FileNotFoundError:
        return Listening.NOBODY
    except ConnectionRefusedError:
        return Listening.STALE
    except BlockingIOError:
        # its queue of callers is full: busy, but there
        return Listening.SOMEBODY
    except (TimeoutError, OSError) as error:
        raise NoAnswer("The companion's socket cannot be used.", details=f"{path}: {error}") from error
    return Listening.SOMEBODY


def _read_reply(peer: socket.socket, deadline: float) -> dict[str, object]:
    received = bytearray()
    while not received.endswith(b"\n"):
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError("no complete answer in time")
        peer.settimeout(left)
        piece = peer.recv(65536)
        if not piece:
            raise ConnectionError("the connection ended before the answer")
        received += piece
        if len(received) > LIMIT:
            raise ConnectionError("the answer is longer than 4 MiB")
    message = parsed(bytes(received))
    if message is None:
        raise ConnectionError("the answer is no JSON object")
    return message


def parsed(line: bytes) -> dict[str, object] | None:
    """The JSON object on the line, or None if it is anything else."""
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", value) if isinstance(value, dict) else None
