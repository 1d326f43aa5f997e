"""What a clipboard or a drag holds of pictures: files, or the picture itself.

Apart from the widget, since which of several forms wins is a decision worth a test of its own.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage, QImageReader, QPixmap

from companion.core.problem import Problem


def holds_picture(mime: QMimeData, *, among_text: bool = False) -> bool:
    """Whether there is something to take.

    among_text: it was pasted into a text field, where words win over their picture (an office program puts both
    on the clipboard), and a file counts only if its name is a picture's.
    """
    path = file_in(mime)
    if path is not None:
        return not among_text or path.suffix.lower().lstrip(".") in _endings()
    return mime.hasImage() and not (among_text and mime.hasFormat("text/plain"))


def file_in(mime: QMimeData) -> Path | None:
    """The first local file, if there is one."""
    for url in mime.urls():
        if url.isLocalFile() and url.toLocalFile():
            return Path(url.toLocalFile())
    return None


def image_in(mime: QMimeData) -> QImage:
    """The picture itself; null if what came is none."""
    data: object = mime.imageData()
    if isinstance(data, QPixmap):
        return data.toImage()
    return data if isinstance(data, QImage) else QImage()


def put_aside(image: QImage) -> Path:
    """Writes the picture to a file of its own that only this user can read. Raises Problem. Blocks."""
    try:
        folder = Path(tempfile.mkdtemp(prefix="companion-picture-"))
    except OSError as error:
        raise Problem(
            "The picture could not be put aside: there is no room for temporary files.",
            field="picture",
            details=str(error),
        ) from error
    path = folder / "pasted.png"
    if image.isNull() or not image.save(str(path)):
        throw_away(path)
        raise Problem("What was pasted is not a picture that can be kept. Choose a file instead.", field="picture")
    return path


def throw_away(path: Path) -> None:
    """Removes what `put_aside` wrote. Blocks."""
    with suppress(OSError):  # what the system's cleaner or another removed is gone
        path.unlink()
        path.parent.rmdir()


def _endings() -> frozenset[str]:
    return frozenset(bytes(name.data()).decode("ascii") for name in QImageReader.supportedImageFormats())


def name_filter() -> str:
    """The file dialog's choice of names."""
    return "Pictures (" + " ".join(f"*.{ending}" for ending in sorted(_endings())) + ")"
