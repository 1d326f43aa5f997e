"""`companion import` as a shell runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.csv"
    path.write_text(
        "Company,Role,Status,Date Applied\nAcme,Engineer,Interview,2026-10-01\n,Nurse,Applied,2026-10-02\n",
        encoding="utf-8",
    )
    return path


def test_a_preview_writes_nothing(shell: Shell, table: Path) -> None:
    said = shell("import", str(table), "--preview", "--json")
    assert said.status == 0
    assert {k: said.json["preview"][k] for k in ("new", "changed", "same", "skipped")} == {
        "new": 1,
        "changed": 0,
        "same": 0,
        "skipped": 1,
    }
    assert shell("applications", "--json").json["applications"] == []


def test_it_imports_once_and_takes_back(shell: Shell, table: Path) -> None:
    said = shell("import", str(table))
    assert said.status == 0
    assert "line 3: There is no company in this row." in said.out
    assert "1 added, 0 changed" in said.out
    assert [a["state"] for a in shell("applications", "--json").json["applications"]] == ["interview"]
    assert "Nothing was changed." in shell("import", str(table)).out
    (run,) = shell("import", "--list", "--json").json["imports"]
    assert shell("import", "--undo", run["id"]).status == 0
    assert shell("applications", "--json").json["applications"] == []
    assert shell.refused("import", "--undo") == "There is no import to take back."


def test_columns_are_named_by_hand(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("Who;What\nAcme;Engineer\n", encoding="utf-8")
    assert "column" in shell.refused("import", str(path))
    assert (
        shell("import", str(path), "--map", "Who=company", "--map", "What=role", "--json").json["import"]["added"] == 1
    )
    assert "There is no column “Where”" in shell.refused("import", str(path), "--map", "Where=place")
    assert "is no field" in shell.refused("import", str(path), "--map", "Who=colour")


def test_what_is_no_table_is_refused(shell: Shell, tmp_path: Path) -> None:
    assert shell.refused("import", str(tmp_path / "nothing.csv"))
    assert shell.refused("import") == "Name a file to import, or use --undo or --list."
