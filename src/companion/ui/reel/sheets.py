"""What each kind of page looks like. One sheet of each is made and filled anew, so turning a page costs little."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QBoxLayout, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from companion.core.reel import Offer, OfferKind
from companion.desktop.flowing_text import FlowingText
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_tooltip
from companion.desktop.picture_view import PictureView
from companion.desktop.theme import Space, Theme, Token, make_primary
from companion.ui.reel.marks import Emblem
from companion.ui.reel.story import Card, NextStep, Opening

_LONG_TEXT: Final = 260
"""From so many characters on a highlight is set a step smaller."""
_WIDE: Final = 1.75
"""From this width to height a picture stands above its text rather than beside it."""


class OpeningSheet(QWidget):
    """The fact first, large; then the user's plan; then the quiet line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.acknowledgement = FlowingText(theme, role="reel", most_lines=6, strong=True)
        self.plan = FlowingText(theme, role="title", token=Token.PINE, most_lines=6, strong=True)
        self.beside = FlowingText(theme, token=Token.QUIET)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, Space.XL, 48, Space.XL)
        column.setSpacing(Space.L)
        column.addStretch()
        column.addWidget(self.acknowledgement)
        column.addWidget(self.beside)
        column.addWidget(self.plan)
        column.addStretch()

    def fill(self, page: Opening) -> None:
        self.acknowledgement.set_text(page.acknowledgement)
        self.plan.set_text(page.plan)
        self.plan.setVisible(bool(page.plan))
        self.beside.set_text(page.beside)


class CardSheet(QWidget):
    """Picture with the text beside it, or below a wide one; without a picture, an emblem in its place."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_long = False
        self.picture = PictureView(kit.theme, hint=QSize(320, 240))
        self.picture.setAccessibleName("Picture")
        self.text = FlowingText(kit.theme, role="reel")
        self.by_line = FlowingText(kit.theme, token=Token.AMBER, most_lines=2, strong=True)
        self.detail = FlowingText(kit.theme, role="small", token=Token.QUIET)
        self._emblem = Emblem(kit)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._words())
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setSpacing(Space.L)
        self._box.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._box.addWidget(self.picture)
        self._box.addWidget(self._emblem)
        self._box.addWidget(self._scroll)

    def fill(self, page: Card) -> None:
        """The words at once; the picture when it is there."""
        highlight = page.highlight
        self._is_long = len(highlight.text) > _LONG_TEXT
        self.text.set_role("title" if self._is_long else "reel")
        self.text.set_text(page.text)
        for label, words in ((self.by_line, highlight.by_line), (self.detail, highlight.detail)):
            label.set_text(words)
            label.setVisible(bool(words))
        self._scroll.verticalScrollBar().setValue(0)
        self._emblem.set_quoted(quoted=bool(highlight.said_by))
        self.show_picture(QImage(), coming=bool(highlight.picture))

    def show_picture(self, image: QImage, *, coming: bool = False) -> None:
        """The picture; a null one leaves the words alone, unless it is still coming."""
        there = coming or not image.isNull()
        self.picture.show_image(image)
        self.picture.setVisible(there)
        self._emblem.setVisible(not there)
        proportion = self.picture.proportion
        above = there and proportion > _WIDE
        self._box.setDirection(QBoxLayout.Direction.TopToBottom if above else QBoxLayout.Direction.LeftToRight)
        if not there:
            shares = (0, 1)
        elif above:
            shares = (2, 3) if self._is_long else (3, 2)
        else:
            shares = (1, 1) if proportion > 1 and not self._is_long else (4, 5)
        self._box.setStretch(0, shares[0])
        self._box.setStretch(2, shares[1])

    def turn_text(self, pages: float) -> None:
        """Scrolls a text that is longer than its place."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(round(bar.value() + pages * bar.pageStep()))

    def _words(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("kind", "scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.XS, 0)
        column.setSpacing(Space.S)
        column.addStretch()
        column.addWidget(self.text)
        column.addWidget(self.by_line)
        column.addWidget(self.detail)
        column.addStretch()
        return inside


class StepSheet(QWidget):
    """What comes next, and at most three offers."""

    offered = Signal(object)
    """A core.reel.Offer was chosen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asking = FlowingText(theme, role="reel")
        self.sentence = FlowingText(theme, role="reel", most_lines=5)
        self._buttons: dict[QPushButton, Offer] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, Space.XL, 48, Space.XL)
        column.setSpacing(Space.M)
        column.addStretch()
        column.addWidget(self.asking)
        column.addWidget(self.sentence)
        column.addSpacing(Space.S)
        column.addLayout(self._column)
        column.addStretch()

    def fill(self, page: NextStep) -> None:
        self.asking.set_text(page.asking)
        self.asking.setVisible(bool(page.asking))
        self.sentence.set_role("body" if page.asking else "reel")
        self.sentence.set_text(page.sentence)
        for button in self._buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {self._button(offer): offer for offer in page.offers}
        wanted = OfferKind.ADD_HIGHLIGHT if page.asking else None
        for button, offer in self._buttons.items():
            if offer.kind is wanted or (wanted is None and offer.kind is not OfferKind.DONE):
                make_primary(button)
                break
        width = max((button.sizeHint().width() for button in self._buttons), default=0)
        for button in self._buttons:
            button.setMinimumWidth(max(240, width))

    def buttons(self) -> tuple[QPushButton, ...]:
        return tuple(self._buttons)

    def _button(self, offer: Offer) -> QPushButton:
        button = QPushButton(self)
        words = button.fontMetrics().elidedText(offer.words, Qt.TextElideMode.ElideMiddle, 520)
        button.setText(words.replace("&", "&&"))
        button.setAccessibleName(offer.words)
        if words != offer.words:
            plain_tooltip(button, offer.words)
        button.setAutoDefault(True)
        button.clicked.connect(self._clicked)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton) and button in self._buttons:
            self.offered.emit(self._buttons[button])
