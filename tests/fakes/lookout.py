"""A desktop whose surroundings a test sets. tests/contract/test_lookout.py holds it to the port."""

from __future__ import annotations

from companion.core.waiting import Surroundings


class FakeLookout:
    """ports.Lookout. surroundings: what the next look finds. looks: how often somebody looked."""

    def __init__(self, surroundings: Surroundings | None = None) -> None:
        self.surroundings = Surroundings() if surroundings is None else surroundings
        self.looks = 0

    def look(self) -> Surroundings:
        self.looks += 1
        return self.surroundings
