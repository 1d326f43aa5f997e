"""`companion interview --ics` in a process of its own."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.contract.shell import Shell

FILES = Path(__file__).parents[1] / "files" / "calendar"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def invitation(folder: Path, name: str, *, sequence: int, begins: str, method: str = "REQUEST") -> str:
    """A mail of today's with an invitation, since the clock here is the real one."""
    lines = (
        "BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", "UID:x@acme.example", f"SEQUENCE:{sequence}",
        f"DTSTART:{begins}", "SUMMARY:Talk at Acme", "ORGANIZER;CN=Ann:mailto:ann@acme.example", "END:VEVENT",
        "END:VCALENDAR", "",
    )  # fmt: skip
    body = base64.encodebytes("\r\n".join(lines).encode()).decode()
    path = folder / name
    path.write_text(
        "From: ann@acme.example\nSubject: Talk\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n"
        f"Content-Type: text/calendar; charset=utf-8; method={method}\n\n{body}"
    )
    return str(path)


def test_an_invitation_comes_moves_and_is_called_off(shell: Shell, tmp_path: Path) -> None:
    shell("apply", "Acme", "--when", "2026-01-02")
    first = invitation(tmp_path, "a.eml", sequence=0, begins="20260105T100000Z")
    refused = shell.refused("interview", "--ics", first)
    assert "Say which application" in refused
    assert "Acme (--id " in refused
    assert "the invitation comes from its address" in refused
    came = shell("interview", "Acme", "--ics", first, "--json").json
    assert (came["fate"], came["new"], came["event"]["sequence"]) == ("new", False, 0)
    again = shell("interview", "--ics", first)
    assert (again.status, again.out) == (0, "")
    assert "already here" in again.err
    moved = shell("interview", "--ics", invitation(tmp_path, "b.eml", sequence=1, begins="20260106T100000Z"), "--json")
    assert moved.json["event"]["id"] == came["event"]["id"]
    assert moved.json["event"]["at"] == "2026-01-06T10:00:00Z"
    off = invitation(tmp_path, "c.eml", sequence=2, begins="20260106T100000Z", method="CANCEL")
    assert "Called off: the interview at Acme" in shell("interview", "--ics", off).out
    assert shell("applications", "--json").json["applications"][0]["state"] == "applied"


def test_what_can_not_be_read_or_chosen_saves_nothing(shell: Shell, tmp_path: Path) -> None:
    page = tmp_path / "invite.ics"
    page.write_text("<html>Sign in</html>")
    assert "a web page" in shell.refused("interview", "Acme", "--ics", str(page))
    assert "cannot be read" in shell.refused("interview", "Acme", "--ics", str(tmp_path / "none.ics"))
    assert "at which company" in shell.refused("interview")
    event = "BEGIN:VEVENT\nUID:{0}\nDTSTART:2026010{0}T100000Z\nSUMMARY:Talk {0}\nEND:VEVENT\n"
    page.write_text("BEGIN:VCALENDAR\n" + event.format(1) + event.format(2) + "END:VCALENDAR\n")
    assert "2 events" in shell.refused("interview", "Acme", "--ics", str(page))
    assert "from 1 to 2" in shell.refused("interview", "Acme", "--ics", str(page), "--event", "3")
    assert shell("applications", "--json").json["applications"] == []
    taken = shell("interview", "Acme", "--ics", str(page), "--event", "2", "--json").json
    assert (taken["title"], taken["new"]) == ("Talk 1", True)


def test_a_zone_and_a_place_by_hand(shell: Shell) -> None:
    words = ("interview", "Acme", "--when", "2026-01-05 10:00", "--zone", "america/new york", "--place", "Room 5")
    event = shell(*words, "--json").json["event"]
    assert (event["at"], event["zone"], event["place"]) == ("2026-01-05T15:00:00Z", "America/New_York", "Room 5")
    assert "not a time zone" in shell.refused("interview", "Acme", "--zone", "Middle Earth")
