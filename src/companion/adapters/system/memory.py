"""Gives memory back to the system that an idle companion has no use for, where the system's C library can."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

_MADV_DONTNEED: Final = 4
_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
_LARGE: Final = 128 * 1024
"""Bytes. glibc's own beginning, before it learns to keep larger blocks in the heap."""
_WINDOWS_CODE: Final = re.compile(r"/(libQt6(Gui|Widgets|Svg)\.so|Qt(Gui|Widgets|Svg)\.|libq[a-z]+\.so)")
"""The libraries that windows and pictures run on."""

_MAPPING: Final = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-xp \S+ \S+ \S+ +(/.*)")


def settle_heap() -> None:
    """Keeps glibc's heap whole over days of windows that come and go. Before the first thread: each would take a heap
    of its own, whose holes no other can fill.

    And once a large block was freed, glibc keeps blocks of that size in the heap, where pictures leave holes. With the
    limit fixed each picture is the system's again when it goes. Without the two a thousand reels would leave 5 MB.
    """
    tune = _function("mallopt")
    if tune is not None:
        tune(_M_ARENA_MAX, 1)
        tune(_M_MMAP_THRESHOLD, _LARGE)


def trim_heap() -> None:
    """glibc keeps what was freed, for whoever asks next; after a window with pictures nobody asks for long. From any
    thread. With another C library it does nothing.
    """
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


def let_go_of_code() -> None:
    """Lets go of the code of Qt that only windows run: it stays in the system's file cache, which the system may use
    for others, and the next window maps it again in about a millisecond. What the system would do by itself once memory
    is short, done as soon as it is known that no window needs it. From any thread; on Linux alone.

    Only code that is as it is in its file: a page that was written to (by a debugger) would be lost.
    """
    advise = _function("madvise")
    if advise is None:
        return
    for begin, end in unchanged_code(Path("/proc/self/smaps")):
        advise(begin, end - begin, _MADV_DONTNEED)


def unchanged_code(smaps: Path) -> Iterator[tuple[int, int]]:
    """The address ranges of the windows' code."""
    found: tuple[int, int] | None = None
    with smaps.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if (mapping := _MAPPING.match(line)) is not None:
                found = (int(mapping[1], 16), int(mapping[2], 16)) if _WINDOWS_CODE.search(mapping[3]) else None
            elif line[0].islower() or line[0].isdigit():
                found = None
            elif found is not None and line.split() == ["Anonymous:", "0", "kB"]:
                yield found


@cache
def _function(name: str) -> Callable[..., int] | None:
    """A function of the C library, looked for once: each look makes a class of its own."""
    if sys.platform != "linux":
        return None
    import ctypes

    found = getattr(ctypes.CDLL(None), name, None)
    if found is not None and name == "madvise":
        found.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    return found
