"""The list's rows, a hundred at a time; more come when the view nears the end.

The model only holds what the search brought. It never asks a service: `finder` does, in the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from companion.core.application import ApplicationRow
from companion.services.ports import Clock
from companion.ui.applications import words

PAGE: Final = 100
_ROOT: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class ApplicationsModel(QAbstractListModel):
    """What was found so far, best first."""

    more_wanted = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._rows: list[ApplicationRow] = []
        self._ids: set[str] = set()
        self._ages: dict[str, str] = {}
        self._complete = True
        self._waiting = False

    @property
    def complete(self) -> bool:
        return self._complete

    def start(self, rows: Sequence[ApplicationRow], *, complete: bool) -> None:
        """Shows these rows in place of the ones before."""
        self.beginResetModel()
        self._rows = list(rows)
        self._ids = {row.id for row in rows}
        self._ages.clear()
        self._complete, self._waiting = complete, False
        self.endResetModel()

    def extend(self, rows: Sequence[ApplicationRow], *, complete: bool) -> None:
        """Adds a page; a row that moved between pages meanwhile is not shown twice."""
        fresh = [row for row in rows if row.id not in self._ids]
        self._complete, self._waiting = complete, False
        if not fresh:
            return
        self.beginInsertRows(_ROOT, len(self._rows), len(self._rows) + len(fresh) - 1)
        self._rows += fresh
        self._ids.update(row.id for row in fresh)
        self.endInsertRows()

    def stop_waiting(self) -> None:
        """The page that was asked for does not come; the view may ask again."""
        self._waiting = False

    def application(self, row: int) -> ApplicationRow | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, key: str) -> int:
        """Where the application stands, or -1."""
        if key not in self._ids:
            return -1
        return next(index for index, row in enumerate(self._rows) if row.id == key)

    def age(self, row: ApplicationRow) -> str:
        """The words for its last sign of life, worked out once for each row that is really painted."""
        known = self._ages.get(row.id)
        if known is None:
            known = self._ages[row.id] = words.age(row.latest_at, self._clock.now(), self._clock.zone())
        return known

    def forget_ages(self) -> None:
        """A new day may have begun."""
        self._ages.clear()

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.application(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.company
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.row_words(row, self._clock.now(), self._clock.zone())
        return None

    @override
    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._complete and not self._waiting

    @override
    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.more_wanted.emit()
