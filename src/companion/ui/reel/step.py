"""What the last page looks like: the next step, at most three offers, and two quiet questions."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from companion.core.reel import Offer, OfferKind
from companion.desktop.flowing_text import FlowingText
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_tooltip
from companion.desktop.scrolling import scrolling
from companion.desktop.theme import Space, Theme, make_primary, make_quiet
from companion.ui.reel.fit import FitBox
from companion.ui.reel.parked import Parked
from companion.ui.reel.story import NextStep


class StepSheet(QWidget):
    """The last page. What its buttons do is the window's business."""

    offered = Signal(object)
    """A core.reel.Offer was chosen."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = kit.theme
        self.asking = FlowingText(theme, role="reel")
        self.sentence = FlowingText(theme, role="reel", most_lines=5)
        self.parked = ParkedNote(theme)
        self.parked.hide()
        self.fit = FitBox(kit.icons)
        self.plan = QPushButton("Write a plan for the next no…")
        make_quiet(self.plan)
        self._buttons: dict[QPushButton, Offer] = {}
        self._is_parked = False
        self._offers = QVBoxLayout()
        self._offers.setSpacing(Space.XS)
        self._offers.addWidget(self.parked)
        self.area = scrolling(self._inside())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def fill(self, page: NextStep) -> None:
        self.asking.set_text(page.asking)
        self.asking.setVisible(bool(page.asking))
        self.sentence.set_role("body" if page.asking else "reel")
        self.sentence.set_text(page.sentence)
        self._fill_offers(page)
        self.fit.setVisible(page.fit is not None)
        if page.fit is not None:
            self.fit.fill(page.fit, page.fit_words)
        self.plan.setVisible(page.asks_for_plan)
        self.area.verticalScrollBar().setValue(0)

    def show_parked(self, parked: Parked | None) -> None:
        """That it is parked, in place of the offer to park it; None: it is not, or not any more."""
        self._is_parked = parked is not None
        self.parked.setVisible(self._is_parked)
        if parked is not None:
            self.parked.fill(parked)
        for button, offer in self._buttons.items():
            if offer.kind is OfferKind.PARK:
                button.setHidden(self._is_parked)

    def focus_parking(self) -> None:
        """The keyboard goes where the button was that it pressed."""
        park = [button for button, offer in self._buttons.items() if offer.kind is OfferKind.PARK]
        target = self.parked.other if self._is_parked else next(iter(park), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._buttons)

    def _fill_offers(self, page: NextStep) -> None:
        for button in self._buttons:
            self._offers.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        self._offers.removeWidget(self.parked)
        for offer in page.offers:
            if offer.kind is OfferKind.DONE:
                self._offers.addWidget(self.parked)
            self._buttons[self._button(offer)] = offer
        wanted = OfferKind.ADD_HIGHLIGHT if page.asking else None
        for button, offer in self._buttons.items():
            if offer.kind is wanted or (wanted is None and offer.kind is not OfferKind.DONE):
                make_primary(button)
                break
        width = max((button.sizeHint().width() for button in self._buttons), default=0)
        for button, offer in self._buttons.items():
            button.setMinimumWidth(max(240, width))
            button.setHidden(offer.kind is OfferKind.PARK and self._is_parked)
        self._order(done=[b for b, offer in self._buttons.items() if offer.kind is OfferKind.DONE])

    def _order(self, *, done: list[QPushButton]) -> None:
        """From top to bottom for Tab and for assistive technology, though the buttons are the newest."""
        parked, fit = (self.parked.other, self.parked.back), (*self.fit.choices, self.fit.line)
        offers = [button for button in self._buttons if button not in done]
        for widget in (self.asking, self.sentence, *offers, self.parked, *done, self.fit, self.plan):
            widget.raise_()
        ordered = (*offers, *parked, *done, *fit, self.plan)
        for before, after in pairwise(ordered):
            QWidget.setTabOrder(before, after)

    def _button(self, offer: Offer) -> QPushButton:
        button = QPushButton(self)
        words = button.fontMetrics().elidedText(offer.words, Qt.TextElideMode.ElideMiddle, 440)
        button.setText(words.replace("&", "&&"))
        button.setAccessibleName(offer.words)
        if words != offer.words:
            plain_tooltip(button, offer.words)
        button.setAutoDefault(True)
        button.clicked.connect(self._clicked)
        self._offers.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton) and button in self._buttons:
            self.offered.emit(self._buttons[button])

    def _inside(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(48, Space.M, 48, Space.M)
        column.setSpacing(Space.S)
        column.addStretch()
        column.addWidget(self.asking)
        column.addWidget(self.sentence)
        column.addLayout(self._offers)
        column.addSpacing(Space.M)
        column.addWidget(self.fit)
        column.addLayout(_row(self.plan))
        column.addStretch()
        return inside


class ParkedNote(QWidget):
    """Says until when it is parked; changes the day, or takes it back."""

    moved = Signal()
    taken_back = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentence = FlowingText(theme, strong=True)
        self.other = QPushButton()
        self.back = QPushButton("Take it back")
        for button in (self.other, self.back):
            make_quiet(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.XXS, 0, 0)
        column.setSpacing(Space.XXS)
        column.addWidget(self.sentence)
        column.addLayout(_row(self.other, self.back))
        self.other.clicked.connect(self.moved)
        self.back.clicked.connect(self.taken_back)

    def fill(self, parked: Parked) -> None:
        self.sentence.set_text(parked.sentence)
        self.other.setText(parked.other_day)


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.XXS)
    for button in buttons:
        row.addWidget(button)
    row.addStretch()
    return row
