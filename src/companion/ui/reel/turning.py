"""Which page of a reel is on top, and for how long: pages turn by themselves, and by whoever is asked to turn them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from companion.core.highlight import Highlight
from companion.core.reel import Reel
from companion.desktop.theme import Theme
from companion.desktop.time_line import TimeLine
from companion.ui.reel.about import AboutCard
from companion.ui.reel.controls import Controls
from companion.ui.reel.deck import Deck
from companion.ui.reel.pace import Pace, Times
from companion.ui.reel.slides import Slides
from companion.ui.reel.stage import Stage
from companion.ui.reel.story import Card, Opening, Page
from companion.ui.reel.veil import Privacy


@dataclass(frozen=True, slots=True)
class Parts:
    """What changes with the page."""

    stage: Stage
    line: TimeLine
    controls: Controls
    about: AboutCard
    slides: Slides
    privacy: Privacy


class Turning(QObject):
    """Turns the pages of one deck in a window."""

    def __init__(self, window: QWidget, theme: Theme, parts: Parts, times: Times) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._parts = parts
        self._times = times
        self._paused = False
        self.deck: Deck | None = None
        self._pace = Pace(self)
        self._pace.went.connect(parts.line.set_share)
        self._pace.went.connect(parts.slides.went)
        self._pace.over.connect(self.next_page)
        parts.about.turned_down.connect(self.next_page)
        parts.about.held.connect(self.let_run)
        parts.privacy.turned.connect(self.let_run)
        parts.controls.back.clicked.connect(self.previous_page)
        parts.controls.pause.clicked.connect(self.toggle_pause)
        parts.controls.next.clicked.connect(self.next_page)

    @property
    def page(self) -> Page | None:
        """The one on top."""
        return self.deck.page if self.deck is not None else None

    def begin(self, deck: Deck) -> None:
        """The first page."""
        self.deck = deck
        self._turn_to(0)

    def update(self, reel: Reel, *, noes: int) -> None:
        """Takes the words and offers of a newly composed reel; the cards and their order stay as they are."""
        if self.deck is not None:
            self._parts.stage.save()
            index = self.deck.update(reel, noes=noes)
            self._parts.privacy.begin(private=reel.private)
            self._turn_to(index)

    def edit(self, highlights: Mapping[str, Highlight]) -> None:
        """Takes the cards as they are written now."""
        if self.deck is not None and self.deck.edit(highlights):
            self._turn_to(self.deck.index)

    @Slot()
    def next_page(self) -> None:
        if self.deck is not None:
            self._turn_to(self.deck.take_next())

    @Slot()
    def previous_page(self) -> None:
        if self.deck is not None:
            self._turn_to(self.deck.index - 1)

    @Slot()
    def toggle_pause(self) -> None:
        """Holds the card, or lets the time go on."""
        if self._lasts() > 0:
            self._paused = not self._paused
            self._parts.controls.show_paused(paused=self._paused)
            self.let_run()

    def _turn_to(self, index: int) -> None:
        deck, parts = self.deck, self._parts
        if deck is None or not deck.turn_to(index):
            return
        parts.stage.save()
        still = self._theme.reduced_motion
        fade = 0 if still else self._times.fade
        parts.stage.show_page(deck.page, fade=fade, place=deck.place)
        parts.about.begin(deck.reel, deck.page)
        parts.slides.begin(deck.page, fade=fade)
        parts.controls.show_place(index, len(deck.pages))
        if parts.controls.pause.isEnabled() and self._paused:
            self._paused = False
            parts.controls.show_paused(paused=False)
        parts.line.setVisible(self._lasts() > 0)
        self._pace.begin(self._lasts(), stepwise=still)
        self.let_run()

    def _lasts(self) -> int:
        """Milliseconds for the present page; 0 for the last one."""
        if isinstance(self.page, Card):
            return self._times.card
        return self._times.opening if isinstance(self.page, Opening) else 0

    @Slot()
    def let_run(self) -> None:
        """Time passes only for somebody who can see the card, and reads nothing about it meanwhile."""
        window, parts = self._window, self._parts
        is_there = window.isVisible() and not window.isMinimized() and self.deck is not None
        self._pace.set_running(is_there and not (parts.privacy.is_veiled or self._paused or parts.about.is_read))
