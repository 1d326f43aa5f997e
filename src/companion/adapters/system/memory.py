"""Gives memory that is free within the process back to the system, where the system's C library can."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache


def trim_heap() -> None:
    """glibc keeps what was freed, for whoever asks next; after a window with pictures nobody asks for long. From any
    thread. With another C library it does nothing.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """glibc's malloc_trim, looked for once: each look makes a class of its own."""
    if sys.platform != "linux":
        return None
    import ctypes

    return getattr(ctypes.CDLL(None), "malloc_trim", None)
