"""Remembers what was really on screen: for the next reel's choice of cards, and for the trace."""

from __future__ import annotations

from companion.core.reel import Reel
from companion.desktop.kit import Kit
from companion.services.reel import Reels
from companion.ui.reel.story import Card, Page


class Seen:
    """One reel's memory. Each card is recorded once, at its first painting, so a crash later loses nothing."""

    def __init__(self, kit: Kit, reels: Reels) -> None:
        self._kit = kit
        self._reels = reels
        self._began = False
        self._recorded: set[str] = set()

    def trace(self, index: int, page: Page) -> None:
        """Marks the moment, while still painting."""
        if not self._began:
            self._began = True
            self._kit.trace.mark("reel.painted", card=index, kind=page.kind)
        if isinstance(page, Card):
            self._kit.trace.mark("reel.card_painted", card=index, kind=page.kind)

    def trace_picture(self, index: int) -> None:
        """Marks the moment at which the card's picture is there too."""
        self._kit.trace.mark("reel.picture_painted", card=index)

    def record(self, reel: Reel, page: Page) -> None:
        """This page of the reel was on screen."""
        if not isinstance(page, Card):
            return
        chosen = page.chosen
        if chosen.highlight.id not in self._recorded:
            self._recorded.add(chosen.highlight.id)
            self._kit.write(lambda: self._reels.shown(reel, (chosen,)))
