"""One import that was carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class ImportRun:
    """source: the format's name. added, changed, skipped: applications. taken_back_at: when it was undone."""

    id: str
    at: datetime
    source: str
    file_name: str
    added: int = 0
    changed: int = 0
    skipped: int = 0
    taken_back_at: datetime | None = None


UNKNOWN: Final = "There is no such import here. `companion import --list` shows those that were carried out."
TAKEN_BACK: Final = "This import was taken back already."
STANDS: Final = "This import was not taken back, so there is nothing to bring again."
