"""A line of tags parted by commas, where each is completed from those in use."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from companion.ui.applications.sheet import ANY_LENGTH


class TagField(QLineEdit):
    """The tags as text; what is typed after the last comma is completed."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMaxLength(ANY_LENGTH)
        self.setText(text)
        self.setCursorPosition(0)
        self._tags: tuple[str, ...] = ()
        self._offered = QStringListModel(self)
        self._completer = QCompleter(self._offered, self)
        self._completer.setWidget(self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.activated.connect(self._take)
        self.textEdited.connect(self._offer)

    @Slot(object)
    def complete_with(self, tags: tuple[str, ...]) -> None:
        """The tags in use, the most used first."""
        self._tags = tags

    def tags(self) -> tuple[str, ...]:
        """What was typed, tag by tag."""
        return tuple(part.strip() for part in self.text().split(",") if part.strip())

    @Slot(str)
    def _offer(self, typed: str) -> None:
        before, _, last = typed.rpartition(",")
        begun = last.strip().casefold()
        used = {part.strip().casefold() for part in before.split(",")}
        if not begun or self.cursorPosition() != len(typed):
            self._hide()
            return
        self._offered.setStringList([tag for tag in self._tags if tag.casefold() not in used])
        self._completer.setCompletionPrefix(last.strip())
        if self._completer.completionCount() and self._completer.currentCompletion().casefold() != begun:
            self._completer.complete()
        else:
            self._hide()

    def _hide(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()

    @Slot(str)
    def _take(self, tag: str) -> None:
        before = [part.strip() for part in self.text().split(",")[:-1]]
        self.setText(", ".join((*before, tag)) + ", ")
