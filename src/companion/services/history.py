"""What was done in a window, step by step, so that each can be taken back and done again.

It holds no Qt and asks no store: whoever shows it runs the undo that `take_back` or `do_again` hands out, and tells how
that ended. Several may be under way at once, as somebody who holds Ctrl+Z makes them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from companion.services.work import Undo

DEPTH: Final = 100
"""Steps that are kept; the oldest is forgotten first."""

NOTHING: Final = Undo((), frozenset())
"""The undo of what changed nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """words: what was done, as the undo bar says it ("Deleted Acme."). turn: which line of steps it belongs to: a new
    step begins another line, and what was taken back before cannot be done again then.
    """

    words: str
    undo: Undo
    turn: int = 0

    @property
    def short(self) -> str:
        """The words inside another sentence: "deleted Acme"."""
        words = self.words.strip().removesuffix(".")
        return words[:1].lower() + words[1:]


class History:
    """Newest steps last."""

    def __init__(self, depth: int = DEPTH) -> None:
        self._done: deque[Step] = deque(maxlen=depth)
        self._undone: deque[Step] = deque(maxlen=depth)
        self._turn = 0

    @property
    def last(self) -> Step | None:
        """What would be taken back next."""
        return self._done[-1] if self._done else None

    @property
    def next(self) -> Step | None:
        """What would be done again next."""
        return self._undone[-1] if self._undone else None

    def did(self, words: str, undo: Undo) -> None:
        """Something was done. What was taken back before cannot be done again any more."""
        self._turn += 1
        self._undone.clear()
        if undo.things or undo.imported or undo.moved:
            self._done.append(Step(words, undo, self._turn))

    def take_back(self) -> Step | None:
        """The step to take back now; None if there is none."""
        return self._done.pop() if self._done else None

    def do_again(self) -> Step | None:
        """The step to do again now; None if there is none."""
        return self._undone.pop() if self._undone else None

    def taken_back(self, step: Step, redo: Undo) -> None:
        """It was taken back; `redo` does it again, unless something else was done meanwhile."""
        if step.turn <= self._turn and not self._newer_than(step):
            self._undone.append(Step(step.words, redo, step.turn))

    def done_again(self, step: Step, undo: Undo) -> None:
        """It was done again."""
        self._done.append(Step(step.words, undo, step.turn))

    def not_taken_back(self, step: Step) -> None:
        """It could not be taken back for now (a full disk); it can be tried again."""
        self._done.append(step)

    def not_done_again(self, step: Step) -> None:
        """The same for doing it again."""
        self._undone.append(step)

    def _newer_than(self, step: Step) -> bool:
        return any(other.turn > step.turn for other in self._done)
