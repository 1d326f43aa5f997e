"""Capture from each source, and the library, on the real desktop: by keyboard, by paste, by drop, from the shell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.processes import Process
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import ROOT, Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
FORM, LIBRARY, EDIT = titled("Add a highlight"), titled("Highlights"), titled("Edit a highlight")
SOURCE = Path(__file__).with_name("programs") / "source.py"
SAMPLE = ROOT / "resources" / "sample"
LETTER = """\
From: Ines Duarte <ines@example.test>
Date: Tue, 04 Mar 2025 10:00:00 +0000
Subject: Thank you

You explain hard things simply.
"""


def other_program(desktop: Desktop, how: str, *words: str) -> Process:
    """Copies a picture, or offers something to drag; a program of its own, as a browser or file manager is."""
    program = desktop.start(sys.executable, str(SOURCE), how, *words)
    desktop.window_id("A source")
    return program


def drag_to(desktop: Desktop, window: str) -> None:
    """From the source onto the middle of the window, in steps, as a hand moves."""
    box = desktop.accessible.window(window).box
    x, y = box[0] + box[2] // 2, box[1] + box[3] // 2
    here = desktop.accessible.find("label", "Drag from here").box
    at_x, at_y = here[0] + here[2] // 2, here[1] + here[3] // 2
    desktop.move(at_x, at_y)
    desktop.ask("xdotool", "mousedown", "1")
    for step in range(1, 11):
        desktop.move(at_x + (x - at_x) * step // 10, at_y + (y - at_y) * step // 10)
        desktop.ask("xdotool", "sleep", "0.05")
    desktop.ask("xdotool", "mouseup", "1")


def highlights(companion: Companion) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = companion.tell("highlight")["highlights"]
    return found


def cards(desktop: Desktop) -> list[str]:
    found = desktop.accessible.find("list", "Highlights", window=LIBRARY)
    return [card.name for card in desktop.accessible.find_all("list item", below=found)]


def wait_cards(desktop: Desktop, *beginnings: str) -> None:
    def look() -> bool:
        shown = cards(desktop)
        return len(shown) == len(beginnings) and all(c.startswith(b) for c, b in zip(shown, beginnings, strict=True))

    wait_until(look, lambda: f"{cards(desktop)} and not {beginnings}\n{desktop.accessible.tree(LIBRARY)}")


def test_the_tray_the_form_and_a_pasted_picture_by_keyboard(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    other = other_program(desktop, "copy", str(SAMPLE / "whiteboard.jpg"))
    companion.choose("Add a highlight…")
    desktop.activate_window(FORM)
    desktop.accessible.find("text", "What I did, or what was said", window=FORM).wait_for("focused")
    desktop.type("Drew the new order flow on a whiteboard.")
    desktop.key("ctrl+v")
    desktop.accessible.find("list item", window=FORM)
    assert desktop.accessible.nameless(FORM) == []
    keep_picture(desktop, "highlight-pasted")
    desktop.key("Tab")
    desktop.type("spring 2024")
    desktop.key("ctrl+Return")
    desktop.wait_window_gone(FORM)
    (kept,) = highlights(companion)
    assert (kept["text"], kept["happened"]) == ("Drew the new order flow on a whiteboard.", "spring 2024")
    assert str(kept["picture"]).endswith(".png")
    other.terminate()


def test_the_shell_with_everything(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    said = companion.tell(
        *("highlight", "One", "--when", "2024", "--said-by", "Dana", "--tag", "design", "--link", "example.org"),
        *("--picture", str(SAMPLE / "card.jpg"), "--picture", str(SAMPLE / "morning.jpg")),
    )
    assert len(said["highlight"]["pictures"]) == 2
    (desktop.home / "thanks.eml").write_text(LETTER)
    assert companion.tell("highlight", "--letter", str(desktop.home / "thanks.eml"))["highlight"]["said_by"]
    companion.choose("Highlights…")
    wait_cards(desktop, "“You explain", "“One”")


def test_dropped_on_the_library_each_source_begins_a_highlight(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    letter = desktop.home / "thanks.eml"
    letter.write_text(LETTER)
    companion.choose("Highlights…")
    desktop.activate_window(LIBRARY)
    desktop.accessible.find("push button", "Add a highlight", window=LIBRARY).wait_for("focused")
    keep_picture(desktop, "library-empty")
    for how, words in (
        ("drag", (str(letter),)),
        ("drag", (str(SAMPLE / "card.jpg"), str(SAMPLE / "morning.jpg"))),
        ("drag-text", ("They asked me to stay.",)),
    ):
        other = other_program(desktop, how, *words)
        before = len(highlights(companion))
        drag_to(desktop, LIBRARY)
        desktop.activate_window(FORM)
        text = desktop.accessible.find("text", "What I did, or what was said", window=FORM)
        if words[0].endswith(".jpg"):
            wait_until(
                lambda: len(desktop.accessible.find_all("list item", window=FORM)) == 2,
                lambda: desktop.accessible.tree(FORM),
            )
            desktop.type("Two pictures")
        else:
            wait_until(lambda text=text: text.text() != "", text.text)
        desktop.key("ctrl+Return")
        desktop.wait_window_gone(FORM)
        wait_until(lambda before=before: len(highlights(companion)) == before + 1, "nothing was kept")
        other.terminate()
    kept = highlights(companion)
    assert [each["text"] for each in kept] == [
        "You explain hard things simply.",
        "Two pictures",
        "They asked me to stay.",
    ]
    assert (kept[0]["said_by"], kept[0]["happened"]) == ("Ines Duarte", "March 2025")
    assert len(kept[1]["pictures"]) == 2


def test_the_library_by_keyboard(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("highlight", "Oldest fact", "--tag", "design", "--picture", str(SAMPLE / "morning.jpg"))
    companion.tell("highlight", "Kind words", "--said-by", "Ines Duarte")
    companion.tell("highlight", "Newest fact", "--tag", "design")
    companion.choose("Highlights…")
    desktop.activate_window(LIBRARY)
    search = desktop.accessible.find("text", "Search highlights", window=LIBRARY).wait_for("focused")
    wait_cards(desktop, "Newest fact", "“Kind words”", "Oldest fact")
    assert desktop.accessible.nameless(LIBRARY) == []
    keep_picture(desktop, "library")
    desktop.type("old")
    wait_cards(desktop, "Oldest fact")
    desktop.key("ctrl+p")
    desktop.key("Escape")
    wait_cards(desktop, "Oldest fact", "Newest fact", "“Kind words”")
    desktop.key("Down", "Right", "Delete")
    wait_cards(desktop, "Oldest fact", "“Kind words”")
    desktop.accessible.find("label", "Deleted: “Newest fact”.", window=LIBRARY)
    desktop.key("ctrl+z")
    wait_cards(desktop, "Oldest fact", "Newest fact", "“Kind words”")
    desktop.key("Home", "shift+Right", "ctrl+shift+e")
    wait_cards(desktop, "“Kind words”")
    desktop.key("ctrl+h")
    wait_cards(desktop, "Oldest fact", "Newest fact")
    keep_picture(desktop, "library-archive")
    desktop.key("ctrl+h", "ctrl+f")
    search.wait_for("focused")
    desktop.type("ines")
    wait_cards(desktop, "“Kind words”")
    desktop.key("Return")
    desktop.activate_window(EDIT)
    desktop.key("ctrl+End")
    desktop.type(", twice")
    keep_picture(desktop, "edit-a-highlight")
    desktop.key("ctrl+Return")
    desktop.wait_window_gone(EDIT)
    wait_cards(desktop, "“Kind words, twice”")
    assert sorted(str(each["text"]) for each in highlights(companion) if each["archived"]) == [
        "Newest fact",
        "Oldest fact",
    ]
