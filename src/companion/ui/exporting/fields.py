"""What the export window asks: which applications, as what, of which days, under which name."""

from __future__ import annotations

from datetime import tzinfo
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from companion.core.exporting import ExportFormat, Period
from companion.core.text import counted
from companion.desktop.form import Form
from companion.desktop.labels import plain_label
from companion.desktop.tokens import Space
from companion.services.exporting import Wish

HINTS: Final = {
    ExportFormat.CSV: "For any spreadsheet. Opens in Excel with its accents.",
    ExportFormat.XLSX: "For Excel and LibreOffice, with real dates.",
    ExportFormat.JSON: "Letters, highlights and what you wrote for yourself too; no password. For you alone.",
    ExportFormat.ZIP: "The same, with what pictures and kept files hold. For you alone.",
    ExportFormat.ICS: "For a calendar program.",
    ExportFormat.VCF: "For an address book.",
    ExportFormat.SANKEY: "Lines to paste at sankeymatic.com.",
    ExportFormat.RECORD: "For an employment office: day, company, role, way and result. Nothing private is in it.",
}


class ExportFields(Form):
    """typed: the search of the list, chosen: the ids of the rows that are chosen there."""

    changed = Signal()

    def __init__(self, typed: str, chosen: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typed = typed.strip()
        self._chosen = chosen
        self.every = QRadioButton("&All applications")
        self.found = QRadioButton("What is &found now")
        self.these = QRadioButton(f"The {counted(len(chosen), 'application')} that you chose".replace("The 1 ", "The "))
        self.kind = QComboBox()
        for kind in ExportFormat:
            self.kind.addItem(kind.words, kind)
        self.hint = plain_label(role="small", wrap=True)
        self.begins, self.ends, self.name = QLineEdit(), QLineEdit(), QLineEdit()
        for field, example in ((self.begins, "2026-11-01"), (self.ends, "2026-11-30")):
            field.setPlaceholderText(example)
        self._days, self._who = QWidget(), QWidget()
        self._lay_out()
        start = self.these if chosen else self.found if self._typed else self.every
        start.setChecked(True)
        for which in (self.every, self.found, self.these):
            which.toggled.connect(self.changed)
        for line in (self.begins, self.ends, self.name):
            line.textChanged.connect(self.changed)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self._on_kind()

    def _lay_out(self) -> None:
        which, chosen = QWidget(), self._chosen
        column = QVBoxLayout(which)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XXS)
        words = plain_label(f"“{self._typed[:80]}”", role="small", wrap=True, parent=which)
        words.setIndent(Space.L)
        for each, there in ((self.every, True), (self.found, self._typed), (words, self._typed), (self.these, chosen)):
            column.addWidget(each)
            each.setVisible(bool(there))
        self._which = which
        self.add("&As", self.kind, key="format")
        self.add_wide(self.hint)
        self.add_wide(which)
        row = QHBoxLayout(self._days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        first, last = Form(), Form()
        first.add("Begun &from", self.begins, key="begins")
        last.add("and up &to", self.ends, key="ends")
        row.addWidget(first)
        row.addWidget(last)
        who = QVBoxLayout(self._who)
        who.setContentsMargins(0, 0, 0, 0)
        named = Form()
        named.add("Your &name, if it is to stand there", self.name, key="name")
        who.addWidget(named)
        self._parts = (first, last, named)
        self.add_wide(self._days)
        self.add_wide(self._who)

    @property
    def chosen_kind(self) -> ExportFormat:
        return ExportFormat(self.kind.currentData())

    def wish(self, zone: tzinfo) -> Wish:
        """What is asked for. Raises Problem(field="begins" or "ends")."""
        kind = self.chosen_kind
        period = Period.read(self.begins.text(), self.ends.text(), zone) if kind.dated else Period(zone=zone)
        name = self.name.text() if kind is ExportFormat.RECORD else ""
        keys = self._chosen if self.these.isChecked() and not kind.whole else None
        query = self._typed if self.found.isChecked() and not kind.whole else ""
        return Wish(kind, keys, query, period, name)

    def show_error(self, field: str, sentence: str) -> None:
        """A sentence at one of the fields with days or the name; "" takes all of them away."""
        shown = {"begins": self.begins, "ends": self.ends, "name": self.name}
        for part, (key, line) in zip(self._parts, shown.items(), strict=True):
            part.field_error(line, sentence if key == field else "")

    @Slot()
    def _on_kind(self) -> None:
        kind = self.chosen_kind
        self.hint.setText(HINTS[kind])
        self.kind.setAccessibleDescription(HINTS[kind])
        self._which.setVisible(not kind.whole and bool(self._typed or self._chosen))
        self._days.setVisible(kind.dated)
        self._who.setVisible(kind is ExportFormat.RECORD)
        self.changed.emit()
