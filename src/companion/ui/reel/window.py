"""The reel's window: turns the pages of a reel, by itself and by keys, and never insists.

Its title is always "Companion": what stands in a task bar is read by others. Esc closes it at any moment. When it
comes by itself while the user types elsewhere, it does not take the keyboard (`quietly`). Another rejection while
it is open changes what it says instead of opening a second one. In privacy mode it is veiled while the user is not in
it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.highlight import Highlight
from companion.core.reel import Offer, OfferKind, Reel
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.theme import Space
from companion.desktop.time_line import TimeLine
from companion.desktop.windows import leave_keyboard, may_get_keyboard_unasked, put_beside_tray, raise_window
from companion.services.reel import Noes
from companion.services.work import Undo
from companion.ui.reel.about import AboutCard
from companion.ui.reel.album import Album
from companion.ui.reel.controls import Controls
from companion.ui.reel.deck import Deck
from companion.ui.reel.edits import Edits
from companion.ui.reel.last_card import LastCard
from companion.ui.reel.pace import Times
from companion.ui.reel.seen import Seen
from companion.ui.reel.services import ReelServices
from companion.ui.reel.sitting import Sitting
from companion.ui.reel.slides import Slides
from companion.ui.reel.stage import Stage
from companion.ui.reel.story import Opening, Page
from companion.ui.reel.strays import Strays
from companion.ui.reel.turned import TurnedWindow
from companion.ui.reel.turning import Parts, Turning
from companion.ui.reel.veil import Privacy

_USUAL: Final = QSize(720, 520)


class ReelWindow(TurnedWindow):
    """Plays one reel. Call `play` once; later rejections come by `add_no`."""

    offer_chosen = Signal(object)
    """A core.reel.Offer of the last page that leads to another window; this one closes by itself."""

    edit_asked = Signal(str)
    """The id of the highlight."""

    link_asked = Signal(str)
    plan_asked = Signal()

    def __init__(
        self, kit: Kit, services: ReelServices, parent: QWidget | None = None, *, times: Times | None = None
    ) -> None:
        super().__init__("reel", "Companion", kit.sizes, usual=_USUAL, parent=parent)
        self._kit = kit
        self._waiting = services.waiting
        self._times = times or Times()
        self._strays = Strays(self)
        self._seen = Seen(kit, services.reels)
        self._sitting = Sitting(kit, services.reels, self)
        self._last_card = LastCard(kit, services, self)
        self._build()
        self._about = AboutCard(self, kit, services.reels, self._stage, self._seen)
        self._slides = Slides(Album(kit, services.highlights, self), self._stage, self)
        self._edits = Edits(kit, services.highlights, self)
        parts = Parts(self._stage, self._line, self._controls, self._about, self._slides, self._privacy)
        self._turning = Turning(self, kit.theme, parts, self._times)
        self._connect()

    def steps_to_be_ready(self) -> tuple[Callable[[], None], ...]:
        """What does now, each in a short while, what showing would otherwise do first: styles, layout, the pages to
        come, and the window system's own window.
        """
        return self._polish, self._stage.make_ready, self._make_native

    def _polish(self) -> None:
        self.ensurePolished()
        self.take_first_size()
        self._stage.opening.ensurePolished()

    def _make_native(self) -> None:
        self.winId()
        self._paint_unseen()

    def rehearse(self, reel: Reel, noes: Noes) -> None:
        """This reel will probably be played: lays out its first page and loads its picture. Nothing of it counts as
        shown. In privacy mode its words stay out of a window that nobody asked for.
        """
        page = Deck(reel, noes=noes.count).page
        self._slides.expect(page, self.devicePixelRatioF())
        if not reel.private:
            self._stage.rehearse(page)
            self._paint_unseen()

    def _paint_unseen(self) -> None:
        """Once where nobody sees it: every part has its style and place then, and its letters are at hand."""
        self.grab()

    def play(self, reel: Reel, *, noes: Noes, undo: Undo | None, quietly: bool = False) -> None:
        """Shows the reel. undo: takes back the rejection it answers. quietly: the keyboard stays where it is."""
        self._sitting.begin(noes, undo)
        self._privacy.begin(private=reel.private, asked_for=not quietly)
        self._turning.begin(Deck(reel, noes=self._sitting.companies))
        self._offer_undo(undo)
        leave_keyboard(self, leave=quietly)
        if quietly:
            self.take_first_size()
            put_beside_tray(self)
            if may_get_keyboard_unasked():
                self._strays.begin(self._times.rest)
            self.show()
        else:
            raise_window(self)
        self._stage.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_no(self, noes: Noes, undo: Undo | None) -> None:
        """Another rejection, or several: the acknowledgement and the offers change, the cards stay."""
        self._offer_undo(undo)
        self._sitting.add(noes, undo)

    @Slot(object)
    def update_reel(self, reel: Reel) -> None:
        """Takes the words and offers of a newly composed reel; the cards and their order stay as they are."""
        self._turning.update(reel, noes=self._sitting.companies)

    @Slot(object)
    def _take_edits(self, highlights: dict[str, Highlight]) -> None:
        self._turning.edit(highlights)

    @Slot()
    def next_page(self) -> None:
        """As the arrow does."""
        self._turning.next_page()

    # --- what was painted ------------------------------------------------------------------------------------

    @Slot(object)
    def _painting(self, page: Page) -> None:
        if self._turning.deck is not None:
            self._seen.trace(self._turning.deck.index, page)

    @Slot()
    def _painting_picture(self) -> None:
        if self._turning.deck is not None:
            self._seen.trace_picture(self._turning.deck.index)

    @Slot(object)
    def _painted(self, page: Page) -> None:
        """Now that something is on screen: remembers it, and prepares what comes next."""
        deck = self._turning.deck
        if deck is not None:
            self._seen.record(deck.reel, page)
            self._last_card.painted(page)
            self._slides.ask(deck, self.devicePixelRatioF())
            self._stage.make_ready()

    # --- what the buttons do ---------------------------------------------------------------------------------

    @Slot(object)
    def _offered(self, offer: Offer) -> None:
        if offer.kind is OfferKind.PARK:
            self._last_card.park(offer)
            return
        if offer.kind is not OfferKind.DONE:
            self.offer_chosen.emit(offer)
        self.close()

    @Slot()
    def _end(self) -> None:
        """A slot of our own: see desktop.painted."""
        self.close()

    @Slot()
    def _not_today(self) -> None:
        self._kit.write(self._waiting.not_today)
        self.close()

    def _offer_undo(self, undo: Undo | None) -> None:
        if undo is not None:
            self._controls.undo.offer("Logged.")

    # --- putting together ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._stage = Stage(self._kit)
        self._line = TimeLine(self._kit.theme)
        for part in (self._stage, self._line):
            keep = part.sizePolicy()
            keep.setRetainSizeWhenHidden(True)
            part.setSizePolicy(keep)
        self._controls = Controls(self._kit)
        self._bar = ProblemBar()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self._stage, 1)
        column.addWidget(self._line)
        column.addWidget(self._bar)
        column.addWidget(self._controls)
        self._privacy = Privacy(self, self._stage)

    def _connect(self) -> None:
        self._stage.painted.connect(self._painting)
        self._stage.painted.connect(self._painted, Qt.ConnectionType.QueuedConnection)
        self._stage.picture_painted.connect(self._painting_picture)
        self._stage.offered.connect(self._offered)
        self._stage.step_made.connect(self._last_card.take)
        self._controls.not_today.clicked.connect(self._not_today)
        self._controls.undo.undone.connect(self._sitting.take_back)
        self._sitting.recomposed.connect(self.update_reel)
        self._sitting.emptied.connect(self._end)
        self._about.link_asked.connect(self.link_asked)
        self._about.edit_asked.connect(self.edit_asked)
        self._edits.read.connect(self._take_edits)
        self._last_card.plan_asked.connect(self.plan_asked)
        for part in (self._sitting, self._about, self._last_card):
            part.failed.connect(self._bar.tell)
        self.forth.connect(self._turning.next_page)
        self.back.connect(self._turning.previous_page)
        QShortcut(QKeySequence(Qt.Key.Key_M), self).activated.connect(self._about.open_menu)

    # --- events ----------------------------------------------------------------------------------------------

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space()
        elif key == Qt.Key.Key_Escape and self._stage.asks_why:
            self._about.close_why()
        elif key in _PICTURES and self._slides.several:
            self._slides.turn(_PICTURES[key])
        elif key in _TURNS:
            self._stage.turn_text(_TURNS[key])
        else:
            super().keyPressEvent(event)

    def _space(self) -> None:
        """Space goes on from the opening, and holds a highlight."""
        if isinstance(self._turning.page, Opening):
            self._turning.next_page()
        else:
            self._turning.toggle_pause()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The Menu key, or the mouse's right button."""
        if event.reason() == QContextMenuEvent.Reason.Mouse and self._stage.geometry().contains(event.pos()):
            self._about.open_menu(event.globalPos())
        elif event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._about.open_menu()

    @property
    @override
    def scrolls(self) -> bool:
        return self._stage.scrolls

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._privacy.cover()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turning.let_run()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._turning.let_run()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._stage.save()
        super().closeEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self._privacy.arrived()
        elif event.type() == QEvent.Type.WindowStateChange:
            self._turning.let_run()


_TURNS: Final = {Qt.Key.Key_Down: 0.3, Qt.Key.Key_Up: -0.3, Qt.Key.Key_PageDown: 0.9, Qt.Key.Key_PageUp: -0.9}
_PICTURES: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
