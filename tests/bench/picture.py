"""The pictures of the measures: one as a reel's card shows it, and photographs as phones take them.

Drawn in a process of its own: the bench itself has no Qt.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

_CARD = """
import sys
from PySide6.QtGui import QColor, QGuiApplication, QImage, QLinearGradient, QPainter
image = QImage(640, 400, QImage.Format.Format_RGB32)
painter = QPainter(image)
gradient = QLinearGradient(0, 0, 640, 400)
gradient.setColorAt(0, QColor("#2a9d8f"))
gradient.setColorAt(1, QColor("#f0c674"))
painter.fillRect(image.rect(), gradient)
painter.end()
image.save(sys.argv[1], quality=90)
"""

_PHOTO = """
import random, sys
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter
rng = random.Random(7)
image = QImage(int(sys.argv[2]), int(sys.argv[2]) * 3 // 4, QImage.Format.Format_RGB32)
painter = QPainter(image)
gradient = QLinearGradient(0, 0, image.width(), image.height())
for at, colour in ((0.0, "#2a9d8f"), (0.5, "#e9d8a6"), (1.0, "#9b2226")):
    gradient.setColorAt(at, QColor(colour))
painter.fillRect(image.rect(), gradient)
painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
# things of every size: shapes, edges, texture, and a sensor's grain
for width, opacity in ((8, 0.5), (60, 0.3), (500, 0.12), (2000, 0.04)):
    height = width * 3 // 4
    noise = QImage(rng.randbytes(4 * width * height), width, height, 4 * width, QImage.Format.Format_RGB32)
    painter.setOpacity(opacity)
    painter.drawImage(image.rect(), noise)
painter.end()
image.save(sys.argv[1], quality=80)
"""


def make_picture(path: Path) -> Path:
    """A picture already scaled for a reel's card: what the bare dialog shows."""
    subprocess.run([sys.executable, "-c", _CARD, str(path)], check=True)
    return path


def make_photos(folder: Path, count: int, width: int) -> Iterator[str]:
    """So many photographs (4:3) in the folder, as a profile keeps them; yields their names.

    One photograph in truth, each with another comment before its pixels, so that the contents differ.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / "photo.jpg"
    subprocess.run([sys.executable, "-c", _PHOTO, str(draft), str(width)], check=True)
    photo = draft.read_bytes()
    draft.unlink()
    for number in range(count):
        varied = _commented(photo, f"photograph {number}".encode())
        name = f"{hashlib.sha256(varied).hexdigest()}.jpg"
        (folder / name).write_bytes(varied)
        yield name


def _commented(jpeg: bytes, comment: bytes) -> bytes:
    """With a comment segment (COM, ITU-T T.81 B.2.4.5) after the mark of its beginning."""
    return b"%b\xff\xfe%b%b%b" % (jpeg[:2], (len(comment) + 2).to_bytes(2, "big"), comment, jpeg[2:])
