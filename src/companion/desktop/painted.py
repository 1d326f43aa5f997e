"""What widgets that paint with the theme's colours have in common: they paint again when those change."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from companion.desktop.theme import Theme


class Painted(QWidget):
    """Painted by hand, with the colours in force."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        theme.changed.connect(self._paint_again)

    @Slot()
    def _paint_again(self) -> None:
        """A slot of our own: with each connection to `update` itself PySide 6.11 loses a string for ever, a thousand
        reels a megabyte.
        """
        self.update()
