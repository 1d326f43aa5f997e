"""Which pictures are taken, which are refused and why, and how they are loaded."""

from __future__ import annotations

import struct
import threading
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter

from companion.core.problem import Problem
from companion.desktop.pictures import ImageReaderCheck, load_picture

pytestmark = pytest.mark.qt_log_ignore("JPEG|corrupt|libpng|Corrupt|premature|Premature|gd-png|QImageIOHandler")


def encoded(width: int, height: int, form: str, *, noisy: bool = False) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    if noisy:
        for x in range(width):
            for y in range(height):
                image.setPixelColor(x, y, QColor((x * 7) % 256, (y * 13) % 256, (x * y) % 256))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(form.encode())).write(image)
    return bytes(data.data())


def kept(folder: Path, content: bytes, name: str = "picture.dat") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(Problem) as caught:
        ImageReaderCheck().ending(path)
    assert caught.value.field == "picture"
    return caught.value.sentence


@pytest.mark.parametrize(("form", "ending"), [("PNG", ".png"), ("JPG", ".jpg"), ("WEBP", ".webp"), ("BMP", ".bmp")])
def test_content_decides_and_not_the_name(tmp_path: Path, form: str, ending: str) -> None:
    assert ImageReaderCheck().ending(kept(tmp_path, encoded(40, 30, form), "holiday.gif")) == ending


def test_a_text_file_an_empty_file_and_no_file_are_refused(tmp_path: Path) -> None:
    assert "cannot show this file" in refused(kept(tmp_path, b"Dear all,\n", "letter.png"))
    assert "empty" in refused(kept(tmp_path, b""))
    assert "cannot be read" in refused(tmp_path / "missing.png")
    assert "no file" in refused(tmp_path)


def test_svg_is_refused(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    assert "cannot show this file" in refused(kept(tmp_path, svg, "drawing.svg"))
    assert "cannot show this file" in refused(kept(tmp_path, svg, "drawing.png"))


@pytest.mark.parametrize("form", ["PNG", "JPG"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_truncated_picture_is_refused(tmp_path: Path, form: str, share: float) -> None:
    whole = encoded(120, 120, form, noisy=True)
    sentence = refused(kept(tmp_path, whole[: int(len(whole) * share)]))
    assert "damaged" in sentence or "cannot show" in sentence


def png_head(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def test_a_200_megapixel_png_is_refused_by_its_head(tmp_path: Path) -> None:
    assert "has 200 megapixels; up to 50 fit" in refused(kept(tmp_path, png_head(20_000, 10_000)))


def test_a_gigapixel_jpeg_is_refused_by_its_head(tmp_path: Path) -> None:
    jpeg = bytearray(encoded(16, 16, "JPG"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 40_000, 40_000)
    assert "has 1600 megapixels" in refused(kept(tmp_path, bytes(jpeg)))


def test_a_large_jpeg_is_decoded_small(tmp_path: Path) -> None:
    path = kept(tmp_path, encoded(9000, 6000, "JPG"))
    assert ImageReaderCheck().ending(path) == ".jpg"
    assert load_picture(path, QSize(300, 300)).size() == QSize(300, 200)


def test_it_fits_the_size_at_the_scale_and_is_never_enlarged(tmp_path: Path) -> None:
    path = kept(tmp_path, encoded(400, 200, "PNG"))
    image = load_picture(path, QSize(100, 100), 2.0)
    assert (image.size(), image.devicePixelRatio()) == (QSize(200, 100), 2.0)
    assert load_picture(path, QSize(4000, 4000)).size() == QSize(400, 200)


def exif_turned(jpeg: bytes, orientation: int) -> bytes:
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def test_a_turned_photograph_stands_upright_and_fits(tmp_path: Path) -> None:
    path = kept(tmp_path, exif_turned(encoded(400, 200, "JPG"), 6))
    assert load_picture(path, QSize(1000, 1000)).size() == QSize(200, 400)
    assert load_picture(path, QSize(100, 50)).size() == QSize(25, 50)


def test_loading_works_on_a_worker_thread(tmp_path: Path) -> None:
    path = kept(tmp_path, encoded(40, 30, "PNG"))
    images: list[QImage] = []
    worker = threading.Thread(target=lambda: images.append(load_picture(path, QSize(20, 20))))
    worker.start()
    worker.join()
    assert images[0].size() == QSize(20, 15)
