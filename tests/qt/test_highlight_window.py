"""*Add a highlight*: words by keyboard, pictures by paste, drop and file, and what becomes of a broken one."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QSize, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken
from tests.qt.finding import button, named, press, shown_texts
from tests.qt.workbench import Workbench, workbench

from companion.adapters.eml import EmlReader
from companion.core.highlight import Highlight
from companion.desktop.picture_row import PictureModel, PictureRow
from companion.desktop.picture_source import holds_picture
from companion.desktop.picture_strip import PictureStrip
from companion.services.highlights import HighlightDraft, Kept
from companion.services.work import Outcome
from companion.ui.highlights import HighlightWindow
from companion.ui.highlights.window import NOT_EVERY_PICTURE, OWN_WORDS_STAY

BROKEN = "The companion cannot show this file. Choose a picture: PNG, JPEG, WebP, GIF, BMP or TIFF."


@pytest.fixture
def bench(qapp: QApplication, tmp_path: Path) -> Generator[Workbench]:
    assert qapp is QApplication.instance()
    with workbench(tmp_path) as made:
        yield made
    # what Python put on the clipboard must not outlive Python: Qt frees it after the interpreter is gone
    QGuiApplication.clipboard().clear()


@pytest.fixture
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go in this test."""
    folder = tmp_path / "aside"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


class Taker(QObject):
    """Takes what was saved."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: list[Outcome[Kept]] = []

    @Slot(object)
    def take(self, outcome: Outcome[Kept]) -> None:
        self.outcomes.append(outcome)


def opened(bench: Workbench) -> tuple[HighlightWindow, Taker]:
    window, taker = HighlightWindow(bench.kit, bench.highlights, EmlReader()), Taker()
    window.saved.connect(taker.take)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)  # only the active window's shortcuts count
    return window, taker


def image() -> QImage:
    made = QImage(QSize(40, 30), QImage.Format.Format_RGB32)
    made.fill(QColor("teal"))
    return made


def picture_file(folder: Path) -> Path:
    path = folder / "mine.png"
    assert image().save(str(path))
    return path


def words(window: QWidget) -> QPlainTextEdit:
    return named(window, QPlainTextEdit, "What I did, or what was said")


def strip(window: QWidget) -> PictureStrip:
    return named(window, PictureStrip, "Pictures")


def row(window: QWidget) -> PictureRow:
    return named(window, PictureRow, "The pictures")


def is_shown(window: QWidget, number: int) -> bool:
    model = row(window).model()
    assert isinstance(model, PictureModel)
    return number < model.rowCount() and not model.image(number).isNull()


def drop(target: QWidget, mime: QMimeData) -> bool:
    """What a desktop sends when something is dropped there."""
    actions, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, mime, buttons, none)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPoint(5, 5), actions, mime, buttons, none))
    return enter.isAccepted()


def kept(bench: Workbench) -> Highlight:
    (found,) = bench.highlights.all()
    return found


def test_words_alone_by_keyboard(bench: Workbench, qtbot: QtBot) -> None:
    window, taker = opened(bench)
    assert window.focusWidget() is words(window)
    for text in ("Cut the close to two days.", "spring 2021", "Ines", "The printer fell silent."):
        widget = window.focusWidget()
        QTest.keyClicks(widget, text)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    QTest.keyClick(words(window), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    found = kept(bench)
    assert (found.text, found.happened) == ("Cut the close to two days.", "spring 2021")
    assert (found.said_by, found.detail, found.picture) == ("Ines", "The printer fell silent.", "")


def test_enter_in_a_line_saves_once_and_a_line_break_in_the_words_does_not(bench: Workbench, qtbot: QtBot) -> None:
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "One")
    QTest.keyClick(words(window), Qt.Key.Key_Return)
    QTest.keyClicks(words(window), "Two")
    when = named(window, QLineEdit, "When")
    for _ in range(3):
        QTest.keyClick(when, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert len(taker.outcomes) == 1
    assert kept(bench).text == "One\nTwo"


def test_empty_words_are_refused_beside_the_field(bench: Workbench, qtbot: QtBot) -> None:
    window, taker = opened(bench)
    QTest.keyClicks(named(window, QLineEdit, "When"), "2021")
    button(window, "Save").click()
    sentence = "The highlight is empty. One line about one success is enough."
    qtbot.waitUntil(lambda: sentence in shown_texts(window))
    assert window.focusWidget() is words(window)
    assert named(window, QLineEdit, "When").text() == "2021"
    assert not taker.outcomes
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()  # it asks first
    button(window, "Leave without saving").click()
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))


def test_a_pasted_picture_is_kept_and_its_file_cleaned_up(bench: Workbench, qtbot: QtBot, aside: Path) -> None:
    QGuiApplication.clipboard().setImage(image())
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "With a picture")
    QTest.keyClick(words(window), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    button(window, "Save").click()  # at once: the save waits for the picture
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    path = bench.highlights.picture_path(kept(bench))
    assert path is not None
    assert QImage(str(path)).size() == QSize(40, 30)
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    qtbot.waitUntil(lambda: not list(aside.iterdir()))


def test_pasted_words_stay_words(bench: Workbench) -> None:
    mime = QMimeData()
    mime.setText("plain words")
    mime.setImageData(image())
    QGuiApplication.clipboard().setMimeData(mime)
    window, _ = opened(bench)
    QTest.keyClick(words(window), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert words(window).toPlainText() == "plain words"
    assert strip(window).new() == ()
    assert strip(window).is_ready
    words(window).clear()
    window.close()


def test_a_dropped_file_shows_and_can_be_removed(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    window, _ = opened(bench)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture_file(tmp_path)))])
    assert drop(words(window).viewport(), mime)  # anywhere in the window
    assert strip(window).new() == (tmp_path / "mine.png",)
    assert words(window).toPlainText() == ""
    qtbot.waitUntil(lambda: is_shown(window, 0))
    button(window, "Remove").click()
    assert strip(window).new() == ()
    assert not row(window).isVisible()
    assert (tmp_path / "mine.png").exists()
    window.close()


def test_a_dropped_image_gets_a_file_of_its_own(bench: Workbench, qtbot: QtBot, aside: Path) -> None:
    window, _ = opened(bench)
    mime = QMimeData()
    mime.setImageData(image())
    assert drop(strip(window), mime)
    qtbot.waitUntil(lambda: strip(window).new() != ())
    (path,) = strip(window).new()
    assert path.is_relative_to(aside)
    strip(window).clear()
    qtbot.waitUntil(lambda: not list(aside.iterdir()))
    window.close()


def test_dropped_words_and_a_link_go_where_nothing_stands(bench: Workbench) -> None:
    mime = QMimeData()
    mime.setText("They asked me to stay.")
    mime.setUrls([QUrl("https://example.org/talk")])
    assert not holds_picture(mime)
    window, _ = opened(bench)
    assert drop(strip(window), mime)
    assert words(window).toPlainText() == "They asked me to stay."
    link = named(window, QLineEdit, "Link")
    assert link.text() == "https://example.org/talk"
    assert link.isVisible()
    assert drop(strip(window), mime)
    assert words(window).toPlainText() == "They asked me to stay."
    assert OWN_WORDS_STAY in shown_texts(window)
    words(window).clear()
    link.clear()
    window.close()


def test_a_broken_picture_is_refused_beside_its_field_and_keeps_the_words(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "Kept")
    strip(window).add([tmp_path / "broken.png"])
    qtbot.waitUntil(lambda: f"broken.png: {BROKEN}" in shown_texts(window))
    assert strip(window).new() == ()
    assert words(window).toPlainText() == "Kept"
    button(window, "Save").click()
    qtbot.waitUntil(lambda: bool(taker.outcomes))
    assert (kept(bench).text, kept(bench).picture) == ("Kept", "")


def test_a_picture_lost_while_saving_leaves_the_words_saved_and_says_so(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    path = picture_file(tmp_path)
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "Kept")
    strip(window).add([path])
    qtbot.waitUntil(lambda: is_shown(window, 0))
    path.unlink()
    button(window, "Save").click()
    qtbot.waitUntil(lambda: "Saved without the picture." in shown_texts(window))
    assert "mine.png: The picture cannot be read." in shown_texts(window)
    assert len(taker.outcomes) == 1
    assert kept(bench).text == "Kept"
    strip(window).add([picture_file(tmp_path)])  # another one, for the same highlight
    button(window, "Save").click()
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert kept(bench).picture.endswith(".png")


def test_after_saving_without_the_picture_enter_closes(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "Kept")
    strip(window).add([tmp_path / "nowhere.png"])
    window.save()
    qtbot.waitUntil(lambda: "Saved without the picture." in shown_texts(window))
    press(Qt.Key.Key_Return, window)
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert len(taker.outcomes) == 1
    assert kept(bench).text == "Kept"


# --- several pictures --------------------------------------------------------------------------------------------


def picture_files(folder: Path, *names: str) -> list[Path]:
    made: list[Path] = []
    for number, name in enumerate(names):
        picture = QImage(QSize(40 + number, 30), QImage.Format.Format_RGB32)
        picture.fill(QColor("teal"))
        assert picture.save(str(folder / name))
        made.append(folder / name)
    return made


def test_several_dropped_at_once_are_all_kept_in_the_order_chosen_by_keyboard(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    one, two, three = picture_files(tmp_path, "1.png", "2.png", "3.png")
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "Three pictures")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in (one, two, three)])
    assert drop(window, mime)
    assert strip(window).new() == (one, two, three)
    row(window).setFocus()
    QTest.keyClick(row(window), Qt.Key.Key_End)
    QTest.keyClick(row(window), Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert strip(window).new() == (three, one, two)
    QTest.keyClick(row(window), Qt.Key.Key_Right)
    QTest.keyClick(row(window), Qt.Key.Key_Delete)
    assert strip(window).new() == (three, two)
    QTest.keyClick(words(window), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert len(taker.outcomes) == 1
    widths = [QImage(str(path)).width() for path in bench.highlights.picture_paths(kept(bench))]
    assert widths == [42, 41]


def test_each_refused_picture_is_named_with_its_reason_and_the_others_are_kept(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    (good,) = picture_files(tmp_path, "good.png")
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    (tmp_path / "empty.png").touch()
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "Kept")
    strip(window).add([tmp_path / "broken.png", good, tmp_path / "empty.png"])
    window.save()  # at once, before the pictures were looked at
    qtbot.waitUntil(lambda: NOT_EVERY_PICTURE in shown_texts(window))
    told = "\n".join(shown_texts(window))
    assert f"broken.png: {BROKEN}" in told
    assert "empty.png: The file is empty." in told
    assert len(taker.outcomes) == 1
    assert len(kept(bench).pictures) == 1
    press(Qt.Key.Key_Return, window)
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))


# --- editing -----------------------------------------------------------------------------------------------------


def test_editing_changes_words_and_pictures_and_keeps_what_is_not_here(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second, third = picture_files(tmp_path, "1.png", "2.png", "3.png")
    made = bench.highlights.add(
        HighlightDraft("Before", "2020", tags=("design, talks",), link="example.org", pictures=(first, second))
    ).value.highlight
    bench.highlights.pin(made.id, pinned=True)
    window, taker = opened(bench)
    window.edit(bench.highlights.get(made.id))
    assert window.windowTitle() == "Edit a highlight"
    assert named(window, QLineEdit, "Tags").isVisible()
    assert named(window, QLineEdit, "Tags").text() == "design, talks"
    assert strip(window).kept() == made.pictures
    words(window).setPlainText("After")
    strip(window).add([third])
    qtbot.waitUntil(lambda: is_shown(window, 2))
    row(window).go_to(2)
    button(window, "Show first").click()
    row(window).go_to(1)
    button(window, "Remove").click()
    window.save()
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert len(taker.outcomes) == 1
    found = kept(bench)
    assert (found.text, found.happened, found.tags, found.pinned) == ("After", "2020", ("design", "talks"), True)
    assert [QImage(str(path)).width() for path in bench.highlights.picture_paths(found)] == [42, 41]


def test_editing_without_a_change_closes_without_writing(bench: Workbench, qtbot: QtBot) -> None:
    made = bench.highlights.add(HighlightDraft("As it is")).value.highlight
    window, taker = opened(bench)
    window.edit(made)
    window.save()
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert not taker.outcomes


def test_tags_complete_the_last_one_from_those_in_use(bench: Workbench, qtbot: QtBot) -> None:
    bench.highlights.add(HighlightDraft("One", tags=("design", "teamwork")))
    window, _ = opened(bench)
    fold = button(window, "Tags and link")
    fold.setFocus()
    press(Qt.Key.Key_Space, window)
    tags = named(window, QLineEdit, "Tags")
    assert window.focusWidget() is tags
    completer = tags.completer()
    qtbot.waitUntil(lambda: completer.model().rowCount() == 2)
    tags.setText("design, Te")
    completer.setCompletionPrefix(completer.splitPath(tags.text())[0])
    assert completer.currentCompletion() == "design, teamwork"
    tags.clear()
    window.close()


def test_a_wrong_link_is_shown_at_its_field_even_if_that_was_folded_away(bench: Workbench, qtbot: QtBot) -> None:
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "One")
    named(window, QLineEdit, "Link").setText("file:///etc/passwd")
    window.save()
    link = named(window, QLineEdit, "Link")
    qtbot.waitUntil(link.isVisible)
    assert window.focusWidget() is link
    assert not taker.outcomes
    link.clear()
    words(window).clear()
    window.close()


# --- drafts and letters ------------------------------------------------------------------------------------------


def test_a_draft_begins_it_and_leaving_it_as_it_came_asks_nothing(bench: Workbench, qtbot: QtBot) -> None:
    window, _ = opened(bench)
    window.start(HighlightDraft("Acme offered me a job.", "March 2026"))
    assert words(window).toPlainText() == "Acme offered me a job."
    QTest.keyClick(words(window), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))


def letter_file(folder: Path, body: str) -> Path:
    path = folder / "thanks.eml"
    path.write_text(
        "From: Ines Duarte <ines@example.org>\nDate: Tue, 04 Mar 2025 10:00:00 +0000\nSubject: Thank you\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{body}\n",
        encoding="utf-8",
    )
    return path


def test_a_dropped_letter_fills_in_words_person_and_month(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(letter_file(tmp_path, "You explain hard things simply.")))])
    window, _ = opened(bench)
    named(window, QLineEdit, "When").setText("last spring")
    assert drop(words(window).viewport(), mime)
    window.save()  # at once: it waits for the letter
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    found = kept(bench)
    assert (found.text, found.said_by) == ("You explain hard things simply.", "Ines Duarte")
    assert found.happened == "last spring"


def test_a_letter_too_long_for_a_card_is_kept_whole_and_counted(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    body = "Kind words. " * 60
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(letter_file(tmp_path, body.strip())))])
    window, taker = opened(bench)
    assert drop(window, mime)
    sentence = "719 characters; up to 600 fit on a card. Keep the best of it, then save."
    qtbot.waitUntil(lambda: sentence in shown_texts(window))
    assert words(window).toPlainText() == body.strip()
    words(window).setPlainText(body[:500])
    assert sentence not in shown_texts(window)
    window.save()
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert len(taker.outcomes) == 1


def test_what_is_no_letter_is_refused_and_costs_nothing(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "no.eml").write_bytes(b"\0" * 100)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "no.eml"))])
    window, _ = opened(bench)
    QTest.keyClicks(words(window), "Mine")
    assert drop(window, mime)
    qtbot.waitUntil(lambda: any(text.startswith("That is no letter.") for text in shown_texts(window)))
    assert words(window).toPlainText() == "Mine"
    words(window).clear()
    window.close()
