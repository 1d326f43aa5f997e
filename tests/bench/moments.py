"""What a program with `--trace FILE` has told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from companion.desktop.turns import LONG_MS
from tests.e2e.lab.waiting import wait_until


class Moments:
    """The moments in a trace file, which is begun anew."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.unlink(missing_ok=True)

    def all(self, name: str) -> list[dict[str, Any]]:
        """The moments of that name in their order, each with its facts."""
        text = self.path.read_text() if self.path.exists() else ""
        told = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
        return [each for each in told if each["moment"] == name]

    def count(self, name: str) -> int:
        return len(self.all(name))

    def when(self, name: str, number: int = 0) -> int:
        """When it happened for that time (0 is the first) in nanoseconds; waits until it has."""
        told = wait_until(lambda: self.all(name)[number:], f"the trace tells no {name} number {number}")
        return int(told[0]["t_ns"])

    def longest_turn(self, since: int = 0) -> float:
        """The milliseconds of the GUI thread's longest turn since then; LONG_MS if all were shorter, since those are
        not told.
        """
        if self.all("gui.unwatched"):
            raise RuntimeError("the turns of this event loop can't be watched")
        turns = (float(turn["ms"]) for turn in self.all("gui.turn") if turn["t_ns"] >= since)
        return max(turns, default=float(LONG_MS))
