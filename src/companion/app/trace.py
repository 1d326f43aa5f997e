"""`--trace FILE`: one JSON line for each named moment, with a monotonic time in nanoseconds.

Each line is one write, so that a reader outside sees a moment as soon as it has passed.
"""

from __future__ import annotations

import json
import os
import threading
import time

from companion.core.problem import Problem


class NoTrace:
    """Nobody listens."""

    def mark(self, moment: str, **facts: str | int) -> None:
        """Does nothing."""


class FileTrace:
    """Writes moments to a file, from any thread. Raises Problem if the file can't be written."""

    def __init__(self, path: str) -> None:
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Problem(f"The trace file {path} can't be written: {error.strerror}.") from None
        self._lock = threading.Lock()

    def mark(self, moment: str, **facts: str | int) -> None:
        """Notes the moment; `facts` must not hold anything private."""
        line = json.dumps({"moment": moment, "t_ns": time.monotonic_ns(), **facts}, ensure_ascii=False)
        with self._lock:
            os.write(self._fd, (line + "\n").encode())
