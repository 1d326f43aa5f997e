"""Shows one picture with rounded corners, whole and never larger than it bears.

Painted rather than put into a label: a label neither rounds corners nor scales with its layout.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.desktop.painted import Painted
from companion.desktop.theme import Theme, Token

RADIUS = 12
MOST_ENLARGED = 1.5
"""A small picture grows up to this; beyond, its pixels would show."""


class PictureView(Painted):
    """A picture, fitted into the widget's rectangle. Without one, a soft empty surface."""

    def __init__(self, theme: Theme, *, hint: QSize, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._hint = hint
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage) -> None:
        """The picture to show from now on; a null one empties the view."""
        self._image = image
        self.updateGeometry()
        self.update()

    @property
    def is_empty(self) -> bool:
        return self._image.isNull()

    @property
    def proportion(self) -> float:
        """Width to height of the picture; 4:3 while there is none."""
        return 4 / 3 if self._image.isNull() else self._image.width() / self._image.height()

    @override
    def sizeHint(self) -> QSize:
        return self._hint

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(80, self._hint.width()), min(60, self._hint.height()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = self._fitted()
        outline = QPainterPath()
        outline.addRoundedRect(area, RADIUS, RADIUS)
        if self._image.isNull():
            painter.fillPath(outline, self._theme.colour(Token.HOVER))
            return
        painter.save()
        painter.setClipPath(outline)
        painter.drawImage(area, self._image)
        painter.restore()
        # A hair line keeps a white picture apart from a white card.
        painter.setPen(QPen(self._theme.colour(Token.LINE), 1))
        painter.drawPath(outline)

    def _fitted(self) -> QRectF:
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._image.isNull():
            return room
        natural = self._image.deviceIndependentSize()
        most = (natural * MOST_ENLARGED).boundedTo(room.size())
        size = natural.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
        fitted = QRectF(room.topLeft(), size)
        fitted.moveCenter(room.center())
        return fitted
