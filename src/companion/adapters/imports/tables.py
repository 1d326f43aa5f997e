"""Finds in a table's rows the names of its columns, whose table it is, and how its dates are to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import islice
from typing import IO, Final

from companion.adapters.imports import encodings, text_table
from companion.adapters.imports.files import HEAD, problem
from companion.adapters.imports.kinds import check_text
from companion.adapters.imports.text_table import Record, Shape
from companion.adapters.imports.workbook import MOST_COLUMNS
from companion.core import import_words
from companion.core.import_dates import OrderSeen
from companion.core.imports import DATED, DayOrder, Format, Meanings, Recognised
from companion.core.problem import Problem

SAMPLE_ROWS: Final = 8
_HEADER_WITHIN: Final = 25
"""Rows in which the names of the columns are looked for."""

_LONGEST_NAME: Final = 80
_SAMPLE_CELL: Final = 300
_MONTH_FIRST: Final = frozenset({Format.LINKEDIN, Format.LINKEDIN_SAVED, Format.HUNTR, Format.TEAL, Format.SIMPLIFY})
"""Whose programs write the month first, unless a column shows the contrary."""

Opening = Callable[[], AbstractContextManager[IO[bytes]]]


def recognise(opening: Opening) -> Recognised:
    """The table in a text. opening: opens it anew. Raises Problem."""
    with opening() as stream:
        encoding = encodings.encoding_of(stream)
    with opening() as stream:
        head, is_cut = _head(stream, encoding)
    check_text(head)
    shape = text_table.shape_of(head, cut=is_cut)

    def from_the_start() -> Iterator[Record]:
        with opening() as stream:
            yield from text_table.records(stream, encoding, shape)

    found = scanned(from_the_start)
    if found is None:
        raise problem("There are no rows in this table.")
    return replace(found, encoding=encoding, delimiter=shape.delimiter)


def format_of_head(stream: IO[bytes]) -> Format | None:
    """Whose table a text is by its beginning, None if it is none."""
    begins = stream.read(HEAD)
    encoding = encodings.encoding_of_beginning(begins)
    head = begins.decode(encoding, "replace")
    try:
        check_text(head)
    except Problem:
        return None
    rows = text_table.sample(head, text_table.shape_of(head, cut=len(begins) == HEAD), cut=len(begins) == HEAD)
    at = _header_at(rows)
    return None if at is None else import_words.format_of(named(rows[at]))


def scanned(records: Callable[[], Iterator[Record]]) -> Recognised | None:
    """Reads a table from end to end, None if nothing is in it. records: its rows from the first. Raises Problem."""
    first = list(islice(records(), _HEADER_WITHIN))
    at = _header_at([record.cells for record in first])
    if at is None:
        return None
    header = first[at]
    columns = named(header.cells)
    found = import_words.format_of(columns)
    meant = import_words.meanings(found, columns)
    seen = [OrderSeen() for _ in columns]
    sample: list[tuple[str, ...]] = []
    count = damaged = 0
    for record in records():
        if record.line <= header.line:
            continue
        count += 1
        for order, cell in zip(seen, record.cells, strict=False):
            if cell and cell[0].isdigit():
                order.see(cell)
        damaged += any("\ufffd" in cell for cell in record.cells)
        if len(sample) < SAMPLE_ROWS and not record.fault:
            sample.append(_shown(record.cells, len(columns)))
    orders = _orders(found, columns, seen)
    return Recognised(
        found,
        columns,
        meant,
        tuple(sample),
        count,
        header_line=header.line,
        orders=orders,
        warnings=(*_about_dates(orders, meant), *_about_letters(damaged)),
    )


def records_of(stream: IO[bytes], recognised: Recognised) -> Iterator[Record]:
    """The rows of a text table that was recognised before."""
    raw, more = stream.read(HEAD), stream
    head = raw.decode(recognised.encoding, "replace")
    is_cut = len(raw) == HEAD
    escaped = text_table.shape_of(head, cut=is_cut).escaped
    return text_table.records(text_table.joined(raw, more), recognised.encoding, Shape(recognised.delimiter, escaped))


def below_header(records: Iterator[Record], recognised: Recognised) -> Iterator[Record]:
    """The rows below the columns' names. Raises Problem if these are not there any more."""
    is_there = False
    for record in records:
        if record.line > recognised.header_line:
            if not is_there:
                break
            yield record
        elif record.line == recognised.header_line:
            is_there = named(record.cells) == recognised.columns
    if not is_there:
        raise problem("This file has changed since. Choose it again.")


def named(header: list[str]) -> tuple[str, ...]:
    """The columns' names: each there, and none twice. Raises Problem if there are too many."""
    while header and not header[-1].strip():
        header = header[:-1]
    if len(header) > MOST_COLUMNS:
        raise problem(f"This table has more than {MOST_COLUMNS} columns.")
    names: dict[str, None] = {}
    for number, cell in enumerate(header, 1):
        name = " ".join(cell.lstrip("\ufeff").split())[:_LONGEST_NAME] or f"Column {number}"
        unique, again = name, 2
        while unique in names:
            unique, again = f"{name} ({again})", again + 1
        names[unique] = None
    return tuple(names)


def _head(stream: IO[bytes], encoding: str) -> tuple[str, bool]:
    raw = stream.read(HEAD)
    return raw.decode(encoding, "replace").lstrip("\ufeff"), len(raw) == HEAD


def _header_at(rows: list[list[str]]) -> int | None:
    """Where the columns' names are: a known table's, else the row with most names that are known, else the first."""
    best, most = None, 1
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        if import_words.format_of(row) is not Format.TABLE:
            return at
        known = len({import_words.plain(cell) for cell in row if import_words.known(cell)})
        if known > most:
            best, most = at, known
    if best is not None:
        return best
    filled = [(at, sum(bool(cell.strip()) for cell in row)) for at, row in enumerate(rows)]
    wide = next((at for at, width in filled if width > 1), None)
    return wide if wide is not None else next((at for at, width in filled if width), None)


def _shown(cells: list[str], width: int) -> tuple[str, ...]:
    padded = [cell[:_SAMPLE_CELL] for cell in cells[:width]]
    return tuple(padded + [""] * (width - len(padded)))


def _orders(found: Format, columns: tuple[str, ...], seen: list[OrderSeen]) -> dict[str, DayOrder]:
    """How each column's dates are read; where one can't tell and the others agree, as they are."""
    orders = {name: order for name, one in zip(columns, seen, strict=True) if (order := one.order()) is not None}
    clear = set(orders.values()) - {DayOrder.UNCLEAR}
    usual = DayOrder.MONTH_FIRST if found in _MONTH_FIRST else DayOrder.UNCLEAR
    instead = clear.pop() if len(clear) == 1 else usual
    for name, order in orders.items():
        if order is DayOrder.UNCLEAR:
            orders[name] = DayOrder.DAY_FIRST if import_words.is_day_first(name) else instead
    return orders


def _about_dates(orders: dict[str, DayOrder], meant: Meanings) -> tuple[str, ...]:
    return tuple(
        f"In “{name}”, 3/4 can be 4 March or 3 April. Say which is meant; until then it is read as 4 March."
        for name, order in orders.items()
        if order is DayOrder.UNCLEAR and meant.get(name) in DATED
    )


def _about_letters(damaged: int) -> tuple[str, ...]:
    if not damaged:
        return ()
    rows = "1 row" if damaged == 1 else f"{damaged:,} rows"
    return (f"Some letters in {rows} can't be read; “\ufffd” stands in their place.",)
