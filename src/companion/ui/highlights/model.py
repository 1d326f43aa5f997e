"""The highlights that the library shows now, for its view. What they are is `index`'s to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from companion.core.highlight import Highlight

_ROOT: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class LibraryModel(QAbstractListModel):
    """One row for each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Highlight, ...] = ()
        self._place: dict[str, int] = {}

    def show_rows(self, rows: Sequence[Highlight]) -> None:
        """These in place of the ones before."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._place = {each.id: row for row, each in enumerate(self._rows)}
        self.endResetModel()

    def highlight(self, row: int) -> Highlight | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, key: str) -> int:
        """Where it stands, or -1."""
        return self._place.get(key, -1)

    def rows_with_picture(self, name: str) -> Iterable[int]:
        """Those whose first picture it is."""
        return (row for row, each in enumerate(self._rows) if each.picture == name)

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self.highlight(index.row()) if index.isValid() else None
        if found is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return found.shown_text
        return spoken(found) if role == Qt.ItemDataRole.AccessibleTextRole else None


def spoken(highlight: Highlight) -> str:
    """All that the card shows, for the screen reader."""
    parts = [highlight.shown_text, highlight.by_line]
    if highlight.tags:
        parts.append(f"Tags: {', '.join(highlight.tags)}")
    if highlight.picture:
        parts.append("With a picture" if len(highlight.pictures) == 1 else f"With {len(highlight.pictures)} pictures")
    if highlight.pinned:
        parts.append("Pinned")
    if highlight.archived:
        parts.append("In the archive")
    return "\n".join(part for part in parts if part)
