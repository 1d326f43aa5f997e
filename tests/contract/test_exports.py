"""Exports written from the real store and opened again, by other programs' readers where there are any."""

from __future__ import annotations

import csv
import io
import os
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

import openpyxl
import pytest

import icalendar
from companion.adapters.calendar import IcsFiles
from companion.adapters.exports.places import FilePlaces
from companion.adapters.exports.tables import SheetTables, harmless
from companion.adapters.store.contents import ProfileContents
from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.system import Keys
from companion.app.exports import make_exporting
from companion.core.application import Application, Contact, Event, EventKind
from companion.core.exporting import COLUMNS, Cancelled, ExportFormat
from companion.core.problem import Problem
from companion.services.exporting import Exporting, Wish
from companion.services.work import Desk
from tests.contract.test_whole import Standing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    'He said "no", twice',
    "two\nlines\r\nthree",
    "a\0b",
    "\u202eevil\u2066",
    "😀 ünïcode, ; , ;",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(tmp_path / "companion.db", now=NOW)
    yield opened
    opened.close()


@pytest.fixture
def exporting(store: SqliteStore, tmp_path: Path) -> Exporting:
    return make_exporting(Desk(store, Standing(), Keys()), store, ProfileContents({}), IcsFiles(), lambda: tmp_path)


def fill(store: SqliteStore, companies: tuple[str, ...]) -> None:
    with store.write(NOW) as writer:
        for number, company in enumerate(companies):
            key = f"a{number:04}"
            writer.put(Application(key, company, f"Role {number}", notes=company, tags=("x", "y")))
            writer.put(Contact(f"c{number:04}", key, company, f"p{number}@x.example"))
            writer.put(Event(f"e{number:04}", key, EventKind.APPLIED, NOW - timedelta(days=9)))
            writer.put(Event(f"f{number:04}", key, EventKind.INTERVIEW, NOW, place=company, contact_id=f"c{number:04}"))


def written(exporting: Exporting, kind: ExportFormat, **more: str) -> bytes:
    out = io.BytesIO()
    exporting.write(Wish(kind, **more), out)  # pyright: ignore[reportArgumentType]
    return out.getvalue()


def rows_of(octets: bytes) -> list[dict[str, str]]:
    assert octets.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline=""), strict=True))


# --- tables ------------------------------------------------------------------------------------------------------


def test_a_csv_holds_what_was_typed_and_runs_nothing(store: SqliteStore, exporting: Exporting) -> None:
    fill(store, HOSTILE)
    rows = rows_of(written(exporting, ExportFormat.CSV))
    assert list(rows[0]) == list(COLUMNS)
    for row, typed in zip(rows, HOSTILE, strict=True):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
        assert row["Company"].removeprefix("'") == typed.replace("\0", "")
        assert (row["Applied on"], row["Stage"], row["Tags"]) == ("2026-11-14", "Interview", "x, y")


@pytest.mark.parametrize(("typed", "cell"), [("=1", "'=1"), ("\0=1", "'=1"), ("1=1", "1=1"), ("", ""), ("'=1", "'=1")])
def test_only_what_begins_a_formula_gets_an_apostrophe(typed: str, cell: str) -> None:
    assert harmless(typed) == cell


def test_a_workbook_has_texts_and_real_days(store: SqliteStore, exporting: Exporting) -> None:
    fill(store, HOSTILE)
    book = openpyxl.load_workbook(io.BytesIO(written(exporting, ExportFormat.XLSX)))
    sheet = book["Applications"]
    found = list(sheet.iter_rows())
    assert [cell.value for cell in found[0]] == list(COLUMNS)
    for row, typed in zip(found[1:], HOSTILE, strict=True):
        assert row[0].data_type == "s"
        assert (
            str(row[0].value).replace("\r\n", "\n").replace("_x000D_", "\r")
            == typed.replace("\0", "").replace("\r\n", "\n")
            or "\r" in typed
        )
        value = row[COLUMNS.index("Applied on")].value
        assert isinstance(value, datetime)
        assert value.date() == date(2026, 11, 14)
    assert not any(cell.data_type == "f" for row in found for cell in row)


def test_only_what_is_found(store: SqliteStore, exporting: Exporting) -> None:
    fill(store, ("Acme", "Bolt", "Acme Two"))
    assert sorted(r["Company"] for r in rows_of(written(exporting, ExportFormat.CSV, query="acme"))) == [
        "Acme",
        "Acme Two",
    ]
    out = io.BytesIO()
    exporting.write(Wish(ExportFormat.CSV, keys=("a0002", "gone", "a0001")), out)
    assert [r["Company"] for r in rows_of(out.getvalue())] == ["Acme Two", "Bolt"]


def test_what_was_deleted_is_in_no_table(store: SqliteStore, exporting: Exporting) -> None:
    fill(store, ("Acme", "Bolt"))
    with store.write(NOW) as writer:
        writer.put(Application("a0000", "Acme", deleted_at=NOW))
        writer.put(Contact("c0001", "a0001", "Gone", deleted_at=NOW))
    assert [(r["Company"], r["Contacts"]) for r in rows_of(written(exporting, ExportFormat.CSV))] == [("Bolt", "")]


def test_json_of_a_part_is_refused(exporting: Exporting) -> None:
    with pytest.raises(Problem, match="everything"):
        written(exporting, ExportFormat.JSON, query="acme")


# --- calendars and cards -----------------------------------------------------------------------------------------


def test_every_interview_is_in_the_calendar(store: SqliteStore, exporting: Exporting) -> None:
    fill(store, HOSTILE)
    calendar = cast("Any", icalendar.Calendar).from_ical(written(exporting, ExportFormat.ICS))
    events = list(calendar.walk("VEVENT"))
    assert len(events) == len(HOSTILE)
    assert len({str(event["UID"]) for event in events}) == len(HOSTILE)
    assert all(event["DTSTART"].dt == NOW for event in events)


def test_a_person_of_two_applications_is_one_card(store: SqliteStore, exporting: Exporting) -> None:
    fill(store, ("Acme", "Acme"))
    with store.write(NOW) as writer:
        writer.put(Contact("c0001", "a0001", "ACME", "p0@x.example"))
    assert written(exporting, ExportFormat.VCF).count(b"BEGIN:VCARD") == 1


def just(octets: bytes, first: Callable[[], object] = lambda: None) -> Callable[[BinaryIO], None]:
    def fill_with(out: BinaryIO) -> None:
        first()
        out.write(octets)

    return fill_with


# --- places ------------------------------------------------------------------------------------------------------


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"

    def half(out: BinaryIO) -> None:
        out.write(b"half")
        raise Cancelled

    with pytest.raises(Cancelled):
        FilePlaces().put(target, half, force=False)
    assert list(tmp_path.iterdir()) == []
    assert FilePlaces().put(target, just(b"whole"), force=False) == 5
    assert target.stat().st_mode & 0o077 == 0
    with pytest.raises(Problem, match="already there") as told:
        FilePlaces().put(target, just(b"other"), force=False)
    assert (told.value.field, target.read_bytes()) == ("output", b"whole")
    FilePlaces().put(target, just(b"other"), force=True)
    assert target.read_bytes() == b"other"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_is_no_place(tmp_path: Path) -> None:
    for force in (True, False):
        with pytest.raises(Problem) as told:
            FilePlaces().put(tmp_path, just(b""), force=force)
        assert told.value.field == "output"


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="links are made otherwise elsewhere")
def test_a_file_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "list.csv"
    with pytest.raises(Problem, match="already there"):
        FilePlaces().put(target, just(b"ours", lambda: target.write_text("theirs")), force=False)
    assert target.read_text() == "theirs"


# --- scale -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [ExportFormat.CSV, ExportFormat.XLSX])
def test_memory_does_not_grow_with_the_rows(kind: ExportFormat, tmp_path: Path) -> None:
    row = ("Acme", "Baker", date(2026, 11, 14), "words " * 20)

    def peak(number: int) -> int:
        with (tmp_path / "out").open("w+b") as out:
            tracemalloc.start()
            SheetTables().write(kind, ("a", "b", "c", "d"), (row for _ in range(number)), out)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(10)
    assert peak(3000) < peak(300) + 1_000_000


def test_a_walk_through_the_store_holds_few_at_a_time(store: SqliteStore, exporting: Exporting) -> None:
    fill(store, ("Acme",) * 300)
    for kind in (ExportFormat.CSV, ExportFormat.JSON):
        written(exporting, kind)

    class Nowhere(io.BytesIO):
        def write(self, octets: object, /) -> int:
            return len(octets)  # pyright: ignore[reportArgumentType]

    tracemalloc.start()
    exporting.write(Wish(ExportFormat.JSON), Nowhere())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 300_000
