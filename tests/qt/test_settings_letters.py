"""Settings, Letters: each text in each language, seen as it would look, kept whole, and brought back."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from tests.qt.workbench import Workbench, all_words, named, workbench

from companion.core.application import EventKind
from companion.core.follow_up import LetterKind
from companion.core.letter import Template
from companion.desktop.typed import typed_text
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.ui.settings.letters import LettersPage


@pytest.fixture
def bench(qapp: object, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is not None
    with workbench(tmp_path) as made:
        yield made


@pytest.fixture
def page(bench: Workbench, qtbot: QtBot) -> Generator[LettersPage]:
    made = LettersPage(bench.kit, bench.follow_ups.texts, bench.preferences)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.isEnabled() and subject(made).text() != "")
    yield made
    made.close()


def subject(page: LettersPage) -> QLineEdit:
    return named(page, QLineEdit, "Subject")


def body(page: LettersPage) -> QPlainTextEdit:
    return named(page, QPlainTextEdit, "Text")


def shown(page: LettersPage) -> str:
    return typed_text(named(page, QPlainTextEdit, "As it would look"))


def choose(page: LettersPage, qtbot: QtBot, name: str, words: str) -> None:
    choice = named(page, QComboBox, name)
    before = subject(page).text()
    choice.setCurrentIndex(choice.findText(words))
    if name != "Usual language":
        qtbot.waitUntil(lambda: subject(page).text() != before)


def retype(page: LettersPage, words: str) -> None:
    subject(page).selectAll()
    QTest.keyClicks(subject(page), words)


def test_a_letter_is_seen_as_it_would_look_in_its_language(page: LettersPage, qtbot: QtBot) -> None:
    assert subject(page).text() == "Thank you for our conversation"
    assert "Dear Dana,\n\nThank you for taking the time to speak with me yesterday about the Designer role" in shown(
        page
    )
    assert "Preflight finds nothing to mend." in all_words(page)
    choose(page, qtbot, "Language", "French")
    assert "Bonjour Dana Roth," in shown(page)
    assert "hier sur le poste de Designer chez Acme" in shown(page)
    assert "un conseil\u00a0?" in shown(page), "spaces that do not break a line stay"
    assert "The original" in all_words(page)
    assert not page.is_changed()


def test_what_is_typed_is_seen_at_once_and_judged(page: LettersPage) -> None:
    retype(page, "Thanks")
    assert shown(page).startswith("Thanks\n\nDear Dana,")
    assert "The subject has 1 word; three to six read best." in all_words(page)
    retype(page, "About {salary} and you")
    assert subject(page).accessibleDescription().startswith("“{salary}” is none of the words that are filled in")
    assert "{salary}" not in shown(page)
    assert page.is_changed()


def test_a_text_is_kept_in_a_plain_file_and_used_from_then_on(
    bench: Workbench, page: LettersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    retype(page, "Thank you, {first_name}, for today")
    button = named(page, QPushButton, "Save the letters")
    with qtbot.waitSignal(page.saved):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert not page.is_changed()
    assert "Your own text" in all_words(page)
    kept = tmp_path / "profile" / "letters" / "en" / "thank_you.txt"
    assert kept.read_text(encoding="utf-8").startswith(
        "Subject: Thank you, {first_name}, for today\n\nDear {first_name},"
    )
    draft = EventDraft(EventKind.INTERVIEW, application=ApplicationDraft("Acme"), contact=ContactDraft("Ann Bé"))
    bench.log_event.log(draft)
    (due,) = (f for f in bench.store.open_follow_ups() if f.kind is LetterKind.THANK_YOU)
    assert bench.follow_ups.review(due.id).letter.subject == "Thank you, Ann, for today"
    named(page, QPushButton, "Back to the original").click()
    qtbot.waitUntil(lambda: subject(page).text() == "Thank you for our conversation")
    assert not kept.exists()
    assert kept.with_name("thank_you.txt.before").exists()
    assert bench.follow_ups.review(due.id).letter.subject == "Thank you for our conversation"


def test_what_is_not_saved_stays_while_another_letter_is_looked_at(page: LettersPage, qtbot: QtBot) -> None:
    retype(page, "My words for it")
    choose(page, qtbot, "Letter", "Request for advice")
    assert page.is_changed()
    choose(page, qtbot, "Letter", "Thank-you with a question")
    assert subject(page).text() == "My words for it"
    choose(page, qtbot, "Letter", "Request for advice")
    with qtbot.waitSignal(page.saved):
        named(page, QPushButton, "Save the letters").click()
    assert not page.is_changed()


def test_what_cannot_be_kept_is_gone_to(page: LettersPage, qtbot: QtBot) -> None:
    retype(page, "About {salary} and you")
    choose(page, qtbot, "Language", "German")
    retype(page, "Vielen Dank an alle")
    named(page, QPushButton, "Save the letters").click()
    qtbot.waitUntil(lambda: subject(page).text() == "About {salary} and you")
    assert named(page, QComboBox, "Language").currentText() == "English"
    assert "“{salary}” is none" in subject(page).accessibleDescription()
    assert page.is_changed()


def test_signature_and_usual_language_hold_for_every_letter(bench: Workbench, page: LettersPage, qtbot: QtBot) -> None:
    signature = named(page, QPlainTextEdit, "Signature")
    signature.setPlainText("+49 30 1234\nhttps://sam.example")
    assert shown(page).endswith("\nSam Reed\n+49 30 1234\nhttps://sam.example\n")
    choose(page, qtbot, "Usual language", "Spanish")
    with qtbot.waitSignal(page.saved):
        named(page, QPushButton, "Save the letters").click()
    kept = bench.preferences.get()
    assert (kept.signature, kept.letter_language) == ("+49 30 1234\nhttps://sam.example", "es")
    signature.setPlainText("a\u202eb")
    named(page, QPushButton, "Save the letters").click()
    qtbot.waitUntil(lambda: "can't be seen" in signature.accessibleDescription())
    assert bench.preferences.get().signature == kept.signature


def test_a_broken_file_is_told_and_the_original_is_shown(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "profile" / "letters" / "en" / "thank_you.txt"
    file.parent.mkdir(parents=True)
    file.write_text("Subject: A b c\n\nDear {salary}", encoding="utf-8")
    page = LettersPage(bench.kit, bench.follow_ups.texts, bench.preferences)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: "can't be used, so the original is: “{salary}” is none" in all_words(page))
    assert subject(page).text() == "Thank you for our conversation"
    assert file.exists()
    assert bench.follow_ups.texts.read("thank_you", "en").template == Template(
        subject(page).text(), typed_text(body(page))
    )
    page.close()


def test_tab_leads_through_the_page_from_top_to_bottom(page: LettersPage) -> None:
    page.activateWindow()
    named(page, QComboBox, "Letter").setFocus()
    names: list[str] = []
    while len(names) < 9:
        at = page.focusWidget()
        assert at is not None
        names.append(at.accessibleName() or (at.text() if isinstance(at, QPushButton) else ""))
        QTest.keyClick(at, Qt.Key.Key_Tab)
    assert names[:5] == ["Letter", "Language", "Subject", "Text", "As it would look"]
    assert names[5:] == ["Signature", "Usual language", "Save the letters", "Letter"]
    back = named(page, QPushButton, "Back to the original")
    retype(page, "Other words of mine")
    assert back.isEnabled()
