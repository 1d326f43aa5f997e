"""The board on the real desktop: a card dragged with the mouse, moved by keys, and put back."""

from __future__ import annotations

import re

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.accessible import Control
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
APPLICATIONS = titled("Applications")


def column(desktop: Desktop, stage: str) -> Control:
    return desktop.accessible.find("list", re.compile(f"{stage}(,|$)"), window=APPLICATIONS)


def middle(control: Control) -> tuple[int, int]:
    x, y, width, height = control.box
    return x + width // 2, y + height // 2


def drag(desktop: Desktop, card: Control, target: Control) -> None:
    """In steps, as a hand moves."""
    (x, y), (to_x, to_y) = middle(card), middle(target)
    desktop.move(x, y)
    desktop.ask("xdotool", "mousedown", "1")
    for step in range(1, 11):
        desktop.move(x + (to_x - x) * step // 10, y + (to_y - y) * step // 10)
        desktop.ask("xdotool", "sleep", "0.05")
    desktop.ask("xdotool", "mouseup", "1")


def wait_state(companion: Companion, state: str) -> None:
    def look() -> str:
        (row,) = companion.tell("applications")["applications"]
        return row["state"]

    wait_until(lambda: look() == state, look)


def test_a_card_is_dragged_pushed_put_back_and_refused(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme", "--role", "Backend Engineer", "--when", "3 days ago")
    companion.choose("Applications…")
    desktop.activate_window(APPLICATIONS)
    desktop.accessible.find("text", "Search applications", window=APPLICATIONS).wait_for("focused")
    desktop.key("ctrl+shift+b")
    card = desktop.accessible.find("list item", re.compile("^Acme"), below=column(desktop, "Applied"))
    assert desktop.accessible.nameless(APPLICATIONS) == []
    keep_picture(desktop, "applications-board")

    drag(desktop, card, column(desktop, "In touch"))
    wait_state(companion, "reply")
    desktop.accessible.find("list item", re.compile("^Acme"), below=column(desktop, "In touch"))
    desktop.key("ctrl+shift+Right")
    wait_state(companion, "screening")
    desktop.accessible.find("list item", re.compile("^Acme"), below=column(desktop, "Screening"))
    desktop.key("ctrl+z")
    wait_state(companion, "reply")
    desktop.key("ctrl+z")
    wait_state(companion, "applied")

    desktop.accessible.find("list item", re.compile("^Acme"), below=column(desktop, "Applied"))
    desktop.key("ctrl+shift+Left")
    desktop.accessible.find("label", re.compile("“Saved” is where nothing has happened yet"), window=APPLICATIONS)
    desktop.key("Return")
    desktop.accessible.find("label", "No answer for 3 days", window=APPLICATIONS)
    keep_picture(desktop, "applications-board-story")

    card = desktop.accessible.find("list item", re.compile("^Acme"), below=column(desktop, "Applied"))
    no = desktop.accessible.find("push button", "Open Said no", window=APPLICATIONS)
    drag(desktop, card, no)
    wait_until(lambda: desktop.active_window().startswith("Log a rejection"), desktop.active_window)
