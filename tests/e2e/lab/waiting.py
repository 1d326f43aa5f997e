"""Polling with a deadline: the only way in which the lab waits.

Deadlines are generous, so that a slow or busy machine fails nothing; the poll is quick, so that a fast one
waits for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from tests.e2e.lab.errors import NotSeenError

T = TypeVar("T")
PATIENCE = 20.0


def wait_until(look: Callable[[], T | None], what: str | Callable[[], str], timeout: float = PATIENCE) -> T:
    """What `look` returns as soon as that is true; `NotSeenError` with the sentence `what` otherwise."""
    deadline = time.monotonic() + timeout
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise NotSeenError(f"waited {timeout:g} s: {what if isinstance(what, str) else what()}")
        time.sleep(0.05)
