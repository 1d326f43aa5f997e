"""The export window: how much it will be, what it writes, how it is stopped, and that a day is wrong at its field."""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import BinaryIO

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.workbench import NOON, Workbench, all_words, named, workbench

from companion.adapters.calendar import IcsFiles
from companion.adapters.exports.tables import SheetTables
from companion.adapters.store.contents import ProfileContents
from companion.app.exports import make_exporting
from companion.core.application import EventKind
from companion.core.exporting import ExportFormat
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.exporting import Exporting, Wish
from companion.services.log_event import EventDraft
from companion.services.ports import TableRow
from companion.ui.exporting import BringBackWindow, ExportWindow

Open = Callable[..., ExportWindow]


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        for number, company in enumerate(("Acme", "Bolt", "Crux")):
            new = ApplicationDraft(company, "Baker")
            at = NOON - timedelta(days=number)
            person = ContactDraft(f"Ann {company}")
            made.log_event.log(EventDraft(EventKind.INTERVIEW, application=new, at=at, contact=person))
        yield made


@pytest.fixture
def exporting(bench: Workbench, tmp_path: Path) -> Exporting:
    return make_exporting(bench.desk, bench.store, ProfileContents({}), IcsFiles(), lambda: tmp_path)


@pytest.fixture
def opened(bench: Workbench, exporting: Exporting, qtbot: QtBot) -> Generator[Open]:
    windows: list[ExportWindow] = []

    def make(**words: object) -> ExportWindow:
        window = ExportWindow(bench.kit, exporting, **words)  # pyright: ignore[reportArgumentType]
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: "3 applications" in window.note.text() or bool(words))
        return window

    yield make
    for window in windows:
        if Shiboken.isValid(window):
            window.close()


def choose(window: ExportWindow, kind: ExportFormat) -> None:
    window.fields.kind.setCurrentIndex(list(ExportFormat).index(kind))


def noted(qtbot: QtBot, window: ExportWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in window.note.text())


def test_it_says_how_much_and_writes_it(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened()
    target = tmp_path / "list.csv"
    window.save_to(str(target))
    noted(qtbot, window, f"3 applications, saved to {target}")
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert [row["Company"] for row in csv.DictReader(file)] == ["Acme", "Bolt", "Crux"]
    assert window.close_button.hasFocus()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ExportFormat.ICS, "3 interviews"),
        (ExportFormat.VCF, "3 contacts"),
        (ExportFormat.JSON, "3 applications"),
        (ExportFormat.ZIP, "3 applications"),
        (ExportFormat.RECORD, "3 applications"),
    ],
)
def test_each_format_says_what_it_counts(
    opened: Open, qtbot: QtBot, kind: ExportFormat, words: str, tmp_path: Path
) -> None:
    window = opened(typed="baker")
    assert window.fields.every.isVisible()
    window.fields.every.click()
    choose(window, kind)
    noted(qtbot, window, f"{words}.")
    assert window.fields.every.isVisible() == (not kind.whole)
    assert window.fields.begins.isVisible() == (kind is ExportFormat.RECORD)
    window.save_to(str(tmp_path / "out"))
    noted(qtbot, window, f"{words}, saved")


def test_only_what_is_found_or_chosen(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    found = opened(typed="bolt")
    noted(qtbot, found, "1 application.")
    assert found.fields.found.isChecked()
    found.fields.every.click()
    noted(qtbot, found, "3 applications.")
    keys = tuple(row.id for row in bench.applications.search(""))[:2]
    chosen = opened(chosen=keys)
    noted(qtbot, chosen, "2 applications.")
    assert "The 2 applications that you chose" in all_words(chosen)


def test_days_narrow_a_record_and_a_wrong_day_is_told_at_its_field(opened: Open, qtbot: QtBot) -> None:
    window = opened()
    choose(window, ExportFormat.RECORD)
    begins = named(window, QLineEdit, "Begun from")
    QTest.keyClicks(begins, "2026-11-22")
    noted(qtbot, window, "2 applications.")
    begins.clear()
    QTest.keyClicks(begins, "soon")
    qtbot.waitUntil(lambda: "is not a day" in all_words(window))
    assert not window.export_button.isEnabled()
    begins.clear()
    noted(qtbot, window, "3 applications.")
    assert "is not a day" not in begins.accessibleDescription()
    assert window.export_button.isEnabled()


def test_the_button_asks_where_with_a_name_that_fits(opened: Open, qtbot: QtBot) -> None:
    window = opened()
    choose(window, ExportFormat.RECORD)
    noted(qtbot, window, "3 applications.")
    QTest.keyClick(named(window, QPushButton, "&Export…"), Qt.Key.Key_Space)
    (dialog,) = window.findChildren(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("record-of-efforts-2026-11-23.pdf")
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.reject()


class Held:
    """services.ports.Tables that waits before it writes."""

    def __init__(self) -> None:
        self.go = Event()

    def write(self, kind: ExportFormat, header: Sequence[str], rows: Iterable[TableRow], out: BinaryIO) -> None:
        self.go.wait(20)
        SheetTables().write(kind, header, rows, out)


@pytest.fixture
def held(exporting: Exporting) -> Exporting:
    return replace(exporting, writers=replace(exporting.writers, tables=Held()))


def test_it_can_be_stopped(bench: Workbench, held: Exporting, qtbot: QtBot, tmp_path: Path) -> None:
    window = ExportWindow(bench.kit, held)
    with qtbot.waitExposed(window):
        window.show()
    window.save_to(str(tmp_path / "list.csv"))
    qtbot.waitUntil(window.cancel_button.isVisible)
    assert not window.fields.isEnabled()
    QTest.keyClick(window.cancel_button, Qt.Key.Key_Space)
    tables = held.writers.tables
    assert isinstance(tables, Held)
    tables.go.set()
    noted(qtbot, window, "Cancelled. Nothing was written.")
    assert [path.name for path in tmp_path.iterdir()] == ["profile"]
    assert not window.cancel_button.isVisible()
    window.close()


def test_closing_stops_it(bench: Workbench, held: Exporting, qtbot: QtBot, tmp_path: Path) -> None:
    window = ExportWindow(bench.kit, held)
    with qtbot.waitExposed(window):
        window.show()
    window.save_to(str(tmp_path / "list.csv"))
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob(".*.part"))))
    window.close()
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    tables = held.writers.tables
    assert isinstance(tables, Held)
    tables.go.set()
    qtbot.waitUntil(lambda: [path.name for path in tmp_path.iterdir()] == ["profile"])


def test_a_folder_that_takes_nothing_is_told_and_nothing_is_lost(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened()
    window.save_to(str(tmp_path / "none" / "list.csv"))
    qtbot.waitUntil(lambda: "can't be saved there" in all_words(window))
    assert window.export_button.isVisible()
    assert window.fields.isEnabled()


# --- the way back ------------------------------------------------------------------------------------------------


def brought(bench: Workbench, exporting: Exporting, path: Path, qtbot: QtBot) -> BringBackWindow:
    window = BringBackWindow(bench.kit, exporting.whole, path)
    with qtbot.waitExposed(window):
        window.show()
    return window


def test_everything_comes_back_through_the_window(exporting: Exporting, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    exporting.save(Wish(ExportFormat.JSON), file)
    with workbench(tmp_path / "other") as other:
        empty = make_exporting(other.desk, other.store, ProfileContents({}), IcsFiles(), lambda: tmp_path)
        window = brought(other, empty, file, qtbot)
        qtbot.waitUntil(window.go_button.isVisible)
        assert "3 applications, no highlights, 3 contacts" in window.what.text()
        assert other.store.count_applications() == 0
        with qtbot.waitSignal(window.brought_back):
            QTest.keyClick(window.go_button, Qt.Key.Key_Space)
        assert "3 applications added" in window.note.text()
        assert other.store.count_applications() == 3
        window.close()
        qtbot.waitUntil(lambda: not Shiboken.isValid(window))


def test_a_file_of_something_else_is_told(bench: Workbench, exporting: Exporting, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text('{"companion": {"format": 1}, "applications": [{}]}')
    window = brought(bench, exporting, file, qtbot)
    qtbot.waitUntil(lambda: "Nothing was imported" in all_words(window))
    assert not window.go_button.isVisible()
    assert window.close_button.isVisible()
    window.close()
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
