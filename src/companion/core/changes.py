"""What a write changed: one value that every open view can look at to know whether to refresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """tables: kinds of things that changed ("application", "event", "highlight", "follow_up", "letter"…).
    applications: the ids of the applications concerned. origin: who asked (a view's name, "shell"), so
    that a view can tell its own change from another's.
    """

    tables: frozenset[str] = frozenset()
    applications: frozenset[str] = frozenset()
    origin: str = field(default="", compare=False)

    @classmethod
    def of_all(cls, changes: Iterable[ChangeSet]) -> ChangeSet:
        """What several writes changed together; the origin is that of the first that names one."""
        every = tuple(changes)
        return cls(
            frozenset[str]().union(*(one.tables for one in every)),
            frozenset[str]().union(*(one.applications for one in every)),
            next((one.origin for one in every if one.origin), ""),
        )

    def __or__(self, other: ChangeSet) -> ChangeSet:
        return ChangeSet(
            self.tables | other.tables, self.applications | other.applications, self.origin or other.origin
        )
