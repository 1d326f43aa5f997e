"""What can be wrong with the store, and a search that a newer one has overtaken."""

from __future__ import annotations

from companion.core.problem import Problem


class StoreProblem(Problem):
    """The store can't be read or written now: disk full, read-only, a folder of somebody else's."""


class StoreIsNewer(StoreProblem):
    """The store was written by a newer version. It was not touched."""


class StoreIsDamaged(StoreProblem):
    """The store can't be trusted. It was not written to."""


class Superseded(Exception):
    """A newer search began; the result of this one is not wanted any more."""
