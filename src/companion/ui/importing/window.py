"""The Import window: choose a file, see what would come of it, import it, take it back.

Nothing is written before the click on "Import". Files are read on the lane for what may take long, so that the list
stays quick; the import itself runs on the store's, so that what is changed meanwhile waits in line and is not refused.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.core import moments
from companion.core.import_run import ImportRun
from companion.core.imports import Format, Recognised
from companion.core.problem import Problem
from companion.desktop.empty import EmptyState
from companion.desktop.kit import Kit
from companion.desktop.labels import plain_label
from companion.desktop.tasks import Lane
from companion.desktop.theme import Space, make_primary, make_quiet
from companion.desktop.windows import Window
from companion.services.importing import OUR_OWN, Importing, Prepared
from companion.services.ports import ImportStopped
from companion.services.work import Outcome, Undo
from companion.ui.importing.head import Head
from companion.ui.importing.mapping import MappingPanel
from companion.ui.importing.preview_tabs import PreviewTabs
from companion.ui.importing.sitting import ORIGIN, Sitting

LOOK_MS: Final = 100
"""How often the window looks how far the work is."""

EMPTY: Final = (
    "Choose or drop a file: the export of LinkedIn, Huntr, Teal, Simplify, JobSync or Reactive Resume, or any table "
    "(csv, xlsx). You see what would come of it before anything is written."
)
_KINDS: Final = "Tables and exports (*.csv *.tsv *.txt *.xlsx *.zip *.json);;All files (*)"


class ImportWindow(Window):
    """One file at a time."""

    imported = Signal(object)
    """The ImportRun, after it was carried out."""

    whole_asked = Signal(object)
    """The Path of an export of everything, which another step takes in."""

    def __init__(self, kit: Kit, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__("importing", "Import", kit.sizes, usual=QSize(860, 640), parent=parent)
        self._kit, self._importing = kit, importing
        self._path: Path | None = None
        self._sitting: Sitting | None = None
        self._working = False
        self._undo: Undo | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        kit.tasks.run(Lane.READ, importing.last, done=self._show_last, owner=self)

    def _build(self) -> None:
        self.head = Head(self)
        self.mapping = MappingPanel(self)
        self.tabs = PreviewTabs(self)
        self._empty = EmptyState(EMPTY, "Choose a file…", self)
        self.pages = QStackedWidget(self)
        for page in (self._empty, self.mapping, self.tabs):
            self.pages.addWidget(page)
        self.status = plain_label(wrap=True, parent=self)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Progress")
        self._progress.hide()
        self.back = QPushButton("Undo", self)
        make_quiet(self.back)
        self.back.hide()
        self.stop = QPushButton("Stop", self)
        self.stop.hide()
        self.go = QPushButton("Import", self)
        make_primary(self.go)
        self.go.setEnabled(False)
        foot = QHBoxLayout()
        foot.addWidget(self.status, 1)
        for button in (self.back, self.stop, self.go):
            button.setAutoDefault(True)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addWidget(self.head)
        column.addWidget(self.pages, 1)
        column.addWidget(self._progress)
        column.addLayout(foot)
        self.head.hide()
        self._empty.button.setFocus()

    def _connect(self) -> None:
        self._empty.add_asked.connect(self.choose)
        self.head.choose_asked.connect(self.choose)
        self.head.changed.connect(self._changed)
        self.head.columns_toggled.connect(self._columns)
        self.go.clicked.connect(self._import)
        self.stop.clicked.connect(self._stop)
        self.back.clicked.connect(self._take_back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Open), self).activated.connect(self.choose)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(self._undo_key)
        self.closed.connect(self._stop)

    # --- the file --------------------------------------------------------------------------------------------------

    @Slot()
    def choose(self) -> None:
        """Asks for a file, with the system's dialog."""
        dialog = QFileDialog(self, "Choose a file to import", "", _KINDS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._file_chosen)
        dialog.open()

    @Slot(str)
    def _file_chosen(self, path: str) -> None:
        self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Looks at this file; nothing is imported yet."""
        if self._working and self._sitting is not None and self.stop.property("importing"):
            return  # the one that is being imported first
        self._stop()
        self._path = path
        self._offer(None)
        self.head.show()
        self.head.show_file(path.name)
        self.head.open_columns(shown=False)
        self.pages.setCurrentWidget(self.tabs)
        sitting = self._begin("Looking at the file…")
        self._kit.tasks.run(
            Lane.OUTSIDE,
            partial(self._importing.recognise, path),
            done=partial(_recognised, self, sitting),
            failed=partial(_failed, self, sitting),
            owner=self,
        )

    def recognised(self, sitting: Sitting, tables: tuple[Recognised, ...]) -> None:
        """What the file holds."""
        if sitting is not self._sitting:
            return
        self._end()
        if any(table.format is Format.COMPANION_JSON for table in tables):
            self._sitting = None
            self.status.setText(OUR_OWN)
            self.whole_asked.emit(self._path)
            return
        self.head.show_tables(tables)
        self._show_mapping()

    def _show_mapping(self) -> None:
        tables = self.head.tables
        if len(tables) == 1:
            self.mapping.show_table(tables[0])
        if len(tables) == 1 and tables[0].needs_mapping:
            self.head.open_columns(shown=True)
            self._columns(shown=True)
            if self.mapping.first is not None:
                self.mapping.first.setFocus()
        else:
            self.head.open_columns(shown=False)
            self._prepare()

    @Slot()
    def _changed(self) -> None:
        self._stop()
        self._show_mapping()

    @Slot(bool)
    def _columns(self, shown: bool) -> None:
        """The mapping step, or the preview of what it leads to."""
        if shown:
            self._stop()
            self.pages.setCurrentWidget(self.mapping)
            self.status.setText("")
            self.go.setText("Preview")
            self.go.setEnabled(True)
        elif self.pages.currentWidget() is self.mapping:
            self._prepare()

    # --- the preview -----------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        path, tables = self._path, self.head.tables
        if path is None or not tables:
            return
        meanings = self.mapping.meanings() if len(tables) == 1 and tables[0].columns else None
        if meanings is not None and tables[0].needs_mapping and self.mapping.missing:
            self.status.setText("Company and role are needed.")
            self.head.open_columns(shown=True)
            return
        self.go.setText("Import")
        self.pages.setCurrentWidget(self.tabs)
        sitting = self._begin("Reading the file…")
        work = partial(sitting.prepare, path, tables, meanings, with_private=self.head.with_private)
        self._kit.tasks.run(
            Lane.OUTSIDE, work, done=partial(_ready, self, sitting), failed=partial(_failed, self, sitting), owner=self
        )

    def ready(self, sitting: Sitting, prepared: Prepared) -> None:
        """The preview is there."""
        if sitting is not self._sitting:
            return
        self._end()
        preview = prepared.preview
        self.tabs.show_preview(preview)
        self.go.setEnabled(not preview.empty)
        self.status.setText("All of this is here already, or left out." if preview.empty else "Nothing is written yet.")
        if not preview.empty:
            self.go.setFocus()

    def failed(self, sitting: Sitting, problem: Problem) -> None:
        """The file cannot be read, or the import was stopped or refused; nothing was written."""
        if sitting is not self._sitting:
            return
        self._end()
        self.go.setEnabled(False)
        if problem.field == "meanings":
            self.head.open_columns(shown=True)
        self.status.setText(problem.sentence)
        if isinstance(problem, ImportStopped):
            self._sitting = None

    # --- the import ------------------------------------------------------------------------------------------------

    @Slot()
    def _import(self) -> None:
        if self.pages.currentWidget() is self.mapping:
            self._prepare()
            return
        sitting = self._sitting
        if sitting is None or self._working:
            return
        self._busy("Importing… Other changes wait until it is done.")
        self.stop.setProperty("importing", True)
        self._kit.write(
            sitting.carry_out, done=partial(_done, self, sitting), failed=partial(_failed, self, sitting), owner=self
        )

    def done(self, sitting: Sitting, outcome: Outcome[ImportRun]) -> None:
        """It is in the list."""
        if sitting is self._sitting:
            self._end()
            self._sitting = None
        run = outcome.value
        self.go.setEnabled(False)
        self.status.setText(f"Imported: {run.added:,} added, {run.changed:,} changed, {run.skipped:,} left out.")
        self._offer(outcome.undo if outcome.undo.imported else None)
        self.imported.emit(run)

    @Slot(object)
    def _show_last(self, run: ImportRun | None) -> None:
        """What was imported last can still be taken back, also after a restart."""
        if run is None or self._path is not None:
            return
        now, zone = self._kit.clock.now(), self._kit.clock.zone()
        when = moments.moment_in_words(run.at, now=now, zone=zone)
        self.status.setText(f"The last import: {run.file_name}, {when}, {run.added:,} added, {run.changed:,} changed.")
        self._offer(Undo((), frozenset(), imported=run.id), "Undo the last import")

    def _offer(self, undo: Undo | None, words: str = "Undo") -> None:
        self._undo = undo
        self.back.setText(words)
        self.back.setVisible(undo is not None)
        if undo is not None and self.isVisible() and self._path is not None:
            self.back.setFocus()

    @Slot()
    def _undo_key(self) -> None:
        if self._undo is not None and self.back.isEnabled():
            self._take_back()

    @Slot()
    def _take_back(self) -> None:
        undo = self._undo
        if undo is None:
            return
        self.back.setEnabled(False)
        desk = self._kit.desk
        self._kit.write(lambda: desk.undo(undo, ORIGIN), done=self._taken_back, failed=self._not_taken_back, owner=self)

    @Slot(object)
    def _taken_back(self, outcome: Outcome[None]) -> None:
        self.back.setEnabled(True)
        again = outcome.undo.again
        self.status.setText("Taken back. What you worked on since stays." if again else "It is in the list again.")
        self._offer(outcome.undo, "Redo" if again else "Undo")

    @Slot(object)
    def _not_taken_back(self, problem: Problem) -> None:
        self.back.setEnabled(True)
        self.status.setText(problem.sentence)

    # --- work under way --------------------------------------------------------------------------------------------

    def _begin(self, words: str) -> Sitting:
        self._sitting = Sitting(self._importing)
        self.go.setEnabled(False)
        self._busy(words)
        return self._sitting

    def _busy(self, words: str) -> None:
        self._working = True
        self.status.setText(words)
        self.go.setEnabled(False)
        self.head.setEnabled(False)
        self._progress.setRange(0, 0)
        self._progress.show()
        self.stop.show()
        self._timer.start()

    def _end(self) -> None:
        self._working = False
        self._timer.stop()
        self._progress.hide()
        self.stop.hide()
        self.stop.setProperty("importing", None)
        self.head.setEnabled(True)

    @Slot()
    def _look(self) -> None:
        sitting = self._sitting
        if sitting is not None and sitting.total:
            self._progress.setRange(0, sitting.total)
            self._progress.setValue(min(sitting.done, sitting.total))

    @Slot()
    def _stop(self) -> None:
        sitting = self._sitting
        if sitting is None:
            return
        sitting.stop()
        if self.stop.property("importing"):
            self.status.setText("Stopping…")
            return  # how it ends is told: it may have been done already
        self._sitting = None
        self._end()
        self.go.setEnabled(False)
        self.status.setText("Stopped. Nothing was imported.")

    # --- dropped files ---------------------------------------------------------------------------------------------

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)


def _dropped(event: QDropEvent) -> Path | None:
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(files[0]) if len(files) == 1 else None


def _recognised(window: ImportWindow, sitting: Sitting, tables: tuple[Recognised, ...]) -> None:
    window.recognised(sitting, tables)


def _ready(window: ImportWindow, sitting: Sitting, prepared: Prepared) -> None:
    window.ready(sitting, prepared)


def _failed(window: ImportWindow, sitting: Sitting, problem: Problem) -> None:
    window.failed(sitting, problem)


def _done(window: ImportWindow, sitting: Sitting, outcome: Outcome[ImportRun]) -> None:
    window.done(sitting, outcome)
