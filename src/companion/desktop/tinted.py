"""An icon engine that draws one SVG in a token's colour, in exactly the size and at the scale asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from typing_extensions import override

from companion.desktop.svg import draw_svg, svg
from companion.desktop.theme import Theme
from companion.desktop.tokens import Token, mixed


class Tinted(QIconEngine):
    """Draws one SVG in the colour that its token has at the moment of drawing."""

    def __init__(self, path: Path, theme: Theme, token: Token) -> None:
        super().__init__()
        self._path = path
        self._theme = theme
        self._token = token

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        colour = self._theme.colour(self._token)
        if mode == QIcon.Mode.Disabled:
            colour = mixed(colour, self._theme.colour(Token.WINDOW), 0.5)
        draw_svg(painter, QRectF(rect), svg(self._path), colour)

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    @override
    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap

    @override
    def clone(self) -> QIconEngine:
        return Tinted(self._path, self._theme, self._token)
