"""Paints a highlight as a card: picture or emblem, its words, who and when in amber, its tags.

Nothing here loads, and nothing is laid out twice: pictures come from Thumbnails, texts from Layouts. Nothing is a label
or rich text: what somebody wrote is drawn letter by letter, whatever it holds.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen, QTextCharFormat
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from companion.core import marks
from companion.core.highlight import Highlight
from companion.desktop.cover import paint_cover, rounded_above
from companion.desktop.emblem import paint_emblem
from companion.desktop.flowing_text import LEADING, height_of
from companion.desktop.kit import Kit
from companion.desktop.picture_view import RADIUS
from companion.desktop.theme import Space, Token
from companion.desktop.thumbnails import Thumbnails
from companion.desktop.tokens import mixed
from companion.services.highlights import Highlights
from companion.ui.highlights.layouts import CHIP_GAP, CHIP_PAD, TEXT_LINES, Laid, Layouts, mark
from companion.ui.highlights.model import LibraryModel

_Index = QModelIndex | QPersistentModelIndex
GAP: Final = Space.M
LEAST_WIDTH: Final = 232
_PAD: Final = Space.S
_BADGE: Final = 28


class _Look:
    """Fonts, measures and colours in force."""

    def __init__(self, kit: Kit) -> None:
        theme = kit.theme
        self.body_font, self.small_font = theme.font("body"), theme.font("small")
        self.small = QFontMetrics(self.small_font)
        self.layouts = Layouts(self.body_font, self.small_font)
        line = QFontMetrics(self.body_font).height()
        self.text_height = round(line + (TEXT_LINES - 1) * line * LEADING) + 1
        self.chip_height = self.small.height() + 6
        self.below = 3 * _PAD + self.text_height + Space.XXS + self.small.height() + self.chip_height
        self.card, self.hover = theme.colour(Token.CARD), theme.colour(Token.HOVER)
        self.amber_soft = theme.colour(Token.AMBER_SOFT)
        self.text, self.quiet = theme.colour(Token.TEXT), theme.colour(Token.QUIET)
        self.amber, self.pine = theme.colour(Token.AMBER), theme.colour(Token.PINE)
        self.line, self.edge = QPen(theme.colour(Token.LINE), 1), QPen(theme.colour(Token.EDGE), 1)
        self.chosen, self.focus = QPen(self.pine, 2), QPen(self.pine, 3)
        self.mark = QTextCharFormat()
        self.marker = mixed(self.card, self.pine, 0.28)
        self.mark.setBackground(self.marker)
        self.mark.setForeground(self.text)


class CardDelegate(QStyledItemDelegate):
    """`set_typed` says what to mark, `set_width` how wide a cell is."""

    def __init__(
        self, kit: Kit, highlights: Highlights, thumbnails: Thumbnails, model: LibraryModel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._kit, self._highlights, self._thumbnails, self._model = kit, highlights, thumbnails, model
        self._look = _Look(kit)
        self._words: tuple[str, ...] = ()
        self._width = LEAST_WIDTH + GAP
        self._several = False

    @property
    def cell(self) -> QSize:
        """A card with the gap around it."""
        inside = self._width - GAP
        return QSize(self._width, round(inside * 0.6) + self._look.below + GAP)

    @property
    def layouts(self) -> Layouts:
        return self._look.layouts

    def set_width(self, width: int) -> None:
        self._width = width

    def set_typed(self, typed: str) -> None:
        """What was typed; the parts of the words that match it are marked."""
        self._words = marks.words_of(typed)

    def set_several(self, *, several: bool) -> None:
        """Whether more than one is chosen: each then bears a check mark."""
        self._several = several

    def refresh(self) -> None:
        """Looks fonts and colours up anew."""
        self._look = _Look(self._kit)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self.cell

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        found = self._model.highlight(index.row())
        if found is None:
            return
        half = GAP // 2
        card = QRectF(option.rect.adjusted(half, half, -half, -half))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.card)
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        picture = QRectF(card.x(), card.y(), card.width(), round(card.width() * 0.6))
        self._paint_picture(painter, picture, found)
        inner = QRect(card.toRect()).adjusted(_PAD, round(picture.height()) + _PAD, -_PAD, -_PAD)
        self._paint_words(painter, inner, found)
        self._paint_frame(painter, card, option)
        if found.pinned:
            self._paint_badge(painter, QPointF(card.right() - Space.XS - _BADGE, card.top() + Space.XS))
        painter.restore()

    def _paint_picture(self, painter: QPainter, area: QRectF, highlight: Highlight) -> None:
        """The upper part of the card: the picture, an empty place while it is coming, the emblem without one."""
        look, outline = self._look, rounded_above(area, RADIUS)
        path = self._highlights.picture_path(highlight)
        image: QImage | None = QImage()
        if path is not None:
            dpr = painter.device().devicePixelRatio()
            image = self._thumbnails.image(path, area.size().toSize(), dpr, cover=True)
        if image is None:
            painter.fillPath(outline, look.hover)
        elif not image.isNull():
            paint_cover(painter, outline, image, look.hover)
        else:
            painter.fillPath(outline, look.amber_soft)
            paint_emblem(painter, area, self._kit.icons, look.amber_soft, quoted=highlight.is_quoted)

    def _paint_words(self, painter: QPainter, inner: QRect, highlight: Highlight) -> None:
        look = self._look
        laid = look.layouts.of(highlight, inner.width())
        mark(laid, self._words, look.mark)
        painter.setPen(look.text)
        top = float(inner.top())
        for layout, marked in zip(laid.text, laid.marked, strict=True):
            layout.draw(painter, QPointF(inner.left(), top), marked)
            top += height_of(layout)
        painter.setFont(look.small_font)
        if laid.by_line:
            place = QRectF(inner.left(), top + Space.XXS, inner.width(), look.small.height())
            self._paint_small(painter, place, laid.by_line, look.amber)
        self._paint_chips(painter, inner, laid)

    def _paint_chips(self, painter: QPainter, inner: QRect, laid: Laid) -> None:
        look, left = self._look, inner.left()
        top = inner.bottom() + 1 - look.chip_height
        for words, width in laid.chips:
            place = QRectF(left, top, width, look.chip_height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.hover)
            painter.drawRoundedRect(place, look.chip_height / 2, look.chip_height / 2)
            self._paint_small(painter, place.adjusted(CHIP_PAD, 0, -CHIP_PAD, 0), words, look.quiet)
            left += width + CHIP_GAP

    def _paint_small(self, painter: QPainter, place: QRectF, words: str, colour: QColor) -> None:
        """One line in the small size, what matches marked."""
        look = self._look
        painter.setPen(colour)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter.value, words)
        for start, length in marks.spans(words, self._words):
            begins = look.small.horizontalAdvance(words[:start])
            width = look.small.horizontalAdvance(words[: start + length]) - begins
            top = place.center().y() - look.small.height() / 2
            part = QRectF(place.left() + begins, top, width, look.small.height())
            painter.save()
            painter.setClipRect(part)
            painter.fillRect(part, look.marker)
            # quiet words and amber ones are too faint on the mark
            painter.setPen(look.text)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter.value, words)
            painter.restore()

    def _paint_frame(self, painter: QPainter, card: QRectF, option: QStyleOptionViewItem) -> None:
        look, state = self._look, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if bool(state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(look.focus)
        elif chosen:
            painter.setPen(look.chosen)
        else:
            painter.setPen(look.edge if state & QStyle.StateFlag.State_MouseOver else look.line)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if chosen and self._several:
            place = QRectF(card.left() + Space.XS, card.top() + Space.XS, _BADGE, _BADGE)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.pine)
            painter.drawEllipse(place)
            self._kit.icons.draw(painter, place.adjusted(5, 5, -5, -5), "check", Token.ON_PINE)

    def _paint_badge(self, painter: QPainter, at: QPointF) -> None:
        place = QRectF(at, QSize(_BADGE, _BADGE))
        painter.setPen(self._look.line)
        painter.setBrush(self._look.card)
        painter.drawEllipse(place)
        self._kit.icons.draw(painter, place.adjusted(6, 6, -6, -6), "pin", Token.AMBER)
