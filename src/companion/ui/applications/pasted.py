"""Text or an address that was pasted into the window or dropped on it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

LONGEST: Final = 400_000
"""Characters that are taken; the rest is cut off. The longest postings have some twenty thousand."""


def text_of(data: QMimeData) -> str:
    """The first address, or else the text; "" for neither. Files are not meant: who shows them takes them itself."""
    addresses = [url.toString() for url in data.urls() if url.scheme() in ("http", "https")]
    if addresses:
        return addresses[0]
    return "" if data.hasUrls() else data.text().strip()[:LONGEST]


def from_clipboard() -> str:
    """What the clipboard holds."""
    return text_of(QGuiApplication.clipboard().mimeData())
