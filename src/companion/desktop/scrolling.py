"""Content that scrolls when its window is small or the text large, so that no window ever outgrows a screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrollingArea(QScrollArea):
    """Scrolls downwards only, on the ground that is behind it; Tab brings what it reaches into view."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def take(self, inside: QWidget) -> None:
        """Shows the widget, instead of what it showed before."""
        self.setWidget(inside)
        # not by a rule of the stylesheet: for each scroll area that has one Qt 6.11 keeps 200 bytes when it goes
        for part in (self.viewport(), inside):
            part.setAutoFillBackground(False)


def scrolling(inside: QWidget) -> ScrollingArea:
    """The widget in an area that itself takes no keyboard focus."""
    area = ScrollingArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.take(inside)
    return area
