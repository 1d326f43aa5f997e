"""What comes to the window from elsewhere: postings, as text, address or saved page, and tables to import."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from companion.core.application import Application
from companion.desktop.kit import Kit
from companion.services.applications import Applications
from companion.services.postings import Postings
from companion.services.work import Outcome
from companion.ui.applications import pasted
from companion.ui.applications.posting_form import PostingForm


class PostingFiles(QObject):
    """window: the parent of the forms."""

    form_made = Signal(object)
    """A Sheet to show."""
    made = Signal(object)
    """The id of an application that was just made."""
    open_asked = Signal(str)
    """The id of an application to look at."""
    import_asked = Signal(object)
    """The Path of a table that was dropped or pasted."""

    def __init__(self, kit: Kit, applications: Applications, postings: Postings, window: QWidget) -> None:
        super().__init__(window)
        self._kit, self._applications, self._postings, self._window = kit, applications, postings, window

    @Slot()
    def ask(self) -> None:
        """An empty form."""
        self._open("")

    @staticmethod
    def wants(mime: QMimeData) -> bool:
        """Whether there is something in it to take."""
        return bool(pasted.text_of(mime) or pasted.page_of(mime) or pasted.table_of(mime))

    def take(self, mime: QMimeData) -> None:
        """Opens the form with what was dropped or pasted; a table is for the import."""
        table = pasted.table_of(mime)
        if table is not None:
            self.import_asked.emit(table)
        elif given := pasted.page_of(mime) or pasted.text_of(mime):
            self._open(given)

    def _open(self, given: str | Path) -> None:
        form = PostingForm(self._kit, self._applications, self._postings, given, parent=self._window)
        form.saved.connect(self._saved)
        form.open_asked.connect(self.open_asked)
        self.form_made.emit(form)

    @Slot(str, object)
    def _saved(self, _sentence: str, outcome: Outcome[Application]) -> None:
        self.made.emit(outcome.value.id)
