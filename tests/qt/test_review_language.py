"""Review the letter: its language can be changed, and what preflight found is marked where it stands."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot
from tests.qt.workbench import NOON, Workbench, named, workbench

from companion.core.application import Contact, EventKind
from companion.core.follow_up import FollowUp
from companion.desktop.typed import place_of, typed_text
from companion.services.accounts import AccountDraft
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.ui.follow_ups.review import ReviewWindow


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        made.accounts.save(AccountDraft("sam@home.example", "smtp.home.example", 465, name="Sam Jones"), "right")
        yield made


def due(bench: Workbench, language: str = "") -> str:
    draft = EventDraft(
        EventKind.INTERVIEW,
        application=ApplicationDraft("Acme", "Designer"),
        at=NOON - timedelta(hours=5),
        contact=ContactDraft("Dana Roth", "dana@acme.example", language=language),
    )
    follow_up = bench.log_event.log(draft).value.follow_up
    assert follow_up is not None
    return follow_up.id


def opened(bench: Workbench, qtbot: QtBot, key: str) -> ReviewWindow:
    window = ReviewWindow(bench.kit, bench.follow_ups, bench.outbox, key)
    window.show()
    qtbot.waitUntil(window.sheet.isEnabled)
    return window


def body(window: ReviewWindow) -> QPlainTextEdit:
    return named(window, QPlainTextEdit, "Letter")


def choose(window: ReviewWindow, keys: str) -> None:
    """As by keyboard: the beginning of the language's name."""
    choice = named(window, QComboBox, "Language")
    choice.setFocus()
    QTest.keyClicks(choice, keys)


def close(qtbot: QtBot, window: ReviewWindow) -> None:
    with qtbot.waitSignal(window.closed):
        QTest.keyClick(window, Qt.Key.Key_Escape)


def test_an_unchanged_letter_is_written_anew_in_another_language(bench: Workbench, qtbot: QtBot) -> None:
    key = due(bench, "fr")
    window = opened(bench, qtbot, key)
    assert named(window, QComboBox, "Language").currentText() == "French"
    assert typed_text(body(window)).startswith("Bonjour Dana Roth,")
    assert "un conseil\u00a0?" in typed_text(body(window))
    choose(window, "g")
    qtbot.waitUntil(lambda: typed_text(body(window)).startswith("Guten Tag Dana Roth,"))
    assert named(window, QLineEdit, "Subject").text() == "Vielen Dank für das Gespräch"
    close(qtbot, window)
    kept = bench.store.get(FollowUp, key)
    assert kept is not None
    assert kept.body == "", "looking at another language keeps nothing"


def test_the_language_in_which_it_was_sent_stays_with_the_person(bench: Workbench, qtbot: QtBot) -> None:
    key = due(bench)
    window = opened(bench, qtbot, key)
    choose(window, "s")
    qtbot.waitUntil(lambda: typed_text(body(window)).startswith("Buenos días, Dana Roth:"))
    with qtbot.waitSignal(window.queued):
        QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.isVisible())
    (contact,) = bench.store.all(Contact)
    assert contact.language == "es"


def test_the_users_own_words_stay_and_are_judged_in_the_chosen_language(bench: Workbench, qtbot: QtBot) -> None:
    key = due(bench)
    window = opened(bench, qtbot, key)
    body(window).setPlainText(typed_text(body(window)).replace("A single", "umgehend, a single"))
    qtbot.waitUntil(lambda: window.sheet.marks("body") == "")
    choose(window, "g")
    assert "“umgehend” can read as blame or haste" in window.sheet.marks("body")
    assert typed_text(body(window)).startswith("Dear Dana,")
    close(qtbot, window)


def test_a_finding_is_underlined_where_it_stands(bench: Workbench, qtbot: QtBot) -> None:
    key = due(bench)
    window = opened(bench, qtbot, key)
    text = typed_text(body(window)).replace("A single line", "\U0001f600 Just checking in, a single line")
    body(window).setPlainText(text)
    qtbot.waitUntil(lambda: "says nothing yet" in window.sheet.marks("body"))
    (mark,) = body(window).extraSelections()
    assert mark.cursor.selectedText() == "Just checking"
    body(window).setPlainText(text.replace("Just checking in, ", ""))
    qtbot.waitUntil(lambda: body(window).extraSelections() == [])
    close(qtbot, window)


def test_a_place_counts_as_qt_counts() -> None:
    assert place_of("a\U0001f600b", 2) == 3
    assert place_of("a\ud800b", 2) == 2
