"""What is painted by hand in the reel: a dot for each page, the emblem in place of a picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.desktop.emblem import paint_emblem
from companion.desktop.kit import Kit
from companion.desktop.painted import Painted
from companion.desktop.theme import Theme, Token

_GAP = 14
_DOT = 3.5


class Dots(Painted):
    """A dot for each page; the one shown is filled. To assistive technology: "2 of 4"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._count, self._index = 0, 0
        self.setAccessibleName("Position")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_position(self, index: int, count: int) -> None:
        self._index, self._count = index, count
        self.setAccessibleDescription(f"{index + 1} of {count}")
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(_GAP * max(1, self._count), _GAP)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in range(self._count):
            current = number == self._index
            painter.setBrush(self._theme.colour(Token.PINE if current else Token.LINE))
            radius = _DOT + 0.5 if current else _DOT
            painter.drawEllipse(QPointF(_GAP * (number + 0.5), self.height() / 2), radius, radius)


class Emblem(Painted):
    """Stands where a picture would: a star for one's own fact, a speech bubble for somebody's words."""

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit.theme, parent)
        self._icons = kit.icons
        self._quoted = False
        self.setFixedWidth(148)

    def set_quoted(self, *, quoted: bool) -> None:
        self._quoted = quoted
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._theme.colour(Token.AMBER_SOFT)
        paint_emblem(painter, QRectF(self.rect()), self._icons, ground, quoted=self._quoted)
