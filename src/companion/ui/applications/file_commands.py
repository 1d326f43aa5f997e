"""What can be done with the files of an application: add, open, rename, delete. Each but opening can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget
from typing_extensions import override

from companion.core.attachment import Attachment
from companion.core.problem import Problem
from companion.core.text import counted
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.attachments import Attachments
from companion.services.ports import OpenCopy
from companion.services.work import Outcome, Undo
from companion.ui.applications import words
from companion.ui.applications.sheet import ORIGIN, Sheet, line


class FileCommands(QObject):
    """Acts on the files of one application at a time. window: the parent of its dialogs."""

    done = Signal(str, object)
    """A sentence about what was done, and the services.work.Undo of it."""
    failed = Signal(object)

    def __init__(self, kit: Kit, attachments: Attachments, window: QWidget) -> None:
        super().__init__(window)
        self._kit, self._attachments, self._window = kit, attachments, window
        self._application_id = ""

    @Slot(str)
    def ask(self, application_id: str) -> None:
        """Lets the user choose files for the application."""
        self._application_id = application_id
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._window, "Add files", folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    @Slot(str, object)
    def add(self, application_id: str, paths: Sequence[Path]) -> None:
        """Keeps copies of these files. In the store's lane: what is copied is no larger than a few letters."""
        work = partial(self._attachments.add_all, application_id, tuple(paths), origin=ORIGIN)
        self._kit.write(work, done=self._added, failed=self._fail, owner=self)

    @Slot(object)
    def open(self, attachment: Attachment) -> None:
        """Opens a read-only copy in the program for it; of what could run, only the folder."""
        work = partial(self._attachments.open_copy, attachment.id)
        self._kit.tasks.run(Lane.READ, work, done=self._show, failed=self._fail, owner=self)

    @Slot(object)
    def rename(self, attachment: Attachment) -> None:
        form = RenameForm(self._kit, self._attachments, attachment, self._window)
        form.saved.connect(self._renamed)
        form.start()

    @Slot(object)
    def delete(self, attachment: Attachment) -> None:
        work = partial(self._attachments.delete, attachment.id, origin=ORIGIN)
        self._kit.write(work, done=self._deleted, failed=self._fail, owner=self)

    @Slot("QStringList")
    def _chosen(self, names: list[str]) -> None:
        self.add(self._application_id, [Path(name) for name in names])

    @Slot(object)
    def _added(self, outcome: Outcome[tuple[Attachment, ...]]) -> None:
        files = outcome.value
        what = words.file(files[0]) if len(files) == 1 else counted(len(files), "file")
        self.done.emit(f"Added {what}.", outcome.undo)

    @Slot(object)
    def _deleted(self, outcome: Outcome[Attachment]) -> None:
        self.done.emit(f"Deleted {words.file(outcome.value)}.", outcome.undo)

    @Slot(str, object)
    def _renamed(self, sentence: str, outcome: Outcome[Attachment]) -> None:
        undo: Undo = outcome.undo
        self.done.emit(sentence, undo)

    @Slot(object)
    def _show(self, copy: OpenCopy) -> None:
        if copy.runs:
            self.failed.emit(
                Problem(
                    f"{copy.path.name} is a kind of file that can run programs, so it is not opened. "
                    "Its folder is shown instead."
                )
            )
        place = copy.path.parent if copy.runs else copy.path
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))

    @Slot(object)
    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)


class RenameForm(Sheet):
    """Another name for a file."""

    def __init__(self, kit: Kit, attachments: Attachments, attachment: Attachment, parent: QWidget) -> None:
        super().__init__(kit, "Rename the file", parent)
        self._attachments, self._attachment = attachments, attachment
        self._name = line(attachment.name, self)
        self.form.add("Name", self._name, key="file_name")
        self._name.setFocus()
        self._name.setSelection(0, len(Path(attachment.name).stem))

    @override
    def contents(self) -> tuple[str, ...]:
        return (self._name.text(),)

    @override
    def save(self) -> None:
        work = partial(self._attachments.rename, self._attachment.id, self._name.text(), origin=ORIGIN)
        self.kit.write(work, done=self._saved, failed=self.refuse, owner=self)

    @Slot(object)
    def _saved(self, outcome: Outcome[Attachment]) -> None:
        self.done_saving(f"It is called {words.file(outcome.value)} now.", outcome)
