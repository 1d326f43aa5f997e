"""Text from outside that never breaks a layout: wraps anywhere if it must, or ends in "…".

A label is as wide as its longest word; a name of 200 letters without a space would push everything out of the
window. Plain by nature: it is painted, never rendered as markup. Its direction follows its own letters.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from companion.desktop.labels import Role
from companion.desktop.painted import Painted
from companion.desktop.theme import Theme, Token

LINE_SEPARATOR = "\u2028"
MOST_WIDTHS = 8
LEADING = 1.15
"""Room between lines; a highlight is read at arm's length."""


class FlowingText(Painted):
    """A paragraph in the role's size, and its weight only if it is strong.

    most_lines: 0 for as many as it needs; more end in "…" (the whole is the accessible name).
    """

    def __init__(
        self,
        theme: Theme,
        *,
        role: Role = "body",
        token: Token = Token.TEXT,
        most_lines: int = 0,
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self._role: Role = role
        self._token = token
        self._most_lines = most_lines
        self._strong = strong
        self._text = ""
        self._known_font: QFont | None = None
        self._known: dict[int, list[QTextLayout]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self._lay_anew()

    def set_role(self, role: Role) -> None:
        if role != self._role:
            self._role = role
            self._lay_anew()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return round(sum(height_of(layout) for layout in self._laid(width)) + 0.5)

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font())
        width = min(metrics.horizontalAdvance(self._text) + 4, 40 * metrics.averageCharWidth())
        return QSize(round(width), self.heightForWidth(round(width)))

    @override
    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font())
        return QSize(round(4 * metrics.averageCharWidth()), round(metrics.height()))

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.ApplicationFontChange, QEvent.Type.FontChange):
            self._lay_anew()
        super().changeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._token))
        top = 0.0
        for layout in self._laid(self.width()):
            layout.draw(painter, QPointF(0, top))
            top += height_of(layout)

    def _lay_anew(self) -> None:
        self._known_font = None
        self._known.clear()
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        if self._known_font is None:
            self._known_font = self._theme.font(self._role)
            self._known_font.setWeight(QFont.Weight.DemiBold if self._strong else QFont.Weight.Normal)
        return self._known_font

    def _laid(self, width: int) -> list[QTextLayout]:
        """The lines for that width; kept, since a layout asks for the same widths again and again."""
        if width not in self._known:
            if len(self._known) > MOST_WIDTHS:
                self._known.clear()
            self._known[width] = lines_of(self._text, self._font(), width, self._most_lines)
        return self._known[width]


def lines_of(text: str, font: QFont, width: int, most_lines: int) -> list[QTextLayout]:
    """The text laid out, to be drawn one below the other. Where the lines are limited (0: they are not), the last one
    is a layout of its own that ends in "…".
    """
    whole = text.replace("\n", LINE_SEPARATOR)
    layout, end = _lay(whole, font, width, most_lines)
    if end >= len(whole):
        return [layout]
    start = layout.lineAt(most_lines - 1).textStart()
    rest = whole[start:].replace(LINE_SEPARATOR, " ")
    shown = QFontMetricsF(font).elidedText(rest, Qt.TextElideMode.ElideRight, width)
    last, _ = _lay(shown, font, width, 1)
    if most_lines == 1:
        return [last]
    first, _ = _lay(whole, font, width, most_lines - 1)
    return [first, last]


def _lay(text: str, font: QFont, width: int, most_lines: int) -> tuple[QTextLayout, int]:
    """The text in lines of that width, and how far they got."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    top, end = 0.0, 0
    layout.beginLayout()
    while not most_lines or layout.lineCount() < most_lines:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(1, width))
        line.setPosition(QPointF(0, top))
        top += line.height() * LEADING
        end = line.textStart() + line.textLength()
    layout.endLayout()
    return layout, end


def height_of(layout: QTextLayout) -> float:
    """What it takes from top to bottom."""
    if not layout.lineCount():
        return 0.0
    last = layout.lineAt(layout.lineCount() - 1)
    return last.y() + last.height()
