"""Looks at pictures before they are kept, and loads them in the size in which they are shown.

A file's content decides, never its name. Memory stays bounded: a picture is decoded whole only up to 50 megapixels;
beyond that only by formats that decode scaled down (JPEG). QImageReader needs no QGuiApplication and no GUI thread,
so both functions are safe on a worker. SVG is refused: it is a program rather than a picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

from companion.core.problem import Problem

ENDINGS: Final = {"png": ".png", "jpeg": ".jpg", "jpg": ".jpg", "webp": ".webp", "gif": ".gif", "bmp": ".bmp"}
"""The formats that are shown, by Qt's name for what it found, with the ending they are kept under."""

MOST_PIXELS: Final = 50_000_000
"""200 MB decoded, for a moment, on a worker."""

MOST_PIXELS_SCALED: Final = 400_000_000
"""For formats that decode scaled down; even libjpeg walks through all of it once."""

MOST_BYTES: Final = 200_000_000

_PROBE: Final = QSize(256, 256)
"""The size in which a picture is decoded as a trial."""


class ImageReaderCheck:
    """Implements services.ports.PictureCheck with Qt's own decoders."""

    def ending(self, path: Path) -> str:
        """The ending of the real format. Raises Problem(field="picture")."""
        reader, name = _opened(path)
        reader.setScaledSize(_within(reader.size(), _PROBE))
        if not _whole(path, name) or reader.read().isNull():
            raise _problem("The picture is damaged: its data ends early or is broken.", reader.errorString())
        return ENDINGS[name]


def load_picture(path: Path, size: QSize, dpr: float = 1.0) -> QImage:
    """The picture, upright as its EXIF data says, as large as fits `size` (logical pixels), never enlarged.

    Raises Problem(field="picture"). Safe on a worker thread.
    """
    reader, _ = _opened(path)
    reader.setAutoTransform(True)
    target = size * dpr
    turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
    reader.setScaledSize(_within(reader.size(), target.transposed() if turned else target))
    image = reader.read()
    if image.isNull():
        raise _problem("The picture is damaged: its data ends early or is broken.", reader.errorString())
    image.setDevicePixelRatio(dpr)
    return image


def _opened(path: Path) -> tuple[QImageReader, str]:
    """A reader that has seen the head and found it sound, and Qt's name of the format."""
    try:
        length = path.stat().st_size
        if not path.is_file():
            raise _problem("That is no file. Choose a picture: PNG, JPEG, WebP, GIF or BMP.")
    except OSError as error:
        raise _problem("The picture cannot be read.", str(error)) from error
    if length == 0:
        raise _problem("The file is empty. Choose a picture: PNG, JPEG, WebP, GIF or BMP.")
    if length > MOST_BYTES:
        raise _problem(f"The file has {length // 1_000_000} MB; up to {MOST_BYTES // 1_000_000} MB fit.")
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    name = bytes(reader.format().data()).decode("ascii", "replace").casefold() if reader.canRead() else ""
    if name not in ENDINGS:
        raise _problem("The companion cannot show this file. Choose a picture: PNG, JPEG, WebP, GIF or BMP.", name)
    size = reader.size()
    if size.isEmpty():
        raise _problem("The picture is damaged: it does not say how large it is.", reader.errorString())
    _check_size(size, scalable=reader.supportsOption(QImageIOHandler.ImageOption.ScaledSize), name=name)
    return reader, name


def _check_size(size: QSize, *, scalable: bool, name: str) -> None:
    pixels = size.width() * size.height()
    # WebP and GIF accept a scaled size too, but decode whole before they scale
    most = MOST_PIXELS_SCALED if scalable and ENDINGS[name] == ".jpg" else MOST_PIXELS
    if pixels > most:
        raise _problem(
            f"The picture has {pixels // 1_000_000} megapixels; up to {most // 1_000_000} fit. Save a smaller copy."
        )


def _whole(path: Path, name: str) -> bool:
    """Whether a JPEG has its end marker: libjpeg fills a missing rest with grey and reports no error."""
    if ENDINGS[name] != ".jpg":
        return True
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65_536))
        # cameras append maker's data after the picture, so the marker need not be the last thing
        return b"\xff\xd9" in file.read()


def _within(size: QSize, limit: QSize) -> QSize:
    if size.width() <= limit.width() and size.height() <= limit.height():
        return size
    return size.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _problem(sentence: str, details: str = "") -> Problem:
    return Problem(sentence, field="picture", details=details)
