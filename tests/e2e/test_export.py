"""Exports while a tray runs: files are written by the tray, texts printed by the shell, and the record is a PDF."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop

pytestmark = pytest.mark.e2e


def test_the_tray_writes_files_and_the_shell_prints(desktop: Desktop, start: Start, tmp_path: Path) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme", "--role", "Backend Engineer", "--when", "2026-01-05")
    companion.tell("reject", "Acme", "--when", "2026-01-09")
    record, table = tmp_path / "record.pdf", tmp_path / "list.xlsx"
    companion.tell("export", "--format", "record", "--name", "Dana Reyes", "--output", str(record))
    companion.tell("export", "--format", "xlsx", "--output", str(table))
    reader = shutil.which("pdftotext")
    if reader is not None:
        read = subprocess.run([reader, "-layout", str(record), "-"], capture_output=True, check=True, timeout=60)
        assert "Acme" in read.stdout.decode()
        assert "Not selected" in read.stdout.decode()
    assert record.read_bytes().startswith(b"%PDF-")
    assert table.read_bytes().startswith(b"PK")
    printed = companion.shell("export", "--format", "json")
    assert [one["company"] for one in json.loads(printed.stdout)["applications"]] == ["Acme"]
    everything = tmp_path / "everything.json"
    companion.tell("export", "--format", "json", "--output", str(everything))
    assert [one["company"] for one in json.loads(everything.read_text("utf-8"))["applications"]] == ["Acme"]
