"""*Highlights*, by keyboard: found as one types, by tag and in the archive; pinned, archived, deleted, brought back."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QAction, QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.finding import button, named, press, shown_texts
from tests.qt.test_highlight_window import drop
from tests.qt.workbench import Workbench, workbench

from companion.core.highlight import Highlight
from companion.desktop.material import Material
from companion.desktop.picture_loader import PictureLoader
from companion.services.highlights import HighlightDraft
from companion.ui.highlights.grid import CardGrid
from companion.ui.highlights.layouts import MOST_KEPT
from companion.ui.highlights.library import EMPTY, EMPTY_ARCHIVE, LibraryWindow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Taker(QObject):
    """Remembers what the window asked others for."""

    def __init__(self, window: LibraryWindow) -> None:
        super().__init__()
        self.captures: list[Material] = []
        self.edits: list[Highlight] = []
        self.links: list[str] = []
        window.capture_asked.connect(self.capture)
        window.edit_asked.connect(self.edit)
        window.link_asked.connect(self.link)

    @Slot(object)
    def capture(self, material: Material) -> None:
        self.captures.append(material)

    @Slot(object)
    def edit(self, highlight: Highlight) -> None:
        self.edits.append(highlight)

    @Slot(str)
    def link(self, link: str) -> None:
        self.links.append(link)


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is QApplication.instance()
    with workbench(tmp_path) as made:
        yield made
    QGuiApplication.clipboard().clear()


Open = Callable[[], LibraryWindow]


@pytest.fixture
def opened(bench: Workbench, qtbot: QtBot) -> Generator[Open]:
    windows: list[LibraryWindow] = []

    def make() -> LibraryWindow:
        window = LibraryWindow(bench.kit, bench.highlights)
        windows.append(window)
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        if any(not each.archived for each in bench.highlights.all()):
            qtbot.waitUntil(lambda: window.grid.model().rowCount() > 0)
        return window

    yield make
    for window in windows:
        if Shiboken.isValid(window):
            window.close()


def fill(bench: Workbench) -> dict[str, Highlight]:
    """Four, the oldest first; one pinned, one in the archive."""
    made = [
        bench.highlights.add(draft).value.highlight
        for draft in (
            HighlightDraft("Oldest fact", "2019", tags=("design",)),
            HighlightDraft("Explained it simply", said_by="Inès Duarte", tags=("teaching", "Design")),
            HighlightDraft("Put aside", tags=("old",)),
            HighlightDraft("Newest fact", link="https://example.org/talk"),
        )
    ]
    bench.highlights.pin(made[0].id, pinned=True)
    bench.highlights.archive([made[2].id], archived=True)
    return {each.text: each for each in bench.highlights.all()}


def cards(window: LibraryWindow) -> list[str]:
    model = window.grid.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def field(window: LibraryWindow) -> QLineEdit:
    return named(window, QLineEdit, "Search highlights")


def action(window: LibraryWindow, words: str) -> QAction:
    return next(each for each in window.findChildren(QAction) if each.text().replace("&", "") == words)


def grid_key(window: LibraryWindow, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(window.grid, key, held)


# --- finding -----------------------------------------------------------------------------------------------------


def test_pinned_first_then_the_newest_and_the_archive_apart(bench: Workbench, opened: Open) -> None:
    fill(bench)
    window = opened()
    assert cards(window) == ["Oldest fact", "Newest fact", "“Explained it simply”"]
    named_archive = next(box for box in window.findChildren(QCheckBox) if box.text() == "Archive")
    QTest.keyClick(field(window), Qt.Key.Key_H, CONTROL)
    assert named_archive.isChecked()
    assert cards(window) == ["Put aside"]


def test_search_as_one_types_and_down_into_the_cards(bench: Workbench, opened: Open) -> None:
    fill(bench)
    window = opened()
    assert window.focusWidget() is field(window)
    QTest.keyClicks(field(window), "ines expl")
    assert cards(window) == ["“Explained it simply”"]
    QTest.keyClicks(field(window), "x")
    assert cards(window) == []
    assert "Nothing found for “ines explx”." in shown_texts(window)
    press(Qt.Key.Key_Escape, window)
    assert len(cards(window)) == 3
    QTest.keyClick(field(window), Qt.Key.Key_Down)
    assert window.focusWidget() is window.grid
    grid_key(window, Qt.Key.Key_Right)
    assert window.grid.currentIndex().row() == 1
    QTest.keyClicks(window.grid, "old")  # typing goes on in the field
    assert (window.focusWidget(), field(window).text()) == (field(window), "old")
    QTest.keyClick(field(window), Qt.Key.Key_Down)
    grid_key(window, Qt.Key.Key_Up)
    assert window.focusWidget() is field(window)


def test_by_tag_with_counts_whatever_its_spelling(bench: Workbench, opened: Open) -> None:
    fill(bench)
    window = opened()
    tags = named(window, QComboBox, "Tag")
    assert [tags.itemText(row) for row in range(tags.count())] == ["All tags", "design (2)", "teaching (1)"]
    tags.setFocus()
    press(Qt.Key.Key_Down, window)
    assert cards(window) == ["Oldest fact", "“Explained it simply”"]
    QTest.keyClicks(field(window), "simply")
    assert cards(window) == ["“Explained it simply”"]


def test_each_card_is_told_to_assistive_technology(bench: Workbench, opened: Open) -> None:
    fill(bench)
    window = opened()
    told = window.grid.model().index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "“Explained it simply”\nInès Duarte\nTags: teaching, Design"
    told = window.grid.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Oldest fact\n2019\nTags: design\nPinned"


def test_empty_says_what_will_be_here_and_offers_one_button(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    taker = Taker(window)
    qtbot.waitUntil(lambda: EMPTY in shown_texts(window))
    assert window.focusWidget() is button(window, "Add a highlight")
    press(Qt.Key.Key_Space, window)
    assert [each.is_empty for each in taker.captures] == [True]
    bench.kit.write(lambda: bench.highlights.add(HighlightDraft("First")))
    qtbot.waitUntil(lambda: cards(window) == ["First"])
    assert window.focusWidget() is field(window)
    action(window, "Show the archive").trigger()
    assert EMPTY_ARCHIVE in shown_texts(window)


# --- doing -------------------------------------------------------------------------------------------------------


def test_enter_and_its_shortcut_edit_the_chosen_one(bench: Workbench, opened: Open) -> None:
    made = fill(bench)
    window = opened()
    taker = Taker(window)
    QTest.keyClicks(field(window), "newest")
    press(Qt.Key.Key_Return, window)
    QTest.keyClick(field(window), Qt.Key.Key_E, CONTROL)
    QTest.keyClick(field(window), Qt.Key.Key_O, CONTROL)
    QTest.keyClick(field(window), Qt.Key.Key_N, CONTROL)
    assert [each.id for each in taker.edits] == [made["Newest fact"].id] * 2
    assert taker.links == ["https://example.org/talk"]
    assert [each.is_empty for each in taker.captures] == [True]


def test_pin_and_unpin(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    made = fill(bench)
    window = opened()
    QTest.keyClicks(field(window), "simply")
    QTest.keyClick(field(window), Qt.Key.Key_P, CONTROL)
    qtbot.waitUntil(lambda: bench.highlights.get(made["Explained it simply"].id).pinned)
    qtbot.waitUntil(lambda: action(window, "Unpin").isEnabled())
    press(Qt.Key.Key_Escape, window)
    assert cards(window) == ["“Explained it simply”", "Oldest fact", "Newest fact"]


def test_delete_and_take_it_back(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    fill(bench)
    window = opened()
    QTest.keyClick(field(window), Qt.Key.Key_Down)
    grid_key(window, Qt.Key.Key_Right)
    grid_key(window, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: cards(window) == ["Oldest fact", "“Explained it simply”"])
    assert "Deleted: “Newest fact”." in shown_texts(window)
    assert window.grid.currentIndex().row() == 1  # the next one
    assert window.focusWidget() is window.grid
    QTest.keyClick(window.grid, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: len(cards(window)) == 3)
    assert len(bench.highlights.all()) == 4


def test_several_go_into_the_archive_and_out_again(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    fill(bench)
    window = opened()
    QTest.keyClick(field(window), Qt.Key.Key_Down)
    grid_key(window, Qt.Key.Key_Right, SHIFT)
    assert len(window.grid.all_chosen()) == 2
    assert not action(window, "Edit…").isEnabled()
    assert action(window, "Delete 2 highlights").isEnabled()
    grid_key(window, Qt.Key.Key_E, CONTROL | SHIFT)
    qtbot.waitUntil(lambda: cards(window) == ["“Explained it simply”"])
    assert "Put into the archive: 2 highlights." in shown_texts(window)
    QTest.keyClick(window.grid, Qt.Key.Key_H, CONTROL)
    assert cards(window) == ["Oldest fact", "Newest fact", "Put aside"]
    window.grid.setFocus()
    QTest.keyClick(window.grid, Qt.Key.Key_A, CONTROL)
    action(window, "Take out of the archive").trigger()
    qtbot.waitUntil(lambda: cards(window) == [])
    assert EMPTY_ARCHIVE in shown_texts(window)
    assert not any(each.archived for each in bench.highlights.all())


def test_what_was_chosen_stays_chosen_whoever_writes(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    for number in range(60):
        bench.highlights.add(HighlightDraft(f"Fact {number}"))
    window = opened()
    QTest.keyClick(field(window), Qt.Key.Key_Down)
    window.grid.go_to(40)
    window.grid.scrollTo(window.grid.currentIndex())
    at = window.grid.verticalScrollBar().value()
    assert at > 0
    bench.kit.write(lambda: bench.highlights.add(HighlightDraft("Another")))
    qtbot.waitUntil(lambda: len(cards(window)) == 61)
    current = window.grid.current()
    assert current is not None
    assert current.text == "Fact 19"
    assert window.grid.verticalScrollBar().value() == at
    assert window.focusWidget() is window.grid


# --- dropped and pasted ------------------------------------------------------------------------------------------


def test_what_is_dropped_or_pasted_asks_for_a_new_one(bench: Workbench, opened: Open, tmp_path: Path) -> None:
    fill(bench)
    window = opened()
    taker = Taker(window)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.png", "b.eml", "c.jpg")])
    assert drop(window.grid.viewport(), mime)
    words = QMimeData()
    words.setText("Kind words")
    assert drop(window.grid.viewport(), words)
    picture = QImage(QSize(4, 4), QImage.Format.Format_RGB32)
    picture.fill(QColor("teal"))
    QGuiApplication.clipboard().setImage(picture)
    QTest.keyClick(field(window), Qt.Key.Key_V, CONTROL)
    files, text, image = taker.captures
    assert (files.pictures, files.letter) == ((tmp_path / "a.png", tmp_path / "c.jpg"), tmp_path / "b.eml")
    assert (text.text, text.image) == ("Kind words", None)
    assert image.image is not None
    assert image.image.size() == QSize(4, 4)
    QGuiApplication.clipboard().setText("expl")
    QTest.keyClick(field(window), Qt.Key.Key_V, CONTROL)  # words pasted into the search are searched for
    assert field(window).text() == "expl"
    assert len(taker.captures) == 3


# --- many --------------------------------------------------------------------------------------------------------


def test_of_two_thousand_only_what_shows_is_loaded_and_laid_out(
    bench: Workbench, opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    with bench.desk.work() as work:
        for number in range(2000):
            name = f"{number:064x}.png"
            names.append(name)
            work.put(Highlight(work.ids.new(), f"Fact {number} of many", pictures=(name,), tags=("design",)))
    asked: list[str] = []

    def load(_self: PictureLoader, path: Path, size: QSize, dpr: float = 1.0) -> QImage:
        asked.append(path.name)
        image = QImage(size * dpr, QImage.Format.Format_RGB32)
        image.fill(QColor("teal"))
        return image

    monkeypatch.setattr(PictureLoader, "load", load)
    window = opened()
    qtbot.waitUntil(lambda: len(cards(window)) == 2000)
    qtbot.waitUntil(lambda: len(asked) >= 4)
    grid: CardGrid = window.grid
    shown = grid.viewport().height() // grid.delegate.cell.height() + 2
    most = shown * (grid.viewport().width() // grid.delegate.cell.width())
    qtbot.wait(100)
    assert len(set(asked)) <= most
    assert set(asked) <= set(names[-most:]), "only the newest are on screen"
    assert len(grid.delegate.layouts) <= most
    QTest.keyClick(field(window), Qt.Key.Key_Down)
    for _ in range(60):
        grid_key(window, Qt.Key.Key_PageDown)
        grid.viewport().repaint()
    assert len(grid.delegate.layouts) <= MOST_KEPT
    QTest.keyClicks(field(window), "1999")
    assert cards(window) == ["Fact 1999 of many"]
