"""The pages of the reel that plays, and which of them is on top. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from companion.core.highlight import Highlight
from companion.core.reel import Reel
from companion.ui.reel.story import Opening, Page, pages_of


class Deck:
    """Made for one reel; what it says may change while it plays, its cards and their order stay."""

    def __init__(self, reel: Reel, *, noes: int) -> None:
        self.reel = reel
        self.index = 0
        self._noes = noes
        self._resume_at: int | None = None
        self.pages = pages_of(reel, noes=noes)

    @property
    def page(self) -> Page:
        return self.pages[self.index]

    @property
    def following(self) -> Page | None:
        return self.pages[self.index + 1] if self.index + 1 < len(self.pages) else None

    @property
    def place(self) -> str:
        """ "2 of 5"."""
        return f"{self.index + 1} of {len(self.pages)}"

    def turn_to(self, index: int) -> bool:
        """Whether there is such a page; it is on top now."""
        there = 0 <= index < len(self.pages)
        if there:
            self.index = index
        return there

    def take_next(self) -> int:
        """The number of the page that comes next: after a second acknowledgement, the one that it interrupted."""
        resume, self._resume_at = self._resume_at, None
        return resume if self.index == 0 and resume is not None else self.index + 1

    def update(self, reel: Reel, *, noes: int) -> int:
        """Takes the words and offers of a newly composed reel; returns the number of the page to show now."""
        shown = self.page
        self._noes = noes
        self._lay(replace(reel, id=self.reel.id, cards=self.reel.cards or reel.cards))
        if not isinstance(self.pages[0], Opening):
            return self._place_of(shown)
        # Acknowledge first, also the second time; then go on where it was.
        self._resume_at = None if isinstance(shown, Opening) else self._place_of(shown)
        return 0

    def edit(self, highlights: Mapping[str, Highlight]) -> bool:
        """Takes the cards as they are written now; what was put away meanwhile stays until the reel is over. Says
        whether the page on top is another.
        """
        shown = self.page
        cards = (replace(card, highlight=highlights.get(card.highlight.id, card.highlight)) for card in self.reel.cards)
        self._lay(replace(self.reel, cards=tuple(cards)))
        return self.page != shown

    def _lay(self, reel: Reel) -> None:
        self.reel = reel
        self.pages = pages_of(reel, noes=self._noes)
        self.index = min(self.index, len(self.pages) - 1)

    def _place_of(self, page: Page) -> int:
        """Where that page stands now; the last page if it is another by its words."""
        return self.pages.index(page) if page in self.pages else len(self.pages) - 1
