"""Spell checking: what the checker does not know is underlined, its menu offers others, and names are let be."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot
from tests.fakes.speller import FakeSpeller
from tests.qt.workbench import Workbench, workbench

from companion.adapters.spelling import EnchantSpeller
from companion.adapters.spelling.enchant import best
from companion.core.spelling import words_in
from companion.desktop.spelling import Spelling

WRONG = {"teh": ("the", "tech"), "Zzyx": ()}


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is QApplication.instance()
    with workbench(tmp_path) as made:
        yield made


@pytest.fixture
def field(bench: Workbench) -> Generator[QPlainTextEdit]:
    assert bench
    made = QPlainTextEdit()
    made.show()
    yield made
    made.close()
    made.deleteLater()


def underlined(field: QPlainTextEdit) -> list[str]:
    found: list[str] = []
    block = field.document().begin()
    while block.isValid():
        octets = block.text().encode("utf-16-le")
        for part in block.layout().formats():
            assert part.format.underlineStyle() is QTextCharFormat.UnderlineStyle.SpellCheckUnderline
            found.append(octets[2 * part.start : 2 * (part.start + part.length)].decode("utf-16-le"))
        block = block.next()
    return found


def at(field: QPlainTextEdit, words: str) -> QTextCursor:
    cursor = field.document().find(words)
    cursor.setPosition(cursor.selectionStart() + 1)
    return cursor


def test_unknown_words_are_underlined_as_one_types_and_nothing_counts_as_typed(
    bench: Workbench, field: QPlainTextEdit, qtbot: QtBot
) -> None:
    speller = FakeSpeller(WRONG)
    field.setPlainText("Dear Zzyx,\n\n🎉 thanks for teh day.")
    spelling = Spelling(field, speller, bench.kit.tasks, bench.kit.theme)
    QCoreApplication.processEvents()
    typed: list[None] = []
    field.textChanged.connect(lambda: typed.append(None))
    spelling.begin("en", ("Ann Zzyx",))
    qtbot.waitUntil(lambda: underlined(field) == ["teh"])
    assert typed == []
    field.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(field, " teh end")
    qtbot.waitUntil(lambda: underlined(field) == ["teh", "teh"])
    spelling.close()
    qtbot.waitUntil(lambda: speller.closed)


def test_the_menu_of_a_word_offers_others_and_puts_one_in(
    bench: Workbench, field: QPlainTextEdit, qtbot: QtBot
) -> None:
    field.setPlainText("🎉 thanks for teh day, Zzyx")
    spelling = Spelling(field, FakeSpeller(WRONG), bench.kit.tasks, bench.kit.theme)
    spelling.begin("en", ())
    qtbot.waitUntil(lambda: underlined(field) == ["teh", "Zzyx"])
    none = spelling.menu(at(field, "Zzyx"))
    assert none.actions()[0].text() == "No other spelling is known"
    usual = spelling.menu(at(field, "thanks"))
    menu = spelling.menu(at(field, "teh"))
    assert [a.text() for a in menu.actions()][:2] == ["the", "tech"]
    menu.actions()[0].trigger()
    assert field.toPlainText() == "🎉 thanks for the day, Zzyx"
    field.undo()
    assert "teh" in field.toPlainText()
    for made in (none, usual, menu):
        made.deleteLater()
    spelling.close()


def test_what_no_dictionary_is_asked_about() -> None:
    text = "Write to ann@acme.example or https://acme.example/teh about SQL, {company}, 3rd, l’été, a man's."
    assert words_in(text) == ["Write", "to", "or", "about", "l’été", "man's"]


def test_without_the_library_every_word_is_known() -> None:
    speller = EnchantSpeller(("libnothing-of-the-kind.so.9",))
    assert speller.unknown("teh", "en") == {}
    speller.close()


@pytest.mark.parametrize(
    ("tags", "language", "wanted", "found"),
    [
        (("en_AU", "en_GB", "en_US"), "en", "en_GB.UTF-8", "en_GB"),
        (("en_AU", "en_GB", "en_US"), "en", "C.UTF-8", "en_US"),
        (("de_AT", "de_DE"), "de", "en_GB.UTF-8", "de_DE"),
        (("de_AT",), "de", "", "de_AT"),
        (("fr",), "fr", "", "fr"),
        (("en_US",), "es", "", ""),
    ],
)
def test_which_dictionary(tags: tuple[str, ...], language: str, wanted: str, found: str) -> None:
    assert best(tags, language, wanted) == found
