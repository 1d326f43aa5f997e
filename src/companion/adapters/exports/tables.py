"""Tables for spreadsheets: CSV (RFC 4180) and XLSX, written a row at a time.

A cell from outside may be written to be run: what begins with one of = + - @, a tab or a carriage return is a formula
to a spreadsheet that opens a CSV. Such a cell gets an apostrophe before it; in a workbook a text is marked as text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import TextIOWrapper
from typing import BinaryIO, Final

from companion.core.exporting import ExportFormat
from companion.services.ports import TableCell, TableRow

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
_LONGEST: Final = 32_767
"""Characters in a cell of a workbook."""
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MOST_ROWS: Final = 1_048_575


class SheetTables:
    """services.ports.Tables."""

    def write(self, kind: ExportFormat, header: Sequence[str], rows: Iterable[TableRow], out: BinaryIO) -> None:
        """See the port."""
        if kind is ExportFormat.CSV:
            _write_csv(header, rows, out)
        else:
            _write_xlsx(header, rows, out)


def harmless(value: str) -> str:
    """The text as a cell of a CSV that no spreadsheet runs."""
    tidy = value.replace("\0", "")
    return f"'{tidy}" if tidy.startswith(DANGEROUS) else tidy


def _write_csv(header: Sequence[str], rows: Iterable[TableRow], out: BinaryIO) -> None:
    # with a byte-order mark, or Excel takes UTF-8 for an old code page
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=False)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([_csv_cell(cell) for cell in row])
        text.flush()
    finally:
        text.detach()


def _csv_cell(cell: TableCell) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else harmless(cell)


def _write_xlsx(header: Sequence[str], rows: Iterable[TableRow], out: BinaryIO) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Applications")
    sheet.freeze_panes = "A2"

    def made(cell: TableCell) -> SheetCell:
        if isinstance(cell, date):
            dated = WriteOnlyCell(sheet, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001 - a day
            dated.number_format = "yyyy-mm-dd"
            return dated
        text = WriteOnlyCell(sheet, _NOT_IN_XML.sub("", cell or "")[:_LONGEST] or None)
        if text.value is not None:
            text.data_type = "s"  # also what begins with "="
        return text

    titles = [made(title) for title in header]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for number, row in enumerate(rows):
        if number == _MOST_ROWS:
            break
        sheet.append([made(cell) for cell in row])
    book.save(out)
