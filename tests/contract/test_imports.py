"""Files of other trackers as these really write them, broken ones, and files that only pretend to be tables."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from companion.adapters.imports import ImportFiles
from companion.core.application import ContactRole, EventKind, State
from companion.core.imports import DayOrder, Field, Format, ImportedContact, ImportedRow, Recognised, Skipped
from companion.core.problem import Problem
from companion.services.ports import ImportReader
from tests.fakes.clock import SetClock

FILES = Path(__file__).parents[1] / "files" / "imports"
READER: ImportReader = ImportFiles(SetClock())
TABLE = "Company,Role,Status\nKestrel Labs,Developer,Applied\n"


def only(path: Path) -> Recognised:
    (found,) = READER.recognise(path)
    return found


def everything(path: Path, found: Recognised | None = None) -> list[ImportedRow | Skipped]:
    return list(READER.rows(path, found or only(path)))


def rows(path: Path, found: Recognised | None = None) -> list[ImportedRow]:
    return [row for row in everything(path, found) if isinstance(row, ImportedRow)]


def skipped(path: Path) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in everything(path) if isinstance(row, Skipped)]


def refused(path: Path) -> str:
    with pytest.raises(Problem) as told:
        [everything(path, found) for found in READER.recognise(path)]
    assert told.value.field == "file"
    return told.value.sentence


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "table.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    def write(members: dict[str, str | bytes]) -> Path:
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path

    return write


@pytest.fixture
def linkedin(zipped: Callable[[dict[str, str | bytes]], Path]) -> Path:
    folder = FILES / "linkedin"
    return zipped({str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*.csv")})


# ---------------------------------------------------------------- each tool's own


def test_linkedins_zip_holds_applications_in_parts_saved_jobs_and_connections(linkedin: Path) -> None:
    found = {one.member: one.format for one in READER.recognise(linkedin)}
    assert found == {
        "Connections.csv": Format.LINKEDIN_CONNECTIONS,
        "Jobs/Job Applications.csv": Format.LINKEDIN,
        "Jobs/Job Applications_1.csv": Format.LINKEDIN,
        "Jobs/Saved Jobs.csv": Format.LINKEDIN_SAVED,
    }


def test_linkedins_applications(linkedin: Path) -> None:
    _, first, _, saved = READER.recognise(linkedin)
    one, two, three = rows(linkedin, first)
    assert (one.company, one.role, one.state, one.source) == (
        "Nordwind GmbH",
        "Backend Engineer",
        State.APPLIED,
        "LinkedIn",
    )
    assert one.happened == ((EventKind.APPLIED, datetime(2024, 11, 20, 8, 15, tzinfo=UTC)),)
    assert two.happened == ((EventKind.APPLIED, datetime(2025, 1, 3, 22, 2, tzinfo=UTC)),)
    assert (two.company, two.role, two.line, three.line) == ("Blue Harbor, Inc.", "Engineer, Platform", 3, 5)
    later = rows(linkedin, saved)[0]
    assert (later.source_key, later.state) == (one.source_key, State.SAVED)


def test_what_is_private_at_linkedin_comes_only_when_asked_for(linkedin: Path) -> None:
    connections, applications, *_ = READER.recognise(linkedin)
    for found in (connections, applications):
        assert "@" not in repr(rows(linkedin, found))
    asked = list(READER.rows(linkedin, applications, with_private=True))
    assert isinstance(asked[0], ImportedRow)
    assert "Contact Email: me@example.org" in asked[0].notes
    person = next(iter(READER.rows(linkedin, connections, with_private=True)))
    assert isinstance(person, ImportedRow)
    assert person.contacts == (ImportedContact("Ann Bé", "ann@nordwind.example", position="Head of Engineering"),)


def test_linkedins_connections_stand_below_a_preamble(linkedin: Path) -> None:
    connections = READER.recognise(linkedin)[0]
    assert connections.header_line == 4
    assert [(row.company, row.role, row.contacts[0].name) for row in rows(linkedin, connections)] == [
        ("Nordwind GmbH", "", "Ann Bé"),
        ("Kestrel Labs", "", "Luis Ortega, PhD"),
    ]


def test_linkedin_broken() -> None:
    path = FILES / "linkedin-broken.csv"
    assert skipped(path) == [
        (2, "There is no company in this row."),
        (5, "A quotation mark opens in this row and does not close."),
    ]
    undated, ragged = rows(path)
    assert undated.happened == ()
    assert undated.notes == "Link: javascript:alert(1)\n\nApplication Date: not a date"
    assert (undated.link, len(undated.warnings), ragged.company) == ("", 1, "Halden & Sons")


def test_huntr() -> None:
    path = FILES / "huntr.csv"
    assert only(path).format is Format.HUNTR
    one, two, three, four = rows(path)
    assert one.posting == "We build kites & sails.\n\n• React\n• TypeScript"
    assert [kind for kind, _ in one.happened] == [EventKind.SAVED, EventKind.APPLIED]
    assert one.source_key == "jobs.lever.co/kestrel/1a2b3c4d-0000-4000-8000-000000000001"
    assert (two.state, three.state) == (State.SAVED, State.INTERVIEW)
    assert (four.state, four.unknown_state) == (None, "My own column")


def test_huntr_by_its_other_names() -> None:
    path = FILES / "huntr-alias.csv"
    assert only(path).format is Format.HUNTR
    (row,) = rows(path)
    assert (row.company, row.state, row.notes) == ("Kestrel Labs", State.REJECTED, "Nice people,\nlong lunch")


def test_huntr_broken() -> None:
    path = FILES / "huntr-broken.csv"
    assert "can't be read" in " ".join(only(path).warnings)
    assert skipped(path) == [(2, "A quotation mark opens in this row and does not close.")]
    assert [(row.line, row.company) for row in rows(path)] == [(3, "Halden")]


def test_teal() -> None:
    path = FILES / "teal.csv"
    assert only(path).format is Format.TEAL
    found = rows(path)
    assert [row.state for row in found] == [
        State.SAVED,
        State.INTERVIEW,
        State.REJECTED,
        State.WITHDRAWN,
        State.QUIET,
    ]
    assert (found[0].salary, found[0].notes) == ("$95,000", "Deadline: 2026-11-30")
    assert found[1].happened[1] == (EventKind.APPLIED, datetime(2026, 10, 2, 12, tzinfo=UTC))


def test_teal_broken() -> None:
    path = FILES / "teal-broken.csv"
    found = only(path)
    assert (found.encoding, found.delimiter, found.unclear) == ("cp1252", ";", ())
    first, last = rows(path)
    assert (first.salary, first.unknown_state) == ("95.000 €", "Archived")
    assert first.happened[1] == (EventKind.APPLIED, datetime(2026, 10, 29, 12, tzinfo=UTC))
    assert (last.company, last.happened[0][1].month, len(last.warnings)) == ("Größer & Söhne", 11, 2)
    assert skipped(path) == [(4, "There is no role in this row.")]


def test_simplify_is_matched_by_its_address_since_titles_are_cut() -> None:
    path = FILES / "simplify.csv"
    assert only(path).format is Format.SIMPLIFY
    one, two = rows(path)
    assert one.cut_role
    assert one.source_key == "jobs.ashbyhq.com/kestrel/2f1c-99"
    assert (two.state, two.notes, one.place) == (State.SCREENING, "call on Monday", "Berlin, DE")


def test_simplify_broken() -> None:
    path = FILES / "simplify-broken.csv"
    assert skipped(path) == [(2, "There is no role in this row.")]
    (row,) = rows(path)
    assert (row.link, row.notes) == ("", "Link: not an address\n\nApplied Date: tomorrow")


def test_jobsync() -> None:
    path = FILES / "jobsync.csv"
    assert only(path).format is Format.JOBSYNC
    assert [(row.state, row.place, row.tags, row.source) for row in rows(path)] == [
        (State.APPLIED, "Remote, Berlin", ("Full-time",), "Indeed"),
        (State.SAVED, "Hybrid, Hamburg", ("Contract",), "LinkedIn"),
        (State.INTERVIEW, "Office, Oslo", ("Full-time",), "Careers page"),
    ]


def test_jobsync_broken() -> None:
    path = FILES / "jobsync-broken.csv"
    assert [(row.state, row.happened) for row in rows(path)] == [(State.APPLIED, ())]
    assert skipped(path) == [(3, "There is no role in this row.")]


def test_reactive_resume() -> None:
    path = FILES / "reactive-resume.csv"
    assert only(path).format is Format.REACTIVE_RESUME
    one, two = rows(path)
    assert (one.state, one.link, one.tags) == (State.OFFER, "https://example.org/jobs/42", ("remote", "python"))
    assert (two.state, two.source) == (State.QUIET, "LinkedIn")


def test_reactive_resume_broken() -> None:
    path = FILES / "reactive-resume-broken.csv"
    found = only(path)
    assert found.columns == ("Company", "Role", "Stage", "Applied Date", "Role (2)", "Column 6", "Notes")
    (row,) = rows(path)
    assert (row.role, row.unknown_state) == ("Backend Developer", "on the moon")
    assert row.warnings == ("The date in “Applied Date” lies ahead: 2031-09-14.",)


# ---------------------------------------------------------------- anybody's


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "company", "state"),
    [
        ("own-german.csv", "cp1252", ";", "Müller & Söhne", State.REJECTED),
        ("own-french.csv", "mac_roman", ",", "Société Générale", State.APPLIED),
        ("own-utf16.csv", "utf-16", "\t", "Compañía Norte", State.REJECTED),
    ],
)
def test_tables_in_other_languages_and_encodings(
    name: str, encoding: str, delimiter: str, company: str, state: State
) -> None:
    found = only(FILES / name)
    assert (found.format, found.encoding, found.delimiter) == (Format.TABLE, encoding, delimiter)
    first = rows(FILES / name)[0]
    assert (first.company, first.state) == (company, state)
    assert first.happened[0][1].month in {10, 11}  # the day stands first in them


def test_the_contact_of_a_row() -> None:
    assert rows(FILES / "own-german.csv")[0].contacts == (ImportedContact("Frau Groß", "gross@mueller.example"),)


def test_a_recruiters_column_makes_a_recruiter(table: Callable[[str], Path]) -> None:
    path = table("Company,Role,Recruiter\nKestrel Labs,Developer,Ann Bé <ann@kestrel.example>\n")
    assert rows(path)[0].contacts == (ImportedContact("Ann Bé", "ann@kestrel.example", ContactRole.RECRUITER),)


def test_columns_with_unknown_names_are_mapped_by_the_user() -> None:
    path = FILES / "own-japanese.csv"
    found = only(path)
    assert found.needs_mapping
    assert found.sample[0] == ("株式会社サンプル", "エンジニア", "面接は来週の月曜日です")
    with pytest.raises(Problem) as told:
        READER.rows(path, found)
    assert told.value.field == "meanings"
    company, role, note = found.columns
    first = next(READER.rows(path, found, {company: Field.COMPANY, role: Field.ROLE, note: Field.NOTES}))
    assert isinstance(first, ImportedRow)
    assert (first.company, first.role) == ("株式会社サンプル", "エンジニア")


def test_an_unclear_order_of_day_and_month_is_asked() -> None:
    path = FILES / "own-ambiguous.csv"
    found = only(path)
    assert found.unclear == ("Date Applied",)
    assert "Say which is meant" in found.warnings[0]
    assert [row.happened[0][1].month for row in rows(path, found)] == [3, 5]
    assert [row.happened[0][1].month for row in rows(path, found.read_as(DayOrder.DAY_FIRST))] == [4, 6]


def test_times_are_of_the_users_zone() -> None:
    reader = ImportFiles(SetClock(zone=ZoneInfo("America/New_York")))
    path = FILES / "linkedin" / "Jobs" / "Job Applications.csv"
    (found,) = reader.recognise(path)
    first = next(reader.rows(path, found))
    assert isinstance(first, ImportedRow)
    assert first.happened[0][1] == datetime(2024, 11, 20, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(table: Callable[[bytes], Path], encoding: str, end: str) -> None:
    text = "Company\tRole\nCafé Société\tGärtnerin\nNordwind\tNähe\n".replace("\n", end)
    assert [(r.company, r.role) for r in rows(table(text.encode(encoding)))] == [
        ("Café Société", "Gärtnerin"),
        ("Nordwind", "Nähe"),
    ]


def test_excels_own_first_line_says_the_separator(table: Callable[[str], Path]) -> None:
    (row,) = rows(table("sep=|\r\nCompany|Role\r\nA, B; C|D\r\n"))
    assert (row.company, row.role, row.line) == ("A, B; C", "D", 3)


def test_quotation_marks_behind_a_backslash(table: Callable[[str], Path]) -> None:
    (row,) = rows(table('Company,Role,Notes\n"The \\"Harbor\\" Inn",Cook,"said \\"yes\\", twice"\n'))
    assert (row.company, row.notes) == ('The "Harbor" Inn', 'said "yes", twice')


def test_too_long_a_text_is_cut_and_that_is_said(table: Callable[[str], Path]) -> None:
    (row,) = rows(table(f"Company,Role,Notes\n{'K' * 300},Developer,{'n ' * 20_000}\n"))
    assert len(row.company) == 200
    assert len(row.notes) <= 20_000
    assert [w.partition(";")[0] for w in row.warnings] == [
        "The company has 300 characters",
        "The note has 39,999 characters",
    ]


def test_a_second_reading_gives_the_same(linkedin: Path) -> None:
    for found in READER.recognise(linkedin):
        assert everything(linkedin, found) == everything(linkedin, found)


def test_the_rows_can_be_ended_early() -> None:
    path = FILES / "teal.csv"
    given = iter(READER.rows(path, only(path)))
    assert isinstance(next(given), ImportedRow)


def test_a_file_that_changed_since_is_not_read(table: Callable[[str], Path]) -> None:
    path = table(TABLE)
    found = only(path)
    table("Role,Company,Status\nDeveloper,Kestrel Labs,Applied\n")
    with pytest.raises(Problem, match="has changed since"):
        everything(path, found)


# ---------------------------------------------------------------- workbooks


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.create_sheet("Read me").append(["This is how it works"])
    sheet = book.create_sheet("Search")
    sheet.append(["Company", "Role", "Status", "Date Applied", "Salary"])
    sheet.append(["Kestrel Labs", "Developer", "Offer", date(2026, 10, 2), 70000])
    sheet.append([])
    sheet.append(["Nordwind", "Analyst", "Applied", 46297.5, 65000.5])
    sheet.append([None, "Nobody's", None, None, None])
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def test_a_workbook(workbook: Path) -> None:
    found = only(workbook)
    assert (found.member, found.rows, found.format) == ("Search", 3, Format.TABLE)
    one, two, nobody = everything(workbook, found)
    assert isinstance(one, ImportedRow)
    assert isinstance(two, ImportedRow)
    assert (one.salary, two.salary, two.line) == ("70000", "65000.5", 4)
    assert one.happened == ((EventKind.APPLIED, datetime(2026, 10, 2, 12, tzinfo=UTC)),)
    assert two.happened == ((EventKind.APPLIED, datetime(2026, 10, 2, 12, tzinfo=UTC)),)
    assert nobody == Skipped(5, "There is no company in this row.")


def changed(book: Path, part: str, content: bytes) -> Path:
    """The workbook with another part."""
    with zipfile.ZipFile(book) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    parts[part] = content
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as after:
        for name, kept in parts.items():
            after.writestr(name, kept)
    return book


def test_a_workbook_that_defines_entities_is_refused(workbook: Path) -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><worksheet>&d;</worksheet>'
    assert "no spreadsheet program writes" in refused(changed(workbook, "xl/worksheets/sheet2.xml", bomb))


def test_a_workbook_that_unpacks_without_end_is_refused(workbook: Path) -> None:
    assert "far more" in refused(changed(workbook, "xl/worksheets/sheet2.xml", b" " * 30_000_000))


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/styles.xml"])
@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>", b"\xff\xfe", b"<?xml version='1.0'?><workbook/>"])
def test_a_broken_workbook_raises_nothing_else(workbook: Path, part: str, content: bytes) -> None:
    with suppress(Problem):
        for one in READER.recognise(changed(workbook, part, content)):
            everything(workbook, one)


# ---------------------------------------------------------------- what is no table


def test_a_web_page_is_told_as_one() -> None:
    assert refused(FILES / "own-web-page.csv").startswith("This is a web page, not a table. Download the file itself")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\r\n \n", "empty"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel workbook"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b'{"jobs": []}', "JSON of another program"),
        (bytes(range(1, 32)) * 50, "no table"),
        (b"a" * 1_100_000, "no table"),
        (b",".join(b"c%d" % n for n in range(600)) + b"\n", "more than 500 columns"),
        (b"Company,Role\n" + b'b"x,"\n' * 30, "quotation marks do not close"),
        (b"PK\x03\x04broken", "zip is broken"),
    ],
)
def test_what_is_no_table_says_what_it_is(table: Callable[[bytes], Path], content: bytes, words: str) -> None:
    assert words in refused(table(content))


def test_our_own_export_is_told_apart(table: Callable[[str], Path], zipped: Callable[[dict[str, str]], Path]) -> None:
    packed = zipped({"companion.json": "{}", "files/table.csv": TABLE})
    assert only(packed).format is Format.COMPANION_JSON
    repacked = zipped({"files/table.csv": TABLE, "companion.json": "{}"})
    assert only(repacked).format is Format.COMPANION_JSON
    assert only(table('{"companion": 1, "applications": []}')).format is Format.COMPANION_JSON


@pytest.mark.skipif(os.name != "posix", reason="named pipes")
def test_a_pipe_and_a_folder_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "can't be opened" in refused(tmp_path / "pipe")
    assert "can't be opened" in refused(tmp_path)
    assert "can't be opened" in refused(tmp_path / "missing")
    assert "can't be opened" in refused(tmp_path / "nul\0")


# ---------------------------------------------------------------- zips


def test_any_table_in_a_zip_if_there_is_no_known_one(zipped: Callable[[dict[str, str]], Path]) -> None:
    path = zipped({"__MACOSX/._mine.csv": "x", "../../mine.csv": TABLE, "picture.png": "x"})
    assert only(path).member == "../../mine.csv"
    assert rows(path)[0].company == "Kestrel Labs"


def test_a_zip_in_a_zip_is_refused(zipped: Callable[[dict[str, str]], Path]) -> None:
    assert "Another packed file" in refused(zipped({"inner.zip": "PK", "readme.md": "x"}))


def test_a_zip_without_a_table(zipped: Callable[[dict[str, str]], Path]) -> None:
    assert "no table in this zip" in refused(zipped({"readme.md": "x"}))


def test_a_document_is_no_table(zipped: Callable[[dict[str, str]], Path]) -> None:
    assert "Save its table as CSV" in refused(zipped({"[Content_Types].xml": "x", "word/document.xml": "x"}))


def test_a_zip_that_unpacks_without_end_is_refused(zipped: Callable[[dict[str, bytes]], Path]) -> None:
    assert "unpacks to far more" in refused(zipped({"bomb.csv": b"Company,Role\n" + b"A,B\n" * 8_000_000}))


def test_a_zip_with_a_forged_size_is_counted_all_the_same(zipped: Callable[[dict[str, bytes]], Path]) -> None:
    path = zipped({"bomb.csv": b"Company,Role\n" + b"A,B\n" * 8_000_000})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    assert refused(path)


def test_a_zip_with_too_many_files(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"{number}.csv", "")
    assert "more than 5,000 files" in refused(path)


def test_a_locked_zip(zipped: Callable[[dict[str, str]], Path]) -> None:
    path = zipped({"mine.csv": TABLE})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "password" in refused(path)


def test_a_zip_cut_short(linkedin: Path) -> None:
    content = linkedin.read_bytes()
    linkedin.write_bytes(content[: len(content) // 2])
    assert "zip is broken" in refused(linkedin)


def test_a_zip_with_a_damaged_member(zipped: Callable[[dict[str, bytes]], Path]) -> None:
    path = zipped({"mine.csv": io.BytesIO(os.urandom(3000).hex().encode()).getvalue()})
    content = bytearray(path.read_bytes())
    content[200:260] = bytes(60)
    path.write_bytes(content)
    assert "can't be read to its end" in refused(path)
