"""What the first page looks like. One sheet of each kind is made and filled anew, so turning a page costs little."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.desktop.flowing_text import FlowingText
from companion.desktop.scrolling import scrolling
from companion.desktop.theme import Space, Theme, Token
from companion.ui.reel.story import Opening


class OpeningSheet(QWidget):
    """The fact first, large; then the user's plan; then the quiet line."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.acknowledgement = FlowingText(theme, role="reel", most_lines=6, strong=True)
        self.plan = FlowingText(theme, role="title", token=Token.PINE, most_lines=6, strong=True)
        self.beside = FlowingText(theme, token=Token.QUIET)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(48, Space.L, 48, Space.L)
        column.setSpacing(Space.L)
        column.addStretch()
        column.addWidget(self.acknowledgement)
        column.addWidget(self.beside)
        column.addWidget(self.plan)
        column.addStretch()
        self.area = scrolling(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)

    def fill(self, page: Opening) -> None:
        self.acknowledgement.set_text(page.acknowledgement)
        self.plan.set_text(page.plan)
        self.plan.setVisible(bool(page.plan))
        self.beside.set_text(page.beside)
        self.area.verticalScrollBar().setValue(0)
