"""The Follow-ups window: what it lists, and what its buttons do."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.qt.workbench import NOON, Workbench, all_words, named, workbench

from companion.core.application import EventKind
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.ports import MailFault
from companion.ui.follow_ups import DueWindow


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
    window = DueWindow(bench.kit, bench.agenda, bench.follow_ups, bench.outbox, bench.sent_folder)
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
    assert shown(window) == ["Due", "Thank Dana at <b>Acme</b>, Due since today, 11:00 · best before tomorrow, 09:00"]
    with qtbot.waitSignal(window.queued):
        press(window, "Send")
    assert letter_in(bench, LetterState.QUEUED).recipient == "dana@acme.example"
    qtbot.waitUntil(lambda: shown(window)[0] == "On the way")
    press(window, "Undo")
    qtbot.waitUntil(lambda: shown(window)[0] == "Due")
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
    qtbot.waitUntil(lambda: window.list.model().rowCount() == 0)
    follow_up = bench.store.get(FollowUp, key)
    assert follow_up is not None
    assert follow_up.closed is Closed.DISMISSED
    named(window, QPushButton, "Undo: This letter is not offered again.").click()
    qtbot.waitUntil(lambda: window.list.model().rowCount() == 2)
    assert [d.follow_up.id for d in bench.agenda.look().due] == [key]
    window.close()


def test_a_letter_of_unknown_fate_asks_and_takes_the_answer(bench: Workbench, qtbot: QtBot) -> None:
    troubled(bench, uncertain=True)
    window = opened(bench, qtbot, rows=2)
    assert shown(window)[0] == "Waiting for your answer"
    assert "Perhaps sent" in shown(window)[1]
    details = named(window.pane, QPushButton, "Details")
    details.click()
    assert "554 no" in all_words(window)
    press(window, "It did arrive")
    qtbot.waitUntil(lambda: shown(window)[0] == "Sent")
    assert letter_in(bench, LetterState.SENT)
    window.close()


@pytest.mark.parametrize(("words", "state"), [("Send again", LetterState.QUEUED), ("Leave it", LetterState.TAKEN_BACK)])
def test_a_failed_letter_goes_again_or_is_left(bench: Workbench, qtbot: QtBot, words: str, state: LetterState) -> None:
    before = troubled(bench, uncertain=False)
    window = opened(bench, qtbot, rows=2)
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
