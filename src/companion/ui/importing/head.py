"""The upper part of the window: which file, what it was recognised as, and what has to be asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from companion.core.imports import DayOrder, Field, Recognised
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space, make_quiet
from companion.services.importing import jobs

_ORDERS: Final = (
    (DayOrder.UNCLEAR, "3/4/26 is read as the month first"),
    (DayOrder.DAY_FIRST, "3/4/26 is read as the day first"),
)


class Head(QWidget):
    """choose_asked: another file. changed: the tables, or how they are to be read. columns_asked: shown or hidden."""

    choose_asked = Signal()
    changed = Signal()
    columns_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: list[tuple[Recognised, ...]] = []
        self.choose = QPushButton("Choose a file…", self)
        self._file = plain_label("", parent=self)
        self._table = QComboBox(self)
        self._table.setAccessibleName("Recognised as")
        self._columns = QPushButton("Columns…", self)
        self._columns.setCheckable(True)
        make_quiet(self._columns)
        self._order = QComboBox(self)
        self._order.setAccessibleName("How dates are read")
        for order, words in _ORDERS:
            self._order.addItem(words, order.value)
        self._private = QCheckBox("Also my own addresses, phone numbers and answers", self)
        self._warnings = plain_label(role="small", wrap=True, parent=self)
        self._build()
        self.choose.clicked.connect(self.choose_asked)
        self._table.currentIndexChanged.connect(self._chosen)
        self._columns.toggled.connect(self.columns_toggled)
        self._order.currentIndexChanged.connect(self.changed)
        self._private.toggled.connect(self.changed)
        self._show_options()

    def _build(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.choose)
        first.addWidget(self._file, 1)
        second.addWidget(self._table, 1)
        second.addWidget(self._columns)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._order)
        column.addWidget(self._private)
        column.addWidget(self._warnings)

    @property
    def tables(self) -> tuple[Recognised, ...]:
        """What is to be imported, its dates read as chosen; none before a file was recognised."""
        at = self._table.currentIndex()
        chosen = self._choices[at] if 0 <= at < len(self._choices) else ()
        if self._order.currentData() == DayOrder.DAY_FIRST.value:
            return tuple(table.read_as(DayOrder.DAY_FIRST) for table in chosen)
        return chosen

    @property
    def with_private(self) -> bool:
        return self._private.isChecked() and not self._private.isHidden()

    def show_file(self, name: str) -> None:
        """A file that is being looked at: its tables are not known yet."""
        self._file.setText(name)
        self.show_tables(())

    def show_tables(self, tables: Sequence[Recognised]) -> None:
        """What was found in the file; the first choice is the usual one."""
        usual = jobs(tables) if tables else ()
        others = [(table,) for table in tables if (table,) != usual]
        self._choices = [usual, *others] if usual else []
        for widget in (self._table, self._order, self._private):
            widget.blockSignals(True)
        self._table.clear()
        for choice in self._choices:
            self._table.addItem(_words(choice))
        self._order.setCurrentIndex(0)
        self._private.setChecked(False)
        for widget in (self._table, self._order, self._private):
            widget.blockSignals(False)
        self._show_options()

    def open_columns(self, *, shown: bool) -> None:
        """Presses or lets go the button for the columns."""
        self._columns.setChecked(shown)

    @Slot()
    def _chosen(self) -> None:
        self._show_options()
        self.changed.emit()

    def _show_options(self) -> None:
        tables = self.tables
        self._table.setVisible(bool(tables))
        self._columns.setVisible(len(tables) == 1 and bool(tables[0].columns))
        self._order.setVisible(any(table.unclear for table in tables) or self._order.currentIndex() > 0)
        self._private.setVisible(any(Field.PRIVATE in table.meanings.values() for table in tables))
        warnings = dict.fromkeys(warning for table in tables for warning in table.warnings)
        self._warnings.setText("\n".join(warnings))
        self._warnings.setVisible(bool(warnings))


def _words(tables: Sequence[Recognised]) -> str:
    rows = sum(table.rows for table in tables)
    if len(tables) > 1:
        formats = dict.fromkeys(table.format.words for table in tables)
        return f"{'; '.join(formats)} — {len(tables)} tables, {rows:,} rows"
    table = tables[0]
    where = f" — {table.member}" if table.member else ""
    return f"{table.format.words}{where} — {rows:,} rows"
