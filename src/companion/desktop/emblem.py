"""What stands where a highlight has no picture: a star for one's own fact, a speech bubble for somebody's words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from companion.desktop.icons import Icons
from companion.desktop.picture_view import RADIUS
from companion.desktop.tokens import Token

_SIZE: Final = 44


def paint_emblem(painter: QPainter, area: QRectF, icons: Icons, ground: QColor, *, quoted: bool) -> None:
    """The sign, in amber, in the middle of a soft, rounded ground."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(area, RADIUS, RADIUS)
    place = QRectF(0, 0, _SIZE, _SIZE)
    place.moveCenter(area.center())
    icons.draw(painter, place, "message-square" if quoted else "star", Token.AMBER)
