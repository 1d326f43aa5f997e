"""An application from a posting: pasted, dropped, opened from a saved page, or fetched at a click and not before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.fakes.discovery import MemoryNames
from tests.fakes.https_server import HttpsServer
from tests.qt.applications.driving import (
    Open,
    add,
    companies,
    dialog,
    field,
    fill_in,
    list_of,
    no_dialog,
    press,
    search_field,
    shown,
    shows,
)
from tests.qt.workbench import Workbench

from companion.adapters.mail.certificates import Certificates, make_certificates
from companion.adapters.posting import WebPages
from companion.adapters.posting.web import Client
from companion.core.application import Application, Event, EventKind
from companion.services.postings import Postings
from companion.ui.applications import ApplicationsWindow

HOST, SLOW, INSIDE = "jobs.kestrel.example", "slow.kestrel.example", "inside.example"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
TEXT = "Cook\nKestrel Labs\nLocation: Leeds\nWe cook à la carte."
PAGE = """<html><head><script type="application/ld+json">{"@graph": [{"@type": "JobPosting", "title": "Cook",
"hiringOrganization": {"name": "Kestrel Labs"}, "jobLocation": {"address": {"addressLocality": "Leeds"}},
"description": "<p>We cook.</p>"}]}</script></head><body></body></html>"""
GUESS = "This is a guess. Please check it."


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"), hosts=(HOST, SLOW))


@pytest.fixture
def server(certificates: Certificates, bench: Workbench) -> Iterator[HttpsServer]:
    with HttpsServer(certificates) as running:
        names = MemoryNames(hosts={HOST: ("127.0.0.1",), SLOW: ("127.0.0.1",), INSIDE: ("10.1.2.3",)})
        allowed = frozenset({"127.0.0.1"})
        client = Client(names, allowed, certificates.ca_file, (running.port, running.port), 2)
        bench.postings = Postings(WebPages(names, client))
        yield running


class Paths(QObject):
    """Hears a signal that carries a Path."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []

    @Slot(object)
    def hear(self, path: object) -> None:
        self.heard.append(path)


def drop(window: QWidget, mime: QMimeData) -> bool:
    actions, buttons, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), actions, mime, buttons, none)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), actions, mime, buttons, none))
    return enter.isAccepted()


def url(address: str | Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(address)) if isinstance(address, Path) else QUrl(address)])
    return mime


def asked(window: ApplicationsWindow, qtbot: QtBot) -> QDialog:
    QTest.keyClick(window, Qt.Key.Key_P, CONTROL | SHIFT)
    return dialog(qtbot, window)


def paste(form: QWidget, text: str) -> None:
    entry = field(form, "Address or text", QPlainTextEdit)
    assert isinstance(entry, QPlainTextEdit)
    entry.setPlainText(text)


def value(form: QWidget, name: str) -> str:
    found = field(form, name)
    if isinstance(found, QPlainTextEdit):
        return found.toPlainText()
    assert isinstance(found, QLineEdit)
    return found.text()


def has_read(qtbot: QtBot, form: QWidget) -> None:
    qtbot.waitUntil(lambda: any(f.isVisible() and f.accessibleName() == "Role" for f in form.findChildren(QLineEdit)))


def error(form: QWidget) -> str:
    return field(form, "Address or text").accessibleDescription()


def test_a_pasted_text_is_read_looked_over_and_kept_with_undo(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    form = asked(window, qtbot)
    save, read = field(form, "Save", QPushButton), field(form, "Read", QPushButton)
    assert not save.isEnabled()
    assert not read.isEnabled()
    paste(form, TEXT)
    press(form, "Read")
    has_read(qtbot, form)
    assert [value(form, n) for n in ("Company", "Role", "Place", "Posting")] == ["Kestrel Labs", "Cook", "Leeds", TEXT]
    told = {n: field(form, n).accessibleDescription() for n in ("Company", "Role", "Place", "Salary")}
    assert told == {"Company": GUESS, "Role": GUESS, "Place": "", "Salary": ""}
    fill_in(form, "Role", "Head cook")
    assert field(form, "Role").accessibleDescription() == "", "what was typed is no guess"
    assert companies(window) == ["Acme"]
    press(form, "Save")
    no_dialog(qtbot, window)
    shown(qtbot, window, "Kestrel Labs")
    (kept,) = [a for a in bench.store.all(Application) if a.company == "Kestrel Labs"]
    assert (kept.role, kept.place, kept.posting) == ("Head cook", "Leeds", TEXT)
    assert bench.store.of_application(Event, kept.id) == ()
    press(window, "Undo: Added Kestrel Labs.")
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])


def test_one_who_has_applied_says_so(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    form = asked(window, qtbot)
    paste(form, TEXT)
    qtbot.waitUntil(field(form, "Address or text").hasFocus)
    QTest.keyClick(field(form, "Address or text"), Qt.Key.Key_Return, CONTROL)
    has_read(qtbot, form)
    press(form, "I have applied")
    ticked = field(form, "I have applied", QCheckBox)
    assert isinstance(ticked, QCheckBox)
    assert ticked.isChecked()
    press(form, "Save")
    no_dialog(qtbot, window)
    (kept,) = bench.store.all(Application)
    assert [e.kind for e in bench.store.of_application(Event, kept.id)] == [EventKind.APPLIED]


def test_an_address_is_asked_only_at_a_click_that_says_whom(
    server: HttpsServer, opened: Open, qtbot: QtBot, bench: Workbench
) -> None:
    page = PAGE.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    server.answers[HOST, "/7"] = head.encode() + page
    add(bench, "Kestrel Labs", "Baker")
    window = opened()
    assert drop(window, url(f"https://{HOST}/7"))
    form = dialog(qtbot, window)
    assert shows(form, f"This asks {HOST} for the page.")
    qtbot.waitUntil(field(form, "Fetch").hasFocus)
    qtbot.wait(50)
    assert server.asked == []
    press(form, "Fetch")
    has_read(qtbot, form)
    assert server.asked == [(HOST, "/7")]
    assert [value(form, n) for n in ("Company", "Role", "Link")] == ["Kestrel Labs", "Cook", f"https://{HOST}/7"]
    assert not shows(form, GUESS)
    qtbot.waitUntil(lambda: shows(form, "You have an application here already:"))
    press(form, "Cancel")
    no_dialog(qtbot, window)
    assert len(bench.store.all(Application)) == 1


def test_what_goes_wrong_stands_beside_the_field(
    server: HttpsServer, bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    del server
    window = opened()
    form = asked(window, qtbot)
    paste(form, f"https://{INSIDE}/7")
    press(form, "Fetch")
    qtbot.waitUntil(lambda: "leads into a private network" in error(form))
    assert shows(form, "leads into a private network")
    assert not field(form, "Save").isEnabled()
    paste(form, "Cook\nKestrel Labs")
    assert "private" not in error(form)
    press(form, "Read")
    has_read(qtbot, form)
    assert value(form, "Company") == "Kestrel Labs"
    company = field(form, "Company", QLineEdit)
    assert isinstance(company, QLineEdit)
    company.clear()
    press(form, "Save")
    qtbot.waitUntil(lambda: "company" in company.accessibleDescription())
    assert bench.store.all(Application) == ()


def test_asking_can_be_stopped(server: HttpsServer, opened: Open, qtbot: QtBot) -> None:
    server.dribbling.add(SLOW)
    window = opened()
    form = asked(window, qtbot)
    paste(form, f"https://{SLOW}/7")
    press(form, "Fetch")
    qtbot.waitUntil(lambda: server.asked == [(SLOW, "/7")])
    assert shows(form, f"Asking {SLOW} for the page…")
    press(form, "Stop")
    assert field(form, "Fetch").isEnabled()
    assert not shows(form, "Asking")
    paste(form, "")
    press(form, "Cancel")
    no_dialog(qtbot, window)


def test_a_saved_page_is_dropped_or_chosen(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    page, broken = tmp_path / "job.html", tmp_path / "picture.html"
    page.write_text(PAGE, encoding="utf-8")
    broken.write_bytes(b"\x89PNG....")
    window = opened()
    assert drop(window, url(page))
    form = dialog(qtbot, window)
    has_read(qtbot, form)
    assert value(form, "Company") == "Kestrel Labs"
    press(form, "Cancel")
    no_dialog(qtbot, window)
    form = asked(window, qtbot)
    press(form, "Open a saved page…")
    qtbot.waitUntil(lambda: form.findChild(QFileDialog) is not None)
    choosing = form.findChild(QFileDialog)
    assert choosing is not None
    choosing.fileSelected.emit(str(broken))
    choosing.reject()
    qtbot.waitUntil(lambda: "is no web page" in error(form))
    assert drop(field(form, "Address or text"), url(page)), "on the field it is a page too, no address"
    has_read(qtbot, form)
    assert value(form, "Address or text") == ""
    press(form, "Cancel")
    no_dialog(qtbot, window)


def test_what_was_typed_stays_when_another_page_is_read_and_is_not_lost_unasked(
    opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    page = tmp_path / "job.htm"
    page.write_text(PAGE, encoding="utf-8")
    window = opened()
    form = asked(window, qtbot)
    paste(form, "Baker\nZebra")
    press(form, "Read")
    has_read(qtbot, form)
    fill_in(form, "Role", "Chef")
    drop(form, url(page))
    qtbot.waitUntil(lambda: value(form, "Company") == "Kestrel Labs")
    assert value(form, "Role") == "Chef"
    press(form, "Cancel")
    qtbot.waitUntil(lambda: form.findChild(QMessageBox) is not None)
    question = form.findChild(QMessageBox)
    assert question is not None
    press(question, "Leave")
    no_dialog(qtbot, window)


def test_text_is_pasted_into_the_list_and_in_a_field_it_is_the_fields(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    add(bench, "Acme")
    window = opened()
    QGuiApplication.clipboard().setText(TEXT)
    search_field(window).setFocus()
    QTest.keyClick(search_field(window), Qt.Key.Key_V, CONTROL)
    assert not any(d.isVisible() for d in window.findChildren(QDialog))
    search_field(window).clear()
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])
    list_of(window).setFocus()
    QTest.keyClick(list_of(window), Qt.Key.Key_V, CONTROL)
    form = dialog(qtbot, window)
    has_read(qtbot, form)
    assert value(form, "Company") == "Kestrel Labs"
    press(form, "Cancel")
    no_dialog(qtbot, window)


def test_each_file_goes_where_it_belongs(opened: Open, tmp_path: Path) -> None:
    window, paths = opened(), Paths()
    window.import_asked.connect(paths.hear)
    tables = [tmp_path / name for name in ("a.csv", "b.XLSX", "c.zip", "d.json")]
    assert all(drop(window, url(table)) for table in tables)
    assert paths.heard == tables
    assert not drop(window, url(tmp_path / "picture.png"))
    two = QMimeData()
    two.setUrls([QUrl.fromLocalFile("/a.csv"), QUrl.fromLocalFile("/b.csv")])
    assert not drop(window, two)
    assert not any(d.isVisible() for d in window.findChildren(QDialog))
