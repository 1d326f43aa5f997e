"""Asking ahead: the answer is looked for while something else goes on."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

R = TypeVar("R")


class Ahead(Generic[R]):
    """Begins to ask at once, on a thread of its own; who calls it waits for the answer.

    A daemon thread: a question that is never answered does not keep the process from ending.
    """

    def __init__(self, ask: Callable[[], R], name: str) -> None:
        from concurrent.futures import Future  # only now: the start needs none

        self._answer: Future[R] = Future()
        self._thread = Thread(target=self._find, args=(ask,), name=name, daemon=True)
        self._thread.start()

    def __call__(self) -> R:
        """The answer, the same each time. Raises what asking raised."""
        self.end()
        return self._answer.result()

    def end(self) -> None:
        """Waits until the question is answered, for whoever does not need it any more."""
        self._thread.join()

    def _find(self, ask: Callable[[], R]) -> None:
        try:
            self._answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 - it is handed to the thread that asked, which judges it
            self._answer.set_exception(error)
