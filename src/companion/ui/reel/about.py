"""What the user asks about the card on show, and says of it. Time stands still while it is being read."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QWidget

from companion.core.highlight import Verdict
from companion.core.reel import Reel
from companion.desktop.announce import announce
from companion.desktop.kit import Kit
from companion.services.reel import Reels
from companion.ui.reel.card import SAID
from companion.ui.reel.menu import CardMenu
from companion.ui.reel.seen import Seen
from companion.ui.reel.stage import Stage
from companion.ui.reel.story import Card, Page
from companion.ui.reel.verdicts import Verdicts


class AboutCard(QObject):
    """The menu of the card on the stage, and what its lines do."""

    edit_asked = Signal(str)
    """The highlight's id."""

    link_asked = Signal(str)
    turned_down = Signal()
    """ "Not this one": the next card, please."""

    held = Signal()
    """`is_read` has changed."""

    failed = Signal(object)

    def __init__(self, window: QWidget, kit: Kit, reels: Reels, stage: Stage, seen: Seen) -> None:
        super().__init__(window)
        self._stage = stage
        self._seen = seen
        self._reel: Reel | None = None
        self._card: Card | None = None
        self._verdicts = Verdicts(kit, reels, self)
        self._verdicts.failed.connect(self.failed)
        self._menu = CardMenu(window)
        self._menu.why_asked.connect(self._show_why)
        self._menu.judged.connect(self._judge)
        self._menu.link_asked.connect(self._ask_link)
        self._menu.edit_asked.connect(self._ask_edit)
        self._menu.turned.connect(self.held)
        stage.menu_asked.connect(self.open_menu)
        stage.why_closed.connect(self.close_why)

    def begin(self, reel: Reel, page: Page) -> None:
        """The page that shows from now on."""
        self._reel = reel
        self._card = page if isinstance(page, Card) else None
        self._show_verdict(page)

    @property
    def is_read(self) -> bool:
        """Whether the menu or the reasons show."""
        return self._menu.is_open or self._stage.asks_why

    @Slot()
    def open_menu(self, at: QPoint | None = None) -> None:
        """Below its button, or at that place of the screen; nothing where there is no card."""
        if self._card is None:
            return
        if at is None:
            button = self._stage.card.menu
            self._menu.open_below(button.mapToGlobal(button.rect().bottomRight()))
        else:
            self._menu.open_at(at)

    @Slot()
    def close_why(self) -> None:
        """Takes the reasons away."""
        self._stage.close_why()
        self.held.emit()

    @Slot()
    def _show_why(self) -> None:
        if self._card is not None:
            self._stage.show_why(self._card)
            self.held.emit()

    @Slot(object)
    def _judge(self, verdict: Verdict) -> None:
        if self._card is None or self._reel is None:
            return
        self._seen.record(self._reel, self._card)  # the verdict belongs to that showing
        self._verdicts.say(self._reel, self._card.chosen, verdict)
        self._show_verdict(self._card)
        announce(self._stage, SAID[verdict] or "Taken back.")
        if verdict is Verdict.NOT_THIS:
            self.turned_down.emit()

    def _show_verdict(self, page: Page) -> None:
        verdict = self._verdicts.of(self._card.chosen) if self._card is not None else Verdict.UNSAID
        self._menu.begin(page, verdict)
        if self._card is not None:
            self._stage.card.show_verdict(verdict)

    @Slot()
    def _ask_link(self) -> None:
        if self._card is not None:
            self.link_asked.emit(self._card.highlight.link)

    @Slot()
    def _ask_edit(self) -> None:
        if self._card is not None:
            self.edit_asked.emit(self._card.highlight.id)
