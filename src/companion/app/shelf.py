"""The backups as the Settings window sees them (services.backups), over the store's adapter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from companion.adapters.store.backups import look_at
from companion.app.backend import Backend
from companion.services.ports import Backup


@dataclass(frozen=True, slots=True)
class Shelf:
    """services.backups.BackupShelf."""

    backend: Backend

    def newest(self) -> Backup | None:
        """The newest good one."""
        return self.backend.backups.newest_good()

    def list(self) -> tuple[Backup, ...]:
        """Every good one, newest first."""
        return self.backend.backups.list()

    def back_up_now(self) -> Backup:
        """Makes one by hand."""
        return look_at(self.backend.back_up_now())

    def restore(self, path: Path) -> None:
        """Checks that the backup can take the store's place; it is put there when the companion starts again."""
        look_at(path)
