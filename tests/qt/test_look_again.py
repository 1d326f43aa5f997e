"""“Look again in Sent”, in the Follow-ups window: seen where it helps, and what comes of it is said."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from tests.qt.workbench import NOON, Workbench, all_words, named, workbench

from companion.core.application import EventKind
from companion.core.outbox import LetterState, OutboxLetter
from companion.desktop.bars import ProblemBar
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.ports import MailFault
from companion.ui.follow_ups import DueWindow
from companion.ui.follow_ups.look_again import LOOKING, WORDS, LookAgain


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        made.accounts.save(AccountDraft("sam@home.example", "smtp.home.example", 465, name="Sam Jones"), "right")
        yield made


def troubled(bench: Workbench, *, uncertain: bool) -> OutboxLetter:
    contact, application = ContactDraft("Dana Roth", "dana@acme.example"), ApplicationDraft("Hooli", "Engineer")
    draft = EventDraft(EventKind.INTERVIEW, application=application, at=NOON - timedelta(hours=5), contact=contact)
    follow_up = bench.log_event.log(draft).value.follow_up
    assert follow_up is not None
    bench.outbox.queue(follow_up.id, after_review=True, undo_for=timedelta())
    bench.mailer.fail(MailFault.BROKEN if uncertain else MailFault.CONTENT, uncertain=uncertain)
    (outcome,) = bench.outbox.send_due()
    assert outcome.value.state is (LetterState.UNCERTAIN if uncertain else LetterState.FAILED)
    return outcome.value


def opened(bench: Workbench, qtbot: QtBot) -> DueWindow:
    """The window, with the letter in its pane."""
    window = DueWindow(bench.kit, bench.follow_ups, bench.outbox, bench.sent_folder)
    window.show()
    qtbot.waitUntil(lambda: named(window.pane, QPushButton, "Send again").isVisible())
    return window


def set_mailbox(bench: Workbench) -> None:
    (account,) = bench.accounts.all()
    with bench.desk.work() as work:
        work.put(replace(account, imap_host="imap.home.example"))
        outcome = work.outcome(None)
    bench.kit.changes.tell(outcome.changes)


def look_button(window: DueWindow) -> LookAgain:
    (button,) = window.pane.findChildren(LookAgain)
    return button


def said(window: DueWindow) -> str:
    (bar,) = window.findChildren(ProblemBar)
    return bar.sentence


def test_a_letter_that_lies_in_sent_was_sent(bench: Workbench, qtbot: QtBot) -> None:
    letter = troubled(bench, uncertain=True)
    bench.mailbox.copies.append(letter.message_id)
    window = opened(bench, qtbot)
    button = look_button(window)
    assert not button.isVisible()
    set_mailbox(bench)
    qtbot.waitUntil(button.isVisible)
    button.click()
    assert said(window) == button.text() == LOOKING
    button.click()
    qtbot.waitUntil(lambda: said(window).startswith("Found in “Sent”, dated "))
    qtbot.waitUntil(lambda: "Found in “Sent”" in all_words(window.pane))
    assert not button.isVisible()
    assert bench.mailbox.looks == 1
    assert [x.id for x in bench.store.letters(LetterState.SENT)] == [letter.id]
    window.close()


def test_a_letter_that_does_not_lie_there_stays_and_a_mailbox_that_fails_is_told(
    bench: Workbench, qtbot: QtBot
) -> None:
    letter = troubled(bench, uncertain=True)
    set_mailbox(bench)
    window = opened(bench, qtbot)
    button = look_button(window)
    qtbot.waitUntil(button.isVisible)
    problem = bench.mailbox.fail(MailFault.NO_ANSWER)
    button.click()
    qtbot.waitUntil(lambda: said(window) == problem.sentence)
    button.click()
    qtbot.waitUntil(lambda: said(window).startswith("It was not in “Sent” on "))
    qtbot.waitUntil(lambda: "It was not in “Sent” on " in all_words(window.pane))
    assert [x.id for x in bench.store.letters(LetterState.UNCERTAIN)] == [letter.id]
    assert button.isVisible()
    assert button.text() == WORDS
    window.close()


def test_a_failed_letter_has_no_such_button(bench: Workbench, qtbot: QtBot) -> None:
    troubled(bench, uncertain=False)
    set_mailbox(bench)
    window = opened(bench, qtbot)
    assert not look_button(window).isVisible()
    window.close()
