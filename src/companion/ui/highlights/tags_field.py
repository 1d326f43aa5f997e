"""A line for tags, parted by commas, that completes the one being typed from those in use."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget
from typing_extensions import override


class TagsField(QLineEdit):
    """`set_known` gives it the tags in use."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = QStringListModel(self)
        self.setCompleter(_LastTag(self._known, self))
        self.setPlaceholderText("design, technical interview")

    def set_known(self, tags: Iterable[str]) -> None:
        self._known.setStringList(sorted(tags, key=str.casefold))


class _LastTag(QCompleter):
    """Completes what stands after the last comma."""

    def __init__(self, model: QStringListModel, field: QLineEdit) -> None:
        super().__init__(model, field)
        self._field = field
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    @override
    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(",")[2].strip()]

    @override
    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        before, comma, _ = self._field.text().rpartition(",")
        chosen = str(index.data())
        return f"{before}{comma} {chosen}" if comma else chosen
