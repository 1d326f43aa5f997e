"""Paints a row: company and role at the left, with the tags; the state as a word and its age at the right.

Searching is only as quick as painting, so fonts, heights and colours are looked up once and kept until the theme or
the font changes, and only a text that has something to mark gets a layout of its own. Nothing here is a label or
rich text: a name is drawn letter by letter, whatever it holds.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from companion.core import marks
from companion.core.application import ApplicationRow
from companion.desktop.theme import Space, Theme, Token
from companion.desktop.tokens import mixed
from companion.ui.applications import words
from companion.ui.applications.model import ApplicationsModel

_Index = QModelIndex | QPersistentModelIndex
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
_FLAGS: Final = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
_RADIUS: Final = 6.0
_PAD: Final = 10
_MOST_TAGS: Final = 3
_TAG_PAD: Final = 5
_MOST_WIDTHS: Final = 4096
"""Of tags that are kept, before they are begun anew."""


class _Look:
    """Fonts, measures and colours in force."""

    def __init__(self, theme: Theme) -> None:
        self.company_font = theme.font("body")
        self.company_font.setWeight(QFont.Weight.DemiBold)
        self.state_font, self.small_font = theme.font("body"), theme.font("small")
        self.company = QFontMetrics(self.company_font)
        self.state = QFontMetrics(self.state_font)
        self.small = QFontMetrics(self.small_font)
        self.top = max(self.company.height(), self.state.height())
        self.height = _PAD + self.top + 2 + self.small.height() + _PAD
        self.text, self.quiet = theme.colour(Token.TEXT), theme.colour(Token.QUIET)
        self.hover, self.chosen = QBrush(theme.colour(Token.HOVER)), QBrush(theme.colour(Token.PINE_SOFT))
        self.line, self.pill = theme.colour(Token.LINE), QBrush(theme.colour(Token.PINE_SOFT))
        self.pill_on_chosen = QBrush(theme.colour(Token.CARD))
        self.marked_pill = QBrush(mixed(theme.colour(Token.CARD), theme.colour(Token.PINE), 0.28))
        self._tags: dict[str, int] = {}
        self.focus = QPen(theme.colour(Token.PINE), 2)
        self.mark = QTextCharFormat()
        self.mark.setBackground(mixed(theme.colour(Token.CARD), theme.colour(Token.PINE), 0.28))
        self.mark.setForeground(self.text)

    def tag_width(self, tag: str) -> int:
        """Pixels of a tag with what is around it."""
        known = self._tags.get(tag)
        if known is None:
            if len(self._tags) >= _MOST_WIDTHS:
                self._tags.clear()
            known = self._tags[tag] = self.small.horizontalAdvance(tag) + 2 * _TAG_PAD
        return known


class RowDelegate(QStyledItemDelegate):
    """The two-line row, and the heading of a group. `set_typed` says what to mark."""

    def __init__(self, theme: Theme, model: ApplicationsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._look = _Look(theme)
        self._words: tuple[str, ...] = ()

    def set_typed(self, typed: str) -> None:
        """What was typed; the parts of rows that match it are marked."""
        self._words = marks.words_of(typed)

    def refresh(self) -> None:
        """Looks fonts and colours up anew."""
        self._look = _Look(self._theme)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, self._look.height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = self._model.application(index.row())
        if row is None:
            self._paint_heading(painter, option, index)
            return
        look, area = self._look, option.rect
        self._paint_ground(painter, option)
        inner = area.adjusted(Space.S, _PAD, -Space.S, -_PAD)
        age = self._model.age(row)
        side = max(look.state.horizontalAdvance(row.state.words), look.small.horizontalAdvance(age), 64)
        side = min(side, inner.width() // 2)
        top = QRect(inner.x(), inner.y(), inner.width(), look.top)
        below = QRect(inner.x(), inner.y() + look.top + 2, inner.width(), look.small.height())
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._paint_side(painter, row, age, (top, below), mirrored=mirrored)
        gap = side + Space.S
        left, right = (gap, 0) if mirrored else (0, -gap)
        top.adjust(left, 0, right, 0)
        below.adjust(left, 0, right, 0)
        second = words.second_line(row.role, row.place, archived=row.archived)
        if row.tags:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_tags(painter, below, row.tags, second, chosen=chosen, mirrored=mirrored)
        shown = (
            look.company.elidedText(row.company, Qt.TextElideMode.ElideRight, top.width()),
            look.small.elidedText(second, Qt.TextElideMode.ElideRight, below.width()),
        )
        first_marks, second_marks = marks.row_spans(shown, self._words)
        self._paint_text(painter, top, shown[0], first_marks, company=True, mirrored=mirrored)
        if second:
            self._paint_text(painter, below, shown[1], second_marks, company=False, mirrored=mirrored)

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        heading, look = self._model.heading(index.row()), self._look
        if heading is None:
            return
        area = option.rect.adjusted(Space.S, _PAD, -Space.S, -Space.XS)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        painter.setPen(look.quiet)
        painter.setFont(look.company_font)
        where = (_RIGHT if mirrored else _LEFT).value | Qt.AlignmentFlag.AlignBottom.value
        painter.drawText(area, where | Qt.TextFlag.TextSingleLine.value, heading.words)

    def _paint_tags(
        self,
        painter: QPainter,
        area: QRect,
        tags: tuple[str, ...],
        second: str,
        *,
        chosen: bool,
        mirrored: bool,
    ) -> None:
        """At the end of the second line, as many as have room beside its words; takes their room from the area."""
        look = self._look
        room = area.width() - min(look.small.horizontalAdvance(second), area.width() * 3 // 5) - Space.XS
        shown: list[str] = []
        for tag in tags[:_MOST_TAGS]:
            if look.tag_width(tag) > room:
                break
            shown.append(tag)
            room -= look.tag_width(tag) + Space.XXS
        painter.setFont(look.small_font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tag in reversed(shown):
            width = look.tag_width(tag)
            left = area.x() if mirrored else area.x() + area.width() - width
            place = QRect(left, area.y(), width, area.height())
            painter.setPen(Qt.PenStyle.NoPen)
            plain = look.pill_on_chosen if chosen else look.pill
            painter.setBrush(look.marked_pill if marks.spans(tag, self._words) else plain)
            painter.drawRoundedRect(place, place.height() / 2, place.height() / 2)
            painter.setPen(look.quiet if not chosen else look.text)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextSingleLine.value, tag)
            taken = width + Space.XXS
            area.adjust(taken if mirrored else 0, 0, 0 if mirrored else -taken, 0)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        look, state = self._look, option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(look.focus if focused else Qt.PenStyle.NoPen)
            painter.setBrush(look.chosen if chosen else look.hover)
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        else:
            painter.setPen(look.line)
            line = option.rect.adjusted(Space.S, 0, -Space.S, 0)
            painter.drawLine(line.bottomLeft(), line.bottomRight())

    def _paint_side(
        self, painter: QPainter, row: ApplicationRow, age: str, places: tuple[QRect, QRect], *, mirrored: bool
    ) -> None:
        look, end = self._look, (_LEFT if mirrored else _RIGHT).value | _FLAGS
        painter.setFont(look.state_font)
        painter.setPen(look.text if row.state.open else look.quiet)
        painter.drawText(places[0], end, row.state.words)
        painter.setFont(look.small_font)
        painter.setPen(look.quiet)
        painter.drawText(places[1], end, age)

    def _paint_text(
        self, painter: QPainter, area: QRect, shown: str, spans: list[tuple[int, int]], *, company: bool, mirrored: bool
    ) -> None:
        look = self._look
        font, colour = (look.company_font, look.text) if company else (look.small_font, look.quiet)
        start = _RIGHT if mirrored else _LEFT
        painter.setPen(colour)
        if not spans:
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
