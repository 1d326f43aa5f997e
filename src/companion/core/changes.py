"""What a write changed: one value that every open view can look at to know whether to refresh."""

from __future__ import annotations

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

    def __or__(self, other: ChangeSet) -> ChangeSet:
        return ChangeSet(
            self.tables | other.tables, self.applications | other.applications, self.origin or other.origin
        )
