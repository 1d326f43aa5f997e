"""Removes pictures that no highlight and files that no application has any more, once undo has passed.

No timer runs while nothing is due.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from companion.core.changes import ChangeSet
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.attachments import Attachments
from companion.services.highlights import UNDO_PASSES, Highlights


class Sweeping(QObject):
    """Follows the change sets."""

    def __init__(
        self, kit: Kit, highlights: Highlights, attachments: Attachments, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._highlights, self._attachments = kit.tasks, highlights, attachments
        self._later = QTimer(self, singleShot=True, interval=round(UNDO_PASSES.total_seconds() * 1000))
        self._later.timeout.connect(self.sweep)
        kit.changes.happened.connect(self._changed)

    @Slot()
    def sweep(self) -> None:
        """Now, behind what is being saved."""
        self._tasks.run(Lane.STORE, self._highlights.sweep, owner=self)
        self._tasks.run(Lane.STORE, self._attachments.sweep, owner=self)

    def close(self) -> None:
        """What is due then is due at the next start."""
        self._later.stop()

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.tables & {"highlight", "attachment"}:
            self._later.start()
