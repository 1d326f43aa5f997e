"""Tells what tables a file holds, and reads their rows (ports.ImportReader)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, Final

from companion.adapters.imports import tables, workbook
from companion.adapters.imports.files import Budget, check_size, member, opened, problem, zipped
from companion.adapters.imports.kinds import Kind, kind_of
from companion.adapters.imports.rows import RowMaker
from companion.adapters.imports.text_table import Record
from companion.core.imports import Field, Format, ImportedRow, Meanings, Recognised, Skipped
from companion.core.problem import Problem
from companion.core.whole import DOCUMENT
from companion.services.ports import Clock

_TEXTS: Final = (".csv", ".tsv", ".txt")
_ZIPS: Final = (".zip", ".xlsx", ".7z", ".rar", ".gz", ".tar")


_OURS: Final = Recognised(Format.COMPANION_JSON, (), {}, encoding="utf-8")


class ImportFiles:
    """Implements services.ports.ImportReader. clock: whose zone a table's times are in."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def recognise(self, path: Path) -> tuple[Recognised, ...]:
        with opened(path, most=None) as file:
            kind = kind_of(file)
            if kind is Kind.COMPANION:  # as large as what is kept
                return (_OURS,)
            check_size(file)
            if kind is Kind.ZIP:
                return _in_zip(file)
            if kind is Kind.WORKBOOK:
                return _in_workbook(file)
            return (tables.recognise(lambda: _from_the_start(file)),)

    def rows(
        self, path: Path, recognised: Recognised, meanings: Meanings | None = None, *, with_private: bool = False
    ) -> Iterator[ImportedRow | Skipped]:
        meant = recognised.meanings if meanings is None else meanings
        needed = {Field.COMPANY} if recognised.format is Format.LINKEDIN_CONNECTIONS else {Field.COMPANY, Field.ROLE}
        if missing := needed - {meant.get(column) for column in recognised.columns}:
            names = " and which is the ".join(sorted(field.words.lower() for field in missing))
            raise Problem(f"Say which column is the {names}.", field="meanings")
        clock = self._clock
        maker = RowMaker(recognised, meant, clock.zone(), clock.now(), with_private=with_private)
        return _rows(path, recognised, maker)


def _rows(path: Path, recognised: Recognised, maker: RowMaker) -> Iterator[ImportedRow | Skipped]:
    with opened(path) as file, _records(file, recognised) as records:
        for record in tables.below_header(records, recognised):
            yield Skipped(record.line, record.fault) if record.fault else maker.make(record.line, record.cells)


@contextmanager
def _records(file: IO[bytes], recognised: Recognised) -> Generator[Iterator[Record]]:
    kind = kind_of(file)
    if kind is Kind.WORKBOOK:
        workbook.check(file)
        yield workbook.records(file, recognised.member)
    elif kind is Kind.ZIP:
        with zipped(file) as archive, member(archive, recognised.member, Budget()) as stream:
            yield tables.records_of(stream, recognised)
    else:
        yield tables.records_of(file, recognised)


def _from_the_start(file: IO[bytes]) -> AbstractContextManager[IO[bytes]]:
    file.seek(0)
    return nullcontext(file)


def _in_zip(file: IO[bytes]) -> tuple[Recognised, ...]:
    budget = Budget()
    with zipped(file) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
        if DOCUMENT in names:
            return (_OURS,)
        formats = {n: _format(archive, n, budget) for n in sorted(set(names)) if n.casefold().endswith(_TEXTS)}
        known = [name for name, found in formats.items() if found not in {None, Format.TABLE}]
        chosen = known or [name for name, found in formats.items() if found is not None]
        if not chosen:
            raise _nothing_inside(names)
        return tuple(replace(tables.recognise(_opening(archive, n, budget)), member=n) for n in chosen)


def _format(archive: zipfile.ZipFile, name: str, budget: Budget) -> Format | None:
    """Whose table a member is, None for none."""
    with member(archive, name, budget) as stream:
        return tables.format_of_head(stream)


def _opening(archive: zipfile.ZipFile, name: str, budget: Budget) -> Callable[[], AbstractContextManager[IO[bytes]]]:
    return lambda: member(archive, name, budget)


def _is_hidden(name: str) -> bool:
    """What macOS puts beside each file."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def _nothing_inside(names: list[str]) -> Problem:
    if any(name.casefold().endswith(_ZIPS) for name in names):
        return problem("Another packed file lies in this zip. Unpack it and choose the file inside.")
    return problem("There is no table in this zip.")


def _in_workbook(file: IO[bytes]) -> tuple[Recognised, ...]:
    workbook.check(file)
    found: list[Recognised] = []
    for name in workbook.sheets(file):
        recognised = tables.scanned(lambda name=name: workbook.records(file, name))
        if recognised is not None:
            found.append(replace(recognised, member=name))
    if not found:
        raise problem("There is no table in this workbook.")
    return tuple([one for one in found if not one.needs_mapping] or found)
