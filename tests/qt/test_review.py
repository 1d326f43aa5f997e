"""Review the letter: what is missing is marked, what is typed is kept, and one letter leaves."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from tests.qt.workbench import NOON, Workbench, named, workbench

from companion.core.application import EventKind
from companion.core.follow_up import Closed, FollowUp
from companion.core.letter import Letter
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.ui.follow_ups import ReviewWindow


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        yield made


def with_account(bench: Workbench) -> None:
    draft = AccountDraft("sam@home.example", "smtp.home.example", 465, name="Sam Jones")
    bench.accounts.save(draft, "right")


def held_interview(bench: Workbench, *, name: str = "Dana Roth", email: str = "dana@acme.example") -> str:
    """A thank-you that is due; returns its id."""
    draft = EventDraft(
        EventKind.INTERVIEW,
        application=ApplicationDraft("Acme", "Engineer"),
        at=NOON - timedelta(hours=5),
        contact=ContactDraft(name, email),
    )
    follow_up = bench.log_event.log(draft).value.follow_up
    assert follow_up is not None
    return follow_up.id


def opened(bench: Workbench, qtbot: QtBot, key: str) -> ReviewWindow:
    window = ReviewWindow(bench.kit, bench.follow_ups, bench.outbox, key)
    window.show()
    qtbot.waitUntil(window.sheet.isEnabled)
    return window


def gone(qtbot: QtBot, window: ReviewWindow) -> None:
    if window.isVisible():
        with qtbot.waitSignal(window.closed):
            window.close()


def stored(bench: Workbench, key: str) -> FollowUp:
    found = bench.store.get(FollowUp, key)
    assert found is not None
    return found


def field(window: QWidget, name: str) -> QLineEdit:
    return named(window, QLineEdit, name)


def retype(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)


def test_a_missing_address_is_marked_and_stops_the_letter(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    window = opened(bench, qtbot, held_interview(bench, name="", email=""))
    send = named(window, QPushButton, "Send")
    assert window.sheet.marks("recipient") == "Needs: The address is missing. Who should get this letter?"
    assert not send.isEnabled()
    assert "The address is missing." in send.accessibleDescription()
    assert field(window, "Address").hasFocus() or not window.isActiveWindow()

    QTest.keyClicks(field(window, "Address"), "dana@acme.example")
    QTest.keyClicks(field(window, "To"), "Dana Roth")
    QTest.keyClick(field(window, "To"), Qt.Key.Key_Return)  # the name goes where the greeting waits for it
    qtbot.waitUntil(send.isEnabled)
    assert named(window, QPlainTextEdit, "Letter").toPlainText().startswith("Dear Dana,")
    assert window.sheet.marks("recipient") == ""
    gone(qtbot, window)


def test_without_an_account_it_says_so_and_leads_to_settings(bench: Workbench, qtbot: QtBot) -> None:
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    assert field(window, "From").text() == "No mail account yet"
    assert not named(window, QPushButton, "Send").isEnabled()
    with qtbot.waitSignal(window.settings_asked):
        named(window, QPushButton, "Set up mail…").click()

    retype(field(window, "Subject"), "Thanks for today")
    draft = AccountDraft("sam@home.example", "smtp.home.example", 465, name="Sam Jones")
    bench.kit.write(lambda: bench.accounts.save(draft, "right"))
    qtbot.waitUntil(named(window, QPushButton, "Send").isEnabled)
    assert field(window, "From").text() == "Sam Jones <sam@home.example>"
    assert field(window, "Subject").text() == "Thanks for today"
    assert named(window, QPlainTextEdit, "Letter").toPlainText().rstrip().endswith("Sam Jones")
    gone(qtbot, window)


def test_advice_does_not_stop_the_letter(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    window = opened(bench, qtbot, held_interview(bench))
    retype(field(window, "Subject"), "Thanks")
    qtbot.waitUntil(lambda: window.sheet.marks("subject") != "")
    assert window.sheet.marks("subject") == "Advice: The subject has 1 word; three to six read best."
    assert named(window, QPushButton, "Send").isEnabled()
    gone(qtbot, window)


def test_a_double_click_on_send_queues_what_is_seen_once(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    letter = named(window, QPlainTextEdit, "Letter")
    letter.setFocus()
    QTest.keyClick(letter, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(letter, " from Berlin")
    send = named(window, QPushButton, "Send")
    queued: list[OutboxLetter] = []
    window.queued.connect(queued.append)
    with qtbot.waitSignal(window.closed):
        QTest.mouseClick(send, Qt.MouseButton.LeftButton)
        QTest.mouseDClick(send, Qt.MouseButton.LeftButton)
        QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    waiting = bench.store.letters(LetterState.QUEUED)
    assert len(waiting) == 1
    assert queued == list(waiting)
    assert b"from Berlin" in waiting[0].content
    assert bench.trace.marked == ["send.clicked"]
    assert stored(bench, key).closed is Closed.OUTBOX


def test_a_letter_that_is_on_its_way_is_said_plainly(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    bench.outbox.queue(key, after_review=True)
    named(window, QPushButton, "Send").click()
    qtbot.waitUntil(lambda: window.problem_words != "")
    assert window.problem_words == "This letter is already on its way."
    assert len(bench.store.letters(LetterState.QUEUED)) == 1
    gone(qtbot, window)


def test_esc_keeps_the_draft_without_asking(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    retype(field(window, "Subject"), "Thanks for the tour")
    retype(field(window, "Address"), "d.roth@acme.example")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert stored(bench, key).subject == "Thanks for the tour"
    review = bench.follow_ups.review(key)
    assert (review.letter.subject, review.letter.recipient) == ("Thanks for the tour", "d.roth@acme.example")


def test_esc_without_a_change_keeps_the_template_fresh(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert stored(bench, key).body == ""


def test_half_an_address_does_not_take_the_text_with_it(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    retype(field(window, "Subject"), "Thanks for the tour")
    retype(field(window, "Address"), "dana@")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Esc again" in window.problem_words)
    assert window.isVisible()
    assert window.sheet.marks("recipient").startswith("Needs: This is not a complete mail address.")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: stored(bench, key).subject == "Thanks for the tour")
    assert bench.follow_ups.review(key).letter.recipient == "dana@acme.example"


def test_the_mail_program_gets_the_letter_without_an_account(bench: Workbench, qtbot: QtBot) -> None:
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    retype(field(window, "Subject"), "Thanks for the tour")
    asked: list[Letter] = []
    window.mail_program_asked.connect(asked.append)
    with qtbot.waitSignal(window.mail_program_asked):
        named(window, QPushButton, "Open in my mail program").click()
    (letter,) = asked
    assert (letter.recipient, letter.subject) == ("dana@acme.example", "Thanks for the tour")
    assert stored(bench, key).subject == "Thanks for the tour"
    assert stored(bench, key).closed is Closed.OPEN
    gone(qtbot, window)


def test_not_this_one_closes_the_follow_up(bench: Workbench, qtbot: QtBot) -> None:
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    with qtbot.waitSignal(window.closed):
        named(window, QPushButton, "Not this one").click()
    assert stored(bench, key).closed is Closed.DISMISSED


def test_later_moves_it_and_keeps_the_draft(bench: Workbench, qtbot: QtBot) -> None:
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    retype(field(window, "Subject"), "Thanks for the tour")
    with qtbot.waitSignal(window.closed):
        named(window, QPushButton, "Later").click()
    assert stored(bench, key).due_at == NOON + timedelta(hours=3)
    assert stored(bench, key).subject == "Thanks for the tour"


# --- send at ------------------------------------------------------------------------------------------------------


def test_send_at_queues_what_is_seen_for_then(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    key = held_interview(bench)
    window = opened(bench, qtbot, key)
    retype(field(window, "Subject"), "Thanks for the tour")
    menu = named(window, QPushButton, "Send at…").menu()
    menu.aboutToShow.emit()
    assert [a.text() for a in menu.actions()] == ["Tomorrow, 09:00", "Another time…"]
    with qtbot.waitSignal(window.closed):
        menu.actions()[0].trigger()
    (letter,) = bench.store.letters(LetterState.QUEUED)
    assert letter.not_before == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    assert letter.subject == "Thanks for the tour"


def test_any_other_moment_is_typed_by_keyboard(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    window = opened(bench, qtbot, held_interview(bench))
    menu = named(window, QPushButton, "Send at…").menu()
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    line, then = field(window, "Send at"), named(window, QPushButton, "Send then")
    for typed, possible in (("", False), ("yesterday 9:00", False), ("soon", False), ("2026-11-30 9:00", True)):
        retype(line, typed) if typed else line.clear()
        assert then.isEnabled() is possible, typed
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert not then.isVisible()
    assert window.isVisible()
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert line.text() == ""
    retype(line, "2026-11-30 9:00")
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(line, Qt.Key.Key_Return)
    (letter,) = bench.store.letters(LetterState.QUEUED)
    assert letter.not_before == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def test_what_stops_the_letter_stops_send_at_too(bench: Workbench, qtbot: QtBot) -> None:
    with_account(bench)
    window = opened(bench, qtbot, held_interview(bench, name="", email=""))
    assert not named(window, QPushButton, "Send at…").isEnabled()
    gone(qtbot, window)
