"""Loads the profile's pictures for showing: from a small copy where there is one, which it makes at first need.

Measured with a photograph of 12 megapixels: 55 ms from the JPEG itself and 250 ms from a PNG, 8 ms from the copy, 4 ms
for a thumbnail. One size of copy serves both, as a JPEG is decoded scaled down. Everything here belongs on a worker; no
two threads share a reader, and copies are put in place whole, so any number of workers may load at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter

from companion.core.problem import Problem
from companion.desktop.picture_heads import is_whole
from companion.desktop.pictures import load_picture, size_of
from companion.services.ports import ScaledPictures

BOX: Final = QSize(1280, 800)
"""Pixels that a copy fits in: the reel's largest card, 640 × 400, at 200 %."""

_QUALITY: Final = 92


class PictureLoader:
    """Loads with the help of copies; without them, always from the picture itself."""

    def __init__(self, copies: ScaledPictures | None = None) -> None:
        self._copies = copies

    def load(self, path: Path, size: QSize, dpr: float = 1.0) -> QImage:
        """As desktop.pictures.load_picture; also for pictures outside the profile. Raises Problem(field="picture")."""
        if self._copies is None or not _fits(size * dpr, BOX):
            return load_picture(path, size, dpr)
        image = self._from_copy(self._copies, path, size, dpr)
        if image is None:
            image = self._with_copy(self._copies, path, size, dpr)
        return image

    def prepare(self, path: Path) -> None:
        """Makes the copy now, if it is worth one: right after the picture was kept. Raises Problem."""
        self.load(path, BOX)

    def _from_copy(self, copies: ScaledPictures, path: Path, size: QSize, dpr: float) -> QImage | None:
        copy = copies.find(path)
        if copy is None:
            return None
        try:
            if is_whole(copy, copy.suffix.removeprefix(".")):
                return load_picture(copy, size, dpr)
        except (OSError, Problem):  # gone meanwhile, or broken: made again
            pass
        copies.drop(path)
        return None

    def _with_copy(self, copies: ScaledPictures, path: Path, size: QSize, dpr: float) -> QImage:
        whole = size_of(path)
        if whole.isEmpty() or _fits(whole, BOX):
            return load_picture(path, size, dpr)
        image = load_picture(path, BOX)
        ending = ".png" if image.hasAlphaChannel() else ".jpg"
        copies.keep(path, ending, _encoded(image, ending))
        target = (size * dpr).expandedTo(QSize(1, 1))
        if not _fits(image.size(), target):
            image = image.scaled(target, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        image.setDevicePixelRatio(dpr)
        return image


def _fits(size: QSize, box: QSize) -> bool:
    return size.width() <= box.width() and size.height() <= box.height()


def _encoded(image: QImage, ending: str) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(ending.removeprefix(".").encode()))
    if ending == ".jpg":
        writer.setQuality(_QUALITY)
    writer.write(image)
    return bytes(data.data())
