"""Brings back everything that was exported: says what the file holds and what will become of it, before it is done."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core import moments
from companion.core.exporting import Cancelled
from companion.core.problem import Problem
from companion.core.text import begun, counted
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_primary
from companion.desktop.windows import Window
from companion.services.whole import Holds, TakenIn, Whole
from companion.services.work import Outcome
from companion.ui.exporting.going import Going

_NOUNS = {"applications": "application", "highlights": "highlight", "contacts": "contact", "letters": "letter"}
_WHAT_HAPPENS = (
    "What is missing here is added, and what was changed there later is brought up to date. What is newer here stays. "
    "A letter that was waiting in the file comes in as perhaps sent, so none leaves twice. "
    "A backup of what is here is made before."
)


class BringBackWindow(Window):
    """One file of everything. path: JSON or a zip with it."""

    brought_back = Signal(object)
    """The TakenIn, once all of it is in the store."""

    def __init__(self, kit: Kit, whole: Whole, path: Path, parent: QWidget | None = None) -> None:
        super().__init__("bring-back", "Import everything", kit.sizes, usual=QSize(480, 300), parent=parent)
        self._kit = kit
        self._whole = whole
        self._path = path
        self._going: Going | None = Going()
        self._bar = ProblemBar()
        self.what = plain_label(wrap=True)
        self.note = plain_label(role="small", wrap=True, selectable=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName("Progress")
        self.go_button, self.stop_button = QPushButton("&Import"), QPushButton("Cancel")
        self.close_button = QPushButton("Close")
        make_primary(self.go_button)
        self._lay_out()
        self.go_button.clicked.connect(self._import)
        self.stop_button.clicked.connect(self._stop)
        self.close_button.clicked.connect(self.close)
        self._at_work("Reading the file…")
        look = partial(whole.look_at, path, self._going.go_on)
        kit.tasks.run(Lane.OUTSIDE, look, done=self._looked, failed=self._refused, owner=self)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addStretch(1)
        for button in (self.close_button, self.stop_button, self.go_button):
            button.setAutoDefault(True)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(self._bar)
        column.addWidget(plain_label(self._path.name[:200], role="title", wrap=True))
        column.addWidget(self.what)
        column.addWidget(plain_label(_WHAT_HAPPENS, role="small", wrap=True))
        column.addStretch(1)
        column.addWidget(self.note)
        column.addWidget(self.progress)
        column.addLayout(row)

    @Slot(object)
    def _looked(self, holds: Holds) -> None:
        now, zone = self._kit.clock.now(), self._kit.clock.zone()
        when = moments.moment_in_words(holds.exported_at, now=now, zone=zone)
        held = ", ".join(counted(holds.counts.get(section, 0), noun) for section, noun in _NOUNS.items())
        self.what.setText(f"Exported {when}: {held}.")
        self._at_rest("Nothing is written yet.")
        self.go_button.show()
        self.go_button.setFocus()

    @Slot()
    def _import(self) -> None:
        self._going = Going()
        self._at_work("Importing… Other changes wait until it is done.")
        take = partial(self._whole.take_in, self._path, self._going.go_on, origin="bring-back")
        self._kit.write(take, done=self._done, failed=self._refused, owner=self)

    @Slot(object)
    def _done(self, outcome: Outcome[TakenIn]) -> None:
        taken = outcome.value
        added, updated = taken.added.get("applications", 0), taken.updated.get("applications", 0)
        lines = [begun(f"{counted(added, 'application')} added, {updated} brought up to date.")]
        if taken.held:
            lines.append(f"{counted(taken.held, 'letter')} may have left since: look at Follow-ups.")
        if taken.backup:
            lines.append(f"What was here before: {taken.backup}")
        self._at_rest("\n".join(lines))
        self.close_button.setFocus()
        self.brought_back.emit(taken)

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        self._at_rest("Cancelled. Nothing was imported." if isinstance(problem, Cancelled) else "")
        if not isinstance(problem, Cancelled):
            self._bar.tell(problem)

    def _at_work(self, words: str) -> None:
        self._bar.clear()
        self.note.setText(words)
        self.go_button.hide()
        self.progress.show()
        self.stop_button.show()
        self.close_button.hide()
        self.stop_button.setFocus()

    def _at_rest(self, words: str) -> None:
        self._going = None
        self.note.setText(words)
        self.progress.hide()
        self.stop_button.hide()
        self.close_button.show()

    @Slot()
    def _stop(self) -> None:
        if self._going is not None:
            self._going.stopped = True

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)
