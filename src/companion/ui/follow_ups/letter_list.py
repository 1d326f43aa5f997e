"""The list of letters: its model, the painting of its two-line rows, and the view."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from companion.desktop.theme import Space, Theme, Token
from companion.ui.follow_ups.rows import Row

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LetterModel(QAbstractListModel):
    """Rows, headings and remarks; the last two can't be selected."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row(self, index: _Index) -> Row | None:
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def index_of(self, key: str, *, near: int) -> QModelIndex:
        """Where the row with this key is; if there is none any more, the real row nearest to where it was."""
        numbers = [n for n, row in enumerate(self._rows) if not row.is_heading]
        if not numbers:
            return QModelIndex()
        found = next((n for n in numbers if self._rows[n].key == key), None)
        return self.index(min(numbers, key=lambda n: abs(n - near)) if found is None else found, 0)

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if row is not None and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        return None

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        row = self.row(index)
        if row is None or row.is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Rows(QStyledItemDelegate):
    """Title in semi-bold and state at the right; below it one quiet line. A name is drawn letter by letter."""

    def __init__(self, theme: Theme, model: LetterModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def _fonts(self) -> tuple[QFont, QFont]:
        bold = self._theme.font("body")
        bold.setWeight(QFont.Weight.DemiBold)
        return bold, self._theme.font("small")

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        bold, small = (QFontMetrics(font).height() for font in self._fonts())
        row = self._model.row(index)
        if row is not None and row.is_heading:
            return QSize(200, Space.M + small + Space.XXS)
        return QSize(200, 2 * Space.XS + bold + 2 + small)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = self._model.row(index)
        if row is None:
            return
        bold, small = self._fonts()
        text, quiet = self._theme.colour(Token.TEXT), self._theme.colour(Token.QUIET)
        inner = option.rect.adjusted(Space.S, Space.XS, -Space.S, -Space.XS)
        painter.save()
        if row.is_heading:
            inner.setTop(option.rect.top() + Space.S)
            inner.setBottom(option.rect.bottom())
            _draw(painter, inner, row.title, small, quiet)
        else:
            self._paint_ground(painter, option)
            top = QRect(inner.x(), inner.y(), inner.width(), QFontMetrics(bold).height())
            state_width = QFontMetrics(small).horizontalAdvance(row.state)
            _draw(painter, top, row.state, small, quiet, at_end=True)
            title = top.adjusted(0, 0, -(state_width + Space.S if row.state else 0), 0)
            _draw(painter, title, row.title, bold, text)
            below = QRect(inner.x(), top.bottom() + 3, inner.width(), QFontMetrics(small).height())
            _draw(painter, below, row.second, small, quiet)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if not chosen and not option.state & QStyle.StateFlag.State_MouseOver:
            return
        focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour(Token.PINE), 2) if focused else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(Token.PINE_SOFT if chosen else Token.HOVER))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -2), 6, 6)


def _draw(painter: QPainter, area: QRect, words: str, font: QFont, colour: QColor, *, at_end: bool = False) -> None:
    side = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft
    flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, flags.value | Qt.TextFlag.TextSingleLine.value, shown)


class LetterList(QListView):
    """The view."""

    chosen = Signal()
    """Another row is the current one."""

    typed = Signal(str)
    """Text that was typed here; it is meant for the search."""

    def __init__(self, model: LetterModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_Rows(theme, model, self))
        self.setAccessibleName("Letters")
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        theme.changed.connect(self._restyle)

    @override
    def currentChanged(self, current: _Index, previous: _Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit()

    @override
    def keyboardSearch(self, search: str) -> None:
        self.typed.emit(search)

    @Slot(object)
    def step(self, event: QKeyEvent) -> None:
        """A key that was pressed in the search field and steps through the rows."""
        self.keyPressEvent(event)

    @Slot()
    def _restyle(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
