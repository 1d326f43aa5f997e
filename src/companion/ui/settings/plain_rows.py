"""Rows of one line each, for the short lists of the settings: roomy, and chosen in the same way as elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from companion.desktop.theme import Space, Theme, Token

_Index = QModelIndex | QPersistentModelIndex


class PlainRows(QStyledItemDelegate):
    """Paints what the model displays, letter by letter."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    @property
    def height(self) -> int:
        """Of one row, in the font in force."""
        return QFontMetrics(self._theme.font("body")).height() + 2 * Space.XS

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(120, self.height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        font, words = self._theme.font("body"), str(index.data(Qt.ItemDataRole.DisplayRole))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.colour(Token.PINE), 2) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(Token.PINE_SOFT if chosen else Token.HOVER))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 6, 6)
        area = option.rect.adjusted(Space.S, 0, -Space.S, 0)
        painter.setFont(font)
        painter.setPen(self._theme.colour(Token.TEXT))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, flags.value | Qt.TextFlag.TextSingleLine.value, shown)
        painter.restore()
