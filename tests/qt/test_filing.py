"""After letters have gone: copies are filed and one uncertain letter is looked for, with no timer left over."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot
from tests.qt.workbench import NOON, Workbench, workbench

from companion.app.filing import Filing
from companion.core.account import FilesSent
from companion.core.application import EventKind
from companion.core.outbox import LetterState, OutboxLetter
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.ports import MailFault
from companion.services.sent_folder import GRACE


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        made.accounts.save(AccountDraft("sam@home.example", "smtp.home.example", 465, name="Sam Jones"), "right")
        set_mailbox(made, "imap.home.example")
        yield made


@pytest.fixture
def filing(bench: Workbench) -> Generator[Filing]:
    made = Filing(bench.kit, bench.sent_folder)
    yield made
    made.close()


def set_mailbox(bench: Workbench, host: str) -> None:
    (account,) = bench.accounts.all()
    with bench.desk.work() as work:
        work.put(replace(account, imap_host=host))


def gone(bench: Workbench) -> OutboxLetter:
    draft = EventDraft(
        EventKind.INTERVIEW,
        application=ApplicationDraft("Acme"),
        at=NOON - timedelta(hours=5),
        contact=ContactDraft("Dana Roth", "dana@acme.example"),
    )
    follow_up = bench.log_event.log(draft).value.follow_up
    assert follow_up is not None
    bench.outbox.queue(follow_up.id, after_review=True, undo_for=timedelta())
    (outcome,) = bench.outbox.send_due()
    return outcome.value


def test_after_its_grace_a_copy_is_filed_and_no_timer_runs_on(bench: Workbench, filing: Filing, qtbot: QtBot) -> None:
    (timer,) = filing.findChildren(QTimer)
    letter = gone(bench)
    filing.sent([letter])
    qtbot.waitUntil(timer.isActive)
    assert abs(timer.interval() - GRACE.total_seconds() * 1000) <= 1
    assert bench.mailbox.copies == []
    bench.clock.move(GRACE)
    timer.start(0)
    qtbot.waitUntil(lambda: bench.mailbox.copies == [letter.message_id])
    qtbot.waitUntil(lambda: bool(getattr(bench.store.get(OutboxLetter, letter.id), "why", "")))
    assert not timer.isActive()
    assert bench.accounts.all()[0].files_sent is FilesSent.NO


def test_at_the_start_a_missing_copy_is_filed(bench: Workbench, filing: Filing, qtbot: QtBot) -> None:
    letter = gone(bench)
    bench.clock.move(GRACE)
    filing.begin(())
    filing.file()
    qtbot.waitUntil(lambda: bench.mailbox.copies == [letter.message_id])


def test_a_letter_that_a_crash_left_is_looked_for_once(bench: Workbench, filing: Filing, qtbot: QtBot) -> None:
    bench.mailer.fail(MailFault.BROKEN, uncertain=True)
    letter = gone(bench)
    assert letter.state is LetterState.UNCERTAIN
    bench.mailbox.fail(MailFault.NO_ANSWER, passing=True)
    filing.begin((letter,))
    qtbot.waitUntil(lambda: bench.mailbox.looks == 1)
    bench.mailbox.copies.append(letter.message_id)
    found: list[OutboxLetter] = []
    filing.found.connect(found.append)
    filing.begin((letter,))
    qtbot.waitUntil(lambda: found == [bench.store.get(OutboxLetter, letter.id)])
    assert bench.store.letters(LetterState.UNCERTAIN) == ()


def test_a_letter_that_became_uncertain_is_looked_for_once_after_the_grace(
    bench: Workbench, filing: Filing, qtbot: QtBot
) -> None:
    (timer,) = filing.findChildren(QTimer)
    bench.mailer.fail(MailFault.BROKEN, uncertain=True)
    letter = gone(bench)
    filing.sent([letter])
    assert abs(timer.remainingTime() - GRACE.total_seconds() * 1000) < 1000
    assert bench.mailbox.looks == 0
    timer.start(0)
    qtbot.waitUntil(lambda: "It was not in “Sent”" in getattr(bench.store.get(OutboxLetter, letter.id), "why", ""))
    assert bench.mailbox.looks == 1
    assert not timer.isActive()


def test_without_a_mailbox_nobody_is_asked(bench: Workbench, filing: Filing, qtbot: QtBot) -> None:
    set_mailbox(bench, "")
    bench.mailer.fail(MailFault.BROKEN, uncertain=True)
    letter = gone(bench)
    with qtbot.assertNotEmitted(filing.found, wait=100):
        filing.begin((letter,))
    assert bench.mailbox.looks == 0
    assert bench.store.get(OutboxLetter, letter.id) == letter
