"""Looks at pictures before they are kept, and loads them in the size in which they are shown.

Every format is taken that Qt reads, save SVG: it is a program rather than a picture, may name other files, and can
take any time and memory it likes. A file's content decides, never its name (but for TGA, whose first bytes are
those of a cursor, too).

Memory stays bounded, by what was measured with Qt 6.11 (docs/picture-files.md): only JPEG is decoded scaled down, row
by row, so a photograph of 200 megapixels is fine there. Every other format is decoded whole before it is scaled, and
so is taken up to 50 megapixels; a progressive JPEG as far as its coefficients stay within the same 200 MB.
QImageReader needs no QGuiApplication and no GUI thread, and lets go of Python's lock while it decodes, so all of this
belongs on a worker.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageIOHandler, QImageReader

from companion.core.problem import Problem
from companion.desktop.picture_heads import (
    animated_webp_pixels,
    is_apples_or_avif,
    is_drawing,
    is_whole,
    jpeg_holds,
    portable_map,
)

ENDINGS: Final = {
    "bmp": ".bmp",
    "cur": ".cur",
    "gif": ".gif",
    "icns": ".icns",
    "ico": ".ico",
    "jpeg": ".jpg",
    "jpg": ".jpg",
    "pbm": ".pbm",
    "pgm": ".pgm",
    "png": ".png",
    "ppm": ".ppm",
    "tga": ".tga",
    "tif": ".tiff",
    "tiff": ".tiff",
    "wbmp": ".wbmp",
    "webp": ".webp",
    "xbm": ".xbm",
    "xpm": ".xpm",
}
"""The formats that are shown, by Qt's name for what it found, with the ending they are kept under."""

MOST_HELD: Final = 200_000_000
"""Bytes of a picture that is decoded whole, for a moment, on a worker. Qt's own limit, 256 MB, lies above it."""

MOST_PIXELS: Final = MOST_HELD // 4

MOST_PIXELS_SCALED: Final = 400_000_000
"""For what is decoded scaled down; even libjpeg walks through all of it once."""

MOST_BYTES: Final = 200_000_000

_PROBE: Final = QSize(256, 256)
"""The size in which a picture is decoded as a trial."""

_MARKED: Final = ("png", "jpeg", "gif", "webp", "bmp", "tiff", "icns", "ppm", "xpm", "xbm")
"""What its first bytes tell beyond doubt, the most usual first; and those that others could be taken for."""

_OTHERS: Final = ("ico", "cur", "wbmp")

_ICONS: Final = {"cur", "ico", "icns"}
"""Several sizes of the same picture in one file. Never large, whatever the file says: Qt's limit holds for each."""

_MOST_ICONS: Final = 64

_KNOWN: Final = "Choose a picture: PNG, JPEG, WebP, GIF, BMP or TIFF."
_DAMAGED: Final = "The picture is damaged: its data ends early or is broken."


class ImageReaderCheck:
    """Implements services.ports.PictureCheck with Qt's own decoders."""

    def ending(self, path: Path) -> str:
        """The ending of the real format. Raises Problem(field="picture")."""
        reader, name = _opened(path)
        try:
            whole = is_whole(path, name)
        except OSError as error:
            raise _problem("The picture cannot be read.", str(error)) from error
        if not whole:
            raise _problem(_DAMAGED)
        _read(reader, _PROBE)
        return ENDINGS[name]


def load_picture(path: Path, size: QSize, dpr: float = 1.0) -> QImage:
    """The picture, upright as its EXIF data says, as large as fits `size` (logical pixels), never enlarged.

    It comes in the format and colours of the screen, so that painting it costs the GUI thread little. Of an animation
    it is the first frame. Raises Problem(field="picture"). Safe on a worker thread.
    """
    reader, _ = _opened(path)
    image = _for_screen(_read(reader, size * dpr))
    image.setDevicePixelRatio(dpr)
    return image


def size_of(path: Path) -> QSize:
    """How many pixels the picture has, upright. Raises Problem(field="picture"). Reads only its head."""
    reader, _ = _opened(path)
    return _upright(reader, reader.size())


def _opened(path: Path) -> tuple[QImageReader, str]:
    """A reader that has seen the head and found it sound, and Qt's name of the format."""
    try:
        length = path.stat().st_size
        if not path.is_file():
            raise _problem(f"That is no file. {_KNOWN}")
        if length == 0:
            raise _problem(f"The file is empty. {_KNOWN}")
        if length > MOST_BYTES:
            raise _problem(f"The file has {length // 1_000_000} MB; up to {MOST_BYTES // 1_000_000} MB fit.")
        _check_pixels(animated_webp_pixels(path), MOST_HELD // 12, ".webp")  # three canvases
        reader, name = _recognised(path)
        if name not in ENDINGS:
            raise _unknown(path)
        _check_size(reader, path, name)
    except OSError as error:
        raise _problem("The picture cannot be read.", str(error)) from error
    if name in _ICONS:
        _turn_to_largest(reader)
    return reader, name


def _recognised(path: Path) -> tuple[QImageReader, str]:
    """By its content, format by format. Qt's own search asks the SVG decoder, too, which connects objects: a worker
    does that holding Python's lock and waits for one of Qt's, while the GUI thread, destroying an object, holds that
    one and waits for Python's. Seen once in some thousand reels, and then for ever.
    """
    # the mark of a TGA is at its end, and its first bytes are those of a cursor, too
    others = ("tga",) if path.suffix.casefold() == ".tga" else _OTHERS
    for name in (*_MARKED, *others):
        reader = QImageReader(str(path), QByteArray(name.encode()))
        reader.setAutoDetectImageFormat(False)
        if reader.canRead():
            return reader, portable_map(path) if name == "ppm" else name
    return QImageReader(), ""


def _unknown(path: Path) -> Problem:
    if is_drawing(path):
        return _problem("An SVG drawing cannot be shown here. Save it as a PNG picture and choose that.")
    if is_apples_or_avif(path):
        return _problem("HEIC and AVIF photographs cannot be shown here. Save it as JPEG and choose that.")
    return _problem(f"The companion cannot show this file. {_KNOWN}")


def _check_size(reader: QImageReader, path: Path, name: str) -> None:
    size = reader.size()
    if size.isEmpty():
        if name == "icns":  # says so only when it is decoded; its largest kind has 1024 × 1024
            return
        raise _problem("The picture is damaged: it does not say how large it is.", reader.errorString())
    _check_pixels(size.width() * size.height(), _most_pixels(reader, path, name), ENDINGS[name])


def _check_pixels(pixels: int, most: int, ending: str) -> None:
    if pixels > most:
        advice = "Save it as JPEG, or a smaller copy." if ending != ".jpg" else "Save a smaller copy."
        raise _problem(
            f"The picture has {pixels // 1_000_000} megapixels; up to {most // 1_000_000} fit for a file of this kind. "
            f"{advice}"
        )


def _most_pixels(reader: QImageReader, path: Path, name: str) -> int:
    if ENDINGS[name] == ".jpg":
        held = jpeg_holds(path)
        return int(MOST_HELD / held) if held else MOST_PIXELS_SCALED
    if reader.imageFormat() == QImage.Format.Format_Grayscale16:
        return MOST_HELD // 8  # it becomes four channels of 16 bits before it is scaled
    # what is less deep becomes 32 bits before it is scaled; not every format tells
    return MOST_HELD // max(4, QImage.toPixelFormat(reader.imageFormat()).bitsPerPixel() // 8)


def _turn_to_largest(reader: QImageReader) -> None:
    """Of an icon's pictures the one with the most pixels. Only the head of each is kept, never two at a time."""
    best, most = 0, -1
    for index in range(min(reader.imageCount(), _MOST_ICONS)):
        if not reader.jumpToImage(index):
            break
        size = reader.size()
        if size.isEmpty():
            size = reader.read().size()
        pixels = size.width() * size.height()
        if pixels > most:
            best, most = index, pixels
    reader.jumpToImage(best)


def _read(reader: QImageReader, target: QSize) -> QImage:
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isEmpty():
        reader.setScaledSize(_within(size, _upright(reader, target)))
    image = reader.read()
    if image.isNull():
        raise _problem(_DAMAGED, reader.errorString())
    if size.isEmpty() and (fitting := _within(image.size(), target)) != image.size():
        image = image.scaled(fitting, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return image


def _upright(reader: QImageReader, size: QSize) -> QSize:
    turned = reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90
    return size.transposed() if turned else size


def _for_screen(image: QImage) -> QImage:
    space = image.colorSpace()
    plain = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if image.format() != QImage.Format.Format_CMYK8888 and space.isValid() and space != plain:
        image.convertToColorSpace(plain)
    wanted = QImage.Format.Format_ARGB32_Premultiplied if image.hasAlphaChannel() else QImage.Format.Format_RGB32
    return image.convertToFormat(wanted)


def _within(size: QSize, limit: QSize) -> QSize:
    if size.width() <= limit.width() and size.height() <= limit.height():
        return size
    return size.scaled(limit, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _problem(sentence: str, details: str = "") -> Problem:
    return Problem(sentence, field="picture", details=details)
