"""What an import would do, row by row: one tab for what is new, changed, here already, and left out."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.import_plan import Fate, Planned, Preview
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space

_HEADS: Final = ("Line", "Company", "Role", "What comes of it")
_WHY: Final = 3
Index = QModelIndex | QPersistentModelIndex


class PlannedRows(QAbstractTableModel):
    """The rows of one fate."""

    def __init__(self, rows: tuple[Planned, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = rows

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(_HEADS)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        cell = (str(row.line), row.company, row.role, row.why)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{_HEADS[index.column()]}: {cell}" if cell else ""
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return _HEADS[section]
        return None


class PreviewTabs(QTabWidget):
    """Empty until it is shown a preview."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What will be imported")
        self.setDocumentMode(True)

    def show_preview(self, preview: Preview) -> None:
        """In place of the one before; the first tab that has rows is in front."""
        while self.count():
            page = self.widget(0)
            self.removeTab(0)
            if page is not None:
                page.deleteLater()
        for fate in Fate:
            self.addTab(_page(preview, fate), f"{fate.words} ({preview.count(fate):,})")
        self.setCurrentIndex(next((n for n, fate in enumerate(Fate) if preview.count(fate)), 0))


def _page(preview: Preview, fate: Fate) -> QWidget:
    page, rows = QWidget(), preview.of(fate)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, Space.XS, 0, 0)
    if not rows:
        column.addWidget(plain_label("No rows.", role="quiet"))
        column.addStretch(1)
        return page
    table = QTableView()
    table.setAccessibleName(fate.words)
    table.setModel(PlannedRows(rows, table))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    header.setMinimumHeight(header.sizeHint().height() + Space.S)
    header.setStretchLastSection(True)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    for section, width in ((1, 180), (2, 200)):
        table.setColumnWidth(section, width)
    column.addWidget(table, 1)
    more = preview.count(fate) - len(rows)
    if more:
        column.addWidget(plain_label(f"These are the first {len(rows):,}; there are {more:,} more.", role="small"))
    return page
