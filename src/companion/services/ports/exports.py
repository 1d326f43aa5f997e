"""Everything at one look, for an export; everything from a file, for the way back; and files put in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias

from companion.core.exporting import ExportFormat, Told
from companion.core.record import Record
from companion.core.whole import Json, Kept, Row
from companion.services.ports.calendar import CalendarFiles

WholePart: TypeAlias = tuple[str, Mapping[str, Json]]
"""The name of a section of a file, and one thing in it."""


class StoreLook(Protocol):
    """The store as it was at one moment, whatever is written meanwhile."""

    def stories(self, keys: Sequence[str] | None) -> Iterator[Told]:
        """These applications in this order, or all in key order; those that are deleted are left out. A few at a time
        are in memory.
        """
        ...

    def rows(self, kind: type[Kept]) -> Iterator[Row]:
        """All things of a kind, tombstones too, in an order in which they can be put back."""
        ...

    def settings(self) -> Iterator[Mapping[str, Json]]:
        """key, value, changed_at; in key order."""
        ...

    def plain(self, name: str) -> Iterator[Mapping[str, Json]]:
        """The rows of one of core.whole.PLAIN."""
        ...


class Taken(Enum):
    """What became of a thing from a file. KEPT: what is here stayed."""

    ADDED = "added"
    UPDATED = "updated"
    KEPT = "kept"


class Taker(Protocol):
    """The inside of the one transaction in which a file comes in. A thing that belongs to nothing raises NotOurs."""

    def take(self, row: Row) -> Taken:
        """Stores it with its own moment: new, or in place of what was changed earlier. What is here and was changed at
        that moment or later stays, and so does every letter that is here.
        """
        ...

    def same_work(self, row: Row) -> str | None:
        """The key under which the store has this follow-up or letter already (its application, kind and round), if it
        is another than its own.
        """
        ...

    def take_setting(self, key: str, value: Json, changed_at: datetime, *, always: bool) -> None:
        """Stores a setting unless what is here is as new. always: even then."""
        ...

    def take_plain(self, name: str, row: Mapping[str, Json]) -> None: ...


class WholeStore(Protocol):
    """The store as a whole."""

    def look(self) -> AbstractContextManager[StoreLook]: ...

    def taking(self, now: datetime) -> AbstractContextManager[Taker]:
        """One transaction, as Store.write."""
        ...

    def is_empty(self) -> bool:
        """Whether the user has told it nothing yet: no application, highlight or account, deleted or not."""
        ...


class Contents(Protocol):
    """The contents of the profile's pictures and kept files, which the store knows by their digests."""

    def pack(self, document: Callable[[BinaryIO], None], out: BinaryIO, on: Callable[[int], bool]) -> None:
        """Writes a zip of the document (core.whole.DOCUMENT) and every content."""
        ...

    def unpack(self, path: Path, on: Callable[[int], bool]) -> int:
        """Puts what is missing here into the profile and returns how many that are; 0 if the file is no zip. Raises
        Problem(field="file"), with what was put in place left there: nobody knows of it, and it is swept.
        """
        ...


class WholeFiles(Protocol):
    """The JSON document."""

    def write(self, parts: Iterable[WholePart], out: BinaryIO) -> None:
        """The parts, section by section; a section of core.whole that has none is written empty."""
        ...

    def read(self, path: Path) -> Iterator[WholePart]:
        """The parts in the file's order, also from a zip, a few at a time in memory. Raises Problem(field="file")."""
        ...


TableCell: TypeAlias = "str | date | None"
TableRow: TypeAlias = Sequence[TableCell]


class Tables(Protocol):
    """Tables for other programs, a row at a time."""

    def write(self, kind: ExportFormat, header: Sequence[str], rows: Iterable[TableRow], out: BinaryIO) -> None:
        """kind: CSV or XLSX. Nothing in a cell is taken for a formula."""
        ...


class Places(Protocol):
    """Where an export is put."""

    def put(self, target: Path, fill: Callable[[BinaryIO], None], *, force: bool) -> int:
        """Writes a file beside the target and gives it that name when it is whole; returns its size. force: in place
        of one that is there. Raises Problem(field="output").
        """
        ...


class Papers(Protocol):
    """Draws the record of efforts."""

    def draw(self, record: Record) -> bytes:
        """A PDF, its fonts inside."""
        ...


@dataclass(frozen=True, slots=True)
class ExportWriters:
    """What writes each format."""

    tables: Tables
    calendars: CalendarFiles
    papers: Papers
    places: Places
