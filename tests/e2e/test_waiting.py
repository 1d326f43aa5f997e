"""The reel waits while the desktop asks for quiet, says so, and comes once, later, for all that came meanwhile."""

from __future__ import annotations

import re
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
FULL_SCREEN = Path(__file__).parent / "programs/full_screen.py"
LOOKED_AGAIN_S = 90.0
"""The companion asks the desktop again each minute while something waits."""


def with_a_highlight(companion: Companion) -> None:
    companion.tell("highlight", "Led the move to the new billing system", "--when", "spring 2021")


def test_during_do_not_disturb_three_noes_wait_and_get_one_reel_afterwards(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_a_highlight(companion)
    desktop.do_not_disturb(on=True)
    for company in ("Acme", "Blue Kites", "Cedar"):
        companion.tell("reject", company)
    wait_until(lambda: "Play the reel that waits" in companion.menu(), lambda: str(companion.menu()))
    assert "Companion" not in desktop.windows()
    assert "reel.painted" not in companion.moments()
    keep_picture(desktop, "waiting-do-not-disturb")

    desktop.do_not_disturb(on=False)
    companion.wait_moment("reel.painted", timeout=LOOKED_AGAIN_S)
    desktop.accessible.find(None, re.compile("Acme, Blue Kites and Cedar said no"), window="Companion")
    assert desktop.windows().count("Companion") == 1
    wait_until(lambda: "Play the reel" in companion.menu(), lambda: str(companion.menu()))
    keep_picture(desktop, "waiting-one-reel-for-three")


@pytest.fixture
def film(desktop: Desktop) -> Generator[None]:
    """A window that fills the screen."""
    program = desktop.start(sys.executable, str(FULL_SCREEN))
    wait_until(lambda: "A film" in desktop.windows(), lambda: str(desktop.windows()))
    yield
    program.terminate()
    desktop.wait_window_gone("A film")


@pytest.mark.usefixtures("film")
def test_beside_a_full_screen_window_it_says_why_and_plays_on_demand(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_a_highlight(companion)
    companion.tell("apply", "Acme")
    companion.choose("Log a rejection…")
    desktop.activate_window(titled("Log a rejection"))
    desktop.accessible.find("text", "Company, role or contact", window=titled("Log a rejection")).wait_for("focused")
    desktop.type("acm")
    desktop.accessible.find("list item", re.compile("Acme"), window=titled("Log a rejection"))
    desktop.key("Return", "Return")
    desktop.accessible.find(None, re.compile("The reel waits: a window fills the screen"), window="Companion")
    desktop.activate_window("Companion")
    keep_picture(desktop, "waiting-full-screen")
    assert "reel.painted" not in companion.moments()
    assert desktop.accessible.nameless("Companion") == []
    done = desktop.accessible.find("push button", "Done", window="Companion").wait_for("focused")
    assert done.has("focused")
    desktop.key("shift+Tab", "Return")  # Play it now
    companion.wait_moment("reel.painted")
    desktop.accessible.find(None, re.compile("Acme said no"), window="Companion")


def test_three_in_a_row_share_one_reel(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_a_highlight(companion)
    for company in ("Acme", "Blue Kites", "Cedar"):
        companion.tell("reject", company)
    desktop.accessible.find(None, re.compile("Acme, Blue Kites and Cedar said no"), window="Companion")
    assert desktop.windows().count("Companion") == 1
    assert companion.moments().count("reel.painted") == 1
    keep_picture(desktop, "reel-three-in-a-row")


def test_what_waits_survives_the_end_of_the_program(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_a_highlight(companion)
    desktop.do_not_disturb(on=True)
    companion.tell("reject", "Acme")
    wait_until(lambda: "Play the reel that waits" in companion.menu(), lambda: str(companion.menu()))
    companion.process.kill()
    desktop.do_not_disturb(on=False)
    companion.start()
    companion.wait_moment("reel.painted")
    desktop.accessible.find(None, re.compile("Acme said no"), window="Companion")
