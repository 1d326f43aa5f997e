"""What every window is handed besides its services: threads, changes, looks, sizes, the clock, the trace.

A dataclass, so that a window's constructor shows what it needs and a test can hand it a small one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from companion.core.problem import Problem
from companion.desktop.changes import Changes
from companion.desktop.icons import Icons
from companion.desktop.tasks import Job, Lane, Tasks
from companion.desktop.theme import Theme
from companion.services.ports import Clock, ScaledPictures, Trace
from companion.services.work import Desk, Outcome, Undo

if TYPE_CHECKING:
    from companion.desktop.picture_loader import PictureLoader
    from companion.desktop.windows import SizeKeeper

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kit:
    """The parts that all windows share."""

    tasks: Tasks
    changes: Changes
    theme: Theme
    icons: Icons
    sizes: SizeKeeper
    clock: Clock
    trace: Trace
    desk: Desk
    copies: ScaledPictures

    @property
    def loader(self) -> PictureLoader:
        """Loads pictures. Imported by the first window that shows one: the tray needs none of Qt's decoders."""
        from companion.desktop.picture_loader import PictureLoader

        return PictureLoader(self.copies)

    def write(
        self,
        work: Callable[[], Outcome[T]],
        *,
        done: Callable[[Outcome[T]], None] | None = None,
        failed: Callable[[Problem], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Runs a service's write in the store's thread; tells all views what changed, then calls `done`.

        The views are told even when the owner is gone by then: what was written was written.
        """
        changes = self.changes

        def and_tell() -> Outcome[T]:
            outcome = work()
            changes.tell(outcome.changes)
            return outcome

        return self.tasks.run(Lane.STORE, and_tell, done=done, failed=failed, owner=owner)

    def undo(self, undo: Undo, *, origin: str = "", failed: Callable[[Problem], None] | None = None) -> Job:
        """Takes a write back."""
        return self.write(lambda: self.desk.undo(undo, origin), failed=failed)
