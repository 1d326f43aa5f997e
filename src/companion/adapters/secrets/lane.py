"""One keyring call at a time, each with a deadline.

A keyring may show a window and wait until the user has unlocked it, for ever if nobody sees that window. The call
runs on a thread of its own; after the deadline the thread is left behind and the caller gets an answer. It is a
daemon thread, so a keyring that never answers does not keep the program from ending either. A second call waits for
the first, or one press more on a button would put a second window over the first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")


class NoAnswer(Exception):
    """The deadline passed."""


class Lane:
    """Runs calls one after the other, each on a thread of its own."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._free = threading.Lock()

    def run(self, call: Callable[[], T], *, at_most: float | None = None) -> Future[T]:
        """The call, done: its result or its error. Raises NoAnswer after the deadline (or `at_most`, if shorter)."""
        from concurrent.futures import Future  # only now: a tray that asks no keyring does without

        seconds = self._seconds if at_most is None else min(at_most, self._seconds)
        until = monotonic() + seconds
        if not self._free.acquire(timeout=seconds):
            raise NoAnswer
        answer: Future[T] = Future()
        thread = threading.Thread(target=self._carry, args=(answer, call), name="keyring", daemon=True)
        thread.start()
        try:
            answer.exception(timeout=max(0.0, until - monotonic()))
        except TimeoutError:
            raise NoAnswer from None
        return answer

    def _carry(self, answer: Future[T], call: Callable[[], T]) -> None:
        try:
            answer.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is handed to the thread that asked, which judges it
            answer.set_exception(error)
        finally:
            self._free.release()
