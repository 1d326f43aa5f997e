"""How far a long piece of work is, and whether it is to go on."""

from __future__ import annotations


class Going:
    """What a window and the thread that works share; the thread may outlive the window, so it is told nothing."""

    def __init__(self) -> None:
        self.done = 0
        self.stopped = False

    def go_on(self, done: int) -> bool:
        """Asked on the thread that works."""
        self.done = done
        return not self.stopped
