"""A desktop that tells what a test sets."""

from __future__ import annotations

from companion.core.waiting import Hindrance, Sign, Surroundings


class FakeLookout:
    """ports.Lookout."""

    def __init__(self) -> None:
        self.surroundings = Surroundings()

    def hinder(self, *hindrances: Hindrance) -> None:
        """From now on these are told; none for a desktop at peace."""
        self.surroundings = Surroundings(tuple(Sign(h, "a test") for h in hindrances), ("a test",))

    def look(self) -> Surroundings:
        return self.surroundings
