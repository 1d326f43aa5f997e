"""Merging with another application: find it, see what both become, and merge them. One undo brings back both."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, QTimer, Slot
from PySide6.QtWidgets import QListView, QWidget
from typing_extensions import override

from companion.core.application import Application, ApplicationRow
from companion.core.problem import Problem
from companion.core.text import counted
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Job, Lane
from companion.services.applications import Applications
from companion.services.merging import MergePreview, Merging
from companion.services.work import Outcome
from companion.ui.applications import words
from companion.ui.applications.sheet import ORIGIN, Sheet, line

MOST_FOUND: Final = 30
_ASK_AFTER_MS: Final = 120


class MergeForm(Sheet):
    """Picks the other application for one that is kept."""

    def __init__(self, kit: Kit, applications: Applications, kept: Application, *, parent: QWidget) -> None:
        super().__init__(kit, "Merge with another application", parent, about=words.named(kept), verb="Merge")
        self._applications, self._merging, self._kept = applications, Merging(kit.desk), kept
        self._rows: tuple[ApplicationRow, ...] = ()
        self._other: ApplicationRow | None = None
        self._finding: Job | None = None
        self._looking: Job | None = None
        self._typed = line("", self)
        self._typed.setPlaceholderText("A company, a role, a person")
        self._names = QStringListModel(self)
        self._list = QListView(self)
        self._list.setModel(self._names)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setFixedHeight(self.fontMetrics().lineSpacing() * 8)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._told = plain_label("Choose the other one. Nothing is changed before you merge.", role="quiet", wrap=True)
        self.form.add("Find the other one", self._typed)
        self.form.add("Applications", self._list)
        self.form.add_wide(self._told)
        self._later = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._later.timeout.connect(self._find)
        self._typed.textChanged.connect(self._later.start)
        self._list.selectionModel().currentChanged.connect(self._choose)
        self.allow(allowed=False)
        self._typed.setFocus()
        self._find()

    @override
    def contents(self) -> tuple[str, ...]:
        """Nothing is lost by leaving."""
        return ()

    @override
    def save(self) -> None:
        if self._other is None:
            raise Problem("Choose the application to merge with.")
        work = partial(self._merging.merge, self._kept.id, self._other.id, origin=ORIGIN)
        self.kit.write(work, done=self._saved, failed=self.refuse, owner=self)

    @Slot(object)
    def _saved(self, outcome: Outcome[Application]) -> None:
        self.done_saving(f"Merged two applications at {words.named(outcome.value)}.", outcome)

    @Slot()
    def _find(self) -> None:
        typed = self._typed.text()
        if typed.strip():
            find = partial(self._applications.search, typed, limit=MOST_FOUND + 1)
        else:
            find = partial(self._applications.known_at, self._kept.company)
        if self._finding is not None:
            self._finding.cancel()
        self._finding = self.kit.tasks.run(Lane.READ, find, done=self._show_found, failed=self._not_found, owner=self)

    @Slot(object)
    def _show_found(self, rows: tuple[ApplicationRow, ...]) -> None:
        self._rows = tuple(row for row in rows if row.id != self._kept.id)[:MOST_FOUND]
        self._names.setStringList([words.in_one_line(row) for row in self._rows])
        self._forget()
        if not self._rows:
            self._told.setText(
                "Nothing in the list fits that." if self._typed.text().strip() else "Type to find the other one."
            )

    @Slot(object)
    def _not_found(self, problem: Problem) -> None:
        self._forget()
        self._told.setText(problem.sentence)

    def _forget(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self._other = None
        self.allow(allowed=False)
        self._told.setText("Choose the other one. Nothing is changed before you merge.")

    @Slot(QModelIndex, QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        self._forget()
        if index.isValid() and index.row() < len(self._rows):
            row = self._rows[index.row()]
            look = partial(self._merging.preview, self._kept.id, row.id)
            self._looking = self.kit.tasks.run(
                Lane.READ, look, done=self._show_preview, failed=self._not_found, owner=self
            )

    @Slot(object)
    def _show_preview(self, preview: MergePreview) -> None:
        self._other = next((row for row in self._rows if row.id == preview.other.id), None)
        self._told.setText(told(preview))
        self.allow(allowed=self._other is not None)


_FIELDS: Final = {"company": "company", "role": "role", "place": "place", "salary": "salary", "source": "source"}


def told(preview: MergePreview) -> str:
    """What both become, line by line."""
    result = preview.result
    many = (
        counted(preview.events, "entry").replace("entrys", "entries"),
        "1 person" if preview.contacts == 1 else f"{preview.contacts or 'no'} people",
        counted(preview.letters, "letter"),
        counted(preview.files, "file"),
    )
    lines = [
        f"Both become: {words.second_line(words.named(result), result.role)}",
        f"It stands at “{preview.state.words}”, with {', '.join(many)}.",
    ]
    if result.tags:
        lines.append(f"Tags: {', '.join(result.tags)}")
    if preview.left_out:
        fields = ", ".join(f"{_FIELDS[name]} “{value[:60]}”" for name, value in preview.left_out)
        lines.append(f"Of the other, this is not kept: {fields}.")
    return "\n".join((*lines, "The other one is put away. Undo brings back both."))
