"""The list's rows, a hundred at a time; more come when the view nears the end. Grouped by stage, a heading stands
before the first of each.

The model only holds what the search brought. It never asks a service: `finder` does, in the background.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from companion.core.application import ApplicationRow, State
from companion.services.ports import Clock
from companion.ui.applications import words

PAGE: Final = 100
_ROOT: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the applications of one stage. count: how many are found there, 0 if nobody has counted."""

    state: State
    count: int = 0

    @property
    def words(self) -> str:
        return f"{self.state.words} · {self.count:,}" if self.count else self.state.words


class ApplicationsModel(QAbstractListModel):
    """What was found so far, best first. A row is an application's, or a heading, which can't be chosen."""

    more_wanted = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._rows: list[ApplicationRow | Heading] = []
        self._ids: set[str] = set()
        self._places: dict[str, int] = {}
        self._counts: Mapping[State, int] | None = None
        self._ages: dict[str, str] = {}
        self._complete = True
        self._waiting = False

    @property
    def complete(self) -> bool:
        return self._complete

    @property
    def found(self) -> int:
        """How many applications are here so far."""
        return len(self._ids)

    def start(
        self, rows: Sequence[ApplicationRow], *, complete: bool, counts: Mapping[State, int] | None = None
    ) -> None:
        """Shows these rows in place of the ones before. counts: how many stand where, if they are to be grouped so."""
        self.beginResetModel()
        self._counts = counts
        self._rows = self._with_headings(rows, None)
        self._ids = {row.id for row in rows}
        self._places.clear()
        self._ages.clear()
        self._complete, self._waiting = complete, False
        self.endResetModel()

    def extend(self, rows: Sequence[ApplicationRow], *, complete: bool) -> None:
        """Adds a page; a row that moved between pages meanwhile is not shown twice."""
        fresh = [row for row in rows if row.id not in self._ids]
        self._complete, self._waiting = complete, False
        if not fresh:
            return
        last = self._rows[-1] if self._rows else None
        more = self._with_headings(fresh, last.state if last else None)
        self.beginInsertRows(_ROOT, len(self._rows), len(self._rows) + len(more) - 1)
        self._rows += more
        self._places.clear()
        self._ids.update(row.id for row in fresh)
        self.endInsertRows()

    def stop_waiting(self) -> None:
        """The page that was asked for does not come; the view may ask again."""
        self._waiting = False

    def application(self, row: int) -> ApplicationRow | None:
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, ApplicationRow) else None

    def heading(self, row: int) -> Heading | None:
        found = self._rows[row] if 0 <= row < len(self._rows) else None
        return found if isinstance(found, Heading) else None

    def nearest(self, row: int) -> int:
        """The row of an application at this place, or after it, or before it; -1 if there is none at all."""
        row = min(max(row, 0), len(self._rows) - 1)
        after = next((r for r in range(row, len(self._rows)) if self.application(r)), -1)
        return after if after >= 0 else next((r for r in range(row, -1, -1) if self.application(r)), -1)

    def row_of(self, key: str) -> int:
        """Where the application stands, or -1."""
        if key not in self._ids:
            return -1
        if not self._places:
            self._places = {row.id: at for at, row in enumerate(self._rows) if isinstance(row, ApplicationRow)}
        return self._places[key]

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
    def flags(self, index: _Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.NoItemFlags if self.heading(index.row()) else super().flags(index)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        heading = self.heading(index.row()) if index.isValid() else None
        if heading is not None:
            said = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return heading.words if role in said else None
        row = self.application(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.company
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.row_words(row, self._clock.now(), self._clock.zone())
        return None

    def _with_headings(self, rows: Sequence[ApplicationRow], before: State | None) -> list[ApplicationRow | Heading]:
        if self._counts is None:
            return list(rows)
        grouped: list[ApplicationRow | Heading] = []
        for row in rows:
            if row.state is not before:
                before = row.state
                grouped.append(Heading(before, self._counts.get(before, 0)))
            grouped.append(row)
        return grouped

    @override
    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._complete and not self._waiting

    @override
    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.more_wanted.emit()
