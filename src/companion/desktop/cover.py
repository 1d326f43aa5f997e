"""A picture that fills its place: cut evenly at the sides, and a little more below than above, where faces are."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from companion.desktop.picture_view import MOST_ENLARGED

_ABOVE: Final = 0.35
"""Of what is cut away in height."""


def covering(image: QImage, size: QSize, dpr: float) -> QImage:
    """The part of the picture that fills `size` (logical pixels), scaled to it; the picture itself, scaled down to fit
    at most, where it is too small to fill without showing its pixels. On a worker.
    """
    target = size * dpr
    if not fills(image.size(), target):
        return image
    grown = image.size().scaled(target, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    scaled = image.scaled(grown, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    left = (grown.width() - target.width()) // 2
    top = round((grown.height() - target.height()) * _ABOVE)
    cut = scaled.copy(QRect(left, top, target.width(), target.height()))
    cut.setDevicePixelRatio(dpr)
    return cut


def fills(pixels: QSize, target: QSize) -> bool:
    """Whether a picture of so many pixels may be enlarged to cover the target."""
    grown = pixels.scaled(target, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    return not pixels.isEmpty() and grown.width() <= pixels.width() * MOST_ENLARGED


def rounded(area: QRectF, radius: float) -> QPainterPath:
    """The outline of an area with four round corners."""
    outline = QPainterPath()
    outline.addRoundedRect(area, radius, radius)
    return outline


def rounded_above(area: QRectF, radius: float) -> QPainterPath:
    """The outline of an area that is round above and square below: the upper part of a card."""
    side = 2 * radius
    outline = QPainterPath(area.bottomLeft())
    outline.arcTo(QRectF(area.left(), area.top(), side, side), 180, -90)
    outline.arcTo(QRectF(area.right() - side, area.top(), side, side), 90, -90)
    outline.lineTo(area.bottomRight())
    outline.closeSubpath()
    return outline


def paint_cover(painter: QPainter, outline: QPainterPath, image: QImage, ground: QColor) -> None:
    """The picture inside the outline: cut to fill it, or whole on the ground where it is too small for that."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    area = outline.boundingRect()
    natural = image.deviceIndependentSize()
    covers = fills(image.size(), (area.size() * image.devicePixelRatio()).toSize())
    if not covers:
        painter.fillPath(outline, ground)
    if image.isNull():
        return
    painter.save()
    painter.setClipPath(outline)
    if covers:
        painter.drawImage(area, image, _cut(QSizeF(image.size()), area.size()))
    else:
        place = QRectF(
            QPointF(0, 0), natural.scaled(natural.boundedTo(area.size()), Qt.AspectRatioMode.KeepAspectRatio)
        )
        place.moveCenter(area.center())
        painter.drawImage(place, image)
    painter.restore()


def _cut(whole: QSizeF, shape: QSizeF) -> QRectF:
    """The part of a picture that has the area's proportions."""
    part = shape.scaled(whole, Qt.AspectRatioMode.KeepAspectRatio)
    return QRectF(QPointF((whole.width() - part.width()) / 2, (whole.height() - part.height()) * _ABOVE), part)
