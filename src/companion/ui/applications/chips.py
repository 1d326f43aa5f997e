"""The filters in what is typed, each as a small button that takes it out again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from companion.desktop.icons import Icons
from companion.ui.applications.flow import Flow
from companion.ui.applications.words import button_words


class FilterChips(Flow):
    """Shows filters; hidden while there are none."""

    removed = Signal(int)
    """Which of the filters shown is to go."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._words: tuple[str, ...] = ()
        self._buttons: list[QPushButton] = []
        self.setAccessibleName("Filters")
        self.hide()

    def show_filters(self, words: Sequence[str]) -> None:
        """The filters as they are said on their buttons."""
        if tuple(words) == self._words:
            return
        had_focus = any(button.hasFocus() for button in self._buttons)
        self._words = tuple(words)
        self.clear()
        self._buttons = []
        for said in self._words:
            button = QPushButton(self._icons.icon("x"), button_words(said), self)
            button.setProperty("kind", "choice")
            button.setAccessibleName(f"Take out the filter {said}")
            button.clicked.connect(self._remove)
            self.add(button)
            button.show()
            self._buttons.append(button)
        self.setVisible(bool(self._words))
        if had_focus and self._buttons:
            self._buttons[-1].setFocus()

    @Slot()
    def _remove(self) -> None:
        sender = self.sender()
        self.removed.emit(next(at for at, button in enumerate(self._buttons) if button is sender))
