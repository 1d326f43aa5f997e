"""Workbooks (.xlsx), row by row with openpyxl.

A workbook is a zip of XML: what it unpacks to is measured before openpyxl opens it, and XML that defines entities of
its own, which no program writes and which may grow without end, is refused.
"""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import IO, TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from companion.adapters.imports.files import HEAD, Budget, member, problem, zipped
from companion.adapters.imports.text_table import Record

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MOST_COLUMNS: Final = 500
_MOST_WORDS: Final = 150_000_000
"""Bytes of the table of shared words, which openpyxl keeps in memory."""

_DEFINES: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What openpyxl raises over a workbook that does not hold what it expects."""


def check(file: IO[bytes]) -> None:
    """Measures every part. Raises Problem if one is beyond reason."""
    budget = Budget()
    with zipped(file) as archive:
        for info in archive.infolist():
            if not info.filename.endswith((".xml", ".rels")):
                continue
            size, kept = 0, b""
            with member(archive, info.filename, budget) as part:
                while chunk := part.read(HEAD):
                    size += len(chunk)
                    # without zeros, so that UTF-16 is seen too
                    if _DEFINES.search((kept + chunk).replace(b"\0", b"")):
                        raise problem("This workbook holds what no spreadsheet program writes. Nothing was imported.")
                    kept = chunk[-40:]
            if info.filename.endswith("sharedStrings.xml") and size > _MOST_WORDS:
                raise problem("This workbook is too large. Save the sheet as CSV and import that.")
    file.seek(0)


def sheets(file: IO[bytes]) -> list[str]:
    """The names of the sheets that are seen. Raises Problem."""
    with _book(file) as book:
        return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def records(file: IO[bytes], name: str) -> Iterator[Record]:
    """The rows of a sheet that are not empty; dates are in ISO 8601. Raises Problem."""
    with _book(file) as book:
        sheet = next((sheet for sheet in book.worksheets if sheet.title == name), None)
        if sheet is None:
            raise problem("This file has changed since. Choose it again.")
        sheet.reset_dimensions()  # what it says of its own size may be a million empty rows
        rows: Iterator[tuple[object, ...]] = iter(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
        line = 0
        while True:
            line += 1
            try:
                row = next(rows)
            except StopIteration:
                return
            except _BROKEN as error:
                raise _broken(error) from error
            cells = [_text(value) for value in row]
            if any(cells):
                yield Record(line, cells)


@contextmanager
def _book(file: IO[bytes]) -> Generator[Workbook]:
    from openpyxl import load_workbook

    # of parts that are of no use to us, such as a menu within a cell
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except _BROKEN as error:
        raise _broken(error) from error
    try:
        yield book
    finally:
        book.close()


def _broken(error: Exception) -> Exception:
    return problem("This workbook is broken. Open it in a spreadsheet program and save it as CSV.", str(error))


def _text(value: object) -> str:
    """A cell as a text table would have it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
