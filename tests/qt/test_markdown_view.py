"""Notes are rendered, and nothing in them reaches out: no resource is loaded, no link opens by itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QTextBrowser
from pytestqt.qtbot import QtBot

from companion.core.markdown import MOST_CELLS, MOST_MARKS, MOST_RENDERED, prepared
from companion.desktop.markdown_view import MarkdownView


class Opened:
    """What was handed to the desktop."""

    def __init__(self) -> None:
        self.links: list[str] = []

    def open(self, link: QUrl) -> None:
        self.links.append(link.toString())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    hears = Opened()
    monkeypatch.setattr(QDesktopServices, "openUrl", hears.open)
    return hears


def shown(qtbot: QtBot, text: str) -> MarkdownView:
    view = MarkdownView(text, "Notes")
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    return view


def browser(view: MarkdownView) -> QTextBrowser:
    (found,) = view.findChildren(QTextBrowser)
    return found


def test_marks_are_shown_as_what_they_mean(qtbot: QtBot) -> None:
    view = shown(qtbot, "# Call\n\nAsk for **Dana**\nand the *team*\n\n- one\n- two")
    assert browser(view).toPlainText().split("\n") == ["Call", "Ask for Dana", "and the team", "one", "two"]


def test_plain_lines_stay_lines(qtbot: QtBot) -> None:
    typed = "Call at 9\nBring the folder\n\nC:\\files\\cv_final_2.pdf"
    view = shown(qtbot, typed)
    assert browser(view).toPlainText().split("\n") == [line for line in typed.split("\n") if line]


def test_code_and_tables_keep_their_signs() -> None:
    assert prepared("a\n```\nx = 1\n```\nb") == "a  \n```\nx = 1\n```\nb  "
    assert prepared("|a|b|\n|-|-|\n|1|2|\n\nend | here") == "|a|b|\n|-|-|\n|1|2|\n\nend | here  "
    assert prepared("![x](http://a)") == "[x](http://a)  "


@pytest.mark.parametrize(
    "text",
    [
        "<img src='file:///etc/passwd'>",
        "<script>alert(1)</script>",
        "![x](file:///etc/passwd)",
        "![x](http://example.org/x.png)",
        "![x][y]\n\n[y]: data:image/png;base64,AAAA",
    ],
)
def test_nothing_is_loaded(qtbot: QtBot, opened: Opened, text: str) -> None:
    whole = shown(qtbot, text)
    view = browser(whole)
    assert view.loadResource(int(QTextDocument.ResourceType.ImageResource.value), QUrl("file:///etc/passwd")) is None
    assert "\ufffc" not in view.toPlainText()
    assert opened.links == []


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("mailto:dana@example.org", True),
        ("HTTPS://example.org", True),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("relative/path", False),
    ],
)
def test_a_link_opens_only_after_a_click_and_only_in_the_web_or_in_mail(
    qtbot: QtBot, opened: Opened, link: str, opens: bool
) -> None:
    whole = shown(qtbot, f"[here]({link})")
    view = browser(whole)
    assert opened.links == []
    view.anchorClicked.emit(QUrl(link))
    assert opened.links == ([QUrl(link).toString()] if opens else [])
    assert "here" in view.toPlainText()


@pytest.mark.parametrize("text", ["word " * 20_000, "|a" * (MOST_CELLS + 1), "# a\n" * (MOST_MARKS + 1)])
def test_what_is_too_much_to_lay_out_is_plain(qtbot: QtBot, text: str) -> None:
    view = shown(qtbot, text)
    (plain,) = view.findChildren(QPlainTextEdit)
    assert plain.toPlainText() == text
    assert plain.isReadOnly()
    assert not view.findChildren(QTextBrowser)


def test_it_is_as_high_as_its_text(qtbot: QtBot) -> None:
    view = shown(qtbot, "word " * (MOST_RENDERED // 10))
    inner = browser(view)
    qtbot.waitUntil(lambda: inner.height() >= inner.document().size().height() > 400)
    tall = inner.height()
    view.resize(800, 200)
    qtbot.waitUntil(lambda: inner.height() < tall)
