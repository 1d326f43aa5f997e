"""Invitations in the Applications window: chosen or dropped, shown, saved, moved, called off; and out again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QFileDialog, QLineEdit, QWidget
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
    words_in,
)
from tests.qt.workbench import Workbench

from companion.core.application import Event, EventKind, State
from companion.services.applications import ContactDraft
from companion.services.log_event import EventDraft
from companion.ui.applications import ApplicationsWindow

FILES = Path(__file__).parents[2] / "files" / "calendar"
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def drop(window: QWidget, path: Path) -> bool:
    """Drags a file over the window and lets go; whether the window wanted it."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    actions, buttons, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), actions, mime, buttons, none)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(20, 20), actions, mime, buttons, none))
    return enter.isAccepted()


def dropped(qtbot: QtBot, window: QWidget, name: str) -> QDialog:
    assert drop(window, FILES / name)
    return dialog(qtbot, window)


def where(form: QWidget) -> QComboBox:
    found = field(form, "Application")
    assert isinstance(found, QComboBox)
    return found


def typed_in(form: QWidget, name: str) -> str:
    found = field(form, name, QLineEdit)
    assert isinstance(found, QLineEdit)
    return found.text()


def interviews(bench: Workbench, key: str) -> list[Event]:
    return [e for e in bench.store.of_application(Event, key) if e.kind is EventKind.INTERVIEW]


def test_a_dropped_invitation_suggests_its_application_and_waits_for_save(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    add(bench, "Zebra")
    acme = add(bench, "Acme", "Backend Engineer")
    bench.applications.put_contact(acme, ContactDraft("Dana Reyes", "dana.reyes@acme.example"))
    window = opened()
    form = dropped(qtbot, window, "google.ics")
    qtbot.waitUntil(lambda: shows(form, "Suggested: Dana Reyes is a contact there."))
    assert where(form).currentText() == "Acme, Backend Engineer"
    for words in ("Technical interview: Jo Müller / Acme", "Wed 2 Dec, 16:00 to 16:45", "There: Wed 2 Dec, 10:00 (New"):
        assert shows(form, words)
    assert shows(form, "This interview is new here.")
    assert typed_in(form, "With") == "Dana Reyes"
    assert interviews(bench, acme) == []
    fill_in(form, "Stage", "technical")
    QTest.keyClick(field(form, "Stage"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    (kept,) = interviews(bench, acme)
    assert (kept.stage, kept.zone) == ("technical", "America/New_York")
    qtbot.waitUntil(lambda: shows(window, "Logged: interview, Acme."))
    press(window, "Undo: Logged: interview, Acme.")
    qtbot.waitUntil(lambda: interviews(bench, acme) == [])


def test_another_application_is_found_by_typing_and_an_unknown_one_is_made(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    zebra = add(bench, "Zebra")
    window = opened()
    form = dropped(qtbot, window, "calendly.ics")
    QTest.keyClicks(field(form, "Another one"), "zebr")
    qtbot.waitUntil(lambda: where(form).currentText() == "Zebra")
    press(form, "Save")
    no_dialog(qtbot, window)
    assert len(interviews(bench, zebra)) == 1
    press(window, "Undo: Logged: interview, Zebra.")
    qtbot.waitUntil(lambda: interviews(bench, zebra) == [])

    form = dropped(qtbot, window, "outlook.ics")
    fill_in(form, "Another one", "Nordwind")
    qtbot.waitUntil(lambda: where(form).currentText() == "New: “Nordwind”")
    press(form, "Save")
    no_dialog(qtbot, window)
    shown(qtbot, window, "Nordwind")
    assert bench.store.search("nordwind", limit=2)[0].state is State.INTERVIEW


def test_the_one_in_the_list_is_offered_where_nothing_is_suggested(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    key = add(bench, "Zebra")
    window = opened()
    shown(qtbot, window, "Zebra")
    form = dropped(qtbot, window, "google.ics")
    qtbot.waitUntil(lambda: where(form).currentText() == "Zebra · chosen in the list")
    press(form, "Save")
    no_dialog(qtbot, window)
    assert len(interviews(bench, key)) == 1


def test_nothing_is_chosen_silently(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    window = opened()
    form = dropped(qtbot, window, "google.ics")
    assert where(form).currentText() == "Choose an application"
    press(form, "Save")
    qtbot.waitUntil(lambda: shows(form, "Choose the application that this interview belongs to."))
    assert bench.store.count_applications() == 0
    form.reject()


def test_moved_then_called_off_then_undone(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Nordwind")
    window = opened()
    shown(qtbot, window, "Nordwind")
    form = dropped(qtbot, window, "outlook.ics")
    press(form, "Save")
    no_dialog(qtbot, window)
    form = dropped(qtbot, window, "outlook-moved.eml")
    assert shows(form, "Saving brings it up to date. It belongs to Nordwind.")
    press(form, "Bring up to date")
    no_dialog(qtbot, window)
    assert [e.at for e in interviews(bench, key)] == [datetime(2026, 12, 4, 13, tzinfo=UTC)]
    form = dropped(qtbot, window, "outlook.ics")
    assert shows(form, "A newer version of this interview is already here.")
    press(form, "Close")
    no_dialog(qtbot, window)
    form = dropped(qtbot, window, "outlook-cancelled.eml")
    press(form, "Remove it")
    no_dialog(qtbot, window)
    assert interviews(bench, key) == []
    press(window, "Undo: Removed: interview, Nordwind.")
    qtbot.waitUntil(lambda: len(interviews(bench, key)) == 1)


def test_several_events_are_chosen_among(bench: Workbench, opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    key = add(bench, "Acme")
    event = "BEGIN:VEVENT\nUID:{0}\nDTSTART:202612{0}T100000Z\nSUMMARY:Talk {0}\nEND:VEVENT\n"
    path = tmp_path / "two.ics"
    path.write_text("BEGIN:VCALENDAR\n" + event.format("01") + event.format("02") + "END:VCALENDAR\n")
    window = opened()
    shown(qtbot, window, "Acme")
    drop(window, path)
    form = dialog(qtbot, window)
    which = field(form, "Event")
    assert isinstance(which, QComboBox)
    assert which.itemText(0) == "Tue 1 Dec, 11:00 · Talk 01"
    QTest.keyClick(which, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: typed_in(form, "Stage") == "Talk 02")
    press(form, "Save")
    no_dialog(qtbot, window)
    assert [e.uid for e in interviews(bench, key)] == ["02"]


def test_what_is_no_calendar_is_told_in_the_window(
    bench: Workbench, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    add(bench, "Acme")
    page = tmp_path / "invite.ics"
    page.write_text("<html>Sign in</html>")
    window = opened()
    drop(window, page)
    qtbot.waitUntil(lambda: shows(window, "invite.ics holds a web page, not a calendar."))


@pytest.mark.parametrize("name", ["picture.png", "cv.pdf"])
def test_other_files_are_left_to_others(bench: Workbench, opened: Open, tmp_path: Path, name: str) -> None:
    del bench
    window = opened()
    assert not drop(window, tmp_path / name)
    assert window.findChildren(QDialog) == []


def file_dialog(qtbot: QtBot, window: QWidget) -> QFileDialog:
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(QFileDialog)))
    return next(d for d in window.findChildren(QFileDialog) if d.isVisible())


def test_chosen_from_the_menu_by_keyboard(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_I, CONTROL | SHIFT)
    chooser = file_dialog(qtbot, window)
    chooser.fileSelected.emit(str(FILES / "google.ics"))
    chooser.close()
    qtbot.waitUntil(lambda: any(d.windowTitle() == "From a calendar file" for d in window.findChildren(QDialog)))
    form = next(d for d in window.findChildren(QDialog) if d.windowTitle() == "From a calendar file")
    assert isinstance(form, QDialog)
    form.reject()


def test_an_interview_is_saved_as_a_calendar_file(bench: Workbench, opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    key = add(bench, "Acme, Inc.", "Baker")
    at = datetime(2026, 12, 1, 10, tzinfo=UTC)
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, key, at=at, zone="Asia/Tokyo", place="Room 5"))
    window = opened()
    shown(qtbot, window, "Acme, Inc.")
    press(window, "Save as calendar file: Interview, Tue 1 Dec, 11:00")
    chooser = file_dialog(qtbot, window)
    target = tmp_path / "out.ics"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    qtbot.waitUntil(target.exists)
    (event,) = bench.calendars.open(target).invitations
    assert (event.event.begins, event.event.zone, event.event.where) == (at, "Asia/Tokyo", "Room 5")


# --- the form and the timeline -----------------------------------------------------------------------------------


def log_interview(qtbot: QtBot, window: ApplicationsWindow) -> QDialog:
    QTest.keyClick(search_field(window), Qt.Key.Key_I, CONTROL)
    return dialog(qtbot, window)


def test_an_interview_in_another_zone_by_keyboard(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    form = log_interview(qtbot, window)
    fill_in(form, "When", "2026-12-02 10:00")
    fill_in(form, "Time zone of the interview", "america/new york")
    fill_in(form, "Place or address of the call", "https://meet.google.com/abc")
    qtbot.waitUntil(lambda: shows(form, "For you that is Wed 2 Dec, 16:00."))
    QTest.keyClick(field(form, "Time zone of the interview"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    (kept,) = interviews(bench, key)
    assert (kept.at, kept.ends_at) == (
        datetime(2026, 12, 2, 15, tzinfo=UTC),
        datetime(2026, 12, 2, 16, tzinfo=UTC),
    )
    assert (kept.zone, kept.place) == ("America/New_York", "https://meet.google.com/abc")
    qtbot.waitUntil(lambda: shows(window, "There: Wed 2 Dec, 10:00 (New York)"))
    assert field(window, "Open the call of: Interview, Wed 2 Dec, 16:00")
    press(window, "Edit: Interview, Wed 2 Dec, 16:00")
    form = dialog(qtbot, window)
    assert typed_in(form, "When") == "2026-12-02 10:00"
    fill_in(form, "Stage", "second")
    QTest.keyClick(field(form, "Stage"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: interviews(bench, key)[0].stage == "second")
    assert interviews(bench, key)[0].at == kept.at


def test_a_zone_that_is_none_is_refused_at_its_field(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    form = log_interview(qtbot, window)
    fill_in(form, "Time zone of the interview", "Middle Earth")
    QTest.keyClick(field(form, "Time zone of the interview"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, "“Middle Earth” is not a time zone known here."))
    zone = field(form, "Time zone of the interview", QLineEdit)
    assert isinstance(zone, QLineEdit)
    zone.clear()
    QTest.keyClick(field(form, "Time zone of the interview"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)


def test_rounds_in_the_title_and_the_timeline(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, key, at=bench.clock.at - timedelta(days=3)))
    window = opened()
    shown(qtbot, window, "Acme")
    assert "Interview" in words_in(window)
    form = log_interview(qtbot, window)
    assert form.windowTitle() == "Interview, round 2"
    press(form, "Save")
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: {"Interview, round 1", "Interview, round 2"} <= set(words_in(window)))
    assert shows(window, "Next: interview, round 2, today, 14:00")


@pytest.mark.parametrize(
    ("key", "kind", "state"),
    [
        (Qt.Key.Key_S, EventKind.SCREENING, State.SCREENING),
        (Qt.Key.Key_M, EventKind.ASSESSMENT, State.ASSESSMENT),
        (Qt.Key.Key_Q, EventKind.QUIET, State.QUIET),
    ],
)
def test_the_other_kinds_by_keyboard_back_dated_and_undone(
    bench: Workbench, opened: Open, qtbot: QtBot, key: Qt.Key, kind: EventKind, state: State
) -> None:
    acme = add(bench, "Acme", days=9)
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), key, CONTROL | SHIFT)
    form = dialog(qtbot, window)
    assert form.windowTitle() == kind.words
    fill_in(form, "When", "yesterday 10:00")
    QTest.keyClick(field(form, "When", QLineEdit), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: bench.applications.story(acme).state is state)
    assert bench.applications.story(acme).events[-1].kind is kind
    assert bench.applications.story(acme).events[-1].at == datetime(2026, 11, 22, 9, tzinfo=UTC)
    qtbot.waitUntil(lambda: shows(window, f"Logged: {kind.words.lower()}, Acme."))
    press(window, f"Undo: Logged: {kind.words.lower()}, Acme.")
    qtbot.waitUntil(lambda: bench.applications.story(acme).state is State.APPLIED)
    assert companies(window) == ["Acme"]
