"""Widgets side by side that go on in another line where the width ends, as words do.

So that a narrow pane or large text never cuts a button off.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget
from typing_extensions import override

from companion.desktop.theme import Space


class Flow(QWidget):
    """Holds its widgets in the order in which they were added; one that is hidden takes no place."""

    def __init__(self, parent: QWidget, *, between_lines: int = Space.XS) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self._between_lines = between_lines
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        widget.setParent(self)
        self._widgets.append(widget)
        self.updateGeometry()

    def clear(self) -> None:
        """Takes all of them away for good."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets = []
        self.updateGeometry()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int, /) -> int:
        return max((place.y() + place.height() for place in self._places(width)), default=0)

    @override
    def sizeHint(self) -> QSize:
        sizes = [widget.sizeHint() for widget in self._there()]
        width = sum(size.width() for size in sizes) + Space.XS * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    @override
    def minimumSizeHint(self) -> QSize:
        sizes = [widget.sizeHint() for widget in self._there()]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # a child's text or font has changed
            self.updateGeometry()
            self._arrange()
        return super().event(event)

    def _there(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _arrange(self) -> None:
        spare = max(0, self.height() - self.heightForWidth(self.width())) // 2
        for widget, place in zip(self._there(), self._places(self.width()), strict=True):
            mirrored = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
            widget.setGeometry(mirrored.translated(0, spare))

    def _places(self, width: int) -> list[QRect]:
        places: list[QRect] = []
        line: list[QRect] = []
        x = y = 0
        for size in (widget.sizeHint() for widget in self._there()):
            if line and x + size.width() > width:
                places += _in_the_middle(line)
                y = max(place.bottom() + 1 for place in line) + self._between_lines
                x, line = 0, []
            line.append(QRect(x, y, size.width(), size.height()))
            x += size.width() + Space.XS
        return places + _in_the_middle(line)


def _in_the_middle(line: list[QRect]) -> list[QRect]:
    """The places of one line, each in the middle of its height."""
    height = max((place.height() for place in line), default=0)
    return [place.translated(0, (height - place.height()) // 2) for place in line]
