"""Parks the brooding from the last card: at once, to another day, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.debrief import Debrief
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.services.debriefs import Debriefs
from companion.services.work import Outcome


@dataclass(frozen=True, slots=True)
class Parked:
    """That it is parked. other_day: the words of the button that moves it to the other of the two days."""

    sentence: str
    other_day: str


class Parking(QObject):
    """What is parked from one reel."""

    changed = Signal(object)
    """A Parked, or None when it was taken back."""

    failed = Signal(object)

    def __init__(self, kit: Kit, debriefs: Debriefs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._debriefs = debriefs
        self._debrief: Debrief | None = None
        self._later = False
        self._busy = False

    def park(self, application_id: str) -> None:
        """Sets the next slot aside for looking back at this application."""
        self._later = False
        self._write(application_id)

    @Slot()
    def move(self) -> None:
        """To the other of the two days."""
        if self._debrief is not None and not self._busy:
            self._later = not self._later
            self._write(self._debrief.application_id)

    @Slot()
    def take_back(self) -> None:
        """As if it had not been parked."""
        if self._debrief is not None and not self._busy:
            self._busy = True
            work = partial(self._debriefs.delete, self._debrief.id, origin="reel")
            self._kit.write(work, done=self._taken_back, failed=self._refused, owner=self)

    def _write(self, application_id: str) -> None:
        if not self._busy:
            self._busy = True
            work = partial(self._debriefs.park, application_id, later=self._later, origin="reel")
            self._kit.write(work, done=self._parked, failed=self._refused, owner=self)

    @Slot(object)
    def _parked(self, outcome: Outcome[Debrief]) -> None:
        self._busy = False
        debrief = self._debrief = outcome.value
        until = self._debriefs.when_words(debrief.begins_at).removeprefix("at ").removeprefix("on ")
        first = debrief.begins_at - timedelta(days=self._later)
        if self._debriefs.when_words(first).startswith("at "):
            other = "Today instead" if self._later else "Tomorrow instead"
        else:
            other = "A day earlier instead" if self._later else "A day later instead"
        self.changed.emit(Parked(f"Parked until {until}. It can wait until then.", other))

    @Slot(object)
    def _taken_back(self, outcome: Outcome[Debrief]) -> None:
        del outcome
        self._busy, self._debrief = False, None
        self.changed.emit(None)

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self._busy = False
        self.failed.emit(problem)
