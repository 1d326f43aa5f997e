"""The Import window: a file is looked at, previewed, imported, stopped, taken back; by keyboard too."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QTableView
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.workbench import Workbench, all_words, named, workbench

from companion.adapters.imports.reader import ImportFiles
from companion.core.import_plan import Fate
from companion.services.importing import Importing
from companion.ui.importing import ImportWindow

HEAD = "Company,Role,Status,Date Applied\n"
ROWS = "Acme,Engineer,Interview,2026-10-01\nLumen,Nurse,Applied,2026-10-02\n,Cook,Applied,2026-10-03\n"

Open = Callable[[], ImportWindow]


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        yield made


@pytest.fixture
def opened(bench: Workbench, qtbot: QtBot) -> Generator[Open]:
    windows: list[ImportWindow] = []

    def make() -> ImportWindow:
        window = ImportWindow(bench.kit, Importing(bench.desk, ImportFiles(bench.clock), bench.store))
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        return window

    yield make
    for window in windows:
        if Shiboken.isValid(window):
            window.close()


def table(folder: Path, text: str = HEAD + ROWS, name: str = "jobs.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def previewed(window: ImportWindow, path: Path, qtbot: QtBot) -> None:
    window.open_file(path)
    qtbot.waitUntil(lambda: window.tabs.count() == len(Fate) and window.stop.isHidden())


def test_a_file_is_previewed_imported_and_taken_back_by_keyboard(
    opened: Open, bench: Workbench, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened()
    previewed(window, table(tmp_path), qtbot)
    assert [window.tabs.tabText(n) for n in range(4)] == ["New (2)", "Changed (0)", "Already here (0)", "Left out (1)"]
    assert bench.store.count_applications() == 0
    assert window.status.text() == "Nothing is written yet."
    qtbot.waitUntil(window.go.hasFocus)
    QTest.keyClick(window.go, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.back.isVisible()))
    assert bench.store.count_applications() == 2
    assert window.status.text() == "Imported: 2 added, 0 changed, 1 left out."
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.back.text() == "Redo")
    assert bench.store.count_applications() == 0
    qtbot.waitUntil(window.back.isEnabled)
    window.back.click()
    qtbot.waitUntil(lambda: window.back.text() == "Undo")
    assert bench.store.count_applications() == 2


def test_why_a_row_is_left_out_stands_beside_its_line(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened()
    previewed(window, table(tmp_path), qtbot)
    window.tabs.setCurrentIndex(3)
    model = named(window, QTableView, "Left out").model()
    assert [model.index(0, column).data() for column in range(4)] == ["4", "", "", "There is no company in this row."]


def test_an_unknown_table_is_mapped_first(opened: Open, bench: Workbench, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened()
    window.open_file(table(tmp_path, "Who;What\nAcme;Engineer\n"))
    qtbot.waitUntil(window.mapping.isVisible)
    assert "Acme" in all_words(window)
    window.go.click()
    assert window.status.text() == "Company and role are needed."
    for column, field in (("Who", "Company (needed)"), ("What", "Role (needed)")):
        combo = named(window, QComboBox, f"What the column {column} means")
        combo.setCurrentText(field)
    window.go.click()
    qtbot.waitUntil(lambda: window.go.isEnabled() and window.go.text() == "Import" and window.tabs.isVisible())
    window.go.click()
    qtbot.waitUntil(lambda: bool(window.back.isVisible()))
    assert [row.company for row in bench.store.search("", limit=5)] == ["Acme"]


def test_one_column_at_most_is_the_company(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened()
    window.open_file(table(tmp_path, "Who;What\nAcme;Engineer\n"))
    qtbot.waitUntil(window.mapping.isVisible)
    who, what = (named(window, QComboBox, f"What the column {name} means") for name in ("Who", "What"))
    who.setCurrentText("Company (needed)")
    what.setCurrentText("Company (needed)")
    assert who.currentText() == "Leave out"


def test_what_is_here_already_cannot_be_imported_again(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened()
    previewed(window, table(tmp_path), qtbot)
    window.go.click()
    qtbot.waitUntil(lambda: bool(window.back.isVisible()))
    window.open_file(tmp_path / "jobs.csv")
    qtbot.waitUntil(lambda: window.status.text() == "All of this is here already, or left out.")
    assert not window.go.isEnabled()
    assert window.tabs.tabText(2) == "Already here (2)"


def test_what_is_no_table_is_told(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened()
    window.open_file(tmp_path / "nothing.csv")
    qtbot.waitUntil(window.stop.isHidden)
    assert window.status.text()
    assert not window.go.isEnabled()


def test_an_export_of_everything_is_handed_on(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened()
    path = table(tmp_path, '{"companion": 1, "applications": []}', "everything.json")
    asked: list[object] = []
    window.whole_asked.connect(asked.append)
    window.open_file(path)
    qtbot.waitUntil(lambda: asked == [path])


def test_dates_that_can_be_read_both_ways_are_asked(
    opened: Open, bench: Workbench, tmp_path: Path, qtbot: QtBot
) -> None:
    window = opened()
    previewed(window, table(tmp_path, HEAD + "Acme,Engineer,Applied,03/04/26\n"), qtbot)
    named(window, QComboBox, "How dates are read").setCurrentIndex(1)
    qtbot.waitUntil(lambda: window.go.isEnabled() and window.stop.isHidden())
    window.go.click()
    qtbot.waitUntil(lambda: bool(window.back.isVisible()))
    (row,) = bench.store.search("", limit=5)
    assert row.applied_at is not None
    assert (row.applied_at.month, row.applied_at.day) == (4, 3)


def test_a_dropped_file_is_looked_at(opened: Open, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(table(tmp_path)))])
    copy, nothing, plain = Qt.DropAction.CopyAction, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), copy, mime, nothing, plain))
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, mime, nothing, plain))
    qtbot.waitUntil(lambda: window.tabs.count() == len(Fate))


def test_stopping_leaves_nothing(opened: Open, bench: Workbench, tmp_path: Path, qtbot: QtBot) -> None:
    window = opened()
    rows = "".join(f"Company {n},Engineer,Applied,2026-10-01\n" for n in range(3000))
    previewed(window, table(tmp_path, HEAD + rows), qtbot)
    window.go.click()
    window.stop.click()
    qtbot.waitUntil(lambda: window.status.text() == "The import was stopped. Nothing was imported.")
    assert bench.store.count_applications() == 0


def test_closing_while_it_reads_ends_the_work(opened: Open, bench: Workbench, tmp_path: Path) -> None:
    window = opened()
    window.open_file(table(tmp_path, HEAD + "".join(f"Company {n},Cook,,\n" for n in range(3000))))
    window.close()
    assert bench.store.count_applications() == 0


def test_the_last_import_is_taken_back_after_a_restart(
    opened: Open, bench: Workbench, tmp_path: Path, qtbot: QtBot
) -> None:
    first = opened()
    previewed(first, table(tmp_path), qtbot)
    first.go.click()
    qtbot.waitUntil(lambda: bool(first.back.isVisible()))
    first.close()
    second = opened()
    qtbot.waitUntil(second.back.isVisible)
    assert second.back.text() == "Undo the last import"
    second.back.click()
    qtbot.waitUntil(lambda: second.back.text() == "Redo")
    assert bench.store.count_applications() == 0
