"""The detail pane's parts: notes, posting, tags, links, files; and merging, from the window."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QPlainTextEdit, QPushButton, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import (
    Open,
    add,
    dialog,
    field,
    fill_in,
    no_dialog,
    press,
    search_field,
    shown,
    shows,
)
from tests.qt.workbench import Workbench

from companion.core.application import Application, Event, EventKind
from companion.core.attachment import Attachment
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.ui.applications.detail import MORE_AT_ONCE, MOST_AT_FIRST, DetailPane
from companion.ui.applications.timeline import EventRow

FULL = ApplicationDraft(
    "Acme",
    "Baker",
    "Köln",
    "https://acme.example/1",
    "Ask for **Dana**\nBring the folder",
    "55k",
    "a friend",
    ("remote", "new town"),
    ("https://acme.example/2", "the board in the hall"),
    "We look for a baker. " * 200,
)


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to the desktop."""
    found: list[str] = []

    def open_url(url: QUrl) -> bool:
        found.append(url.toString())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return found


def full(bench: Workbench) -> str:
    return bench.applications.add(FULL).value.id


def pane_of(window: QWidget) -> DetailPane:
    found = field(window, "Story")
    assert isinstance(found, DetailPane)
    return found


def test_everything_that_is_kept_is_shown(bench: Workbench, opened: Open, qtbot: QtBot, opens: list[str]) -> None:
    full(bench)
    window = opened()
    shown(qtbot, window, "Acme")
    pane = pane_of(window)
    qtbot.waitUntil(lambda: shows(pane, "55k · found through a friend"))
    assert shows(pane, "the board in the hall")
    (notes,) = pane.findChildren(QTextBrowser)
    assert notes.toPlainText().split("\n") == ["Ask for Dana", "Bring the folder"]
    assert not pane.findChildren(QPlainTextEdit), "the posting is folded, and not made before it is opened"
    assert opens == []
    press(pane, "Open the link: https://acme.example/2")
    assert opens == ["https://acme.example/2"]
    press(pane, "Show the posting")
    (posting,) = pane.findChildren(QPlainTextEdit)
    assert FULL.posting is not None
    assert posting.toPlainText() == FULL.posting.strip()
    press(pane, "Tag: new town")
    assert search_field(window).text() == 'tag:"new town"'


def test_what_is_folded_stays_folded_for_the_next_story(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    full(bench)
    bench.clock.move(timedelta(minutes=1))
    bench.applications.add(ApplicationDraft("Zebra", notes="Other words", posting="Stripes"))
    window = opened()
    shown(qtbot, window, "Zebra")
    pane = pane_of(window)
    press(pane, "Notes")
    press(pane, "Show the posting")
    assert not [view for view in pane.findChildren(QTextBrowser) if view.isVisible()]
    QTest.keyClick(search_field(window), Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: pane.story is not None and pane.story.application.company == "Acme")
    assert not pane.findChildren(QTextBrowser)
    assert [view.isVisible() for view in pane.findChildren(QPlainTextEdit)] == [True]


def test_a_note_of_a_hundred_thousand_characters_is_there_whole(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    notes = "word " * 19_999 + "end"
    bench.applications.add(ApplicationDraft("Acme", notes=notes))
    window = opened()
    shown(qtbot, window, "Acme")
    (view,) = pane_of(window).findChildren(QPlainTextEdit)
    assert view.toPlainText() == notes


def test_a_long_story_shows_its_newest_part_and_more_when_asked(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    with bench.desk.work() as work:
        for number in range(399):
            at = bench.clock.now() - timedelta(hours=number + 1)
            work.put(Event(f"e{number:03}", key, EventKind.NOTE, at, said=f"Note {number}"))
    window = opened()
    shown(qtbot, window, "Acme")
    pane = pane_of(window)
    assert len(pane.findChildren(EventRow)) == MOST_AT_FIRST
    press(pane, f"Show {400 - MOST_AT_FIRST} older entries")
    qtbot.waitUntil(lambda: len(pane.findChildren(EventRow)) == MOST_AT_FIRST + MORE_AT_ONCE)


def test_what_is_not_the_users_own_with_somebody_is_said(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    bench.applications.put_contact(key, ContactDraft("Ann", "ann@acme.example", None, "de", "America/New_York"))
    window = opened()
    shown(qtbot, window, "Acme")
    qtbot.waitUntil(lambda: shows(window, "America/New_York (07:00 there now) · letters in"))


# --- files -------------------------------------------------------------------------------------------------------


def cv(folder: Path, name: str = "My CV.pdf") -> Path:
    path = folder / name
    path.write_bytes(b"%PDF-1.7 " + name.encode() * 99)
    return path


def files_of(bench: Workbench, key: str) -> list[str]:
    return [attachment.name for attachment in bench.store.of_application(Attachment, key)]


def drop(pane: QWidget, mime: QMimeData) -> bool:
    args = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPoint(5, 5), *args)
    QApplication.sendEvent(pane, entered)
    if entered.isAccepted():
        QApplication.sendEvent(pane, QDropEvent(QPointF(5, 5), *args))
    return entered.isAccepted()


def test_files_are_dropped_opened_renamed_deleted_and_brought_back(
    bench: Workbench, opened: Open, qtbot: QtBot, tmp_path: Path, opens: list[str]
) -> None:
    key = add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    pane = pane_of(window)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(cv(tmp_path))), QUrl.fromLocalFile(str(cv(tmp_path, "talk.ics")))])
    assert drop(pane.viewport(), mime)
    qtbot.waitUntil(lambda: files_of(bench, key) == ["My CV.pdf"])
    qtbot.waitUntil(lambda: shows(window, "Added My CV.pdf."))
    qtbot.waitUntil(lambda: bool(pane.findChildren(QPushButton, f"file {bench.store.all(Attachment)[0].id}")))
    press(pane, "Open the file: My CV.pdf")
    qtbot.waitUntil(lambda: len(opens) == 1)
    copy = Path(QUrl(opens[0]).toLocalFile())
    assert (copy.name, copy.read_bytes()) == ("My CV.pdf", (tmp_path / "My CV.pdf").read_bytes())
    assert not copy.stat().st_mode & 0o222
    press(pane, "Rename the file: My CV.pdf")
    form = dialog(qtbot, window)
    fill_in(form, "Name", "Sent")
    QTest.keyClick(field(form, "Name"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: files_of(bench, key) == ["Sent.pdf"])
    qtbot.waitUntil(lambda: shows(window, "It is called Sent.pdf now."))
    qtbot.waitUntil(lambda: bool([b for b in pane.findChildren(QWidget) if b.accessibleName().endswith(": Sent.pdf")]))
    press(pane, "Delete the file: Sent.pdf")
    qtbot.waitUntil(lambda: files_of(bench, key) == [])
    qtbot.waitUntil(lambda: shows(window, "Deleted Sent.pdf."))
    press(window, "Undo")
    qtbot.waitUntil(lambda: files_of(bench, key) == ["Sent.pdf"])


def test_a_file_is_pasted_on_the_story_and_other_things_are_left_alone(
    bench: Workbench, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    key = add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    pane = pane_of(window)
    words = QMimeData()
    words.setText("https://example.org/posting")
    assert drop(pane.viewport(), words), "it is a posting's address, for the window"
    press(dialog(qtbot, window), "Cancel")
    no_dialog(qtbot, window)
    letter = QMimeData()
    letter.setUrls([QUrl.fromLocalFile(str(cv(tmp_path, "letter.eml")))])
    assert drop(pane.viewport(), letter), "it may be an invitation, for the window"
    qtbot.waitUntil(lambda: shows(window, "letter.eml"))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(cv(tmp_path)))])
    QGuiApplication.clipboard().setMimeData(mime)
    QTest.keyClick(pane, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: files_of(bench, key) == ["My CV.pdf"])
    qtbot.waitUntil(lambda: shows(window, "Added My CV.pdf."))
    QGuiApplication.clipboard().clear()


def test_a_program_is_shown_in_its_folder_and_not_opened(
    bench: Workbench, opened: Open, qtbot: QtBot, tmp_path: Path, opens: list[str]
) -> None:
    key = add(bench, "Acme")
    bench.attachments.add(key, cv(tmp_path, "cv.pdf.exe"))
    window = opened()
    shown(qtbot, window, "Acme")
    press(pane_of(window), "Open the file: cv.pdf.exe")
    qtbot.waitUntil(lambda: len(opens) == 1)
    assert Path(QUrl(opens[0]).toLocalFile()).is_dir()
    assert shows(window, "is a kind of file that can run programs")


# --- the form ----------------------------------------------------------------------------------------------------


def test_all_fields_are_typed_and_edited(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = full(bench)
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    fill_in(form, "Salary", "60k")
    fill_in(form, "Tags", "remote, Öl, oel, remote")
    QTest.keyClick(field(form, "Salary"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    found = bench.store.get(Application, key)
    assert found is not None
    assert (found.salary, found.tags, found.links, found.source) == (
        "60k",
        ("remote", "Öl", "oel"),
        FULL.links,
        "a friend",
    )
    assert FULL.posting is not None
    assert found.posting == FULL.posting.strip()


def test_a_posting_that_is_too_long_opens_its_field_and_says_so(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    press(form, "More links and the posting's text")
    posting = field(form, "Posting", QPlainTextEdit)
    assert isinstance(posting, QPlainTextEdit)
    posting.setPlainText("x" * 100_001)
    press(form, "More links and the posting's text")
    QTest.keyClick(field(form, "Salary"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, "The posting has 100,001 characters; up to 100,000 fit."))
    assert posting.isVisible()
    posting.setPlainText("Short")
    QTest.keyClick(field(form, "Salary"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)


@pytest.mark.qt_log_ignore(r"This plugin does not support grabbing the keyboard")
def test_tags_are_completed_from_those_in_use(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    full(bench)
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    tags = field(form, "Tags", QLineEdit)
    assert isinstance(tags, QLineEdit)
    qtbot.waitUntil(lambda: getattr(tags, "_tags", ()) == ("new town", "remote"))
    tags.setFocus()
    QTest.keyClicks(tags, "new town, rem")
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QListView)
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == ["remote"]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert tags.text() == "new town, remote, "
    press(form, "Cancel")
    question = QApplication.activeModalWidget()
    assert question is not None
    press(question, "Leave")
    no_dialog(qtbot, window)


def test_a_company_that_is_known_says_so_while_it_is_typed(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = full(bench)
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, key, at=bench.clock.now() - timedelta(days=1)))
    bench.clock.move(timedelta(minutes=1))
    add(bench, "Zebra")
    window = opened()
    shown(qtbot, window, "Zebra")
    QTest.keyClick(search_field(window), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    fill_in(form, "Company", "ACME GmbH")
    qtbot.waitUntil(lambda: shows(form, "You have an application here already:"))
    assert shows(form, "Acme · Baker: Interview, today")
    press(form, "Open")
    question = QApplication.activeModalWidget()
    assert question is not None
    press(question, "Leave")
    no_dialog(qtbot, window)
    pane = pane_of(window)
    qtbot.waitUntil(lambda: pane.story is not None and pane.story.application.id == key)


def test_saving_at_a_known_company_stays_possible(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    full(bench)
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    fill_in(form, "Company", "Acme")
    qtbot.waitUntil(lambda: shows(form, "You have an application here already:"))
    fill_in(form, "Company", "Acme Energy")
    qtbot.waitUntil(lambda: not [w for w in form.findChildren(QPushButton, "") if w.text() == "Open" and w.isVisible()])
    fill_in(form, "Company", "Acme AG")
    QTest.keyClick(field(form, "Salary"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    assert bench.store.count_applications() == 2


# --- merging -----------------------------------------------------------------------------------------------------


def test_two_are_merged_after_a_look_and_come_apart_with_undo(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    other = bench.applications.add(ApplicationDraft("Acme GmbH", "Cook", tags=("cook",))).value.id
    bench.clock.move(timedelta(minutes=1))
    kept = full(bench)
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    names = field(form, "Applications", QListView)
    assert isinstance(names, QListView)
    qtbot.waitUntil(lambda: names.model().rowCount() == 1)
    merge = field(form, "Merge", QPushButton)
    assert not merge.isEnabled()
    names.setCurrentIndex(names.model().index(0, 0))
    qtbot.waitUntil(merge.isEnabled)
    assert shows(form, "with 2 entries, no people, no letters, no files.")
    assert shows(form, "Tags: remote, new town, cook")
    assert shows(form, "this is not kept: company “Acme GmbH”, role “Cook”.")
    assert bench.store.count_applications() == 2, "a look changes nothing"
    press(form, "Merge")
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: bench.store.count_applications() == 1)
    pane = pane_of(window)
    qtbot.waitUntil(lambda: pane.story is not None and len(pane.story.events) == 2)
    qtbot.waitUntil(lambda: shows(window, "Merged two applications at Acme."))
    press(window, "Undo")
    qtbot.waitUntil(lambda: bench.store.count_applications() == 2)
    assert len(bench.store.of_application(Event, other)) == 1
    qtbot.waitUntil(
        lambda: pane.story is not None and len(pane.story.events) == 1 and pane.story.application.id == kept
    )


def test_the_other_one_is_found_by_search(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    bench.applications.add(ApplicationDraft("Zebra"))
    bench.clock.move(timedelta(minutes=1))
    full(bench)
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    names = field(form, "Applications", QListView)
    assert isinstance(names, QListView)
    qtbot.waitUntil(lambda: shows(form, "Type to find the other one."))
    fill_in(form, "Find the other one", "zeb")
    qtbot.waitUntil(lambda: names.model().rowCount() == 1)
    fill_in(form, "Find the other one", "nobody")
    qtbot.waitUntil(lambda: shows(form, "Nothing in the list fits that."))
    press(form, "Cancel")
    no_dialog(qtbot, window)
