"""The story of an application: what happened, its letters, and text from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QSplitter,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.qt.applications.driving import (
    Asked,
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
from tests.qt.workbench import NOON, Workbench

from companion.core.application import Event, EventKind, Fit, State
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.debriefs import Answers
from companion.services.log_event import EventDraft

CTRL = Qt.KeyboardModifier.ControlModifier


def test_an_interview_logged_makes_the_letter_due(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=9)
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    fill_in(form, "When", "2026-11-23 09:00")
    fill_in(form, "With", "Dana Reyes")
    fill_in(form, "Address", "dana.reyes@example.org")
    fill_in(form, "Stage", "First talk")
    QTest.keyClick(field(form, "Stage"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    pane = field(window, "Story")
    qtbot.waitUntil(lambda: shows(pane, "due since today, 12:00"))
    follow_up = bench.store.of_application(FollowUp, key)[0]
    event = bench.store.of_application(Event, key)[-1]
    assert event.end - event.at == timedelta(hours=1), "the end moved with the beginning"
    assert shows(pane, "stage: First talk")
    asked = Asked()
    window.review_asked.connect(asked.hear)
    assert shows(pane, "Thank Dana at Acme · due since today, 12:00")
    press(pane, "Review…")
    assert asked.heard == [follow_up.id]


def test_a_date_that_is_none_is_told_beside_the_field(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_Y, CTRL | Qt.KeyboardModifier.ShiftModifier)
    form = dialog(qtbot, window)
    fill_in(form, "When", "2031-01-01")
    QTest.keyClick(form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, "The reply lies in the future there."))
    fill_in(form, "When", "soonish")
    QTest.keyClick(form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, "“soonish” is not a date"))
    fill_in(form, "When", "now")
    QTest.keyClick(form, Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: shows(window, "They replied"))


def test_by_when_they_answer_is_typed_shown_and_edited(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=9)
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    QTest.keyClick(search_field(window), Qt.Key.Key_Y, CTRL | Qt.KeyboardModifier.ShiftModifier)
    form = dialog(qtbot, window)
    fill_in(form, "They answer by", "2026-11-01")
    QTest.keyClick(field(form, "How it came"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, "Their answer would lie before this happened. Check the date."))
    fill_in(form, "They answer by", "2026-12-04")
    assert shows(form, "Fri 4 Dec, 12:00")
    QTest.keyClick(field(form, "How it came"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: shows(pane, "They answer by Fri 4 Dec"))
    promised = bench.store.of_application(Event, key)[-1].promised_at

    press(pane, "Edit: They replied, today, 13:00")
    form = dialog(qtbot, window)
    fill_in(form, "How it came", "e-mail")
    QTest.keyClick(field(form, "How it came"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: bench.store.of_application(Event, key)[-1].channel == "e-mail")
    assert bench.store.of_application(Event, key)[-1].promised_at == promised


def test_a_question_about_the_next_step_shows_once_it_is_due(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=6)
    bench.applications.put_contact(key, ContactDraft("Dana Reyes", "dana@example.org"))
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    assert shows(pane, "No answer for 6 days")
    assert not shows(pane, "how it stands")
    bench.clock.at += timedelta(days=2)
    bench.kit.changes.tell(bench.applications.put_contact(key, ContactDraft("Bob", "bob@example.org")).changes)
    qtbot.waitUntil(lambda: shows(pane, "Ask Bob at Acme how it stands"))


def test_an_entry_is_edited_deleted_and_brought_back(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=9)
    said = "We chose somebody else."
    bench.log_event.log(
        EventDraft(
            EventKind.REJECTED, key, stage="First talk", said=said, contact=ContactDraft("Dana", "d@example.org")
        )
    )
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    assert shows(pane, f"“{said}” (said by them)")
    press(pane, "Edit: They said no, today, 13:00")
    form = dialog(qtbot, window)
    fill_in(form, "Stage", "Second talk")
    QTest.keyClick(field(form, "Stage"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: shows(pane, "stage: Second talk"))
    event = bench.store.of_application(Event, key)[-1]
    assert (event.said, bench.store.search("acme", limit=1)[0].state) == (said, State.REJECTED)

    press(pane, "Delete: They said no, today, 13:00")
    qtbot.waitUntil(lambda: not shows(pane, "They said no"))
    assert bench.store.search("acme", limit=1)[0].state is State.APPLIED
    press(window, "Undo: Deleted: they said no.")
    qtbot.waitUntil(lambda: shows(pane, "They said no"))
    assert bench.store.search("acme", limit=1)[0].state is State.REJECTED


def test_what_others_write_comes_into_view(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    bench.kit.write(lambda: bench.log_event.log(EventDraft(EventKind.OFFER, key)))
    qtbot.waitUntil(lambda: shows(window, "Next: your answer"))
    bench.kit.write(lambda: bench.applications.add(ApplicationDraft("Brandnew")))
    qtbot.waitUntil(lambda: "Brandnew" in companies(window))
    assert shows(window, "Next: your answer"), "the chosen one stays the chosen one"


def test_a_letter_tells_its_state_and_the_servers_words_on_demand(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=9)
    met = EventDraft(
        EventKind.INTERVIEW, key, at=NOON - timedelta(hours=5), contact=ContactDraft("Dana", "dana@example.org")
    )
    due = bench.log_event.log(met).value.follow_up
    account = bench.accounts.save(AccountDraft("me@example.org", "smtp.example.org", 465), "secret").value.account
    assert due is not None
    with bench.desk.work() as work:
        work.put(replace(due, closed=Closed.OUTBOX))
        work.put(
            OutboxLetter(
                work.ids.new(), key, due.id, due.kind, 1, account.id, account.address, "dana@example.org",
                "Thank you for today", "<1@example.org>", b"", NOON, LetterState.SENT, NOON,
                server_words="250 2.0.0 Ok: queued as <b>4F</b>",
            )
        )  # fmt: skip
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    assert shows(pane, "Thank-you with a question")
    assert shows(pane, "Sent · to dana@example.org")
    assert not shows(pane, "due")
    assert not shows(pane, "250 2.0.0")
    press(pane, "Details")
    assert shows(pane, "250 2.0.0 Ok: queued as <b>4F</b>")
    reply = EventDraft(EventKind.REPLY, key, at=NOON, said="Come by")
    bench.kit.write(lambda: bench.log_event.log(reply))
    qtbot.waitUntil(lambda: shows(field(window, "Story"), "Came back: They replied, today, 13:00"))


def test_rejection_is_handed_on_with_the_id(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    window = opened()
    shown(qtbot, window, "Acme")
    asked = Asked()
    window.log_rejection_asked.connect(asked.hear)
    QTest.keyClick(search_field(window), Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: asked.heard == [key])


def test_markup_and_other_directions_are_only_letters(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    markup, arabic = "<b>Bold</b> <img src=http://example.test/x>", "شركة النور للتقنية"
    add(bench, markup, "<i>Engineer</i>", notes="<a href='x'>y</a>")
    add(bench, arabic, "مهندس", days=1)
    window = opened()
    shown(qtbot, window, markup)
    plain = Qt.TextFormat.PlainText
    assert all(label.textFormat() == plain for label in window.findChildren(QLabel))
    QTest.keyClicks(search_field(window), "engineer")
    qtbot.waitUntil(lambda: companies(window) == [markup])
    search_field(window).setText("مهندس")
    qtbot.waitUntil(lambda: companies(window) == [arabic])
    shown(qtbot, window, arabic)
    title = next(label for label in window.findChildren(QLabel) if label.text() == arabic)
    assert title.alignment() & Qt.AlignmentFlag.AlignAbsolute


def test_endless_names_widen_nothing(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "x" * 200, "y" * 200, notes="z" * 20_000)
    window = opened()
    pane = field(window, "Story")
    qtbot.waitUntil(lambda: any("xxx" in words for words in words_in(pane)))
    assert isinstance(pane, QScrollArea)
    page = pane.widget()
    assert page is not None
    assert page.minimumSizeHint().width() < 400


def test_the_split_is_remembered(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    add(bench, "Acme")
    window = opened()
    window.resize(1000, 600)
    split = window.findChild(QSplitter)
    assert split is not None
    split.setSizes([300, 700])
    kept = split.sizes()
    window.close()
    assert list(bench.sizes.kept["applications.split"]) == kept
    assert bench.sizes.kept["applications"] == (1000, 600)
    again = opened().findChild(QSplitter)
    assert again is not None
    qtbot.waitUntil(lambda: abs(again.sizes()[0] - kept[0]) <= 2)


def test_every_control_has_a_name(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme")
    bench.log_event.log(EventDraft(EventKind.INTERVIEW, key, contact=ContactDraft("Dana", "d@example.org")))
    window = opened()
    shown(qtbot, window, "Acme")
    QTest.keyClick(search_field(window), Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, window)
    kinds: Sequence[type[QWidget]] = (QPushButton, QToolButton, QLineEdit, QListView)
    for parent in (window, form):
        for kind in kinds:
            for control in parent.findChildren(kind):
                if control.isVisible() and control.objectName() not in ("", "qt_toolbar_ext_button"):
                    read = QAccessible.queryAccessibleInterface(control)
                    assert read.text(QAccessible.Text.Name), control
    assert [field(form, name) for name in ("When", "Ends", "With", "Address", "They are", "Stage", "Save")]
    form.reject()


def test_a_parked_look_back_is_there_and_opens_now(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=9)
    parked = bench.debriefs.park(key).value
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    assert shows(pane, "Parked until 18:00")
    asked = Asked()
    window.look_back_asked.connect(asked.hear)
    press(pane, "Open now")
    assert asked.heard == [parked.id]
    bench.clock.move(timedelta(hours=6))
    bench.kit.write(lambda: bench.debriefs.notified(parked.id))
    qtbot.waitUntil(lambda: shows(pane, "A look back waits since today, 18:00"))
    bench.kit.write(lambda: bench.debriefs.put_off(parked.id))
    qtbot.waitUntil(lambda: shows(pane, "Parked until tomorrow, 18:00"))
    bench.kit.write(lambda: bench.debriefs.close(parked.id))
    qtbot.waitUntil(lambda: not shows(pane, "Parked until"))
    assert not shows(pane, "Looked back"), "with nothing written there is nothing to show"


def test_a_look_back_with_words_is_read_opened_deleted_and_brought_back(
    bench: Workbench, opened: Open, qtbot: QtBot
) -> None:
    key = add(bench, "Acme", days=9)
    parked = bench.debriefs.park(key).value
    bench.debriefs.close(parked.id, Answers("Rest <b>well</b>", "", "Ask earlier"))
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    for line in ("Rest <b>well</b>", "Ask earlier", "One thing you would do differently, if any"):
        assert shows(pane, line)
    assert not shows(pane, "outside your hands"), "a prompt without an answer is left out"
    asked = Asked()
    window.look_back_asked.connect(asked.hear)
    press(pane, "Open: Looked back, today, 13:00")
    assert asked.heard == [parked.id]
    press(pane, "Delete: Looked back, today, 13:00")
    qtbot.waitUntil(lambda: not shows(pane, "Ask earlier"))
    qtbot.waitUntil(lambda: shows(window, "Deleted: looked back."))
    QTest.keyClick(search_field(window), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shows(pane, "Ask earlier"))
    (back,) = bench.debriefs.written(key)
    assert back.kindly == "Rest <b>well</b>"


def test_the_line_about_the_fit_stands_beside_it_and_is_edited(bench: Workbench, opened: Open, qtbot: QtBot) -> None:
    key = add(bench, "Acme", days=9)
    bench.log_event.log(EventDraft(EventKind.REJECTED, key, fit=Fit.PARTLY, fit_line="Much travel"))
    window = opened()
    shown(qtbot, window, "Acme")
    pane = field(window, "Story")
    assert shows(pane, "It was partly a fit for me: Much travel")
    press(pane, "Edit: They said no, today, 13:00")
    form = dialog(qtbot, window)
    fill_in(form, "Why it was, or was not", "Much travel, good people")
    QTest.keyClick(field(form, "Why it was, or was not"), Qt.Key.Key_Return)
    no_dialog(qtbot, window)
    qtbot.waitUntil(lambda: shows(pane, "It was partly a fit for me: Much travel, good people"))
    event = bench.store.of_application(Event, key)[-1]
    assert (event.fit, event.fit_line) == (Fit.PARTLY, "Much travel, good people")
    press(pane, "Edit: They said no, today, 13:00")
    form = dialog(qtbot, window)
    fill_in(form, "Why it was, or was not", "x" * 301)
    QTest.keyClick(field(form, "Why it was, or was not"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(form, "The line about the fit has 301 characters"))
    QTest.keyClick(form, Qt.Key.Key_Escape)
    press(dialog(qtbot, form), "Leave")
    no_dialog(qtbot, window)
