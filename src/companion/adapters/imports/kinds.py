"""Tells a table from what only looks like one: by its first bytes, not by its name."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import IO, Final

from companion.adapters.imports.files import HEAD, problem, zipped


class Kind(Enum):
    """What a file is."""

    TEXT = auto()
    ZIP = auto()
    WORKBOOK = auto()
    COMPANION = auto()


_WEB_PAGE: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|\?xml|table|div|meta|script)\b", re.IGNORECASE | re.DOTALL
)
_CONTROLS: Final = re.compile("[\x01-\x08\x0b\x0e-\x1f]")
_OTHERS: Final = (
    (b"%PDF", "This is a PDF, not a table. Download the table itself, as CSV or as a workbook (.xlsx)."),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook (.xls). Open it, save it as .xlsx or CSV, and import that."),
    (b"\x1f\x8b", "This file is packed (.gz). Unpack it and choose the table inside."),
    (b"7z\xbc\xaf", "This file is packed (.7z). Unpack it and choose the table inside."),
    (b"Rar!", "This file is packed (.rar). Unpack it and choose the table inside."),
    (b"\x89PNG", "This is a picture, not a table."),
    (b"\xff\xd8\xff", "This is a picture, not a table."),
    (b"SQLite format 3\0", "This is a database, not a table. Export a table from it, as CSV."),
)
_OUR_ZIP: Final = re.compile(rb"PK\x03\x04.{22}\x0e\x00..companion\.json", re.DOTALL)
"""Our own export with contents: its document comes first (APPNOTE.TXT 4.3.7), so its list, which may be long, is not
needed to tell."""
WEB_PAGE: Final = (
    "This is a web page, not a table. Download the file itself: the page may have asked you to log in, or the link may "
    "have ended."
)


def kind_of(file: IO[bytes]) -> Kind:
    """Raises Problem for what is known to be something else. Leaves the file at its beginning."""
    head = file.read(HEAD)
    file.seek(0)
    if not head.strip(b"\0\t\r\n "):
        raise problem("This file is empty.")
    for mark, sentence in _OTHERS:
        if head.startswith(mark):
            raise problem(sentence)
    if _OUR_ZIP.match(head):
        return Kind.COMPANION
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(file)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[{")):
        if b'"companion"' in head[:4096]:
            return Kind.COMPANION
        raise problem("This is JSON of another program. Export a table there, as CSV, and import that.")
    return Kind.TEXT


def check_text(head: str) -> None:
    """Raises Problem if a text's beginning is a web page or no text at all."""
    if _WEB_PAGE.match(head.lstrip("\ufeff")):
        raise problem(WEB_PAGE)
    if len(_CONTROLS.findall(head)) * 50 > len(head):
        raise problem("This file is no table.")


def _zip_kind(file: IO[bytes]) -> Kind:
    with zipped(file) as archive:
        names = set(archive.namelist())
    file.seek(0)
    if "xl/workbook.xml" in names:
        return Kind.WORKBOOK
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise problem("This document is no table that can be read here. Save its table as CSV or as .xlsx.")
    return Kind.ZIP
