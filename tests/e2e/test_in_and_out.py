"""In and out on the real desktop, by keyboard: another tracker's files come in and go again, tables and the record go
out, and everything moves to another profile.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.accessible import Control
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import ROOT, Companion, keep_picture, titled
from tests.e2e.walking import walk_to

pytestmark = pytest.mark.e2e
APPLICATIONS, IMPORT, EXPORT = titled("Applications"), titled("Import"), titled("Export")
BRING_BACK = titled("Import everything")
LINKEDIN = ROOT / "tests" / "files" / "imports" / "linkedin"
FROM_LINKEDIN = ("Nordwind GmbH", "Blue Harbor, Inc.", "Café Société", "Halden & Sons", "Kestrel Labs")
OWN = "Firm;What;Since\nAcme;Backend Engineer;2026-01-05\nBolt;Baker;2026-02-05\n"


def rows(desktop: Desktop) -> list[str]:
    """What the list shows, read as a screen reader does; none where it is empty, and something else is shown."""
    found = desktop.accessible.find_all("list", "Applications", window=APPLICATIONS)
    return [row.name for row in desktop.accessible.find_all("list item", below=found[0])] if found else []


def wait_rows(desktop: Desktop, *companies: str) -> None:
    """In any order."""

    def look() -> bool:
        shown = rows(desktop)
        return len(shown) == len(companies) and all(any(c in row for row in shown) for c in companies)

    wait_until(look, lambda: f"{rows(desktop)} and not {companies}\n{desktop.accessible.tree()}")


def in_front(desktop: Desktop, title: str) -> None:
    wait_until(lambda: desktop.active_window().startswith(title), desktop.active_window)


def button(desktop: Desktop, name: str, window: str = IMPORT) -> Control:
    """The button, once the keyboard is on it."""
    return desktop.accessible.find("push button", name, window=window).wait_for("focused")


def choose_file(desktop: Desktop, title: str, path: Path) -> None:
    in_front(desktop, title)
    desktop.type(str(path))
    desktop.key("Return")


def save_as(desktop: Desktop, path: Path) -> None:
    """Presses Export… and names the file in the system's dialog; waits until it is whole."""
    desktop.key("alt+e")
    wait_until(lambda: desktop.active_window() not in {EXPORT, ""}, desktop.active_window)
    desktop.key("ctrl+a")
    desktop.type(str(path))
    desktop.key("Return")
    desktop.accessible.find("label", re.compile(f"saved to {re.escape(str(path))}"), window=EXPORT)
    button(desktop, "Close", EXPORT)


@pytest.fixture
def linkedin(tmp_path: Path) -> Path:
    """The data export as it is downloaded."""
    path = tmp_path / "linkedin.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in sorted(LINKEDIN.rglob("*.csv")):
            archive.write(each, each.relative_to(LINKEDIN))
    return path


def open_import(desktop: Desktop, companion: Companion, path: Path) -> None:
    """From the tray by way of the list."""
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    desktop.key("ctrl+o")
    in_front(desktop, IMPORT)
    button(desktop, "Choose a file…")
    desktop.key("Return")
    choose_file(desktop, "Choose a file", path)


def test_the_file_of_another_tracker_comes_in_and_goes_again(desktop: Desktop, start: Start, linkedin: Path) -> None:
    companion = start(desktop)
    open_import(desktop, companion, linkedin)
    button(desktop, "Import")
    desktop.accessible.find("page tab", re.compile(r"New \(\d+\)"), window=IMPORT)
    assert desktop.accessible.nameless(IMPORT) == []
    assert companion.tell("applications")["applications"] == []
    keep_picture(desktop, "import-preview")
    desktop.key("Return")
    button(desktop, "Undo")
    wait_rows(desktop, *FROM_LINKEDIN)
    states = {one["company"]: one["state"] for one in companion.tell("applications")["applications"]}
    assert states == dict.fromkeys(FROM_LINKEDIN, "applied") | {"Kestrel Labs": "saved"}
    keep_picture(desktop, "import-done")
    desktop.key("Return")
    button(desktop, "Redo")
    wait_rows(desktop)
    desktop.key("ctrl+z")
    button(desktop, "Undo")
    wait_rows(desktop, *FROM_LINKEDIN)


def test_a_table_nobody_knows_comes_in_and_goes_again(
    desktop: Desktop, start: Start, tmp_path: Path, linkedin: Path
) -> None:
    companion = start(desktop)
    companion.tell("import", str(linkedin))
    own = tmp_path / "own.csv"
    own.write_text(OWN, encoding="utf-8")
    open_import(desktop, companion, own)
    # what a column means is the name of its box, as a screen reader on this desktop hears it
    desktop.accessible.find("combo box", "Company (needed)", window=IMPORT).wait_for("focused")
    for typed, words in (("role", "Role (needed)"), ("applied", "Applied on")):
        desktop.key("Tab")
        desktop.type(typed)
        desktop.accessible.find("combo box", words, window=IMPORT).wait_for("focused")
    assert desktop.accessible.nameless(IMPORT) == []
    keep_picture(desktop, "import-columns")
    walk_to(desktop, IMPORT, "push button", "Preview")
    desktop.key("Return")
    button(desktop, "Import")
    desktop.accessible.find("page tab", "New (2)", window=IMPORT)
    desktop.key("Return")
    button(desktop, "Undo")
    wait_rows(desktop, *FROM_LINKEDIN, "Acme", "Bolt")
    desktop.key("Return")
    button(desktop, "Redo")
    wait_rows(desktop, *FROM_LINKEDIN)
    taken_back = {
        one["file"]: one["taken_back_at"] is not None for one in companion.tell("import", "--list")["imports"]
    }
    assert taken_back == {"own.csv": True, "linkedin.zip": False}
    desktop.close_window(IMPORT)
    desktop.wait_window_gone(IMPORT)


def test_a_table_and_the_record_go_out_through_the_window_and_the_shell(
    desktop: Desktop, start: Start, tmp_path: Path
) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme", "--role", "Backend Engineer", "--when", "2026-01-05")
    companion.tell("apply", "Bolt", "--role", "Baker", "--when", "2026-02-05")
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    wait_rows(desktop, "Acme", "Bolt")
    desktop.type("acme")
    wait_rows(desktop, "Acme")
    desktop.key("ctrl+shift+x")
    in_front(desktop, EXPORT)
    desktop.accessible.find("combo box", "Table (CSV)", window=EXPORT).wait_for("focused")
    desktop.accessible.find("label", "1 application.", window=EXPORT)
    assert desktop.accessible.nameless(EXPORT) == []
    keep_picture(desktop, "export")
    table, record = tmp_path / "acme.csv", tmp_path / "record.pdf"
    save_as(desktop, table)
    assert "Acme,Backend Engineer" in table.read_text("utf-8-sig")
    assert "Bolt" not in table.read_text("utf-8-sig")

    walk_to(desktop, EXPORT, "combo box", "Table (CSV)")
    desktop.type("record")
    desktop.accessible.find("combo box", "Record of efforts (PDF)", window=EXPORT).wait_for("focused")
    walk_to(desktop, EXPORT, "text", "Your name, if it is to stand there")
    desktop.type("Dana Reyes")
    assert desktop.accessible.nameless(EXPORT) == []
    keep_picture(desktop, "export-record")
    save_as(desktop, record)
    assert record.read_bytes().startswith(b"%PDF-")
    desktop.key("Return")
    desktop.wait_window_gone(EXPORT)

    for kind, named in (("csv", "shell.csv"), ("record", "shell.pdf")):
        told = companion.tell("export", "--format", kind, "--query", "acme", "--output", str(tmp_path / named))
        assert told["count"] == 1
    assert (tmp_path / "shell.csv").read_bytes() == table.read_bytes()
    assert (tmp_path / "shell.pdf").read_bytes().startswith(b"%PDF-")
    # the shell's output is read as text here, its ends of lines as Python's
    assert companion.shell("export", "--format", "csv", "--query", "acme").stdout == table.read_text("utf-8")


def test_everything_moves_to_another_profile(desktop: Desktop, start: Start, tmp_path: Path, linkedin: Path) -> None:
    companion = start(desktop)
    companion.tell("import", str(linkedin))
    companion.tell("interview", "Nordwind GmbH", "--when", "2 days ago", "--with", "Dana Reyes")
    everything = tmp_path / "everything.json"
    companion.tell("export", "--format", "json", "--output", str(everything))
    listed = companion.tell("applications")
    assert len(listed["applications"]) == len(FROM_LINKEDIN)

    other = Companion(desktop, desktop.home / "other")
    assert other.tell("import", str(everything))["added"]["applications"] == len(FROM_LINKEDIN)
    assert other.tell("applications") == listed

    # and by the window: the same file changes nothing where all of it is
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    wait_rows(desktop, *FROM_LINKEDIN)
    desktop.key("ctrl+o")
    in_front(desktop, IMPORT)
    desktop.key("ctrl+o")
    choose_file(desktop, "Choose a file", everything)
    in_front(desktop, BRING_BACK)
    button(desktop, "Import", BRING_BACK)
    assert desktop.accessible.nameless(BRING_BACK) == []
    keep_picture(desktop, "import-everything")
    desktop.key("Return")
    button(desktop, "Close", BRING_BACK)
    desktop.accessible.find("label", re.compile("^No applications added, 0 brought up to date"), window=BRING_BACK)
    desktop.key("Return")
    desktop.wait_window_gone(BRING_BACK)
    assert companion.tell("applications") == listed
