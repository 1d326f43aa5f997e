"""What was pasted into the window or dropped on it: a text, an address, a saved page, a table."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

LONGEST: Final = 400_000
"""Characters that are taken; the rest is cut off. The longest postings have some twenty thousand."""

_PAGES: Final = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".mht", ".txt"})
_TABLES: Final = frozenset({".csv", ".xlsx", ".zip", ".json"})


def text_of(data: QMimeData) -> str:
    """The first address, or else the text; "" for neither. Files are not meant: who shows them takes them itself."""
    addresses = [url.toString() for url in data.urls() if url.scheme() in ("http", "https")]
    if addresses:
        return addresses[0]
    return "" if data.hasUrls() else data.text().strip()[:LONGEST]


def page_of(data: QMimeData) -> Path | None:
    """The one saved page, by its name."""
    return _file_of(data, _PAGES)


def table_of(data: QMimeData) -> Path | None:
    """The one file that an import may read, by its name."""
    return _file_of(data, _TABLES)


def clipboard() -> QMimeData:
    """What the clipboard holds."""
    return QGuiApplication.clipboard().mimeData()


def _file_of(data: QMimeData, endings: frozenset[str]) -> Path | None:
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 and files[0].suffix.casefold() in endings else None
