"""The reel's window: turns the pages of a reel, by itself and by keys, and never insists.

Its title is always "Companion": what stands in a task bar is read by others. Esc closes it at any moment. When it
comes by itself while the user types elsewhere, it does not take the keyboard (`quietly`). Another rejection while
it is open changes what it says instead of opening a second one. In privacy mode it is veiled while the user is not in
it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.highlight import Highlight
from companion.core.reel import Offer, OfferKind, Reel
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.theme import Space
from companion.desktop.time_line import TimeLine
from companion.desktop.windows import Window, may_get_keyboard_unasked, put_beside_tray, raise_window
from companion.services.reel import Noes
from companion.services.work import Undo
from companion.ui.reel.about import AboutCard
from companion.ui.reel.album import Album
from companion.ui.reel.controls import Controls
from companion.ui.reel.deck import Deck
from companion.ui.reel.edits import Edits
from companion.ui.reel.last_card import LastCard
from companion.ui.reel.pace import Pace, Times
from companion.ui.reel.seen import Seen
from companion.ui.reel.services import ReelServices
from companion.ui.reel.sitting import Sitting
from companion.ui.reel.slides import Slides
from companion.ui.reel.stage import Stage
from companion.ui.reel.story import Card, Opening, Page
from companion.ui.reel.strays import Strays
from companion.ui.reel.swipes import Swipes
from companion.ui.reel.veil import Privacy

_USUAL: Final = QSize(720, 520)


class ReelWindow(Window):
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
        self._deck: Deck | None = None
        self._paused = False
        self._swipes = Swipes()
        self._strays = Strays(self)
        self._seen = Seen(kit, services.reels)
        self._sitting = Sitting(kit, services.reels, self)
        self._last_card = LastCard(kit, services, self)
        self._build()
        self._about = AboutCard(self, kit, services.reels, self._stage, self._seen)
        self._slides = Slides(Album(kit, services.highlights, self), self._stage, self)
        self._edits = Edits(kit, services.highlights, self)
        self._connect()

    def make_ready(self) -> None:
        """Does now what showing would otherwise do first: styles, layout, and the window system's own window."""
        self.ensurePolished()
        self.take_first_size()
        self._stage.opening.ensurePolished()
        self.winId()
        # painted once where nobody sees it: every part has its style and place then, and its letters are at hand
        self.grab()

    def play(self, reel: Reel, *, noes: Noes, undo: Undo | None, quietly: bool = False) -> None:
        """Shows the reel. undo: takes back the rejection it answers. quietly: the keyboard stays where it is."""
        self._sitting.begin(noes, undo)
        self._deck = Deck(reel, noes=self._sitting.companies)
        self._privacy.begin(private=reel.private, asked_for=not quietly)
        self._turn_to(0)
        self._offer_undo(undo)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, quietly)
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
        if self._deck is not None:
            self._stage.save()
            index = self._deck.update(reel, noes=self._sitting.companies)
            self._privacy.begin(private=reel.private)
            self._turn_to(index)

    @Slot(object)
    def _take_edits(self, highlights: dict[str, Highlight]) -> None:
        if self._deck is not None and self._deck.edit(highlights):
            self._turn_to(self._deck.index)

    @Slot()
    def next_page(self) -> None:
        if self._deck is not None:
            self._turn_to(self._deck.take_next())

    @Slot()
    def previous_page(self) -> None:
        if self._deck is not None:
            self._turn_to(self._deck.index - 1)

    @Slot()
    def toggle_pause(self) -> None:
        """Holds the card, or lets the time go on."""
        if self._lasts() > 0:
            self._paused = not self._paused
            self._controls.show_paused(paused=self._paused)
            self._let_run()

    def _turn_to(self, index: int) -> None:
        deck = self._deck
        if deck is None or not deck.turn_to(index):
            return
        self._stage.save()
        still = self._kit.theme.reduced_motion
        fade = 0 if still else self._times.fade
        self._stage.show_page(deck.page, fade=fade, place=deck.place)
        self._about.begin(deck.reel, deck.page)
        self._slides.begin(deck.page, fade=fade)
        self._controls.show_place(index, len(deck.pages))
        if self._controls.pause.isEnabled() and self._paused:
            self._paused = False
            self._controls.show_paused(paused=False)
        self._line.setVisible(self._lasts() > 0)
        self._pace.begin(self._lasts(), stepwise=still)
        self._let_run()

    def _lasts(self) -> int:
        """Milliseconds for the present page; 0 for the last one."""
        page = self._deck.page if self._deck is not None else None
        if isinstance(page, Card):
            return self._times.card
        return self._times.opening if isinstance(page, Opening) else 0

    @Slot()
    def _let_run(self) -> None:
        """Time passes only for somebody who can see the card, and reads nothing about it meanwhile."""
        seen = self.isVisible() and not self.isMinimized() and self._deck is not None and not self._privacy.is_veiled
        self._pace.set_running(seen and not (self._paused or self._about.is_read))

    # --- what was painted ------------------------------------------------------------------------------------

    @Slot(object)
    def _painting(self, page: Page) -> None:
        if self._deck is not None:
            self._seen.trace(self._deck.index, page)

    @Slot()
    def _painting_picture(self) -> None:
        if self._deck is not None:
            self._seen.trace_picture(self._deck.index)

    @Slot(object)
    def _painted(self, page: Page) -> None:
        """Now that something is on screen: remembers it, and prepares what comes next."""
        if self._deck is not None:
            self._seen.record(self._deck.reel, page)
            self._last_card.painted(page)
            self._slides.ask(self._deck, self.devicePixelRatioF())
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
        self._pace = Pace(self)
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
        self._pace.went.connect(self._line.set_share)
        self._pace.went.connect(self._slides.went)
        self._pace.over.connect(self.next_page)
        self._controls.back.clicked.connect(self.previous_page)
        self._controls.pause.clicked.connect(self.toggle_pause)
        self._controls.next.clicked.connect(self.next_page)
        self._controls.not_today.clicked.connect(self._not_today)
        self._controls.undo.undone.connect(self._sitting.take_back)
        self._sitting.recomposed.connect(self.update_reel)
        self._sitting.emptied.connect(self._end)
        self._about.turned_down.connect(self.next_page)
        self._about.link_asked.connect(self.link_asked)
        self._about.edit_asked.connect(self.edit_asked)
        self._about.held.connect(self._let_run)
        self._edits.read.connect(self._take_edits)
        self._privacy.turned.connect(self._let_run)
        self._last_card.plan_asked.connect(self.plan_asked)
        for part in (self._sitting, self._about, self._last_card):
            part.failed.connect(self._bar.tell)
        # Shortcuts rather than key events: a focused button would take the arrows for itself.
        for key, turn in (
            (Qt.Key.Key_Right, self.next_page),
            (Qt.Key.Key_Left, self.previous_page),
            (Qt.Key.Key_M, self._about.open_menu),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(turn)

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
        if self._deck is not None and isinstance(self._deck.page, Opening):
            self.next_page()
        else:
            self.toggle_pause()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The Menu key, or the mouse's right button."""
        if event.reason() == QContextMenuEvent.Reason.Mouse and self._stage.geometry().contains(event.pos()):
            self._about.open_menu(event.globalPos())
        elif event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._about.open_menu()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        step = self._swipes.page(event, upright=not self._stage.scrolls)
        if step:
            (self.next_page if step > 0 else self.previous_page)()
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.BackButton:
            self.previous_page()
        elif event.button() == Qt.MouseButton.ForwardButton:
            self.next_page()
        else:
            super().mousePressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._privacy.cover()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._let_run()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._let_run()

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
            self._let_run()


_TURNS: Final = {Qt.Key.Key_Down: 0.3, Qt.Key.Key_Up: -0.3, Qt.Key.Key_PageDown: 0.9, Qt.Key.Key_PageUp: -0.9}
_PICTURES: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
