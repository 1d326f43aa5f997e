"""The mapping step: what each column of a table means, with what stands in it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from companion.core.imports import SEVERAL, Field, Meanings, Recognised
from companion.desktop.labels import plain_label
from companion.desktop.theme import Space

_NEEDED: Final = (Field.COMPANY, Field.ROLE)
_SHOWN: Final = 60
"""Characters of a sample value."""


class MappingPanel(QWidget):
    """One row for each column: its name, its first filled cell, and what it means."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combos: dict[str, QComboBox] = {}
        self._told = plain_label(role="small", wrap=True, parent=self)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setAccessibleName("Columns of the file")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self._told)
        column.addWidget(self._area, 1)

    @property
    def first(self) -> QWidget | None:
        """Where the keyboard goes."""
        return next(iter(self._combos.values()), None)

    @property
    def missing(self) -> tuple[Field, ...]:
        """The needed fields that no column is."""
        meant = set(self.meanings().values())
        return tuple(field for field in _NEEDED if field not in meant)

    def meanings(self) -> Meanings:
        return {name: Field(combo.currentData()) for name, combo in self._combos.items()}

    def show_table(self, table: Recognised) -> None:
        """The columns of this table, with what is suggested for each."""
        self._combos.clear()
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, Space.S, 0)
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        for at, name in enumerate(table.columns):
            sample = next((row[at] for row in table.sample if at < len(row) and row[at].strip()), "")
            combo = _combo(name, table.meanings.get(name, Field.IGNORE))
            combo.currentIndexChanged.connect(self._chosen)
            self._combos[name] = combo
            label = plain_label(name, parent=rows)
            label.setBuddy(combo)
            grid.addWidget(label, at, 0)
            grid.addWidget(plain_label(_short(sample), role="quiet", parent=rows), at, 1)
            grid.addWidget(combo, at, 2)
        grid.setRowStretch(len(table.columns), 1)
        self._area.setWidget(rows)
        self._tell()

    @Slot()
    def _chosen(self) -> None:
        """What only one column can be goes from the other that was it."""
        chosen = self.sender()
        if isinstance(chosen, QComboBox) and Field(chosen.currentData()) not in SEVERAL:
            for combo in self._combos.values():
                if combo is not chosen and combo.currentData() == chosen.currentData():
                    combo.blockSignals(True)
                    combo.setCurrentIndex(combo.findData(Field.IGNORE.value))
                    combo.blockSignals(False)
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        missing = " and the ".join(field.words.lower() for field in self.missing)
        self._told.setText(
            f"Choose which column is the {missing}; without it nothing can be imported."
            if missing
            else "What each column means. Company and role are needed."
        )


def _combo(column: str, chosen: Field) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(f"What the column {column} means")
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for field in (Field.IGNORE, *(f for f in Field if f is not Field.IGNORE)):
        combo.addItem(f"{field.words} (needed)" if field in _NEEDED else field.words, field.value)
    combo.setCurrentIndex(combo.findData(chosen.value))
    return combo


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
