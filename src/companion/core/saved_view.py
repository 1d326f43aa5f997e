"""A way to look at the list that the user keeps by a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SavedView:
    """typed: the search as typed, filters included. sort: how it is ordered, layout: "list", "groups" (by stage) or
    "board"; both as their own types write them, and what is unknown there means the usual.
    """

    id: str
    name: str
    typed: str
    sort: str = ""
    layout: str = ""
    deleted_at: datetime | None = None
