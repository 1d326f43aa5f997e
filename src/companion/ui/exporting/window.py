"""Writes applications, or everything, to a file: says how much it will be, asks where to, and can be stopped."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from companion.core.exporting import Cancelled
from companion.core.problem import Problem
from companion.core.text import begun
from companion.desktop.bars import ProblemBar
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.save_file import save_dialog
from companion.desktop.tasks import Job, Lane
from companion.desktop.theme import Space, make_primary
from companion.desktop.windows import Window
from companion.services.exporting import Exported, Exporting, Wish
from companion.ui.exporting.fields import ExportFields
from companion.ui.exporting.going import Going


class ExportWindow(Window):
    """typed, chosen: see ExportFields."""

    def __init__(
        self,
        kit: Kit,
        exporting: Exporting,
        *,
        typed: str = "",
        chosen: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("export", "Export", kit.sizes, usual=QSize(460, 420), parent=parent)
        self._kit = kit
        self._exporting = exporting
        self._counting: Job | None = None
        self._writing: Going | None = None
        self._most = 0
        self.fields = ExportFields(typed, chosen)
        self.note = plain_label(role="small", wrap=True, selectable=True)
        self._bar = ProblemBar()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How much is written")
        self.export_button, self.cancel_button = QPushButton("&Export…"), QPushButton("Cancel")
        self.close_button = QPushButton("Close")
        make_primary(self.export_button)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=150)
        self._soon.timeout.connect(self._count)
        self.fields.changed.connect(self._changed)
        self._often = QTimer(self, interval=100)
        self._often.timeout.connect(self._show_progress)
        self.export_button.clicked.connect(self._ask_where)
        self.cancel_button.clicked.connect(self._stop)
        self.close_button.clicked.connect(self.close)
        self._at_work(at_work=False)
        self.fields.kind.setFocus()
        self._count()

    def _lay_out(self) -> None:
        for button in (self.export_button, self.cancel_button, self.close_button):
            button.setAutoDefault(True)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.cancel_button)
        row.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(self._bar)
        column.addWidget(self.fields)
        column.addStretch(1)
        column.addWidget(self.note)
        column.addWidget(self.progress)
        column.addLayout(row)

    # --- how much it will be ---------------------------------------------------------------------------------

    @Slot()
    def _changed(self) -> None:
        self._bar.clear()
        self.fields.show_error("", "")
        self.note.setText("Counting…")
        self._soon.start()

    def _wish(self) -> Wish | None:
        try:
            return self.fields.wish(self._kit.clock.zone())
        except Problem as problem:
            self.fields.show_error(problem.field, problem.sentence)
            return None

    @Slot()
    def _count(self) -> None:
        wish = self._wish()
        if self._counting is not None:
            self._counting.cancel()
        if wish is None:
            self.note.clear()
            self.export_button.setEnabled(False)
            return
        # not the lane of the list, which a long count would keep waiting
        count = partial(self._exporting.count, wish)
        self._counting = self._kit.tasks.run(Lane.OUTSIDE, count, done=self._counted, failed=self._bar.tell, owner=self)

    @Slot(object)
    def _counted(self, found: Exported) -> None:
        if self._writing is not None:
            return
        self._most = found.count
        self.note.setText(begun(f"{found.words}."))
        self.export_button.setEnabled(found.count > 0 or self.fields.chosen_kind.whole)

    # --- writing ---------------------------------------------------------------------------------------------

    @Slot()
    def _ask_where(self) -> None:
        if self._wish() is None:
            return
        kind = self.fields.chosen_kind
        day = self._kit.clock.now().astimezone(self._kit.clock.zone()).date().isoformat()
        name = "record-of-efforts" if kind.ending == ".pdf" else f"companion-{kind.value}"
        dialog = save_dialog(self, "Export", f"{name}-{day}{kind.ending}", f"{kind.words} (*{kind.ending})")
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """The export goes to this file; the dialog has asked whether one that is there may go."""
        wish = self._wish()
        if wish is None or self._writing is not None:
            return
        self._soon.stop()
        if self._counting is not None:
            self._counting.cancel()
        writing = self._writing = Going()
        self._bar.clear()
        self._at_work(at_work=True)
        save = partial(self._exporting.save, wish, Path(path), force=True, on=writing.go_on)
        self._kit.tasks.run(Lane.OUTSIDE, save, done=self._saved, failed=self._refused, owner=self)

    def _at_work(self, *, at_work: bool) -> None:
        self.fields.setEnabled(not at_work)
        self.export_button.setVisible(not at_work)
        self.close_button.setVisible(not at_work)
        self.cancel_button.setVisible(at_work)
        self.progress.setVisible(at_work)
        if at_work:
            self.note.setText("Writing…")
            self.progress.setRange(0, 0)
            self.cancel_button.setFocus()
            self._often.start()
        else:
            self._often.stop()

    @Slot()
    def _show_progress(self) -> None:
        if self._writing is not None and self._writing.done and not self.fields.chosen_kind.whole:
            self.progress.setRange(0, max(self._most, self._writing.done))
            self.progress.setValue(self._writing.done)

    @Slot()
    def _stop(self) -> None:
        if self._writing is not None:
            self._writing.stopped = True

    @Slot(object)
    def _saved(self, done: Exported) -> None:
        self._ended(begun(f"{done.words}, saved to {done.path}"))

    @Slot(object)
    def _refused(self, problem: Problem) -> None:
        if isinstance(problem, Cancelled):
            self._ended("Cancelled. Nothing was written.")
            return
        self._ended("")
        if problem.field in ("begins", "ends", "name"):
            self.fields.show_error(problem.field, problem.sentence)
        else:
            self._bar.tell(problem)

    def _ended(self, words: str) -> None:
        self._writing = None
        self._at_work(at_work=False)
        self.note.setText(words)
        self.close_button.setFocus()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)
