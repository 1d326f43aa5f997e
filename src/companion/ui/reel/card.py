"""What a highlight's page looks like: the picture and the words, the "…" of its menu, what was said of it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.highlight import Verdict
from companion.desktop.flowing_text import FlowingText
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_tooltip
from companion.desktop.picture_view import PictureView
from companion.desktop.scrolling import scrolling
from companion.desktop.theme import Space, Token
from companion.ui.reel.marks import Dots, Emblem
from companion.ui.reel.story import Card

SAID: Final = {Verdict.UNSAID: "", Verdict.HELPED: "You said: it helped.", Verdict.NOT_THIS: "You said: not this one."}
_LONG_TEXT: Final = 260
"""From so many characters on a highlight is set a step smaller."""
_WIDE: Final = 1.75
"""From this width to height a picture stands above its text rather than beside it."""
_MENU: Final = 32


class CardSheet(QWidget):
    """Picture with the text beside it, or below a wide one; without a picture, an emblem in its place."""

    menu_asked = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_long = False
        self._has_several = False
        self.picture = PictureView(kit.theme, hint=QSize(320, 240))
        self.picture.setAccessibleName("Picture")
        self.place = Dots(kit.theme, self)
        self.place.setAccessibleName("Pictures")
        self.text = FlowingText(kit.theme, role="reel")
        self.by_line = FlowingText(kit.theme, token=Token.AMBER, most_lines=2, strong=True)
        self.detail = FlowingText(kit.theme, role="small", token=Token.QUIET)
        self.said = FlowingText(kit.theme, role="small", token=Token.QUIET)
        self._emblem = Emblem(kit)
        self.area = scrolling(self._words())
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setSpacing(Space.L)
        # at the right there is room for the menu's button, so that it covers neither picture nor words
        self._box.setContentsMargins(Space.L, Space.L, Space.XS + _MENU, Space.L)
        self._box.addWidget(self.picture)
        self._box.addWidget(self._emblem)
        self._box.addWidget(self.area)
        self.menu = QToolButton(self)
        self.menu.setIcon(kit.icons.icon("ellipsis", Token.QUIET))
        self.menu.setIconSize(QSize(20, 20))
        self.menu.setAccessibleName("About this card")
        plain_tooltip(self.menu, "About this card (M)")
        self.menu.clicked.connect(self.menu_asked)

    def fill(self, page: Card) -> None:
        """The words at once; the picture when it is there."""
        highlight = page.highlight
        self._is_long = len(highlight.text) > _LONG_TEXT
        self.text.set_role("title" if self._is_long else "reel")
        self.text.set_text(page.text)
        for label, words in ((self.by_line, highlight.by_line), (self.detail, highlight.detail)):
            label.set_text(words)
            label.setVisible(bool(words))
        self.area.verticalScrollBar().setValue(0)
        self._emblem.set_quoted(quoted=bool(highlight.said_by))
        self.show_picture(QImage(), coming=bool(highlight.picture))

    def show_verdict(self, verdict: Verdict) -> None:
        """What the user said of this card, in words."""
        self.said.set_text(SAID[verdict])
        self.said.setVisible(verdict is not Verdict.UNSAID)

    def show_place(self, index: int, count: int) -> None:
        """Which of its pictures shows, as dots on the picture's lower edge; nothing for a single one."""
        self._has_several = count > 1
        self.place.show_position(index, count)
        self._put_dots()

    def show_picture(self, image: QImage, *, coming: bool = False, first: bool = True) -> None:
        """A picture; a null one leaves the words alone, unless it is still coming. The first one that can be shown
        decides where the words stand.
        """
        self.picture.show_image(image)
        if first or self.picture.isHidden():
            self._arrange(there=coming or not image.isNull())
        self._put_dots()

    def _arrange(self, *, there: bool) -> None:
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
            shares = (5, 4) if proportion > 1 and not self._is_long else (4, 5)
        self._box.setStretch(0, shares[0])
        self._box.setStretch(2, shares[1])

    @property
    def picture_place(self) -> QRect:
        """Where the picture stands on the sheet."""
        return self.picture.geometry()

    def _put_dots(self) -> None:
        """Below the picture, in the air that its layout leaves, or within the lower margin."""
        self.place.setVisible(self._has_several and not self.picture.isHidden())
        if not self.place.isHidden():
            self._box.activate()
            shown = self.picture.shown_at.toAlignedRect().translated(self.picture.pos())
            self.place.adjustSize()
            top = min(shown.bottom() + Space.XS, self.height() - self.place.height() - Space.XXS)
            self.place.move(shown.center().x() - self.place.width() // 2, top)
            self.place.raise_()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.menu.setFixedSize(_MENU, _MENU)
        self.menu.move(QPoint(self.width() - _MENU - Space.XXS, Space.XXS))
        self._put_dots()

    def _words(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.XS, 0)
        column.setSpacing(Space.S)
        column.addStretch()
        for label in (self.text, self.by_line, self.detail, self.said):
            column.addWidget(label)
        column.addStretch()
        return inside
