"""The card: shows one page, fades it into the next, reads it to the screen reader, says when it was painted."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QAbstractAnimation, QRect, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollBar, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.desktop.announce import announce
from companion.desktop.kit import Kit
from companion.desktop.theme import Space, make_card
from companion.ui.reel.card import CardSheet
from companion.ui.reel.opening import OpeningSheet
from companion.ui.reel.step import StepSheet
from companion.ui.reel.story import Card, Opening, Page
from companion.ui.reel.why import WhyNote

S = TypeVar("S", bound=QWidget)


class Stage(QFrame):
    """One page at a time. It holds the keyboard, so that Space and the arrows are the reel's."""

    painted = Signal(object)
    """The page that was painted for the first time since it was turned to."""

    picture_painted = Signal()
    """So was the picture of that page."""

    offered = Signal(object)
    """A core.reel.Offer was chosen on the last page."""

    step_made = Signal(object)
    """The last page's sheet, at its first need."""

    menu_asked = Signal()
    why_closed = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        make_card(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._kit = kit
        self._opening: OpeningSheet | None = None
        self._card: CardSheet | None = None
        self._step: StepSheet | None = None
        self._sheets = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self._sheets)
        self._fading = _Fading(self)
        self._witness = _Witness(self)
        self._witness.painted.connect(self._seen)
        self._why: WhyNote | None = None
        self._page: Page | None = None
        self._place = ""
        self._is_told = False
        self._new: Page | None = None
        self._has_new_picture = False
        self._is_looking = False

    def show_page(self, page: Page, *, fade: int, place: str) -> None:
        """Turns to the page; fade: in so many milliseconds, 0 for at once. place: "2 of 5", for the screen reader."""
        self.close_why()
        before = self._look(self._sheets.geometry()) if fade and self.isVisible() else QPixmap()
        self._lay(page)
        self._new = page
        self._has_new_picture = False
        self._fading.fade(before, self._sheets.geometry(), fade)
        self._page, self._place, self._is_told = page, place, False
        self._tell()
        self.update()

    def rehearse(self, page: Page) -> None:
        """Lays the page out for its first showing; nothing is told of it."""
        self._lay(page)

    def _lay(self, page: Page) -> None:
        if isinstance(page, Opening):
            sheet = self.opening
            sheet.fill(page)
        elif isinstance(page, Card):
            sheet = self.card
            sheet.fill(page)
        else:
            sheet = self.step
            sheet.fill(page)
        self._sheets.setCurrentWidget(sheet)

    def set_veiled(self, veiled: bool) -> None:
        """Takes the page off the screen and out of assistive technology's tree, or puts it back."""
        self.setHidden(veiled)
        self._tell()

    def _tell(self) -> None:
        """Reads the page aloud, once, as soon as it may be read."""
        hushed = self.isHidden() or self._page is None
        self.setAccessibleName("" if hushed or self._page is None else self._page.spoken)
        if not hushed and self._page is not None and not self._is_told:
            self._is_told = True
            announce(self, f"{self._page.spoken}\n{self._place}")

    @property
    def opening(self) -> OpeningSheet:
        """What a no begins with."""
        if self._opening is None:
            self._opening = self._added(OpeningSheet(self._kit.theme))
        return self._opening

    @property
    def card(self) -> CardSheet:
        """Made when first needed: the opening must not wait for it."""
        if self._card is None:
            self._card = self._added(CardSheet(self._kit))
            self._card.menu_asked.connect(self.menu_asked)
        return self._card

    @property
    def step(self) -> StepSheet:
        if self._step is None:
            self._step = self._added(StepSheet(self._kit))
            self._step.offered.connect(self.offered)
            self.step_made.emit(self._step)
        return self._step

    def make_ready(self) -> None:
        """Makes the sheets that will be needed, once there is time."""
        self.card.ensurePolished()
        self.step.ensurePolished()

    def _added(self, sheet: S) -> S:
        self._sheets.addWidget(sheet)
        self._witness.raise_()
        return sheet

    def save(self) -> None:
        """Hands over what was said on the last page."""
        if self._step is not None:
            self._step.fit.save()

    @property
    def why(self) -> WhyNote:
        """The note above the card, made when it is first asked for."""
        if self._why is None:
            self._why = WhyNote(self._kit.theme, self)
            self._why.closed.connect(self.why_closed)
        return self._why

    def show_why(self, page: Card) -> None:
        self.why.say(page.chosen.why, self._beside_menu())

    def _beside_menu(self) -> QRect:
        return self.rect().adjusted(Space.L, Space.XL + Space.XS, -Space.S, -Space.S)

    @property
    def asks_why(self) -> bool:
        """Whether the note shows."""
        return self._why is not None and not self._why.isHidden()

    def close_why(self) -> None:
        """Takes the note away, and the keyboard back."""
        if self._why is not None and not self._why.isHidden():
            self._why.hide()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def scrolls(self) -> bool:
        """Whether the page is longer than its place."""
        bar = self._bar()
        return bar is not None and bar.maximum() > bar.minimum()

    def turn_text(self, pages: float) -> None:
        """Scrolls a page that is longer than its place."""
        bar = self._bar()
        if bar is not None:
            bar.setValue(round(bar.value() + pages * bar.pageStep()))

    def _bar(self) -> QScrollBar | None:
        sheet = self._sheets.currentWidget()
        if isinstance(sheet, OpeningSheet | CardSheet | StepSheet):
            return sheet.area.verticalScrollBar()
        return None

    def show_picture(self, image: QImage, *, first: bool = True, fade: int = 0) -> None:
        """A picture of the card shown now; fade: out of the one before, in so many milliseconds."""
        place = self.card.picture_place.translated(self._sheets.pos())
        before = self._look(place) if fade and self.isVisible() else QPixmap()
        self.card.show_picture(image, first=first)
        self._fading.fade(before, place, fade)
        self._has_new_picture = not image.isNull()
        self._witness.update()

    @property
    def is_fading(self) -> bool:
        return self._fading.isVisible()

    def _look(self, place: QRect) -> QPixmap:
        """This part of the page as it is, on the card's own ground."""
        self._fading.stop()
        self._is_looking = True
        look = self.grab(place)
        self._is_looking = False
        return look

    @Slot()
    def _seen(self) -> None:
        if self._is_looking:
            return
        if self._new is not None:
            page, self._new = self._new, None
            self.painted.emit(page)
        if self._has_new_picture:
            self._has_new_picture = False
            self.picture_painted.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fading.stop()
        if self._why is not None and not self._why.isHidden():
            self._why.put(self._beside_menu())


class _Witness(QWidget):
    """A single pixel above the page: siblings paint from below, so when its turn comes the page was painted."""

    painted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedSize(1, 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted.emit()


class _Fading(QWidget):
    """The page before, over the present one, becoming transparent. A picture of it: two live pages would cost more."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._before = QPixmap()
        self._running = QVariantAnimation(self)
        self._running.setStartValue(1.0)
        self._running.setEndValue(0.0)
        self._running.valueChanged.connect(self._paint_again)
        self._running.finished.connect(self.stop)
        self.hide()

    def fade(self, before: QPixmap, place: QRect, duration: int) -> None:
        self.stop()
        if before.isNull():
            return
        self._before = before
        self._running.setDuration(duration)
        self.setGeometry(place)
        self.show()
        self.raise_()
        self._running.start()

    @Slot()
    def _paint_again(self) -> None:
        """See desktop.painted."""
        self.update()

    @Slot()
    def stop(self) -> None:
        if self._running.state() != QAbstractAnimation.State.Stopped:
            self._running.stop()
        self._before = QPixmap()
        self.hide()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        opacity: object = self._running.currentValue()
        painter = QPainter(self)
        painter.setOpacity(opacity if isinstance(opacity, float) else 0.0)
        painter.drawPixmap(0, 0, self._before)
