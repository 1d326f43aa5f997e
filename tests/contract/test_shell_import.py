"""`companion import` as a shell runs it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from companion.app.backend import open_backend
from companion.app.profile import find
from companion.app.trace import NoTrace
from companion.core.query import Order, Sort
from companion.services.saved_views import SavedViews
from companion.services.silence import Silences
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


@pytest.mark.parametrize("kind", ["json", "zip"])
def test_everything_that_was_exported_comes_back(shell: Shell, table: Path, tmp_path: Path, kind: str) -> None:
    """Also which silence is left alone, what an import did, the views, and in a zip what the kept files hold."""
    assert shell("apply", "Acme", "--role", "Engineer", "--when", "2026-10-01").status == 0
    head = "Company,Role,Status,Date Applied,Location"
    table.write_text(f"{head}\nAcme,Engineer,Interview,2026-10-01,Bonn\n", encoding="utf-8")
    assert shell("import", str(table), "--json").json["import"]["changed"] == 1
    with open_backend(find(str(shell.profile)), NoTrace()) as backend:
        (row,) = backend.store.search("", limit=9)
        letter = tmp_path / "letter.txt"
        letter.write_text("To whom it may concern", encoding="utf-8")
        backend.attachments.add(row.id, letter)
        Silences(backend.desk).leave(row.id)
        SavedViews(backend.desk).save("Mine", "stage:interview", order=Order(Sort.COMPANY), layout="board")
    packed = tmp_path / f"everything.{kind}"
    assert shell("export", "--format", kind, "--output", str(packed)).status == 0

    other = tmp_path / "other"
    other.mkdir()
    there = Shell(other)
    seen = there("import", str(packed), "--preview")
    assert seen.out == "It holds 1 application, 2 events, 1 file, 1 view.\n"
    assert there("applications", "--json").json["applications"] == []
    said = there("import", str(packed), "--json")
    assert (said.status, said.json["added"]["applications"], said.json["backup"]) == (0, 1, None)
    assert said.json["contents"] == (1 if kind == "zip" else 0)
    assert there("applications", "--json").json == shell("applications", "--json").json
    kept = _everything(shell)
    assert _everything(there) == kept
    assert all(kept[section] for section in ("imports", "import_changes", "attachments", "saved_views", "field_times"))
    with open_backend(find(str(there.profile)), NoTrace()) as backend:
        story = backend.applications.story(row.id)
        assert story.application.left_alone_at is not None
        (held,) = story.attachments
        if kind == "zip":
            copy = backend.attachments.open_copy(held.id).path
            assert copy.read_text(encoding="utf-8") == "To whom it may concern"
        assert [view.name for view in SavedViews(backend.desk).all()] == ["Mine"]


def _everything(shell: Shell) -> dict[str, Any]:
    """All that an export holds, but for when it was made and what a first start writes."""
    found: dict[str, Any] = json.loads(shell("export", "--format", "json").out)
    return {section: things for section, things in found.items() if section not in ("companion", "settings")}
