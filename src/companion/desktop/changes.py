"""One signal that carries what a write changed to every open view.

Views compare the change set with what they show, and its origin with their own name, to know whether to refresh.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.changes import ChangeSet


class Changes(QObject):
    """Owned by the container; lives in the GUI thread."""

    happened = Signal(object)
    """Carries a `core.changes.ChangeSet`; always emitted in the GUI thread."""

    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # the usual connection: queued from other threads. Naming the kind would load PySide's `Qt` namespace, 20 ms.
        self._told.connect(self._pass_on)

    def tell(self, changes: ChangeSet) -> None:
        """Tells all views, from any thread."""
        self._told.emit(changes)

    @Slot(object)
    def _pass_on(self, changes: ChangeSet) -> None:
        self.happened.emit(changes)
