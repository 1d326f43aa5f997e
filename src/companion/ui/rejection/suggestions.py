"""The suggestions below the field: open applications that may be meant, and always a new one as the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from companion.core.application import Candidate
from companion.core.text import folded
from companion.desktop.theme import Space, Theme, Token

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()


@dataclass(frozen=True, slots=True)
class Choice:
    """What was picked: an application in the list, or (without an id) a new one at that company."""

    company: str
    role: str = ""
    application_id: str | None = None
    people: str = ""

    @property
    def is_new(self) -> bool:
        return self.application_id is None

    @property
    def words(self) -> str:
        """For the eye and the screen reader."""
        if self.is_new:
            return f"New: “{self.company}”"
        return ", ".join(part for part in (self.company, self.role) if part)


class SuggestionModel(QAbstractListModel):
    """The choices in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()

    def offer(self, found: tuple[Candidate, ...], typed: str) -> None:
        """Shows what was found for what was typed."""
        choices = [Choice(c.company, c.role, c.id, c.people) for c in found]
        company = " ".join(typed.split())
        if company:
            choices.append(Choice(company))
        self.beginResetModel()
        self._choices = tuple(choices)
        self.endResetModel()

    def choice(self, row: int) -> Choice | None:
        return self._choices[row] if 0 <= row < len(self._choices) else None

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._choices)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        choice = self.choice(index.row())
        if choice is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return choice.words


class SuggestionDelegate(QStyledItemDelegate):
    """One line: company in semi-bold, then the role; at the right the person, when it was the person that was typed."""

    def __init__(self, theme: Theme, model: SuggestionModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model
        self._typed = ""

    def set_typed(self, typed: str) -> None:
        self._typed = folded(typed.strip())

    def height(self) -> int:
        return QFontMetrics(self._theme.font("body")).height() + 2 * Space.XS

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(160, self.height())

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        choice = self._model.choice(index.row())
        if choice is None:
            return
        painter.save()
        self._paint_ground(painter, option)
        area = option.rect.adjusted(Space.S, 0, -Space.S, 0)
        plain, strong = self._theme.font("body"), self._theme.font("body")
        strong.setWeight(QFont.Weight.DemiBold)
        text, quiet = self._theme.colour(Token.TEXT), self._theme.colour(Token.QUIET)
        if choice.is_new:
            painter.setPen(self._theme.colour(Token.PINE))
            _part(painter, area, choice.words, plain)
            painter.restore()
            return
        if self._typed and self._typed in folded(choice.people):
            person = QFontMetrics(plain).elidedText(choice.people, Qt.TextElideMode.ElideRight, area.width() // 3)
            painter.setPen(quiet)
            painter.setFont(plain)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, person)
            area.setWidth(area.width() - QFontMetrics(plain).horizontalAdvance(person) - Space.M)
        painter.setPen(text)
        used = _part(painter, area.adjusted(0, 0, -area.width() // 3 if choice.role else 0, 0), choice.company, strong)
        if choice.role:
            painter.setPen(quiet)
            _part(painter, area.adjusted(used + Space.S, 0, 0, 0), choice.role, plain)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or over:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(Token.PINE_SOFT if selected else Token.HOVER))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 6, 6)
        if selected:
            painter.setBrush(self._theme.colour(Token.PINE))
            painter.drawRoundedRect(
                QRectF(option.rect.x() + 1, option.rect.y() + 7, 3, option.rect.height() - 14), 1, 1
            )


def _part(painter: QPainter, area: QRect, text: str, font: QFont) -> int:
    """Draws the text, elided to the area; returns its width."""
    metrics = QFontMetrics(font)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.setFont(font)
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    return metrics.horizontalAdvance(shown)
