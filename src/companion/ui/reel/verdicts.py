"""What the user says of the cards of one reel: it helped, or not this one. The last word counts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.highlight import Verdict
from companion.core.problem import Problem
from companion.core.reel import Chosen, Reel
from companion.desktop.kit import Kit
from companion.services.reel import Reels


class Verdicts(QObject):
    """Kept in the store at once; a reel that is closed in the middle has lost none."""

    failed = Signal(object)

    def __init__(self, kit: Kit, reels: Reels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._reels = reels
        self._said: dict[str, Verdict] = {}

    def of(self, card: Chosen) -> Verdict:
        """What was said of it in this reel."""
        return self._said.get(card.highlight.id, Verdict.UNSAID)

    def say(self, reel: Reel, card: Chosen, verdict: Verdict) -> None:
        self._said[card.highlight.id] = verdict
        self._kit.write(partial(self._reels.judge, reel, card, verdict), failed=self._refused, owner=self)

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self.failed.emit(problem)
