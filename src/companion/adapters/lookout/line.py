"""A connection to a program of this desktop that is given up at a set moment, whoever hangs."""

from __future__ import annotations

import socket
import time
from types import TracebackType
from typing import Self

from companion.adapters.lookout.source import NoAnswer


class Line:
    """until: the moment, of `time.monotonic`. Every method raises OSError (TimeoutError when the moment is there)."""

    def __init__(self, place: str | int, until: float) -> None:
        """place: a socket's path ("\\0…" an abstract one), or a port of this computer."""
        self._until = until
        family = socket.AF_UNIX if isinstance(place, str) else socket.AF_INET
        self._socket = socket.socket(family)
        try:
            self._socket.settimeout(self._left())
            self._socket.connect(place if isinstance(place, str) else ("127.0.0.1", place))
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.settimeout(self._left())
        self._socket.sendall(data)

    def some(self, most: int = 65536) -> bytes:
        """What is there, at least one byte. Raises NoAnswer if the other side hung up."""
        self._socket.settimeout(self._left())
        data = self._socket.recv(most)
        if not data:
            raise NoAnswer
        return data

    def exactly(self, size: int) -> bytes:
        """So many bytes. Raises NoAnswer if the other side hangs up before."""
        parts: list[bytes] = []
        while size > 0:
            parts.append(self.some(size))
            size -= len(parts[-1])
        return b"".join(parts)

    def _left(self) -> float:
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds
