"""The pictures of the card on show, one after the other within its time; by hand with Up and Down."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Slot

from companion.core.highlight import Highlight
from companion.ui.reel.album import Album
from companion.ui.reel.deck import Deck
from companion.ui.reel.stage import Stage
from companion.ui.reel.story import Card, Page

MOST_BY_THEMSELVES: Final = 5
"""So many share a card's time, 3 s each; more would be a flicker. The others come by hand."""


class Slides(QObject):
    """Which picture shows. fade: milliseconds from one to the next."""

    def __init__(self, album: Album, stage: Stage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._album = album
        self._stage = stage
        self._card: Highlight | None = None
        self._index = 0
        self._by_hand = False
        self._fade = 0
        self._firsts: frozenset[str] = frozenset()
        self._dpr = 1.0
        album.loaded.connect(self._came)

    @property
    def several(self) -> bool:
        """Whether there is another picture to turn to."""
        return self._card is not None and len(self._card.pictures) > 1

    def begin(self, page: Page, *, fade: int) -> None:
        """The page that shows from now on, with its first picture if that is there."""
        self._card = page.highlight if isinstance(page, Card) else None
        self._index, self._by_hand, self._fade = 0, False, fade
        if self._card is not None:
            self._stage.card.show_place(0, len(self._card.pictures))
            self._show(fade=0)

    def expect(self, page: Page, dpr: float) -> None:
        """Loads the page's first picture, for it will be shown soon."""
        if isinstance(page, Card):
            self._album.ask(page.highlight, 0, dpr)

    def ask(self, deck: Deck, dpr: float) -> None:
        """Loads what comes next: the present page's picture, its second one, the first of the page that follows."""
        self._dpr = dpr
        self._firsts = frozenset(p.highlight.picture for p in deck.pages if isinstance(p, Card))
        for coming, index in ((deck.page, 0), (deck.page, 1), (deck.following, 0)):
            if isinstance(coming, Card):
                self._album.ask(coming.highlight, index, dpr)

    def turn(self, step: int) -> None:
        """Another picture, by hand: from now on they stay until they are turned."""
        self._by_hand = True
        if self._card is not None:
            self._turn_to(max(0, min(len(self._card.pictures) - 1, self._index + step)))

    @Slot(float)
    def went(self, share: float) -> None:
        """So much of the card's time is over."""
        if self._card is None or self._by_hand:
            return
        count = min(MOST_BY_THEMSELVES, len(self._card.pictures))
        wanted = min(count - 1, int(share * count))
        # one that is still coming is waited for; the present one stays meanwhile
        if wanted > self._index and self._album.image(self._card.pictures[self._index + 1]) is not None:
            self._turn_to(self._index + 1)

    def _turn_to(self, index: int) -> None:
        if self._card is None or index == self._index:
            return
        self._index = index
        near = {self._card.pictures[i] for i in range(max(0, index - 1), min(len(self._card.pictures), index + 2))}
        self._album.forget_but(near | self._firsts)
        for number in (index, index + 1, index - 1):
            self._album.ask(self._card, number, self._dpr)
        self._stage.card.show_place(index, len(self._card.pictures))
        self._show(fade=self._fade)

    def _show(self, *, fade: int) -> None:
        if self._card is None or not self._card.pictures:
            return
        image = self._album.image(self._card.pictures[self._index])
        if image is not None and (self._index == 0 or not image.isNull()):  # one that is broken leaves the one before
            self._stage.show_picture(image, first=self._index == 0, fade=fade)

    @Slot(str)
    def _came(self, name: str) -> None:
        if self._card is not None and self._card.pictures[self._index : self._index + 1] == (name,):
            self._show(fade=self._fade if self._index else 0)
