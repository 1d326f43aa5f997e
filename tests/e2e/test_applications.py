"""The Applications window, walked through without a mouse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.accessible import Control
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
APPLICATIONS = titled("Applications")


def search_field(desktop: Desktop) -> Control:
    return desktop.accessible.find("text", "Search applications", window=APPLICATIONS)


def rows(desktop: Desktop) -> list[str]:
    """What the list shows, read as a screen reader does."""
    found = desktop.accessible.find("list", "Applications", window=APPLICATIONS)
    return [row.name for row in desktop.accessible.find_all("list item", below=found)]


def wait_rows(desktop: Desktop, *companies: str) -> None:
    def look() -> bool:
        shown = rows(desktop)
        return len(shown) == len(companies) and all(c in row for c, row in zip(companies, shown, strict=True))

    wait_until(look, lambda: f"{rows(desktop)} and not {companies}\n{desktop.accessible.tree(APPLICATIONS)}")


def dialog(desktop: Desktop, title: str) -> str:
    """Waits until the form whose title begins so has the keyboard; returns its whole title."""
    wait_until(lambda: desktop.active_window().startswith(title), desktop.active_window)
    return desktop.active_window()


def test_add_log_search_delete_and_undo_by_keyboard(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)

    desktop.key("ctrl+n")
    form = dialog(desktop, "New application")
    desktop.accessible.find("text", "Company", window=form).wait_for("focused")
    desktop.type("Acme")
    desktop.key("Tab")
    desktop.type("Backend Engineer")
    desktop.key("Tab")
    desktop.type("Zürich")
    assert desktop.accessible.nameless(form) == []
    keep_picture(desktop, "form-application")
    desktop.key("Return")
    desktop.wait_window_gone(form)
    desktop.accessible.find("label", re.compile("Added Acme"), window=APPLICATIONS)
    wait_rows(desktop, "Acme")

    desktop.key("ctrl+i")
    form = dialog(desktop, "Interview")
    when = desktop.accessible.find("text", "When", window=form).wait_for("focused")
    desktop.key("ctrl+a")
    desktop.type("2 days ago")
    wait_until(lambda: when.text() == "2 days ago", when.text)
    desktop.key("Tab", "ctrl+a", "BackSpace", "Tab")
    desktop.accessible.find("text", "With", window=form).wait_for("focused")
    desktop.type("Dana Reyes")
    desktop.key("Tab")
    desktop.type("dana@example.test")
    assert desktop.accessible.nameless(form) == []
    keep_picture(desktop, "form-interview")
    desktop.key("Return")
    desktop.wait_window_gone(form)
    wait_until(lambda: "Follow-ups due (1)" in companion.menu(), lambda: str(companion.menu()))
    (row,) = companion.tell("applications")["applications"]
    assert (row["role"], row["place"]) == ("Backend Engineer", "Zürich")
    assert companion.tell("follow-up")["due"][0]["person"] == "Dana Reyes"
    keep_picture(desktop, "applications-detail")
    assert desktop.accessible.nameless(APPLICATIONS) == []


def test_search_as_you_type_finds_what_any_word_says(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme", "--role", "Backend Engineer", "--when", "3 days ago")
    companion.tell("apply", "Blue Kites", "--place", "Zürich", "--when", "2 days ago")
    companion.tell("apply", "Črna gora", "--notes", "found by Dana", "--when", "yesterday")
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    search_field(desktop).wait_for("focused")
    wait_rows(desktop, "Črna gora", "Blue Kites", "Acme")
    desktop.type("zuri")
    wait_rows(desktop, "Blue Kites")
    keep_picture(desktop, "applications-search")
    desktop.key("Escape")
    wait_rows(desktop, "Črna gora", "Blue Kites", "Acme")
    desktop.type("dana")
    wait_rows(desktop, "Črna gora")
    desktop.key("ctrl+a")
    desktop.type("nobody")
    wait_rows(desktop)
    keep_picture(desktop, "applications-nothing-found")


def test_delete_and_undo_by_keyboard_and_the_window_follows_the_shell(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme", "--when", "yesterday")
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    wait_rows(desktop, "Acme")
    companion.tell("apply", "Blue Kites")
    wait_rows(desktop, "Blue Kites", "Acme")

    desktop.key("ctrl+f")
    search_field(desktop).wait_for("focused")
    desktop.key("Down")
    desktop.accessible.find("list", "Applications", window=APPLICATIONS).wait_for("focused")
    desktop.key("Home", "Delete")
    wait_rows(desktop, "Acme")
    assert names(companion) == {"Acme"}
    keep_picture(desktop, "applications-undo")
    desktop.key("ctrl+z")
    wait_rows(desktop, "Blue Kites", "Acme")
    assert names(companion) == {"Acme", "Blue Kites"}
    desktop.key("ctrl+shift+z")
    wait_rows(desktop, "Acme")
    desktop.key("ctrl+z")
    wait_rows(desktop, "Blue Kites", "Acme")

    desktop.key("ctrl+a")
    desktop.accessible.find("label", "2 chosen", window=APPLICATIONS)
    desktop.key("ctrl+g")
    wait_rows(desktop, "Applied · 2", "Blue Kites", "Acme")
    keep_picture(desktop, "applications-groups")


def test_a_rejection_from_the_window_is_for_the_chosen_application(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme", "--role", "Backend Engineer")
    companion.tell("apply", "Acme", "--role", "Data Engineer")
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    search_field(desktop).wait_for("focused")
    desktop.type("backend")
    wait_rows(desktop, "Acme")
    desktop.key("ctrl+r")
    window = dialog(desktop, "Log a rejection")
    desktop.accessible.find("push button", "Save", window=window).wait_for("enabled").wait_for("focused")
    keep_picture(desktop, "rejection-chosen")
    assert desktop.accessible.nameless(window) == []
    desktop.key("Return")
    desktop.accessible.find(None, re.compile("Acme said no"), window="Companion")
    found = companion.tell("applications")["applications"]
    assert {(row["role"], row["state"]) for row in found} == {
        ("Backend Engineer", "rejected"),
        ("Data Engineer", "applied"),
    }


def test_an_offer_is_kept_as_a_highlight_by_keyboard(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme", "--role", "Backend Engineer", "--when", "3 days ago")
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    wait_rows(desktop, "Acme")
    desktop.key("ctrl+shift+o")
    form = dialog(desktop, "Offer")
    desktop.accessible.find("text", "When", window=form).wait_for("focused")
    desktop.key("Return")
    desktop.wait_window_gone(form)
    keep = desktop.accessible.find("push button", "Keep it: An offer can become a highlight.", window=APPLICATIONS)
    assert not keep.has("focused")
    assert desktop.active_window() == APPLICATIONS, "nothing pops up"
    keep_picture(desktop, "quiet-offer")
    assert desktop.accessible.nameless(APPLICATIONS) == []
    desktop.key("ctrl+f")
    search_field(desktop).wait_for("focused")
    for _ in range(40):
        if keep.has("focused"):
            break
        desktop.key("Tab")
    keep.wait_for("focused")
    desktop.key("Return")
    form = dialog(desktop, "Add a highlight")
    text = desktop.accessible.find("text", "What I did, or what was said", window=form)
    wait_until(lambda: text.text() == "Acme offered me a job as Backend Engineer.", text.text)
    keep_picture(desktop, "quiet-offer-form")
    desktop.key("ctrl+Return")
    desktop.wait_window_gone(form)
    desktop.accessible.wait_gone("push button", keep.name, window=APPLICATIONS)


def names(companion: Companion) -> set[str]:
    return {row["company"] for row in companion.tell("applications")["applications"]}


INVITATION = """\
BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
UID:talk@acme.example
SEQUENCE:{sequence}
DTSTART;TZID=Asia/Tokyo:{day}T100000
DURATION:PT45M
SUMMARY:Talk at Acme
LOCATION:https://meet.example.test/abc
ORGANIZER;CN=Dana Reyes:mailto:dana@acme.example
END:VEVENT
END:VCALENDAR
"""


def test_an_invitation_from_a_file_and_its_cancellation_by_keyboard(
    desktop: Desktop, start: Start, tmp_path: Path
) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme", "--when", "2026-01-05")
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    wait_rows(desktop, "Acme")
    files = tmp_path / "invite.ics", tmp_path / "cancelled.ics"
    files[0].write_text(INVITATION.format(method="REQUEST", sequence=0, day="20260112"))
    files[1].write_text(INVITATION.format(method="CANCEL", sequence=1, day="20260112"))
    for path, verb in zip(files, ("Save", "Remove it"), strict=True):
        desktop.key("ctrl+shift+i")
        dialog(desktop, "Choose an invitation")
        desktop.type(str(path))
        desktop.key("Return")
        form = dialog(desktop, "From a calendar file")
        desktop.accessible.find("push button", verb, window=form)
        assert desktop.accessible.nameless(form) == []
        keep_picture(desktop, f"invitation-{path.stem}")
        desktop.key("ctrl+Return")
        desktop.wait_window_gone(form)
        desktop.activate_window(APPLICATIONS)
        state = "interview" if verb == "Save" else "applied"
        wait_until(
            lambda state=state: companion.tell("applications")["applications"][0]["state"] == state,
            lambda: str(companion.tell("applications")),
        )
        keep_picture(desktop, f"invitation-{path.stem}-saved")
    desktop.key("ctrl+z")
    wait_until(
        lambda: companion.tell("applications")["applications"][0]["state"] == "interview",
        lambda: str(companion.tell("applications")),
    )
