"""Calendar files in and out of the window: chosen, dropped or pasted, and saved.

A file is read on a worker; what was read is shown in a form, and nothing is stored before its Save.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from companion.core.application import Application, Event
from companion.desktop.catcher import Catcher, Pasted
from companion.desktop.kit import Kit
from companion.desktop.save_file import FileSaver
from companion.desktop.tasks import Lane
from companion.services.applications import Applications
from companion.services.calendars import Calendars, Opened, Taken, file_name, is_calendar_file
from companion.services.work import Outcome
from companion.ui.applications.calendar_form import CalendarForm

_KINDS = "Invitations (*.ics *.ical *.vcs *.eml);;All files (*)"


class CalendarFiles(QObject):
    """window: the parent of dialogs and forms."""

    form_made = Signal(object)
    """A Sheet to show."""
    made = Signal(object)
    """The id of an application that was made for an interview."""
    failed = Signal(object)
    """A Problem."""
    dropped = Signal(object)
    """The Path of a calendar file that was dropped on the window or pasted into it."""

    def __init__(self, kit: Kit, calendars: Calendars, applications: Applications, window: QWidget) -> None:
        super().__init__(window)
        self._kit, self._calendars, self._applications, self._window = kit, calendars, applications, window
        self._chosen: Application | None = None
        self._interview: Event | None = None
        self._saver = FileSaver(kit.tasks, window)
        self._saver.failed.connect(self.failed)
        self._catcher = Catcher(self, wants=_wants, take=self._take, over=_nothing)

    def watch(self, window: QWidget) -> None:
        """From now on a calendar file can be dropped anywhere there. Call when the window's fields are there."""
        self._catcher.watch(window)

    def ask(self, chosen: Application | None) -> None:
        """Asks for a file. chosen: the application that is shown, offered among the others."""
        self._chosen = chosen
        dialog = QFileDialog(self._window, "Choose an invitation", "", _KINDS)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._chosen_file)
        dialog.open()

    def open(self, path: Path, chosen: Application | None) -> None:
        """Reads a file and shows what it holds."""
        self._chosen = chosen
        calendars = self._calendars
        self._kit.tasks.run(
            Lane.READ, lambda: calendars.open(path), done=self._opened, failed=self.failed.emit, owner=self
        )

    @Slot(object)
    def save_one(self, interview: Event) -> None:
        """Asks where to, and saves this interview as a calendar file."""
        self._interview = interview
        store, key = self._kit.desk.store, interview.application_id
        self._kit.tasks.run(
            Lane.READ,
            lambda: store.get(Application, key),
            done=self._ask_where,
            failed=self.failed.emit,
            owner=self,
        )

    @Slot(object)
    def _ask_where(self, application: Application | None) -> None:
        calendars, interview = self._calendars, self._interview
        if interview is not None and application is not None:
            name, kinds = file_name(application), "Calendar files (*.ics)"
            self._saver.ask("Save the interview", name, kinds, lambda: calendars.content((interview,)))

    def _take(self, mime: QMimeData) -> bool:
        path = _file_in(mime)
        if path is not None:
            self.dropped.emit(path)
        return path is not None

    @Slot(str)
    def _chosen_file(self, name: str) -> None:
        self.open(Path(name), self._chosen)

    @Slot(object)
    def _opened(self, opened: Opened) -> None:
        form = CalendarForm(self._kit, self._calendars, self._applications, opened, self._window, chosen=self._chosen)
        form.saved.connect(self._saved)
        self.form_made.emit(form)

    @Slot(str, object)
    def _saved(self, _sentence: str, outcome: Outcome[Taken]) -> None:
        if outcome.value.is_new_application:
            self.made.emit(outcome.value.application.id)


def _wants(mime: QMimeData, pasted: Pasted) -> bool:
    return pasted is not Pasted.AMONG_TEXT and _file_in(mime) is not None


def _nothing(_over: bool) -> None:
    """Nothing shows that a file is above the window; the pointer says so."""


def _file_in(mime: QMimeData) -> Path | None:
    """The one calendar file in a drop or a clipboard."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and is_calendar_file(files[0]) else None
