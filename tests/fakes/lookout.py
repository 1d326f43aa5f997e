"""A desktop whose surroundings a test sets. tests/contract/test_lookout.py holds it to the port."""

from __future__ import annotations

from companion.core.waiting import Hindrance, Sign, Surroundings


class FakeLookout:
    """ports.Lookout. surroundings: what the next look finds. looks: how often somebody looked."""

    def __init__(self, surroundings: Surroundings | None = None) -> None:
        self.surroundings = Surroundings() if surroundings is None else surroundings
        self.looks = 0

    def hinder(self, *hindrances: Hindrance) -> None:
        """From now on these are told; none for a desktop at peace."""
        self.surroundings = Surroundings(tuple(Sign(h, "a test") for h in hindrances), ("a test",))

    def look(self) -> Surroundings:
        self.looks += 1
        return self.surroundings
