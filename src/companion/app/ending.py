"""How the tray's life ended."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Ending(NamedTuple):
    """status: the exit status. restore: the backup to put in the store's place before starting again, or None."""

    status: int = 0
    restore: Path | None = None
