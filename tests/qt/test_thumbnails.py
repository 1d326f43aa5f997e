"""Pictures for lists, and the copies they are loaded from: real pictures, a real profile, real workers."""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot
from tests.qt.test_pictures import encoded, kept, near, plain
from typing_extensions import override

from companion.adapters.store.pictures import ProfilePictures, ScaledCopies
from companion.core.problem import Problem
from companion.desktop.picture_loader import BOX, PictureLoader
from companion.desktop.pictures import ImageReaderCheck, load_picture
from companion.desktop.tasks import Lane, Tasks
from companion.desktop.thumbnails import MOST_WAITING, Thumbnails

pytestmark = pytest.mark.qt_log_ignore("JPEG|libpng|QImageIOHandler")

SMALL = QSize(60, 40)


@pytest.fixture
def tasks() -> Generator[Tasks]:
    made = Tasks()
    yield made
    assert made.close()


@pytest.fixture
def pictures(tmp_path: Path) -> ProfilePictures:
    return ProfilePictures(tmp_path / "profile" / "pictures")


@pytest.fixture
def copies(pictures: ProfilePictures) -> ScaledCopies:
    return ScaledCopies(pictures.folder)


@pytest.fixture
def loader(copies: ScaledCopies) -> PictureLoader:
    return PictureLoader(copies)


def in_profile(pictures: ProfilePictures, folder: Path, content: bytes) -> Path:
    source = kept(folder, content)
    return pictures.path(pictures.keep(source, ImageReaderCheck().ending(source)))


# --- copies ----------------------------------------------------------------------------------------------------


def test_a_large_picture_gets_a_copy_that_is_used_from_then_on(
    pictures: ProfilePictures, copies: ScaledCopies, loader: PictureLoader, tmp_path: Path
) -> None:
    path = in_profile(pictures, tmp_path, encoded(plain(2000, 1000, "#cc2200"), "JPG"))
    first = loader.load(path, QSize(300, 300), 2.0)
    copy = copies.find(path)
    assert copy is not None
    assert copy.suffix == ".jpg"
    assert load_picture(copy, QSize(9000, 9000)).size() == QSize(1280, 640)
    path.unlink()
    second = loader.load(path, QSize(300, 300), 2.0)
    for image in (first, second):
        assert (image.size(), image.devicePixelRatio()) == (QSize(600, 300), 2.0)
        assert image.format() == QImage.Format.Format_RGB32
        assert near(image, 99, 99, "#cc2200")


def test_a_copy_is_made_in_advance(
    pictures: ProfilePictures, copies: ScaledCopies, loader: PictureLoader, tmp_path: Path
) -> None:
    path = in_profile(pictures, tmp_path, encoded(plain(1500, 900), "PNG"))
    loader.prepare(path)
    assert copies.find(path) is not None


def test_transparency_survives_in_a_copy(
    pictures: ProfilePictures, copies: ScaledCopies, loader: PictureLoader, tmp_path: Path
) -> None:
    image = QImage(1500, 900, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 0, 0, 100))
    path = in_profile(pictures, tmp_path, encoded(image, "PNG"))
    loader.prepare(path)
    copy = copies.find(path)
    assert copy is not None
    assert copy.suffix == ".png"
    assert loader.load(path, SMALL).pixelColor(9, 9).alpha() == 100


def test_what_is_small_or_wanted_larger_or_not_of_the_profile_has_no_copy(
    pictures: ProfilePictures, copies: ScaledCopies, loader: PictureLoader, tmp_path: Path
) -> None:
    small = in_profile(pictures, tmp_path, encoded(plain(1280, 800), "PNG"))
    assert loader.load(small, SMALL).size() == QSize(60, 37)
    large = in_profile(pictures, tmp_path, encoded(plain(2000, 1000), "PNG"))
    assert loader.load(large, QSize(1000, 1000), 2.0).size() == QSize(2000, 1000)
    outside = kept(tmp_path, encoded(plain(2000, 1000), "PNG"))
    assert loader.load(outside, SMALL).size() == QSize(60, 30)
    assert PictureLoader().load(large, SMALL).size() == QSize(60, 30)
    assert not copies.folder.exists()


@pytest.mark.parametrize("broken", [b"", b"no picture", b"half"])
def test_a_broken_copy_is_made_again(
    pictures: ProfilePictures, copies: ScaledCopies, loader: PictureLoader, tmp_path: Path, broken: bytes
) -> None:
    path = in_profile(pictures, tmp_path, encoded(plain(2000, 1000, "#cc2200"), "JPG"))
    loader.prepare(path)
    copy = copies.find(path)
    assert copy is not None
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2] if broken == b"half" else broken)
    assert near(loader.load(path, SMALL), 20, 28, "#cc2200")
    assert copy.read_bytes() == whole


def test_without_room_for_a_copy_the_picture_is_shown_all_the_same(
    pictures: ProfilePictures, copies: ScaledCopies, loader: PictureLoader, tmp_path: Path
) -> None:
    path = in_profile(pictures, tmp_path, encoded(plain(2000, 1000), "PNG"))
    copies.folder.touch()
    assert loader.load(path, SMALL).size() == QSize(60, 30)


def test_a_missing_picture_is_told(pictures: ProfilePictures, loader: PictureLoader) -> None:
    with pytest.raises(Problem, match="cannot be read") as told:
        loader.load(pictures.path("0" * 64 + ".png"), SMALL)
    assert told.value.field == "picture"


def test_the_box_is_the_reels_largest_card_at_200_percent() -> None:
    assert QSize(640, 400) * 2.0 == BOX


# --- thumbnails ------------------------------------------------------------------------------------------------


class Told(QObject):
    """Remembers which pictures came, as a view does."""

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.names: list[str] = []
        thumbnails.ready.connect(self.take)

    @Slot(str)
    def take(self, name: str) -> None:
        self.names.append(name)


class Gated(PictureLoader):
    """Loads plain pictures, in order, when it is let; remembers which and where."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.asked: list[str] = []
        self.threads: set[str] = set()

    @override
    def load(self, path: Path, size: QSize, dpr: float = 1.0) -> QImage:
        assert self.gate.wait(10)
        self.asked.append(path.name)
        self.threads.add(threading.current_thread().name)
        if path.name == "broken":
            raise Problem("Broken.", field="picture")
        return QImage(size, QImage.Format.Format_RGB32)


def test_a_picture_comes_later_and_is_there_from_then_on(
    qtbot: QtBot, tasks: Tasks, loader: PictureLoader, tmp_path: Path
) -> None:
    path = kept(tmp_path, encoded(plain(300, 200, "#cc2200"), "PNG"), "one.png")
    thumbnails = Thumbnails(tasks, loader)
    told = Told(thumbnails)
    assert thumbnails.image(path, SMALL, 2.0) is None
    qtbot.waitUntil(lambda: told.names == ["one.png"])
    image = thumbnails.image(path, SMALL, 2.0)
    assert image is not None
    assert (image.size(), image.devicePixelRatio()) == (QSize(120, 80), 2.0)
    assert near(image, 50, 50, "#cc2200")
    assert thumbnails.held == 120 * 80 * 4


def test_another_size_or_scale_is_another_picture(
    qtbot: QtBot, tasks: Tasks, loader: PictureLoader, tmp_path: Path
) -> None:
    path = kept(tmp_path, encoded(plain(300, 200), "PNG"), "one.png")
    thumbnails = Thumbnails(tasks, loader)
    told = Told(thumbnails)
    for size, dpr in ((SMALL, 1.0), (SMALL, 2.0), (QSize(30, 30), 1.0)):
        assert thumbnails.image(path, size, dpr) is None
    qtbot.waitUntil(lambda: len(told.names) == 3)
    image = thumbnails.image(path, SMALL, 1.0)
    assert image is not None
    assert image.size() == SMALL


def test_one_that_cannot_be_shown_is_a_null_picture_and_is_not_tried_again(qtbot: QtBot, tasks: Tasks) -> None:
    loader = Gated()
    loader.gate.set()
    thumbnails = Thumbnails(tasks, loader)
    told = Told(thumbnails)
    assert thumbnails.image(Path("broken"), SMALL, 1.0) is None
    qtbot.waitUntil(lambda: told.names == ["broken"])
    for _ in range(3):
        image = thumbnails.image(Path("broken"), SMALL, 1.0)
        assert image is not None
        assert image.isNull()
    assert loader.asked == ["broken"]


def test_the_newest_wish_is_served_first_and_asking_again_renews_it(qtbot: QtBot, tasks: Tasks) -> None:
    loader = Gated()
    thumbnails = Thumbnails(tasks, loader)
    told = Told(thumbnails)
    for name in ("under way", "a", "b", "c", "a", "under way"):
        assert thumbnails.image(Path(name), SMALL, 1.0) is None
    loader.gate.set()
    qtbot.waitUntil(lambda: len(told.names) == 4)
    assert loader.asked == ["under way", "a", "c", "b"]
    assert loader.threads == {"companion-pictures-1"}


def test_what_scrolled_by_is_forgotten(qtbot: QtBot, tasks: Tasks) -> None:
    loader = Gated()
    thumbnails = Thumbnails(tasks, loader)
    told = Told(thumbnails)
    for number in range(2000):
        thumbnails.image(Path(str(number)), SMALL, 1.0)
    loader.gate.set()
    qtbot.waitUntil(lambda: len(told.names) == 1 + MOST_WAITING)
    assert loader.asked == ["0", *[str(number) for number in range(1999, 1999 - MOST_WAITING, -1)]]


def test_what_waits_can_be_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    loader = Gated()
    thumbnails = Thumbnails(tasks, loader)
    told = Told(thumbnails)
    for name in ("under way", "old"):
        thumbnails.image(Path(name), SMALL, 1.0)
    thumbnails.forget_waiting()
    thumbnails.image(Path("new"), SMALL, 1.0)
    loader.gate.set()
    qtbot.waitUntil(lambda: len(told.names) == 2)
    assert loader.asked == ["under way", "new"]


def test_memory_stays_within_its_bound_and_the_least_used_goes(qtbot: QtBot, tasks: Tasks) -> None:
    loader = Gated()
    loader.gate.set()
    each = SMALL.width() * SMALL.height() * 4
    thumbnails = Thumbnails(tasks, loader, most_bytes=3 * each)
    told = Told(thumbnails)

    def came(name: str) -> None:
        thumbnails.image(Path(name), SMALL, 1.0)
        qtbot.waitUntil(lambda: told.names[-1:] == [name])

    for name in ("a", "b", "c"):
        came(name)
    assert thumbnails.image(Path("a"), SMALL, 1.0) is not None
    came("d")
    assert thumbnails.held == 3 * each
    assert thumbnails.image(Path("a"), SMALL, 1.0) is not None
    assert thumbnails.image(Path("b"), SMALL, 1.0) is None
    qtbot.waitUntil(lambda: told.names[-1] == "b")


def test_a_search_does_not_wait_for_pictures(qtbot: QtBot, tasks: Tasks) -> None:
    loader = Gated()
    thumbnails = Thumbnails(tasks, loader)
    told = Told(thumbnails)
    thumbnails.image(Path("slow"), SMALL, 1.0)
    found: list[int] = []
    tasks.run(Lane.READ, lambda: 7, done=found.append)
    qtbot.waitUntil(lambda: found == [7])
    assert told.names == []
    loader.gate.set()
    qtbot.waitUntil(lambda: told.names == ["slow"])


def test_thumbnails_may_go_while_one_is_coming(qtbot: QtBot, tasks: Tasks) -> None:
    loader = Gated()
    thumbnails = Thumbnails(tasks, loader)
    told = Told(thumbnails)
    for name in ("one", "two"):
        thumbnails.image(Path(name), SMALL, 1.0)
    thumbnails.deleteLater()
    qtbot.waitSignal(thumbnails.destroyed).wait()
    loader.gate.set()
    over: list[int] = []
    tasks.run(Lane.PICTURES, lambda: 1, done=over.append)
    qtbot.waitUntil(lambda: over == [1])
    assert told.names == []
    assert loader.asked == ["one"]
