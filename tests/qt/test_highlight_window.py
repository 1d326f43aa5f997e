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

from companion.core.highlight import Highlight
from companion.desktop.picture_drop import PictureDrop
from companion.desktop.picture_source import holds_picture
from companion.desktop.picture_view import PictureView
from companion.services.highlights import Kept
from companion.services.work import Outcome
from companion.ui.highlights import HighlightWindow

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
    window, taker = HighlightWindow(bench.kit, bench.highlights), Taker()
    window.saved.connect(taker.take)
    window.show()
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


def picture(window: QWidget) -> PictureDrop:
    return named(window, PictureDrop, "Picture")


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
    assert picture(window).path() is None
    assert picture(window).is_ready
    words(window).clear()
    window.close()


def test_a_dropped_file_shows_and_can_be_removed(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    window, _ = opened(bench)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture_file(tmp_path)))])
    assert drop(words(window).viewport(), mime)  # anywhere in the window
    assert picture(window).path() == tmp_path / "mine.png"
    assert words(window).toPlainText() == ""
    view = named(window, PictureView, "The chosen picture")
    qtbot.waitUntil(lambda: not view.is_empty)
    button(window, "Remove").click()
    assert picture(window).path() is None
    assert not view.isVisible()
    assert (tmp_path / "mine.png").exists()
    window.close()


def test_a_dropped_image_gets_a_file_of_its_own(bench: Workbench, qtbot: QtBot, aside: Path) -> None:
    window, _ = opened(bench)
    mime = QMimeData()
    mime.setImageData(image())
    assert drop(picture(window), mime)
    qtbot.waitUntil(lambda: picture(window).path() is not None)
    path = picture(window).path()
    assert path is not None
    assert path.is_relative_to(aside)
    picture(window).clear()
    qtbot.waitUntil(lambda: not list(aside.iterdir()))
    window.close()


def test_a_drop_without_a_picture_is_left_to_the_field(bench: Workbench) -> None:
    mime = QMimeData()
    mime.setText("words")
    assert not holds_picture(mime)
    mime.setUrls([QUrl("https://example.org/a.png")])
    assert not holds_picture(mime)
    window, _ = opened(bench)
    assert not drop(picture(window), mime)
    window.close()


def test_a_broken_picture_is_refused_beside_its_field_and_keeps_the_words(
    bench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "Kept")
    picture(window).take(tmp_path / "broken.png")
    qtbot.waitUntil(lambda: BROKEN in shown_texts(window))
    assert picture(window).path() is None
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
    picture(window).take(path)
    qtbot.waitUntil(lambda: not named(window, PictureView, "The chosen picture").is_empty)
    path.unlink()
    button(window, "Save").click()
    qtbot.waitUntil(lambda: "Saved without the picture." in shown_texts(window))
    assert "The picture cannot be read." in shown_texts(window)
    assert len(taker.outcomes) == 1
    assert kept(bench).text == "Kept"
    picture(window).take(picture_file(tmp_path))  # another one, for the same highlight
    button(window, "Save").click()
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert kept(bench).picture.endswith(".png")


def test_after_saving_without_the_picture_enter_closes(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    window, taker = opened(bench)
    QTest.keyClicks(words(window), "Kept")
    picture(window).take(tmp_path / "nowhere.png")
    window.save()
    qtbot.waitUntil(lambda: "Saved without the picture." in shown_texts(window))
    press(Qt.Key.Key_Return, window)
    qtbot.waitUntil(lambda: not Shiboken.isValid(window))
    assert len(taker.outcomes) == 1
    assert kept(bench).text == "Kept"
