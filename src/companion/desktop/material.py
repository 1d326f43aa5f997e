"""What came to a window for a highlight, by paste or drop, out of its clipboard or drag."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from companion.desktop.catcher import Pasted
from companion.desktop.picture_source import (
    files_in,
    holds_picture,
    image_in,
    letter_in,
    link_in,
    pictures_in,
    text_in,
)


@dataclass(frozen=True, slots=True)
class Material:
    """pictures: files that may be pictures. image: a picture without a file. letter: a mail saved as a file."""

    pictures: tuple[Path, ...] = ()
    image: QImage | None = None
    letter: Path | None = None
    text: str = ""
    link: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Material()


def holds_material(mime: QMimeData, how: Pasted) -> bool:
    """Whether there is something to take, by its kinds alone: asked for each step of a drag, so nothing is fetched."""
    if letter_in(mime) is not None or holds_picture(mime, among_text=how is Pasted.AMONG_TEXT):
        return True
    return not how.on_text and not files_in(mime) and (mime.hasFormat("text/plain") or bool(link_in(mime)))


def material_in(mime: QMimeData) -> Material:
    """Everything that can be taken. A picture wins over the words beside it, as programs offer both."""
    letter, pictures = letter_in(mime), pictures_in(mime)
    if letter is not None or pictures:
        return Material(pictures=pictures, letter=letter)
    if mime.hasImage():
        return Material(image=image_in(mime))
    return Material(text=text_in(mime), link=link_in(mime))
