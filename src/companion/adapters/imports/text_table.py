"""Tables as text (.csv, .tsv): how their cells are apart, and their records one by one.

The standard library's reader does the quotes. It is fed line by line from here, so that a line's number is known, a
line or a record beyond reason ends the reading, and a quotation mark that never closes costs one row and not the rest.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final

from companion.adapters.imports.files import problem
from companion.core import import_words

LONGEST_LINE: Final = 1_000_000
"""Characters; a posting in one cell has some ten thousand."""

_LONGEST_RECORD: Final = 1_500_000
_MOST_LINES: Final = 5_000
_MOST_RUNAWAYS: Final = 20
_DELIMITERS: Final = ",;\t|"
_ESCAPED: Final = re.compile(r"""\\"(?=[^,;\t|\r\n"])""")
_LOOKED_AT: Final = 50
_UNCLOSED: Final = "A quotation mark opens in this row and does not close."


@dataclass(frozen=True, slots=True)
class Record:
    """One row. line: where it begins. fault: why it can't be read, "" if it can."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How the cells are apart. escaped: a quotation mark within quotes is written with a backslash."""

    delimiter: str = ","
    escaped: bool = False


class _Joined(io.RawIOBase):
    def __init__(self, begins: bytes, rest: IO[bytes]) -> None:
        super().__init__()
        self._begins = begins
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        came, self._begins = self._begins[: len(buffer)], self._begins[len(buffer) :]
        came = came or self._rest.read(len(buffer))
        buffer[: len(came)] = came
        return len(came)


class _Runaway(Exception):
    """A record that does not end, or is too long to be one."""


class _Lines:
    """The lines of a text, numbered, with those of the present record at hand."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._length = 0
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_LINE + 1)
        if not line:
            if self._taken:  # the record goes on, so a quotation mark is open
                raise _Runaway
            raise StopIteration
        if len(line) > LONGEST_LINE:
            raise problem(f"Line {self.number + 1:,} has more than {LONGEST_LINE:,} characters: this is no table.")
        self.number += 1
        self._taken.append(line)
        self._length += len(line)
        if self._length > _LONGEST_RECORD or len(self._taken) > _MOST_LINES:
            raise _Runaway
        return line.replace("\0", "")

    def begin(self) -> int:
        """A record begins; returns its line's number."""
        self._taken.clear()
        self._length = 0
        return self.number + 1

    def back(self) -> None:
        """Gives back all of the present record but its first line."""
        self._again.extendleft(reversed(self._taken[1:]))
        self.number -= len(self._taken) - 1
        self._taken.clear()


def records(stream: IO[bytes], encoding: str, shape: Shape) -> Iterator[Record]:
    """The rows that are not empty, in bounded memory. Raises Problem if they are beyond reason."""
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    try:
        yield from _records(text, shape)
    except (UnicodeError, OSError) as error:
        raise problem("This file is broken: it can't be read to its end.", str(error)) from error
    finally:
        text.detach()


def _records(text: io.TextIOBase, shape: Shape) -> Iterator[Record]:
    lines = _Lines(text)
    reader = _reader(lines, shape)
    runaways = 0
    while True:
        begins = lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Runaway):
            runaways += 1
            if runaways > _MOST_RUNAWAYS:
                raise problem("This file is no table: its quotation marks do not close.") from None
            lines.back()
            reader = _reader(lines, shape)
            yield Record(begins, [], _UNCLOSED)
            continue
        if begins == 1 and cells and _says_separator(cells, shape):
            continue
        if any(cells):
            yield Record(begins, cells)


def joined(begins: bytes, rest: IO[bytes]) -> IO[bytes]:
    """A stream whose beginning was read already."""
    return io.BufferedReader(_Joined(begins, rest))


def shape_of(head: str, *, cut: bool) -> Shape:
    """How the cells are apart, from the text's beginning. cut: the text goes on behind it."""
    lines = head.splitlines(keepends=True)
    if cut and len(lines) > 1:
        lines.pop()
    first = lines[0].strip() if lines else ""
    if len(first) == 5 and first.casefold().startswith("sep=") and first[4] in _DELIMITERS:
        return Shape(first[4], _is_escaped(head))
    escaped = _is_escaped(head)
    return max((Shape(d, escaped) for d in _DELIMITERS), key=lambda shape: _fitness(lines, shape))


def sample(head: str, shape: Shape, *, cut: bool) -> list[list[str]]:
    """The first rows of a beginning; the last is left out if it is cut."""
    lines = head.splitlines(keepends=True)
    rows = _some(lines, shape)
    return rows[:-1] if cut and len(rows) > 1 else rows


def _reader(lines: Iterable[str], shape: Shape) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_LINE)
    if shape.escaped:
        return csv.reader(lines, delimiter=shape.delimiter, doublequote=False, escapechar="\\")
    return csv.reader(lines, delimiter=shape.delimiter)


def _says_separator(cells: list[str], shape: Shape) -> bool:
    """Excel's own first line: "sep=;"."""
    return shape.delimiter.join(cells).strip().casefold() == f"sep={shape.delimiter}"


def _is_escaped(head: str) -> bool:
    """With doubled marks, one behind a backslash can only end its cell or be the first of two."""
    return len(_ESCAPED.findall(head)) > head.count('""')


def _some(lines: list[str], shape: Shape) -> list[list[str]]:
    found: list[list[str]] = []
    reader = _reader((line.replace("\0", "") for line in lines), shape)
    try:
        for row in reader:
            if any(row):
                found.append(row)
            if len(found) >= _LOOKED_AT:
                break
    except csv.Error:
        pass  # the rows before it tell
    return found


def _fitness(lines: list[str], shape: Shape) -> tuple[int, float]:
    """How well a delimiter fits: names of columns that are known, then how many rows have the same number of cells."""
    rows = _some(lines, shape)
    widths = [len(row) for row in rows if len(row) > 1]
    if not widths:
        return 0, 0.0
    width, times = Counter(widths).most_common(1)[0]
    known = max(sum(import_words.known(name) for name in row) if len(row) > 1 else 0 for row in rows[:25])
    return known, times / len(rows) * min(width, 30)
