"""The notification library's own thread: an asyncio loop that sleeps until the desktop or a caller has something."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_GRACE_SECONDS = 1.0
"""What the loop gets beyond a task's own time to say that the time is over."""


class LoopThread:
    """Runs coroutines for other threads. A daemon thread: a desktop that hangs never keeps the program alive."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """The coroutine's result. Raises TimeoutError when it takes longer; it is cancelled then.

        Raises CancelledError (of concurrent.futures) when the loop is closed meanwhile.
        """
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError("a callback of a notification must hand its work to another thread")
        future = asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), self._loop)
        try:
            return future.result(seconds + _GRACE_SECONDS)
        finally:
            future.cancel()

    def close(self) -> None:
        """Ends the loop and its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_GRACE_SECONDS)

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            self._loop.run_until_complete(_ended(left))
            self._loop.close()


async def _ended(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
