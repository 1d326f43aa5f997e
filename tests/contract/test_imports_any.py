"""Whatever bytes a file holds, an import ends in rows or in a Problem; whatever table csv writes comes back."""

from __future__ import annotations

import csv
import io
import tempfile
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from companion.adapters.imports import ImportFiles
from companion.core import text
from companion.core.imports import Field, ImportedRow, Skipped
from companion.core.problem import Problem
from tests.fakes.clock import SetClock

READER = ImportFiles(SetClock())
FILES = Path(__file__).parents[1] / "files" / "imports"

HEADS = [b"", b"Company,Role,Status,Date Applied\n", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbfFirma;Stelle\r\n", b"{"]
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n,;\t|"'), max_size=40)


def read(content: bytes, name: str = "any.csv") -> list[ImportedRow | Skipped]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found = READER.recognise(path)
        assert found
        given: list[ImportedRow | Skipped] = []
        for one in found:
            meanings = dict(one.meanings)
            if one.needs_mapping:
                meanings.update(zip(one.columns, (Field.COMPANY, Field.ROLE), strict=False))
            given += READER.rows(path, one, meanings, with_private=True)
        return given


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(HEADS), st.binary(max_size=400))
@example(b"", b'"')
@example(b"", b"\x00\x00\xfe\xff\x00")
@example(b"\xff\xfe", b"\x00")
@example(b"\xff\xfe\x00\x00", b"\xff\xff\xff\xff")
def test_any_bytes_raise_nothing_but_a_problem(head: bytes, rest: bytes) -> None:
    with suppress(Problem):
        for row in read(head + rest):
            assert isinstance(row, Skipped) or within_limits(row)


def within_limits(row: ImportedRow) -> bool:
    lines = (row.company, row.role, row.place, row.salary, row.source, *row.tags, *(c.name for c in row.contacts))
    assert all(len(line) <= text.LINE_LIMIT and "\n" not in line for line in lines)
    assert len(row.notes) <= text.PARAGRAPH_LIMIT
    assert len(row.posting) <= text.PARAGRAPH_LIMIT
    repr(row).encode()
    return bool(row.company)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.sampled_from(sorted(FILES.rglob("*.csv"))))
def test_a_real_file_with_damage_raises_nothing_but_a_problem(at: int, damage: bytes, path: Path) -> None:
    content = path.read_bytes()
    at %= len(content)
    with suppress(Problem):
        read(content[:at] + damage + content[at + len(damage) :])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_zip_raises_nothing_but_a_problem(at: int, damage: bytes) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((FILES / "linkedin").rglob("*.csv")):
            archive.writestr(path.name, path.read_bytes())
    content = packed.getvalue()
    at %= len(content)
    with suppress(Problem):
        read(content[:at] + damage + content[at + len(damage) :], "any.zip")


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_raises_nothing_but_a_problem(at: int, damage: bytes) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Search")
    for row in (["Company", "Role", "Applied"], ["Kestrel Labs", "Developer", 45_000.5]):
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    content = packed.getvalue()
    at %= len(content)
    with suppress(Problem):
        read(content[:at] + damage + content[at + len(damage) :], "any.xlsx")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    st.sampled_from(",;\t|"),
    st.booleans(),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_that_csv_writes_comes_back(
    cells: list[tuple[str, str, str]], delimiter: str, quoted: bool, end: str, encoding: str
) -> None:
    written = io.StringIO()
    # up to Python 3.12 csv does not quote a line end that is not its own
    quoting = csv.QUOTE_ALL if quoted or end == "\r" else csv.QUOTE_MINIMAL
    writer = csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(["Company", "Role", "Notes"])
    # a letter before each, so that no cell is one that tidying empties
    writer.writerows((f"K{a}", f"D{b}", f"N{c}") for a, b, c in cells)
    came = read(written.getvalue().encode(encoding))
    found = [(row.company, row.role, row.notes) for row in came if isinstance(row, ImportedRow)]
    expected = [
        (
            text.line(f"K{a}", "", field=""),
            text.line(f"D{b}", "", field=""),
            text.paragraph(f"N{c}", "", field=""),
        )
        for a, b, c in cells
    ]
    assert found == expected


@pytest.mark.parametrize("packed", [False, True], ids=["csv", "zip"])
def test_a_large_table_takes_little_memory(tmp_path: Path, *, packed: bool) -> None:
    path = tmp_path / "large.csv"
    note = "A note that goes on. " * 50
    with path.open("w", encoding="utf-8") as file:
        file.write("Company,Role,Status,Date Applied,Notes\n")
        file.writelines(f"Company {n},Developer,Applied,2026-10-0{n % 9 + 1},{note}{n}\n" for n in range(6_000))
    size = path.stat().st_size
    if packed:
        with zipfile.ZipFile(tmp_path / "large.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "large.csv")
        path = tmp_path / "large.zip"
    (found,) = READER.recognise(path)
    tracemalloc.start()
    try:
        assert sum(1 for _ in READER.rows(path, found)) == 6_000
        READER.recognise(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 6_000_000
    assert most < 2_000_000
