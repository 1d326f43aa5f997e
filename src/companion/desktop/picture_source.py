"""What a clipboard or a drag holds for a highlight: pictures as files or as themselves, a letter, words, a link.

Apart from the widget, since which of several forms wins is a decision worth a test of its own. Nothing here touches
the disk, so it may be asked while something is dragged.

A letter dragged out of a mail program comes as a local .eml if that program offers a file. Thunderbird does on Linux,
by the source of its GTK drags: a temporary one, removed five minutes after the drop, so it is to be read at once. What
is only promised (older Thunderbirds' `application/x-moz-file-promise`, by way of XdndDirectSave) Qt has no way to ask
for; it then holds nothing.
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


def files_in(mime: QMimeData) -> tuple[Path, ...]:
    """The local files, in their order, each once."""
    names = (url.toLocalFile() for url in mime.urls() if url.isLocalFile())
    return tuple(dict.fromkeys(Path(name) for name in names if name))


def letter_in(mime: QMimeData) -> Path | None:
    """The first local file that is a letter by its name (.eml), if there is one."""
    return next((path for path in files_in(mime) if _is_letter(path)), None)


def pictures_in(mime: QMimeData) -> tuple[Path, ...]:
    """The local files that may be pictures: all but letters, since their content decides and not their name."""
    return tuple(path for path in files_in(mime) if not _is_letter(path))


def file_in(mime: QMimeData) -> Path | None:
    """The first of `pictures_in`, if there is one."""
    return next(iter(pictures_in(mime)), None)


def link_in(mime: QMimeData) -> str:
    """The first link into the web (http or https), or ""."""
    return next((url.toString() for url in mime.urls() if url.scheme() in {"http", "https"} and url.host()), "")


def text_in(mime: QMimeData) -> str:
    """The words, if they are words: "" for files and for a link alone, which many programs offer as text, too."""
    if files_in(mime) or not mime.hasFormat("text/plain"):
        return ""
    text = mime.text().strip()
    return "" if text and text == link_in(mime) else text


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


def _is_letter(path: Path) -> bool:
    return path.suffix.casefold() == ".eml"


def _endings() -> frozenset[str]:
    read = frozenset(bytes(name.data()).decode("ascii") for name in QImageReader.supportedImageFormats())
    return read - {"svg", "svgz"}  # see desktop.pictures


def name_filter() -> str:
    """The file dialog's choice of names."""
    return "Pictures (" + " ".join(f"*.{ending}" for ending in sorted(_endings())) + ")"
