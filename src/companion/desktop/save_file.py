"""Saves something as a file where the user wants it: the system's dialog, then whole or not at all (QSaveFile)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QIODevice, QObject, QSaveFile, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from companion.core.problem import Problem
from companion.desktop.tasks import Lane, Tasks


class FileSaver(QObject):
    """One dialog at a time."""

    saved = Signal(object)
    """The Path."""
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._over = parent
        self._content: Callable[[], bytes] | None = None

    def ask(self, title: str, name: str, kinds: str, content: Callable[[], bytes]) -> None:
        """Asks where to, beginning with this name. content: read on a worker once a place is chosen; it may raise
        Problem. kinds: the dialog's filter.
        """
        self._content = content
        dialog = save_dialog(self._over, title, name, kinds)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    @Slot(str)
    def save_to(self, path: str) -> None:
        """What was asked for last goes to this file."""
        if self._content is None:
            return
        save = partial(_save, Path(path), self._content)
        self._tasks.run(Lane.READ, save, done=self.saved.emit, failed=self.failed.emit, owner=self)


def save_dialog(over: QWidget, title: str, name: str, kinds: str) -> QFileDialog:
    """The system's dialog for a file to write, beginning with this name; it asks before one is written over. kinds: its
    filter.
    """
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    dialog = QFileDialog(over, title, folder, kinds)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)
    return dialog


def _save(path: Path, content: Callable[[], bytes]) -> Path:
    octets = content()
    file = QSaveFile(str(path))
    if not (file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(octets) == len(octets) and file.commit()):
        raise Problem(f"{path.name} can't be saved there. Choose another folder.", details=file.errorString())
    return path
