"""What stands where a highlight has no picture: a star for one's own fact, a speech bubble for somebody's words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter

from companion.desktop.icons import Icons
from companion.desktop.picture_view import RADIUS
from companion.desktop.tokens import Token

_SIZE: Final = 44


def emblem_icon(icons: Icons, *, quoted: bool) -> QIcon:
    """The sign itself, in amber."""
    return icons.icon("message-square" if quoted else "star", Token.AMBER)


def paint_emblem(painter: QPainter, area: QRectF, icon: QIcon, ground: QColor) -> None:
    """The sign in the middle of a soft, rounded ground."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(area, RADIUS, RADIUS)
    place = QRect(0, 0, _SIZE, _SIZE)
    place.moveCenter(area.center().toPoint())
    icon.paint(painter, place)
