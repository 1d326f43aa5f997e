"""The card: shows one page, fades it into the next, reads it to the screen reader, says when it was painted."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QAbstractAnimation, QRect, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.desktop.announce import announce
from companion.desktop.kit import Kit
from companion.desktop.theme import make_card
from companion.ui.reel.sheets import CardSheet, OpeningSheet, StepSheet
from companion.ui.reel.story import Card, Opening, Page

S = TypeVar("S", bound=QWidget)


class Stage(QFrame):
    """One page at a time. It holds the keyboard, so that Space and the arrows are the reel's."""

    painted = Signal(object)
    """The page that was painted for the first time since it was turned to."""

    picture_painted = Signal()
    """So was the picture of that page."""

    offered = Signal(object)
    """A core.reel.Offer was chosen on the last page."""

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
        self._new: Page | None = None
        self._has_new_picture = False
        self._is_looking = False

    def show_page(self, page: Page, *, fade: int) -> None:
        """Turns to the page; fade: in so many milliseconds, 0 for at once."""
        before = self._look() if fade and self.isVisible() else QPixmap()
        if isinstance(page, Opening):
            sheet = self._opening = self._opening or self._added(OpeningSheet(self._kit.theme))
            sheet.fill(page)
        elif isinstance(page, Card):
            sheet = self.card
            sheet.fill(page)
        else:
            sheet = self.step
            sheet.fill(page)
        self._sheets.setCurrentWidget(sheet)
        self._new = page
        self._has_new_picture = False
        self._fading.fade(before, self._sheets.geometry(), fade)
        self.setAccessibleName(page.spoken)
        announce(self, page.spoken)
        self.update()

    @property
    def card(self) -> CardSheet:
        """Made when first needed: the opening must not wait for it."""
        self._card = self._card or self._added(CardSheet(self._kit))
        return self._card

    @property
    def step(self) -> StepSheet:
        if self._step is None:
            self._step = self._added(StepSheet(self._kit.theme))
            self._step.offered.connect(self.offered)
        return self._step

    def make_ready(self) -> None:
        """Makes the sheets that will be needed, once there is time."""
        self.card.ensurePolished()
        self.step.ensurePolished()

    def _added(self, sheet: S) -> S:
        self._sheets.addWidget(sheet)
        self._witness.raise_()
        return sheet

    def show_picture(self, image: QImage) -> None:
        """The picture of the card shown now."""
        self.card.show_picture(image)
        self._has_new_picture = not image.isNull()
        self._witness.update()

    @property
    def is_fading(self) -> bool:
        return self._fading.isVisible()

    def _look(self) -> QPixmap:
        """The page as it is, on the card's own ground."""
        self._fading.stop()
        self._is_looking = True
        look = self.grab(self._sheets.geometry())
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
