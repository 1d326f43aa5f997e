"""A picture as a phone takes it, scaled for a reel's card: what the bare dialog shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_DRAW = """
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


def make_picture(path: Path) -> Path:
    """Draws it in a process of its own: this one has no Qt."""
    subprocess.run([sys.executable, "-c", _DRAW, str(path)], check=True)
    return path
