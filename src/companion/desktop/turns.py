"""Watches the turns of the GUI thread's event loop for `--trace`, and marks the long ones.

A turn is what the thread does between two waits for events; while it lasts, no key is answered and nothing is painted.
Nothing here polls or sets a timer. Qt's own signals are of no use: on Linux, between "about to block" and "awake" it
both waits and works. So this stands around the one place where the loop really waits, GLib's poll function, which GLib
lets programs replace. Imported only when somebody traces.
"""

from __future__ import annotations

import ctypes
from time import perf_counter_ns
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractEventDispatcher

if TYPE_CHECKING:
    from companion.services.ports import Trace

LONG_MS: Final = 16
"""Shorter turns are not told: a screen shows no more than one picture in that time."""

# GPollFunc: (descriptors, how many, milliseconds) -> how many are ready. GLib reads errno afterwards, so Python must
# leave it as the wait left it.
_Poll: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, use_errno=True)


class Turns:
    """Marks `gui.turn` with its milliseconds for each turn of LONG_MS or more. A loop within a turn, as of a dialog,
    has turns of its own; what comes before and after it counts as two.

    Where Qt's loop is not GLib's (another system, or QT_NO_GLIB is set) it marks `gui.unwatched`, once, and no more.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._began: int | None = None
        self._glib: ctypes.CDLL | None = None
        self._before = 0
        self._replaced = _Poll()
        self._ours = _Poll(self._wait)

    def watch(self) -> None:
        """From now on. Needs the application."""
        loop = QAbstractEventDispatcher.instance().metaObject().className()
        if "Glib" not in loop:
            self._trace.mark("gui.unwatched", loop=loop)
            return
        self._glib = glib = ctypes.CDLL("libglib-2.0.so.0")
        glib.g_main_context_get_poll_func.restype = ctypes.c_void_p
        glib.g_main_context_get_poll_func.argtypes = [ctypes.c_void_p]
        glib.g_main_context_set_poll_func.restype = None
        glib.g_main_context_set_poll_func.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
        # None is the default context, which Qt uses in the GUI thread
        self._before = glib.g_main_context_get_poll_func(None)
        self._replaced = _Poll(self._before)
        glib.g_main_context_set_poll_func(None, self._ours)

    def close(self) -> None:
        """Watches no longer."""
        if self._glib is not None:
            self._glib.g_main_context_set_poll_func(None, self._before)
            self._glib = None

    def _wait(self, descriptors: int | None, count: int, timeout: int) -> int:
        """Ends one turn and begins the next."""
        began = self._began
        if began is not None and (ms := (perf_counter_ns() - began) // 1_000_000) >= LONG_MS:
            self._trace.mark("gui.turn", ms=ms)
        ready: int = self._replaced(descriptors, count, timeout)
        self._began = perf_counter_ns()
        return ready
