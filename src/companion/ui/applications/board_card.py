"""Paints a card of the board: the company, the role, how long ago and where.

Fonts, measures and colours are looked up once and kept until the theme or the font changes: a column may hold tens of
thousands of cards, and only those on screen are ever painted.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from companion.core import marks
from companion.desktop.theme import Space, Theme, Token
from companion.desktop.tokens import mixed
from companion.ui.applications.board_model import CardModel

_Index = QModelIndex | QPersistentModelIndex
_RADIUS: Final = 8.0
_PAD: Final = 9
_GAP: Final = 3
"""Free pixels around a card, so that two of them are 6 apart."""
_LINE: Final = 2
_FLAGS: Final = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value


class _Look:
    """Fonts, measures and colours in force."""

    def __init__(self, theme: Theme) -> None:
        self.company_font, self.small_font = theme.font("body"), theme.font("small")
        self.company_font.setWeight(QFont.Weight.DemiBold)
        self.company, self.small = QFontMetrics(self.company_font), QFontMetrics(self.small_font)
        lines = self.company.height() + 2 * (self.small.height() + _LINE)
        self.height = 2 * (_GAP + _PAD) + lines
        self.text, self.quiet = theme.colour(Token.TEXT), theme.colour(Token.QUIET)
        self.card, self.chosen = theme.colour(Token.CARD), theme.colour(Token.PINE_SOFT)
        self.edge, self.chosen_edge = QPen(theme.colour(Token.LINE), 1), QPen(theme.colour(Token.PINE), 1)
        self.hover = QPen(theme.colour(Token.EDGE), 1)
        self.focus = QPen(theme.colour(Token.PINE), 2)
        self.mark = QTextCharFormat()
        self.mark.setBackground(mixed(self.card, theme.colour(Token.PINE), 0.28))
        self.mark.setForeground(self.text)


class CardDelegate(QStyledItemDelegate):
    """One card. `set_words` says what to mark."""

    def __init__(self, theme: Theme, model: CardModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._look = _Look(theme)
        self._words: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        """Pixels of a card with the space around it."""
        return self._look.height

    def set_words(self, found: tuple[str, ...]) -> None:
        """The words to mark, as board_asking.marked_words gives them."""
        self._words = found

    def refresh(self) -> None:
        """Looks fonts and colours up anew."""
        self._look = _Look(self._theme)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, self._look.height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = self._model.application(index.row())
        if row is None:
            return
        self._paint_ground(painter, option)
        look = self._look
        inner = option.rect.adjusted(_GAP + Space.S, _GAP + _PAD, -_GAP - Space.S, -_GAP - _PAD)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        line = QRect(inner.x(), inner.y(), inner.width(), look.company.height())
        self._paint_text(painter, line, row.company, look.company_font, look.text, mirrored=mirrored)
        about = " · ".join(part for part in (self._model.age(row), row.place) if part)
        for text, colour in ((row.role, look.text), (about, look.quiet)):
            line = QRect(inner.x(), line.bottom() + 1 + _LINE, inner.width(), look.small.height())
            self._paint_text(painter, line, text, look.small_font, colour, mirrored=mirrored)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        look, state = self._look, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        current = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        usual = look.hover if hovered else look.edge
        painter.setPen(look.focus if current else look.chosen_edge if chosen else usual)
        painter.setBrush(look.chosen if chosen else look.card)
        edge = _GAP if current else _GAP + 0.5
        painter.drawRoundedRect(QRectF(option.rect).adjusted(edge, edge, -edge, -edge), _RADIUS, _RADIUS)

    def _paint_text(
        self, painter: QPainter, area: QRect, text: str, font: QFont, colour: QColor, *, mirrored: bool
    ) -> None:
        if not text:
            return
        metrics = self._look.company if font is self._look.company_font else self._look.small
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        start = side | Qt.AlignmentFlag.AlignAbsolute
        painter.setPen(colour)
        spans = marks.spans(shown, self._words)
        if not spans:
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            painter.setFont(font)
            painter.drawText(area, start.value | _FLAGS, shown)
            return
        layout = QTextLayout(shown, font)
        option = QTextOption(start)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(option)
        layout.setFormats([_range(begin, length, self._look.mark) for begin, length in spans])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(area.width())
        layout.endLayout()
        layout.draw(painter, QPointF(area.x(), area.y() + (area.height() - line.height()) / 2))


def _range(start: int, length: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
    marked = QTextLayout.FormatRange()
    # attributes of a C++ struct: PySide knows no constructor that takes them
    marked.start, marked.length, marked.format = start, length, style
    return marked
