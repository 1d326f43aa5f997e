"""`companion apply --posting` and `--fetch`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.shell import Shell

TEXT = "Cook\nKestrel Labs\nLocation: Leeds\nWe cook à la carte."
PAGE = """<html><head><link rel="canonical" href="https://kestrel.example/7"><script type="application/ld+json">
{"@type": "JobPosting", "title": "Cook", "hiringOrganization": {"name": "Kestrel Labs"}, "baseSalary": "30k",
"description": "<p>We cook.</p>"}</script></head><body></body></html>"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_a_saved_page_is_read_and_options_win(shell: Shell, tmp_path: Path) -> None:
    page = tmp_path / "job.html"
    page.write_text(PAGE, encoding="utf-8")
    said = shell("apply", "--posting", str(page), "--role", "Head cook", "--saved", "--json")
    assert (said.status, said.err) == (0, "")
    kept = said.json["application"]
    assert (kept["company"], kept["role"], kept["salary"]) == ("Kestrel Labs", "Head cook", "30k")
    assert kept["link"] == "https://kestrel.example/7"
    assert shell("applications", "cook", "--json").json["applications"][0]["company"] == "Kestrel Labs"


def test_a_text_comes_from_standard_input_and_guesses_are_told(shell: Shell) -> None:
    said = shell("apply", "--posting", "-", typed=TEXT.encode())
    assert said.status == 0
    assert said.out.startswith("Applied: Kestrel Labs")
    assert said.err == "Guessed from the posting: the company, the role.\n"
    named = shell("apply", "Zebra", "--posting", "-", "--role", "Chef", typed=TEXT.encode())
    assert named.out.startswith("Applied: Zebra")
    assert named.err == ""


def nameless(folder: Path) -> Path:
    page = folder / "nameless.txt"
    page.write_text("Company:\nhttps://www.linkedin.com/jobs/view/7", encoding="utf-8")
    return page


def test_what_cannot_be_read_or_asked_is_said(shell: Shell, tmp_path: Path) -> None:
    assert "can't be read" in shell.refused("apply", "--posting", str(tmp_path / "none.html"))
    assert "--fetch needs the posting's address" in shell.refused("apply", "Acme", "--fetch")
    link = ("--link", "https://127.0.0.1/7")
    assert "does not name a web site" in shell.refused("apply", "--fetch", *link)
    assert "not both" in shell.refused("apply", "--fetch", *link, "--posting", "x.html")
    assert "Type it before the options" in shell.refused("apply", "--posting", str(nameless(tmp_path)))
    assert not shell("applications", "--json").json["applications"]
