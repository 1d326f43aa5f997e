"""Which of several forms wins in what is pasted or dropped: pictures, letters, words, links."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from companion.desktop.picture_source import (
    file_in,
    files_in,
    holds_picture,
    letter_in,
    link_in,
    name_filter,
    pictures_in,
    text_in,
)

ONE, TWO, LETTER = Path("/media/jo/one.png"), Path("/media/jo/two.JPG"), Path("/media/jo/dnd_file/Thank you.EML")


def mime(*urls: Path | str, text: str = "") -> QMimeData:
    made = QMimeData()
    made.setUrls([QUrl.fromLocalFile(str(url)) if isinstance(url, Path) else QUrl(url) for url in urls])
    if text:
        made.setText(text)
    return made


def test_several_files_come_in_their_order_and_once() -> None:
    held = mime(TWO, ONE, "https://x.example/a.png", TWO)
    assert files_in(held) == (TWO, ONE)
    assert pictures_in(held) == (TWO, ONE)
    assert file_in(held) == TWO


def test_a_letter_is_no_picture() -> None:
    held = mime(LETTER)
    assert letter_in(held) == LETTER
    assert pictures_in(held) == ()
    assert not holds_picture(held)
    both = mime(LETTER, ONE)
    assert (letter_in(both), file_in(both)) == (LETTER, ONE)
    assert holds_picture(both)
    assert letter_in(mime(ONE)) is None


def test_words_are_words_and_not_the_names_of_files() -> None:
    assert text_in(mime(text="  You did well.\n")) == "You did well."
    assert text_in(mime(ONE, text="/media/jo/one.png")) == ""
    assert text_in(mime(LETTER)) == ""
    assert text_in(QMimeData()) == ""
    html = QMimeData()
    html.setHtml("<b>x</b>")
    assert text_in(html) == ""


def test_a_link_is_a_link_and_words_beside_it_are_words() -> None:
    page = "https://x.example/talk?id=1"
    assert link_in(mime(page, text=page)) == page
    assert text_in(mime(page, text=page)) == ""
    assert text_in(mime(page, text="My talk")) == "My talk"
    for other in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https:",
        "mailbox-message://x/Inbox#1",
        "ftp://x.example",
    ):
        assert link_in(mime(other)) == ""


def test_what_a_mail_program_only_promises_holds_nothing() -> None:
    promised = QMimeData()
    promised.setData("text/x-moz-message", b"mailbox-message://x/Inbox#1")
    promised.setData("application/x-moz-file-promise-url", b"mailbox:///x?number=1")
    assert (files_in(promised), letter_in(promised), link_in(promised), text_in(promised)) == ((), None, "", "")
    assert not holds_picture(promised)


def test_a_picture_itself_wins_unless_words_are_wanted() -> None:
    held = QMimeData()
    held.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    assert holds_picture(held)
    assert holds_picture(held, among_text=True)
    held.setText("cells")
    assert not holds_picture(held, among_text=True)


def test_the_dialog_offers_what_is_shown() -> None:
    offered = name_filter()
    assert "*.tiff" in offered
    assert "*.jfif" in offered
    assert "svg" not in offered
