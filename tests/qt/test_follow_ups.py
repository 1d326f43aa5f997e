"""The Follow-ups window: what it lists, and what its buttons do."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.qt.workbench import NOON, Workbench, all_words, named, workbench

from companion.core.application import EventKind
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import LetterState, OutboxLetter
from companion.desktop.save_file import FileSaver
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.ports import MailFault
from companion.ui.follow_ups import DueWindow
from companion.ui.follow_ups.rows import NOTHING_DUE


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        made.accounts.save(AccountDraft("sam@home.example", "smtp.home.example", 465, name="Sam Jones"), "right")
        yield made


def due(bench: Workbench, company: str, *, email: str = "dana@acme.example", ago: int = 5) -> str:
    draft = EventDraft(
        EventKind.INTERVIEW,
        application=ApplicationDraft(company, "Engineer"),
        at=NOON - timedelta(hours=ago),
        contact=ContactDraft("Dana Roth" if email else "", email),
    )
    follow_up = bench.log_event.log(draft).value.follow_up
    assert follow_up is not None
    return follow_up.id


def opened(bench: Workbench, qtbot: QtBot, *, rows: int) -> DueWindow:
    window = DueWindow(bench.kit, bench.follow_ups, bench.outbox, bench.sent_folder)
    window.show()
    qtbot.waitUntil(lambda: window.list.model().rowCount() == rows)
    return window


def shown(window: DueWindow) -> list[str]:
    model = window.list.model()
    return [str(model.index(n, 0).data()) for n in range(model.rowCount())]


def press(window: DueWindow, words: str) -> None:
    button = named(window.pane, QPushButton, words)
    assert button.isVisible()
    button.click()


def letter_in(bench: Workbench, state: LetterState) -> OutboxLetter:
    (letter,) = bench.store.letters(state)
    return letter


def troubled(bench: Workbench, *, uncertain: bool) -> OutboxLetter:
    bench.outbox.queue(due(bench, "Hooli"), after_review=True, undo_for=timedelta())
    bench.mailer.fail(MailFault.BROKEN if uncertain else MailFault.CONTENT, uncertain=uncertain, details="554 no")
    bench.outbox.send_due()
    return letter_in(bench, LetterState.UNCERTAIN if uncertain else LetterState.FAILED)


def test_an_empty_list_says_what_will_be_here(bench: Workbench, qtbot: QtBot) -> None:
    window = opened(bench, qtbot, rows=0)
    qtbot.waitUntil(lambda: not window.list.isVisible())
    assert "Letters that are due, on the way or sent will be here" in all_words(window)
    window.close()


def test_one_click_queues_a_clean_letter_and_undo_takes_it_back(bench: Workbench, qtbot: QtBot) -> None:
    due(bench, "<b>Acme</b>")
    window = opened(bench, qtbot, rows=2)
    assert shown(window) == [
        "Due (1)",
        "Thank Dana at <b>Acme</b>, Due since today, 11:00 · best before tomorrow, 09:00",
    ]
    with qtbot.waitSignal(window.queued):
        press(window, "Send")
    assert letter_in(bench, LetterState.QUEUED).recipient == "dana@acme.example"
    qtbot.waitUntil(lambda: shown(window)[:2] == [NOTHING_DUE, "On the way (1)"])
    press(window, "Take back")
    qtbot.waitUntil(lambda: shown(window)[0] == "Due (1)")
    assert bench.store.letters(LetterState.QUEUED) == ()
    window.close()


def test_a_letter_that_is_not_clean_opens_for_review(bench: Workbench, qtbot: QtBot) -> None:
    key = due(bench, "Acme", email="")
    window = opened(bench, qtbot, rows=2)
    asked: list[str] = []
    window.review_asked.connect(asked.append)
    with qtbot.waitSignal(window.review_asked):
        press(window, "Send")
    QTest.keyClick(window.list, Qt.Key.Key_Return)
    assert asked == [key, key]
    assert bench.store.letters(LetterState.QUEUED) == ()
    window.close()


def test_not_this_one_by_keyboard_can_be_undone(bench: Workbench, qtbot: QtBot) -> None:
    key = due(bench, "Acme")
    window = opened(bench, qtbot, rows=2)
    QTest.keyClick(window.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shown(window)[:2] == [NOTHING_DUE, "Closed (1)"])
    follow_up = bench.store.get(FollowUp, key)
    assert follow_up is not None
    assert follow_up.closed is Closed.DISMISSED
    named(window, QPushButton, "Undo: This letter is not offered again.").click()
    qtbot.waitUntil(lambda: shown(window)[0] == "Due (1)")
    assert [d.follow_up.id for d in bench.agenda.look().due] == [key]
    window.close()


def test_a_letter_of_unknown_fate_asks_and_takes_the_answer(bench: Workbench, qtbot: QtBot) -> None:
    troubled(bench, uncertain=True)
    window = opened(bench, qtbot, rows=3)
    assert shown(window)[0] == "Waiting for your answer (1)"
    assert "Perhaps sent" in shown(window)[1]
    details = named(window.pane, QPushButton, "Details")
    details.click()
    assert "554 no" in all_words(window)
    press(window, "It did arrive")
    qtbot.waitUntil(lambda: "Sent (1)" in shown(window))
    assert letter_in(bench, LetterState.SENT)
    window.close()


@pytest.mark.parametrize(("words", "state"), [("Send again", LetterState.QUEUED), ("Leave it", LetterState.TAKEN_BACK)])
def test_a_failed_letter_goes_again_or_is_left(bench: Workbench, qtbot: QtBot, words: str, state: LetterState) -> None:
    before = troubled(bench, uncertain=False)
    window = opened(bench, qtbot, rows=3)
    assert not named(window.pane, QPushButton, "It did arrive").isVisible()
    press(window, words)
    qtbot.waitUntil(lambda: [letter.id for letter in bench.store.letters(state)] == [before.id])
    window.close()


def test_what_changes_elsewhere_is_seen_and_the_selection_stays(bench: Workbench, qtbot: QtBot) -> None:
    due(bench, "Acme", ago=6)
    window = opened(bench, qtbot, rows=2)
    draft = EventDraft(EventKind.INTERVIEW, application=ApplicationDraft("Northwind"), at=NOON - timedelta(hours=26))
    bench.kit.write(lambda: bench.log_event.log(draft))
    qtbot.waitUntil(lambda: window.list.model().rowCount() == 3)
    assert "Acme" in str(window.list.currentIndex().data())
    window.close()


# --- sections, search, older --------------------------------------------------------------------------------------


def sent(bench: Workbench, company: str) -> OutboxLetter:
    letter = bench.outbox.queue(due(bench, company), after_review=True, undo_for=timedelta()).value
    bench.outbox.send_due()
    return letter


def replied(bench: Workbench, letter: OutboxLetter, said: str) -> None:
    bench.clock.move(timedelta(hours=1))
    bench.log_event.log(EventDraft(EventKind.REPLY, letter.application_id, said=said))


def test_each_section_says_how_many_and_what_came_back(bench: Workbench, qtbot: QtBot) -> None:
    answered = sent(bench, "Acme")
    sent(bench, "Initech")
    bench.follow_ups.dismiss(due(bench, "Umbrella"))
    due(bench, "Northwind")
    replied(bench, answered, "Call me on <b>Monday</b>")
    window = opened(bench, qtbot, rows=8)
    rows = shown(window)
    assert [row for row in rows if row.endswith("(1)")] == ["Due (1)", "Sent (1)", "Answered (1)", "Closed (1)"]
    assert "You chose not to send it" in rows[-1]
    window.list.setCurrentIndex(window.list.model().index(5, 0))
    assert "Came back: They replied, today, 14:00." in all_words(window)
    assert "Call me on <b>Monday</b>” (said by them)" in all_words(window)
    window.close()


def test_what_is_typed_searches_every_section_by_keyboard(bench: Workbench, qtbot: QtBot) -> None:
    key = due(bench, "Café Nörd")
    sent(bench, "Initech")
    bench.follow_ups.dismiss(due(bench, "Umbrella"))
    window = opened(bench, qtbot, rows=6)
    window.activateWindow()
    QTest.keyClicks(window.list, "c")
    assert window.field.text() == "c"
    QTest.keyClicks(window.field, "afe nord DANA")
    qtbot.waitUntil(lambda: window.list.model().rowCount() == 2)
    asked: list[str] = []
    window.review_asked.connect(asked.append)
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    assert asked == [key]
    QTest.keyClicks(window.field, " nobody")
    qtbot.waitUntil(lambda: "No letter holds “cafe nord DANA nobody”." in all_words(window))
    assert not window.list.isVisible()
    QTest.keyClick(window.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.list.model().rowCount() == 6)
    before = window.list.currentIndex().row()
    QTest.keyClick(window.field, Qt.Key.Key_Down)
    assert window.list.currentIndex().row() > before
    window.close()


def test_a_long_section_is_read_by_the_hundred(bench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("companion.services.ledger.PAGE", 2)
    monkeypatch.setattr("companion.ui.follow_ups.due.PAGE", 2)
    for company in ("Acme", "Hooli", "Initech", "Umbrella", "Northwind"):
        sent(bench, company)
    window = opened(bench, qtbot, rows=5)
    assert shown(window)[1] == "Sent (5)"
    assert shown(window)[-1] == "Show older, 3 more"
    window.list.setCurrentIndex(window.list.model().index(4, 0))
    press(window, "Show older")
    qtbot.waitUntil(lambda: shown(window)[-1] == "Show older, 1 more")
    window.list.setCurrentIndex(window.list.model().index(6, 0))
    QTest.keyClick(window.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(shown(window)) == 7 and "older" not in shown(window)[-1])
    window.close()


def test_a_closed_letter_can_be_offered_again(bench: Workbench, qtbot: QtBot) -> None:
    bench.follow_ups.dismiss(due(bench, "Acme"))
    window = opened(bench, qtbot, rows=3)
    press(window, "Offer it again")
    qtbot.waitUntil(lambda: shown(window)[0] == "Due (1)")
    window.close()


# --- a time of its own, and another try ---------------------------------------------------------------------------


def test_a_scheduled_letter_says_when_and_can_leave_now_then_or_not_at_all(bench: Workbench, qtbot: QtBot) -> None:
    at = NOON + timedelta(days=1, hours=3)
    bench.outbox.queue(due(bench, "Acme"), after_review=True, at=at)
    window = opened(bench, qtbot, rows=3)
    assert shown(window)[2].endswith("Leaves tomorrow, 16:00")
    assert "Leaves tomorrow, 16:00. This computer must be on then." in all_words(window)
    menu = named(window.pane, QPushButton, "Change time…").menu()
    menu.aboutToShow.emit()
    assert [a.text() for a in menu.actions()] == ["Tomorrow, 09:00", "Another time…"]
    menu.actions()[-1].trigger()
    QTest.keyClicks(named(window, QLineEdit, "Send at"), "2026-11-30 9:00")
    named(window, QPushButton, "Send then").click()
    qtbot.waitUntil(lambda: shown(window)[2].endswith("Leaves Mon 30 Nov, 09:00"))
    press(window, "Send now")
    qtbot.waitUntil(lambda: not named(window.pane, QPushButton, "Send now").isVisible())
    assert letter_in(bench, LetterState.QUEUED).not_before == NOON
    press(window, "Take back")
    qtbot.waitUntil(lambda: shown(window)[0] == "Due (1)")
    window.close()


def test_another_try_says_when_and_why(bench: Workbench, qtbot: QtBot) -> None:
    bench.outbox.queue(due(bench, "Acme"), after_review=True, undo_for=timedelta())
    problem = bench.mailer.fail(MailFault.NO_ANSWER, passing=True)
    bench.outbox.send_due()
    window = opened(bench, qtbot, rows=3)
    assert f"Tries again today, 13:02: {problem.sentence}" in all_words(window)
    press(window, "Send now")
    qtbot.waitUntil(lambda: letter_in(bench, LetterState.QUEUED).not_before == NOON)
    window.close()


def test_a_letter_that_left_meanwhile_is_said_plainly(bench: Workbench, qtbot: QtBot) -> None:
    bench.outbox.queue(due(bench, "Acme"), after_review=True, at=NOON + timedelta(hours=2))
    window = opened(bench, qtbot, rows=3)
    bench.clock.move(timedelta(hours=3))
    bench.outbox.send_due()
    press(window, "Send now")
    qtbot.waitUntil(lambda: "This letter does not wait any more: it is sent." in all_words(window))
    assert len(bench.mailer.received) == 1
    window.close()


def test_two_quick_clicks_on_send_are_one_letter_that_can_still_be_taken_back(bench: Workbench, qtbot: QtBot) -> None:
    due(bench, "Acme")
    window = opened(bench, qtbot, rows=2)
    button = named(window.pane, QPushButton, "Send")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(window)[:2] == [NOTHING_DUE, "On the way (1)"])
    for late in window.pane.findChildren(QPushButton):
        if late.isVisible() and late.geometry().intersects(button.geometry()):
            assert late.text() == "Take back"
    assert len(bench.store.letters(*LetterState)) == 1
    window.close()


def test_the_frozen_bytes_are_saved(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    letter = sent(bench, "Acme")
    window = opened(bench, qtbot, rows=3)
    press(window, "Save as .eml…")
    (dialog,) = window.findChildren(QFileDialog)
    dialog.close()
    (saver,) = window.findChildren(FileSaver)
    with qtbot.waitSignal(saver.saved):
        saver.save_to(str(tmp_path / "kept.eml"))
    assert (tmp_path / "kept.eml").read_bytes() == letter.content
    qtbot.waitUntil(lambda: "Saved as kept.eml." in all_words(window))
    with qtbot.waitSignal(saver.failed):
        saver.save_to(str(tmp_path / "no" / "kept.eml"))
    assert "can't be saved there" in all_words(window)
    window.close()
