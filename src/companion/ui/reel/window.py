"""The reel's window: turns the pages of a reel, by itself and by keys, and never insists.

Its title is always "Companion": what stands in a task bar is read by others. Esc closes it at any moment. When it
comes by itself while the user types elsewhere, it does not take the keyboard (`quietly`). Another rejection while
it is open changes what it says instead of opening a second one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.reel import Offer, OfferKind, Reel
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space
from companion.desktop.windows import Window, raise_window
from companion.services.highlights import Highlights
from companion.services.reel import Noes, Reels
from companion.services.waiting import Waiting
from companion.services.work import Outcome, Undo
from companion.ui.reel.album import Album
from companion.ui.reel.controls import Controls
from companion.ui.reel.marks import TimeLine
from companion.ui.reel.pace import Pace, Times
from companion.ui.reel.seen import Seen
from companion.ui.reel.stage import Stage
from companion.ui.reel.story import Card, Opening, Page, pages_of

_USUAL: Final = QSize(720, 520)


class ReelWindow(Window):
    """Plays one reel. Call `play` once; later rejections come by `add_no`."""

    offer_chosen = Signal(object)
    """A core.reel.Offer of the last page (never "Done"); the window closes by itself."""

    def __init__(
        self,
        kit: Kit,
        reels: Reels,
        highlights: Highlights,
        waiting: Waiting,
        parent: QWidget | None = None,
        *,
        times: Times | None = None,
    ) -> None:
        super().__init__("reel", "Companion", kit.sizes, usual=_USUAL, parent=parent)
        self._kit = kit
        self._reels = reels
        self._waiting = waiting
        self._times = times or Times()
        self._album = Album(kit, highlights, self)
        self._reel: Reel | None = None
        self._noes = Noes()
        self._before = Noes()
        self._undo: Undo | None = None
        self._pages: tuple[Page, ...] = ()
        self._index = 0
        self._resume_at: int | None = None
        self._paused = False
        self._seen = Seen(kit, reels)
        self._composing: Job | None = None
        self._build()

    def make_ready(self) -> None:
        """Does now what showing would otherwise do first: styles, layout, and the window system's own window."""
        self.ensurePolished()
        self.take_first_size()
        self.winId()

    def play(self, reel: Reel, *, noes: Noes, undo: Undo | None, quietly: bool = False) -> None:
        """Shows the reel. undo: takes back the rejection it answers. quietly: the keyboard stays where it is."""
        self._noes = noes
        self._begin(reel)
        self._turn_to(0)
        self._offer_undo(undo)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, quietly)
        if quietly:
            self.show()
        else:
            raise_window(self)
        self._stage.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_no(self, noes: Noes, undo: Undo | None) -> None:
        """Another rejection, or several: the acknowledgement and the offers change, the cards stay."""
        self._before = self._noes
        self._noes = Noes(
            (*self._noes.companies, *noes.companies), (*self._noes.application_ids, *noes.application_ids)
        )
        self._offer_undo(undo)
        self._compose()

    @Slot(object)
    def update_reel(self, reel: Reel) -> None:
        """Takes the words and offers of a newly composed reel; the cards and their order stay as they are."""
        self._composing = None
        if self._reel is None or not self._pages:
            return
        cards = self._reel.cards or reel.cards
        shown = self._pages[self._index]
        self._begin(replace(reel, id=self._reel.id, cards=cards))
        if isinstance(self._pages[0], Opening):
            # Acknowledge first, also the second time; then go on where it was.
            self._resume_at = None if isinstance(shown, Opening) else self._place_of(shown)
            self._turn_to(0)
        else:
            self._turn_to(self._place_of(shown))

    @Slot()
    def next_page(self) -> None:
        resume, self._resume_at = self._resume_at, None
        self._turn_to(resume if self._index == 0 and resume is not None else self._index + 1)

    @Slot()
    def previous_page(self) -> None:
        self._turn_to(self._index - 1)

    @Slot()
    def toggle_pause(self) -> None:
        """Holds the card, or lets the time go on."""
        if self._lasts() > 0:
            self._paused = not self._paused
            self._controls.show_paused(paused=self._paused)
            self._let_run()

    def _begin(self, reel: Reel) -> None:
        self._reel = reel
        self._pages = pages_of(reel, noes=len(set(self._noes.companies)))

    def _turn_to(self, index: int) -> None:
        if not 0 <= index < len(self._pages):
            return
        self._index = index
        page = self._pages[index]
        still = self._kit.theme.reduced_motion
        self._stage.show_page(page, fade=0 if still else self._times.fade)
        self._show_picture()
        self._controls.show_place(index, len(self._pages))
        if self._controls.pause.isEnabled() and self._paused:
            self._paused = False
            self._controls.show_paused(paused=False)
        self._line.setVisible(self._lasts() > 0)
        self._pace.begin(self._lasts(), stepwise=still)
        self._let_run()

    def _lasts(self) -> int:
        """Milliseconds for the present page; 0 for the last one."""
        page = self._pages[self._index]
        if isinstance(page, Card):
            return self._times.card
        return self._times.opening if isinstance(page, Opening) else 0

    def _let_run(self) -> None:
        """Time passes only for somebody who can see it."""
        seen = self.isVisible() and not self.isMinimized() and bool(self._pages)
        self._pace.set_running(seen and not self._paused)

    def _place_of(self, page: Page) -> int:
        """Where that page stands now; the last page if it is another by its words."""
        return self._pages.index(page) if page in self._pages else len(self._pages) - 1

    @Slot(object)
    def _painting(self, page: Page) -> None:
        self._seen.trace(self._index, page)

    @Slot()
    def _painting_picture(self) -> None:
        self._seen.trace_picture(self._index)

    @Slot(object)
    def _painted(self, page: Page) -> None:
        if self._reel is not None:
            self._seen.record(self._reel, page)
        self._ask_ahead()
        self._stage.make_ready()

    def _ask_ahead(self) -> None:
        """Loads the picture of this page and of the next, only now that something is on screen."""
        for page in self._pages[self._index : self._index + 2]:
            if isinstance(page, Card):
                self._album.ask(page.highlight, self.devicePixelRatioF())

    @Slot()
    def _show_picture(self) -> None:
        page = self._pages[self._index]
        if isinstance(page, Card) and (image := self._album.image(page.highlight)) is not None:
            self._stage.show_picture(image)

    @Slot(str)
    def _picture_came(self, key: str) -> None:
        page = self._pages[self._index]
        if isinstance(page, Card) and page.highlight.id == key:
            self._show_picture()

    @Slot(object)
    def _offered(self, offer: Offer) -> None:
        if offer.kind is not OfferKind.DONE:
            self.offer_chosen.emit(offer)
        self.close()

    @Slot()
    def _not_today(self) -> None:
        self._kit.write(self._waiting.not_today)
        self.close()

    def _offer_undo(self, undo: Undo | None) -> None:
        self._undo = undo
        if undo is not None:
            self._controls.undo.offer("Logged.")

    @Slot()
    def _take_back(self) -> None:
        """Undoes the last rejection; the window goes with the only one."""
        undo, self._undo = self._undo, None
        if undo is None:
            return
        self._noes, self._before = self._before, Noes()
        self._kit.write(
            lambda: self._kit.desk.undo(undo, "reel"), done=self._taken_back, failed=self._bar.tell, owner=self
        )

    @Slot(object)
    def _taken_back(self, outcome: Outcome[None]) -> None:
        del outcome
        if self._noes.companies:
            self._compose()
        else:
            self.close()

    def _compose(self) -> None:
        if self._composing is not None:
            self._composing.cancel()
        noes = self._noes
        self._composing = self._kit.tasks.run(
            Lane.READ, lambda: self._reels.compose(noes), done=self.update_reel, failed=self._bar.tell, owner=self
        )

    def _build(self) -> None:
        self._stage = Stage(self._kit)
        self._line = TimeLine(self._kit.theme)
        keep = self._line.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._line.setSizePolicy(keep)
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
        self._stage.painted.connect(self._painting)
        self._stage.painted.connect(self._painted, Qt.ConnectionType.QueuedConnection)
        self._stage.picture_painted.connect(self._painting_picture)
        self._stage.offered.connect(self._offered)
        self._album.loaded.connect(self._picture_came)
        self._pace.went.connect(self._line.set_share)
        self._pace.over.connect(self.next_page)
        self._controls.back.clicked.connect(self.previous_page)
        self._controls.pause.clicked.connect(self.toggle_pause)
        self._controls.next.clicked.connect(self.next_page)
        self._controls.not_today.clicked.connect(self._not_today)
        self._controls.undo.undone.connect(self._take_back)
        # Shortcuts rather than key events: a focused button would take the arrows for itself.
        for key, turn in ((Qt.Key.Key_Right, self.next_page), (Qt.Key.Key_Left, self.previous_page)):
            QShortcut(QKeySequence(key), self).activated.connect(turn)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._space()
        elif key in _TURNS:
            self._stage.card.turn_text(_TURNS[key])
        else:
            super().keyPressEvent(event)

    def _space(self) -> None:
        """Space goes on from the opening, and holds a highlight."""
        if isinstance(self._pages[self._index], Opening):
            self.next_page()
        else:
            self.toggle_pause()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._let_run()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._let_run()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._let_run()


_TURNS: Final = {Qt.Key.Key_Down: 0.3, Qt.Key.Key_Up: -0.3, Qt.Key.Key_PageDown: 0.9, Qt.Key.Key_PageUp: -0.9}
