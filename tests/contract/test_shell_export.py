"""`companion export` from a shell without a display: texts to standard output, files whole, refusals told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contract.shell import Shell

BOM = "\ufeff"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    assert shell("apply", "Acme", "--role", "=Baker", "--when", "2026-01-05").status == 0
    assert shell("interview", "Acme", "--when", "2026-01-09 10:00", "--with", "Ann Bé").status == 0
    assert shell("apply", "Bolt", "--when", "2026-02-05").status == 0
    return shell


def test_texts_go_to_standard_output(shell: Shell) -> None:
    table = shell("export", "--format", "csv")
    assert (table.status, table.err) == (0, "")
    assert table.out.startswith(f"{BOM}Company,Role,")
    assert "Acme,'=Baker," in table.out
    assert shell("export", "--format", "sankey", "--to", "2026-01-31").out == (
        "Applied [1] Interview\nInterview [1] No answer yet\n"
    )
    assert "FN:Ann Bé" in shell("export", "--format", "vcf", "--output", "-").out
    assert shell("export", "--format", "ics").out.count("BEGIN:VEVENT") == 1
    assert "Acme" not in shell("export", "--format", "csv", "--query", "bolt").out


def test_everything_as_json_is_one_document(shell: Shell) -> None:
    said = shell("export", "--format", "json")
    assert [one["company"] for one in json.loads(said.out)["applications"]] == ["Acme", "Bolt"]


def test_a_file_is_not_written_over_unless_asked(shell: Shell, tmp_path: Path) -> None:
    target = tmp_path / "list.xlsx"
    done = shell("export", "--format", "xlsx", "--output", str(target), "--json")
    assert done.status == 0
    assert (done.json["file"], done.json["count"], done.json["bytes"]) == (str(target), 2, target.stat().st_size)
    again = shell("export", "--format", "xlsx", "--output", str(target))
    assert (again.status, again.out) == (1, "")
    assert "already there" in again.err
    assert shell("export", "--format", "xlsx", "--output", str(target), "--force").out == (
        f"Exported 2 applications to {target}\n"
    )


def test_the_record_is_a_pdf_without_a_display(shell: Shell, tmp_path: Path) -> None:
    target = tmp_path / "record.pdf"
    days = ("--from", "2026-01-01", "--to", "2026-01-31")
    done = shell("export", "--format", "record", *days, "--name", "Dana Reyes", "--output", str(target))
    assert (done.status, done.err) == (0, "")
    assert done.out == f"Exported 1 application to {target}\n"
    assert target.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--format", "record"), "no text"),
        (("--format", "csv", "--from", "2026-01-01"), "--from and --to"),
        (("--format", "sankey", "--from", "soon"), "not a day"),
        (("--format", "json", "--query", "acme"), "everything"),
        (("--format", "csv", "--output", "none/list.csv"), "can't be saved"),
        (("--format", "csv", "--json"), "--output"),
    ],
)
def test_what_cannot_be_is_told(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    said = shell("export", *words)
    assert said.status == 1
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_a_wrong_format_is_wrong_usage(shell: Shell) -> None:
    assert shell("export", "--format", "doc").status == 2
    assert shell("export").status == 2
