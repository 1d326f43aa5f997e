"""Puts the exports together; what needs a large library loads it with the first export that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from companion import __version__
from companion.adapters.exports.places import FilePlaces
from companion.adapters.exports.tables import SheetTables
from companion.adapters.exports.whole_file import JsonWholeFiles
from companion.adapters.store.store import SqliteStore
from companion.adapters.store.whole import SqliteWhole
from companion.core.record import Record
from companion.services.exporting import Exporting
from companion.services.ports import CalendarFiles, Contents, ExportWriters
from companion.services.whole import Whole
from companion.services.work import Desk


class LazyPapers:
    """Draws with Qt, in the tray's process or, from a shell, without a display."""

    def draw(self, record: Record) -> bytes:
        """See services.ports.Papers."""
        from PySide6.QtGui import QGuiApplication

        from companion.desktop.record_paper import RecordPaper

        # fonts need an application; where there is none this is a shell's only thread
        made = None if QGuiApplication.instance() else QGuiApplication(["companion", "-platform", "offscreen"])
        try:
            return RecordPaper().draw(record)
        finally:
            del made


def make_exporting(
    desk: Desk, store: SqliteStore, contents: Contents, calendars: CalendarFiles, back_up: Callable[[], Path]
) -> Exporting:
    """The exports, and the way back of the one that holds everything (`Exporting.whole`)."""
    everything, files = SqliteWhole(store), JsonWholeFiles()
    writers = ExportWriters(SheetTables(), calendars, LazyPapers(), FilePlaces())
    return Exporting(desk, everything, writers, Whole(desk, everything, files, contents, back_up, __version__))
