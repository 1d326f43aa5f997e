"""The people of an application in the story, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QCompleter, QLineEdit
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import (
    Open,
    add,
    companies,
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

from companion.core.application import Contact, EventKind
from companion.services.applications import ContactDraft
from companion.services.log_event import EventDraft

DANA = ContactDraft("Dana Reyes", "dana@example.org")


def test_a_person_is_corrected_in_place(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, key, contact=DANA))
    window = opened()
    shown(qtbot, window, "Acme")
    press(window, "Edit: Dana Reyes")
    form = dialog(qtbot, window)
    name, address = field(form, "Name"), field(form, "Address")
    assert isinstance(name, QLineEdit)
    assert isinstance(address, QLineEdit)
    assert (name.text(), address.text()) == ("Dana Reyes", "dana@example.org")
    fill_in(form, "Address", "dana.reyes")
    QTest.keyClick(address, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, "This is not a complete mail address."))
    fill_in(form, "Address", "dana.reyes@example.org")
    fill_in(form, "Name", "Dana Reyes-Lund")
    QTest.keyClick(name, Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    pane = field(window, "Story")
    qtbot.waitUntil(lambda: shows(pane, "Dana Reyes-Lund · interviewer"))
    assert shows(pane, "dana.reyes@example.org")
    assert shows(pane, "With Dana Reyes-Lund"), "the timeline names them as they are called now"
    press(window, "Undo: Saved Dana Reyes-Lund.")
    qtbot.waitUntil(lambda: shows(pane, "Dana Reyes · interviewer"))


def test_letters_to_a_person_have_their_own_language(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, key, contact=DANA))
    window = opened()
    shown(qtbot, window, "Acme")
    press(window, "Edit: Dana Reyes")
    form = dialog(qtbot, window)
    language = field(form, "Letters in")
    assert isinstance(language, QComboBox)
    assert language.currentText() == "As in Settings"
    language.setFocus()
    QTest.keyClicks(language, "s")
    assert language.currentText() == "Spanish"
    QTest.keyClick(field(form, "Name"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    (contact,) = bench.store.of_application(Contact, key)
    assert contact.language == "es"


def test_a_time_zone_is_completed_and_a_wrong_one_refused(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    bench.applications.put_contact(key, DANA)
    window = opened()
    shown(qtbot, window, "Acme")
    press(window, "Edit: Dana Reyes")
    form = dialog(qtbot, window)
    zone = field(form, "Time zone")
    assert isinstance(zone, QLineEdit)
    qtbot.waitUntil(lambda: zone.findChildren(QCompleter) != [])
    # set, not typed: the list that typing opens can't be shown without a screen
    zone.setText("Atlantis")
    QTest.keyClick(zone, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, "“Atlantis” is not a time zone known here. Write it like Europe/Berlin."))
    completer = zone.completer()
    completer.setCompletionPrefix("new_yo")
    assert completer.currentCompletion() == "America/New_York"
    zone.setText("america/new york")
    QTest.keyClick(zone, Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: bench.store.of_application(Contact, key)[0].zone == "America/New_York")


def test_a_person_is_deleted_and_brought_back(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, key, contact=DANA))
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    press(window, "Delete: Dana Reyes")
    qtbot.waitUntil(lambda: not shows(pane, "Dana"))
    assert bench.store.of_application(Contact, key) == ()
    QTest.keyClicks(search_field(window), "dana")
    qtbot.waitUntil(lambda: companies(window) == [])
    search_field(window).clear()
    qtbot.waitUntil(lambda: companies(window) == ["Acme"])
    press(window, "Undo: Deleted Dana Reyes.")
    qtbot.waitUntil(lambda: shows(pane, "Dana Reyes · interviewer"))
    assert shows(pane, "With Dana Reyes")


def test_no_button_of_the_story_is_cut_off_in_a_narrow_window(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    contact = ContactDraft("Wilhelmina Featherstonehaugh-Wolfeschlegelsteinhausen " * 3, "w@example.org")
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, key, contact=contact))
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    for width in (1280, 800, 100):
        window.resize(width, 600)
        QApplication.processEvents()
        buttons = [button for button in pane.findChildren(QAbstractButton) if button.isVisible()]
        assert len(buttons) == 15
        for button in buttons:
            right = button.mapTo(pane, button.rect().topRight()).x()
            assert right < pane.width(), f"{button.accessibleName() or button.text()} at {width}"
            assert button.width() >= button.sizeHint().width()
