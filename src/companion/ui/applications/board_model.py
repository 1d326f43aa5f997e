"""The cards of one column, a page at a time. The board brings them; the model only holds them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from companion.core.application import ApplicationRow, State
from companion.services.ports import Clock
from companion.ui.applications import words

CARDS: Final = "application/x-companion-applications"
"""What a dragged card is: the ids, one a line. Nothing else of the application leaves with it."""

_ROOT: Final = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


def dragged(data: QMimeData) -> tuple[str, ...]:
    """The ids of the cards that are dragged; none if it is something else."""
    return tuple(bytes(data.data(CARDS).data()).decode("utf-8", "replace").split()) if data.hasFormat(CARDS) else ()


class CardModel(QAbstractListModel):
    """The applications in one stage, as far as they are loaded."""

    more_wanted = Signal(object)
    """A State."""

    def __init__(self, state: State, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: Final = state
        self._clock = clock
        self._rows: list[ApplicationRow] = []
        self._ids: set[str] = set()
        self._ages: dict[str, str] = {}
        self._complete, self._waiting = True, False

    def start(self, rows: Sequence[ApplicationRow], *, complete: bool) -> None:
        """Shows these in place of those before; what stays where it was keeps its place on screen."""
        old, new = self._rows, list(rows)
        self._complete, self._waiting = complete, False
        self._ages.clear()
        if old == new:
            return
        head = _same(old, new)
        tail = min(_same(old[::-1], new[::-1]), len(old) - head, len(new) - head)
        if head < len(old) - tail:
            self.beginRemoveRows(_ROOT, head, len(old) - tail - 1)
            self._rows = old[:head] + old[len(old) - tail :]
            self._ids = {row.id for row in self._rows}
            self.endRemoveRows()
        if head < len(new) - tail:
            self.beginInsertRows(_ROOT, head, len(new) - tail - 1)
            self._rows = new
            self._ids = {row.id for row in new}
            self.endInsertRows()
        self._rows = new
        if new:
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def extend(self, rows: Sequence[ApplicationRow], *, complete: bool) -> None:
        """Adds a page; a card that moved between pages meanwhile is not shown twice."""
        fresh = [row for row in rows if row.id not in self._ids]
        self._complete, self._waiting = complete, False
        if fresh:
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
        return next(n for n, row in enumerate(self._rows) if row.id == key) if key in self._ids else -1

    def age(self, row: ApplicationRow) -> str:
        """The words for its last sign of life, worked out once for each card that is really painted."""
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
    def flags(self, index: _Index) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else usual

    @override
    def mimeTypes(self) -> list[str]:
        return [CARDS]

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        keys = [row.id for place in sorted({i.row() for i in indexes}) if (row := self.application(place))]
        data = QMimeData()
        data.setData(CARDS, "\n".join(keys).encode())
        return data

    @override
    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._complete and not self._waiting

    @override
    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._waiting = True
            self.more_wanted.emit(self.state)


def _same(some: Sequence[ApplicationRow], others: Sequence[ApplicationRow]) -> int:
    """How many of the first ones are the same applications."""
    return sum(1 for _ in takewhile(lambda pair: pair[0].id == pair[1].id, zip(some, others, strict=False)))
