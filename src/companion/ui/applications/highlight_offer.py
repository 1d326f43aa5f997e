"""After something good was logged: one quiet line that offers to keep it as a highlight.

Nothing is asked and nothing pops up (care.md: offers, no celebration). Which events are a reason, and the words for
each, `Highlights.suggest` knows; whatever else becomes one is shown by `show_suggestion`.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from companion.core.application import Event
from companion.desktop.bars import OfferBar
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.highlights import HighlightDraft, Highlights, Suggestion


class HighlightOffer(OfferBar):
    """The line. One offer at a time, once for each event."""

    asked = Signal(object)
    """The HighlightDraft with which the form begins."""

    def __init__(self, kit: Kit, highlights: Highlights, parent: QWidget | None = None) -> None:
        super().__init__("Keep it…", parent)
        self._kit, self._highlights = kit, highlights
        self._job: Job | None = None
        self._draft: HighlightDraft | None = None
        self.taken.connect(self._ask)

    @Slot(object)
    def consider(self, event: Event) -> None:
        """An event was logged. Offers if it is a reason to."""
        self.dismiss()
        suggest = partial(self._highlights.suggest, event)
        self._job = self._kit.tasks.run(Lane.READ, suggest, done=self.show_suggestion, owner=self)

    @Slot(object)
    def show_suggestion(self, suggestion: Suggestion | None) -> None:
        """Offers this; nothing if there is none."""
        self._job = None
        if suggestion is not None:
            self._draft = suggestion.draft
            self.offer(suggestion.words)

    @override
    def dismiss(self) -> None:
        """Also what is still being looked up: something else is done now."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        super().dismiss()

    @Slot()
    def _ask(self) -> None:
        if self._draft is not None:
            self.asked.emit(self._draft)
