"""Reads and draws SVGs; QtSvg is loaded with the first that is drawn."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QPainter


@lru_cache(maxsize=128)
def svg(path: Path) -> str:
    """The file's text; small files, read once."""
    return path.read_text(encoding="utf-8")


def draw_svg(painter: QPainter, rect: QRectF, text: str, colour: QColor) -> None:
    """Draws the SVG with `currentColor` being `colour`."""
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(text.replace("currentColor", colour.name()).encode()))
    renderer.render(painter, rect)
