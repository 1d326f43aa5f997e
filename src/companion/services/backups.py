"""What the Settings window needs of the backups. The app room implements it, for restoring means to start again."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from companion.services.ports import Backup


class BackupShelf(Protocol):
    """The backups of this profile. Every method may take a while (each backup is checked)."""

    def newest(self) -> Backup | None:
        """The newest good one."""
        ...

    def list(self) -> tuple[Backup, ...]:
        """The good ones, newest first."""
        ...

    def back_up_now(self) -> Backup:
        """Makes a backup of the store as it is now. Raises Problem."""
        ...

    def restore(self, path: Path) -> None:
        """Asks for this backup in the store's place; the present store is set aside, not deleted. Raises Problem if
        it can't be used. It happens when the companion starts again.
        """
        ...
