"""The record of efforts as a PDF, read again: every name, the head on each page, nothing of this machine."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from datetime import UTC, date
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QPageSize

from companion.core.exporting import Period
from companion.core.record import Effort, Record
from companion.desktop.record_paper import RecordPaper, page_size

pytestmark = pytest.mark.usefixtures("qapp")
READER = shutil.which("pdftotext")


def record(*companies: str, name: str = "Dana Reyes") -> Record:
    day = date(2026, 10, 5)
    efforts = tuple(Effort(day, company, "Baker", "portal", "No answer yet") for company in companies)
    return Record(efforts, Period(date(2026, 10, 1), date(2026, 10, 31), UTC), date(2026, 11, 24), name)


def pages(octets: bytes, folder: Path) -> list[str]:
    """The text of each page."""
    assert READER is not None
    file = folder / "record.pdf"
    file.write_bytes(octets)
    done = subprocess.run([READER, "-layout", str(file), "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode().split("\f")[:-1]


@pytest.mark.skipif(READER is None, reason="needs pdftotext")
def test_several_hundred_rows_are_all_there_under_a_head_on_each_page(tmp_path: Path) -> None:
    found = pages(RecordPaper().draw(record(*(f"Company {n:03}" for n in range(400)))), tmp_path)
    assert len(found) > 5
    for number, page in enumerate(found, start=1):
        assert re.search(r"Date +Company +Role +How +Result", page)
        assert f"Page {number} of {len(found)}" in page
        assert "Dana Reyes" in page
    assert re.findall(r"Company (\d{3})", "".join(found)) == [f"{n:03}" for n in range(400)]
    assert "400 applications from 2026-10-01 to 2026-10-31, as of 2026-11-24" in found[0]


@pytest.mark.skipif(READER is None, reason="needs pdftotext")
def test_names_from_outside_are_text_and_wrap(tmp_path: Path) -> None:
    long, markup, arabic = "W" * 190, "<b>Bold</b> & <img src=x>", "שלום חברה"
    (page,) = pages(RecordPaper().draw(record(long, markup, arabic, "two\nlines\u202e\0", name="")), tmp_path)
    assert page.count("W") == 190
    assert "<b>Bold</b>" in page
    assert "twolines" in page
    assert "חברה" in page or "הרבח" in page
    assert max(map(len, page.splitlines())) < 140


def test_an_empty_record_is_a_page() -> None:
    assert b"/Count 1" in RecordPaper().draw(record())


def test_fonts_are_inside_and_nothing_of_this_machine_is() -> None:
    octets = RecordPaper().draw(record("Acme"))
    assert b"/FontFile2" in octets or b"/FontFile3" in octets
    assert b"/Title" in octets
    for word in (socket.gethostname(), str(Path.home()), str(Path.cwd())):
        assert len(word) < 3 or word.encode() not in octets


@pytest.mark.parametrize(
    ("locale", "size"),
    [
        (QLocale(QLocale.Language.German, QLocale.Country.Germany), QPageSize.PageSizeId.A4),
        (QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom), QPageSize.PageSizeId.A4),
        (QLocale(QLocale.Language.English, QLocale.Country.UnitedStates), QPageSize.PageSizeId.Letter),
        (QLocale(QLocale.Language.French, QLocale.Country.Canada), QPageSize.PageSizeId.Letter),
    ],
)
def test_the_paper_is_what_lies_in_the_printers_there(locale: QLocale, size: QPageSize.PageSizeId) -> None:
    assert page_size(locale).id() is size
    box = b"/MediaBox [0 0 612" if size is QPageSize.PageSizeId.Letter else b"/MediaBox [0 0 59"
    assert box in RecordPaper(locale).draw(record("Acme"))
