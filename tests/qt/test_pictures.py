"""Which pictures are taken, which are refused and why, and how they are loaded."""

from __future__ import annotations

import threading
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageReader, QImageWriter
from tests.fakes import picture_files
from typing_extensions import override

from companion.core.problem import Problem
from companion.desktop import pictures
from companion.desktop.pictures import ENDINGS, ImageReaderCheck, load_picture, size_of

pytestmark = pytest.mark.qt_log_ignore(
    "JPEG|corrupt|libpng|Corrupt|premature|Premature|gd-png|QImageIOHandler|TIFF|directory|XPM|QICNSHandler|QTgaHandler"
)

WRITTEN = {
    "PNG": ".png",
    "JPG": ".jpg",
    "WEBP": ".webp",
    "BMP": ".bmp",
    "ICO": ".ico",
    "ICNS": ".icns",
    "PBM": ".pbm",
    "PGM": ".pgm",
    "PPM": ".ppm",
    "TIFF": ".tiff",
    "WBMP": ".wbmp",
    "XBM": ".xbm",
    "XPM": ".xpm",
}
"""What Qt can write, with the ending under which it is kept; GIF and TGA are made by hand."""


def encoded(image: QImage, form: str, *, progressive: bool = False, quality: int = -1) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(form.encode()))
    writer.setProgressiveScanWrite(progressive)
    writer.setQuality(quality)
    assert writer.write(image), writer.errorString()
    return bytes(data.data())


def plain(width: int, height: int, colour: str = "#336699") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def noisy(width: int, height: int) -> QImage:
    image = plain(width, height)
    for x in range(width):
        for y in range(height):
            image.setPixelColor(x, y, QColor((x * 7) % 256, (y * 13) % 256, (x * y) % 256))
    return image


def kept(folder: Path, content: bytes, name: str = "picture.dat") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(Problem) as caught:
        ImageReaderCheck().ending(path)
    assert caught.value.field == "picture"
    return caught.value.sentence


def near(image: QImage, x: int, y: int, colour: str) -> bool:
    found, wanted = image.pixelColor(x, y), QColor(colour)
    ways = ((found.red(), wanted.red()), (found.green(), wanted.green()), (found.blue(), wanted.blue()))
    return all(abs(one - other) < 24 for one, other in ways)


@pytest.mark.parametrize(("form", "ending"), WRITTEN.items())
def test_content_decides_and_not_the_name(tmp_path: Path, form: str, ending: str) -> None:
    path = kept(tmp_path, encoded(plain(32, 32), form), "holiday.gif")
    assert ImageReaderCheck().ending(path) == ending
    assert load_picture(path, QSize(16, 16)).size() == QSize(16, 16)
    assert load_picture(path, QSize(100, 100)).size() == QSize(32, 32)


def test_every_format_that_qt_reads_is_taken_but_svg() -> None:
    read = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    assert read - set(ENDINGS) == {"svg", "svgz", "jfif"}, "Qt calls what is in a .jfif jpeg"
    assert set(WRITTEN.values()) | {".gif", ".tga", ".cur"} == set(ENDINGS.values())


def test_no_reader_searches_for_the_format_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt's search asks the SVG decoder, too: on a worker that could wait for ever (see `pictures._recognised`)."""

    class Strict(QImageReader):
        @override
        def canRead(self) -> bool:
            assert not self.autoDetectImageFormat()
            return super().canRead()

    monkeypatch.setattr(pictures, "QImageReader", Strict)
    for form, ending in WRITTEN.items():
        assert ImageReaderCheck().ending(kept(tmp_path, encoded(plain(8, 8), form), f"{form}.png")) == ending


def test_a_tga_is_told_from_a_cursor_by_its_name(tmp_path: Path) -> None:
    content = picture_files.tga(40, 30)
    path = kept(tmp_path, content, "texture.tga")
    assert ImageReaderCheck().ending(path) == ".tga"
    assert load_picture(path, QSize(20, 20)).size() == QSize(20, 15)
    assert "cannot show" in refused(kept(tmp_path, content[:-500], "half.tga"))
    assert "cannot show this file" in refused(kept(tmp_path, b"\0\0\2\0\1\0" + b"letter" * 20, "text.tga"))
    assert ImageReaderCheck().ending(kept(tmp_path, encoded(plain(8, 8), "PNG"), "no.tga")) == ".png"


def test_a_text_file_an_empty_file_and_no_file_are_refused(tmp_path: Path) -> None:
    assert "cannot show this file" in refused(kept(tmp_path, b"Dear all,\n", "letter.png"))
    assert "empty" in refused(kept(tmp_path, b""))
    assert "cannot be read" in refused(tmp_path / "missing.png")
    assert "no file" in refused(tmp_path)


def test_svg_and_heic_are_refused_by_name_with_a_way_on(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    for name in ("drawing.svg", "drawing.png"):
        assert "Save it as a PNG" in refused(kept(tmp_path, svg, name))
    assert "Save it as JPEG" in refused(kept(tmp_path, b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + bytes(99), "me.jpg"))


@pytest.mark.parametrize("form", ["PNG", "JPG", "BMP", "WEBP", "TIFF", "PPM", "XBM", "XPM", "ICO"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_truncated_picture_is_refused(tmp_path: Path, form: str, share: float) -> None:
    whole = encoded(noisy(120, 120), form)
    sentence = refused(kept(tmp_path, whole[: int(len(whole) * share)]))
    assert "damaged" in sentence or "cannot show" in sentence


@pytest.mark.parametrize("at", [0.3, 0.6, 0.95])
def test_a_picture_with_scrambled_bytes_is_refused_or_shown_and_never_crashes(tmp_path: Path, at: float) -> None:
    for form in WRITTEN:
        content = bytearray(encoded(noisy(60, 60) if form not in {"ICO", "ICNS"} else plain(32, 32), form))
        start = int(len(content) * at)
        content[start : start + 40] = bytes(range(200, 240))[: len(content) - start]
        path = kept(tmp_path, bytes(content), f"{form}-{at}")
        with suppress(Problem):
            ImageReaderCheck().ending(path)
            assert not load_picture(path, QSize(30, 30)).isNull()


def test_zero_pixels_are_refused(tmp_path: Path) -> None:
    empty = picture_files.png_head(0, 10) + picture_files.png_chunk(b"IEND", b"")
    assert "damaged" in refused(kept(tmp_path, empty))
    assert "damaged" in refused(kept(tmp_path, picture_files.resized_jpeg(encoded(plain(16, 16), "JPG"), 0, 16)))


def begun_png(width: int, height: int, *, depth: int = 8, interlaced: bool = False) -> bytes:
    data = picture_files.png_chunk(b"IDAT", zlib.compress(bytes(100))) + picture_files.png_chunk(b"IEND", b"")
    return picture_files.png_head(width, height, depth=depth, interlaced=interlaced) + data


@pytest.mark.parametrize("interlaced", [False, True])
def test_a_200_megapixel_png_is_refused_by_its_head(tmp_path: Path, interlaced: bool) -> None:
    sentence = refused(kept(tmp_path, begun_png(20_000, 10_000, interlaced=interlaced)))
    assert "has 200 megapixels; up to 50 fit" in sentence
    assert "Save it as JPEG" in sentence


def test_16_bits_in_a_channel_fit_half_as_often(tmp_path: Path) -> None:
    assert "has 30 megapixels; up to 25 fit" in refused(kept(tmp_path, begun_png(6000, 5000, depth=16)))
    path = tmp_path / "deep.png"
    picture_files.write_png(path, 300, 200, depth=16)
    assert ImageReaderCheck().ending(path) == ".png"
    assert load_picture(path, QSize(100, 100)).format() == QImage.Format.Format_RGB32


def test_a_gigapixel_jpeg_is_refused_by_its_head(tmp_path: Path) -> None:
    jpeg = picture_files.resized_jpeg(encoded(plain(16, 16), "JPG"), 40_000, 40_000)
    assert "has 1600 megapixels; up to 400 fit" in refused(kept(tmp_path, jpeg))


def test_a_progressive_jpeg_is_held_whole_and_so_fits_only_as_far_as_that(tmp_path: Path) -> None:
    small = encoded(plain(64, 64), "JPG", progressive=True)
    assert ImageReaderCheck().ending(kept(tmp_path, small)) == ".jpg"
    # three coefficients for two pixels in 4:2:0, two bytes each
    assert "up to 66 fit" in refused(kept(tmp_path, picture_files.resized_jpeg(small, 10_000, 9_000)))


def test_a_large_jpeg_is_decoded_small(tmp_path: Path) -> None:
    path = kept(tmp_path, encoded(plain(9000, 6000), "JPG"))
    assert ImageReaderCheck().ending(path) == ".jpg"
    assert load_picture(path, QSize(300, 300)).size() == QSize(300, 200)
    assert size_of(path) == QSize(9000, 6000)


def test_it_fits_the_size_at_the_scale_and_is_never_enlarged(tmp_path: Path) -> None:
    path = kept(tmp_path, encoded(plain(400, 200), "PNG"))
    image = load_picture(path, QSize(100, 100), 2.0)
    assert (image.size(), image.devicePixelRatio()) == (QSize(200, 100), 2.0)
    assert load_picture(path, QSize(4000, 4000)).size() == QSize(400, 200)


@pytest.mark.parametrize("scale", [40, 16])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_however_it_was_held(tmp_path: Path, orientation: int, scale: int) -> None:
    # seen upright: red left above, blue right above, green left below, white right below
    corners = ["#ff0000", "#0000ff", "#00ff00", "#ffffff"]
    # EXIF: where the stored top left, top right, bottom left and bottom right are seen
    stored = {
        1: (0, 1, 2, 3),
        2: (1, 0, 3, 2),
        3: (3, 2, 1, 0),
        4: (2, 3, 0, 1),
        5: (0, 2, 1, 3),
        6: (1, 3, 0, 2),
        7: (3, 1, 2, 0),
        8: (2, 0, 3, 1),
    }[orientation]
    upright = QSize(80, 40)
    image = QImage(upright if orientation < 5 else upright.transposed(), QImage.Format.Format_RGB32)
    for x in range(image.width()):
        for y in range(image.height()):
            image.setPixelColor(
                x, y, QColor(corners[stored[(y >= image.height() // 2) * 2 + (x >= image.width() // 2)]])
            )
    path = kept(tmp_path, picture_files.exif_turned(encoded(image, "JPG", quality=100), orientation))
    assert ImageReaderCheck().ending(path) == ".jpg"
    assert size_of(path) == upright
    shown = load_picture(path, QSize(2 * scale, scale))
    assert shown.size() == QSize(2 * scale, scale)
    right, below = 2 * scale - 5, scale - 5
    places = [(4, 4), (right, 4), (4, below), (right, below)]
    assert all(near(shown, x, y, colour) for (x, y), colour in zip(places, corners, strict=True))


def test_of_an_animation_the_first_frame_is_shown(tmp_path: Path) -> None:
    moving = kept(tmp_path, picture_files.gif(20, 10, [0, 1]), "moving.gif")
    assert ImageReaderCheck().ending(moving) == ".gif"
    assert near(load_picture(moving, QSize(20, 20)), 3, 3, "#ff0000")
    frames = [encoded(plain(20, 10, colour), "WEBP") for colour in ("#ff0000", "#0000ff")]
    moving = kept(tmp_path, picture_files.animated_webp(20, 10, frames), "moving.webp")
    assert ImageReaderCheck().ending(moving) == ".webp"
    assert near(load_picture(moving, QSize(20, 20)), 3, 3, "#ff0000")


def test_a_gif_needs_its_first_frame_and_no_more(tmp_path: Path) -> None:
    whole = picture_files.gif(20, 10, [0, 1])
    assert ImageReaderCheck().ending(kept(tmp_path, whole[:-20])) == ".gif"
    assert "damaged" in refused(kept(tmp_path, picture_files.gif(20, 10, [0])[:-20]))


def test_of_an_icon_the_largest_picture_is_shown(tmp_path: Path) -> None:
    sides = [(16, encoded(plain(16, 16, "#ff0000"), "PNG")), (128, encoded(plain(128, 128, "#00ff00"), "PNG"))]
    icon = kept(tmp_path, picture_files.ico([*sides, sides[0]]))
    assert ImageReaderCheck().ending(icon) == ".ico"
    image = load_picture(icon, QSize(500, 500))
    assert image.size() == QSize(128, 128)
    assert near(image, 64, 64, "#00ff00")


def test_an_icon_that_lies_about_its_size_stays_bounded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    picture_files.write_png(path, 12_000, 8_000)
    assert "damaged" in refused(kept(tmp_path, picture_files.ico([(32, path.read_bytes())])))


def test_a_printers_jpeg_comes_in_the_screens_colours(tmp_path: Path) -> None:
    cmyk = plain(40, 20, "#cc2200").convertToFormat(QImage.Format.Format_CMYK8888)
    path = kept(tmp_path, encoded(cmyk, "JPG", quality=95))
    assert QImageReader(str(path)).imageFormat() == QImage.Format.Format_CMYK8888
    image = load_picture(path, QSize(40, 40))
    assert image.format() == QImage.Format.Format_RGB32
    assert near(image, 20, 10, "#cc2200")


def test_a_telephones_wide_colours_become_the_screens(tmp_path: Path) -> None:
    image = plain(40, 20, "#cc2200")
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    image.convertToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.DisplayP3))
    assert not near(image, 20, 10, "#cc2200")
    path = kept(tmp_path, encoded(image, "PNG"))
    assert near(load_picture(path, QSize(40, 40)), 20, 10, "#cc2200")


def test_transparency_stays(tmp_path: Path) -> None:
    image = QImage(40, 20, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 0, 0, 100))
    loaded = load_picture(kept(tmp_path, encoded(image, "PNG")), QSize(40, 40))
    assert loaded.format() == QImage.Format.Format_ARGB32_Premultiplied
    assert loaded.pixelColor(5, 5).alpha() == 100


def test_loading_works_on_a_worker_thread(tmp_path: Path) -> None:
    path = kept(tmp_path, encoded(plain(40, 30), "PNG"))
    images: list[QImage] = []
    worker = threading.Thread(target=lambda: images.append(load_picture(path, QSize(20, 20))))
    worker.start()
    worker.join()
    assert images[0].size() == QSize(20, 15)
