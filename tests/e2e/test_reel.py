"""The reel on a real desktop, by keyboard: a card's menu, the last card, privacy mode, and at 200 %."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
PROGRAMS = Path(__file__).with_name("programs")
REEL = "Companion"
THE_ICON = (20, 12)
"""Where the only icon of the tray stands, on the panel at the top left."""
PLAN = "Write a plan for the next no…"


def rejected(desktop: Desktop, companion: Companion, company: str = "Acme") -> None:
    """A reel for a no, on the screen and with the keyboard."""
    companion.tell("reject", company)
    companion.wait_moment("reel.painted")
    desktop.activate_window(REEL)
    wait_until(lambda: desktop.active_window() == REEL, desktop.active_window)


def to_the_last_card(desktop: Desktop, cards: int) -> None:
    desktop.key(*["Right"] * (cards + 1))
    desktop.accessible.find("push button", "Done", window=REEL)


def says(desktop: Desktop, words: str | re.Pattern[str]) -> str:
    return desktop.accessible.find(None, words, window=REEL).name


def test_a_card_says_why_it_came_and_takes_a_word_by_keyboard(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("highlight", "Taught the evening course")
    companion.tell("highlight", "Fixed the outage")
    rejected(desktop, companion)
    desktop.key("space")
    card = says(desktop, re.compile("^(Taught|Fixed)"))
    desktop.key("m")
    keep_picture(desktop, "reel-menu")
    desktop.key("Return")  # on the first line; what pops up is in nobody's tree
    says(desktop, re.compile("It is its turn: no reel has shown it yet."))
    keep_picture(desktop, "reel-why")
    assert desktop.accessible.nameless(REEL) == []
    desktop.key("Escape")
    assert desktop.windows().count(REEL) == 1

    desktop.key("h")
    says(desktop, "You said: it helped.")
    desktop.key("Menu", "Down", "Return")  # takes it back
    desktop.accessible.wait_gone(None, "You said: it helped.", window=REEL)
    desktop.key("n")
    assert says(desktop, re.compile("^(Taught|Fixed)")) != card
    desktop.key("Left")
    says(desktop, "You said: not this one.")
    keep_picture(desktop, "reel-not-this-one")
    desktop.key("Escape")
    desktop.wait_window_gone(REEL)


def test_the_last_card_parks_and_keeps_the_fit_by_keyboard(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("highlight", "Taught the evening course")
    rejected(desktop, companion)
    to_the_last_card(desktop, 1)
    desktop.accessible.find("push button", PLAN, window=REEL)
    keep_picture(desktop, "reel-last-card")
    desktop.accessible.find("push button", re.compile("Come back to this"), window=REEL).focus()
    desktop.key("space")
    says(desktop, re.compile("^Parked until .*It can wait until then"))
    desktop.accessible.find("push button", re.compile("instead$"), window=REEL).wait_for("focused")
    keep_picture(desktop, "reel-parked")
    desktop.key("Tab", "space")
    desktop.accessible.wait_gone(None, re.compile("^Parked"), window=REEL)
    desktop.accessible.find("push button", re.compile("Come back to this"), window=REEL).wait_for("focused")

    desktop.key("Tab", "Tab", "Tab", "space")
    says(desktop, "Kept.")
    desktop.key("Tab", "Tab")
    line = desktop.accessible.find("text", "One line about the fit, for you alone", window=REEL).wait_for("focused")
    desktop.type("a kind team, far away")
    assert line.text() == "a kind team, far away"
    desktop.key("Return")
    says(desktop, "Kept.")
    keep_picture(desktop, "reel-fit")
    assert desktop.accessible.nameless(REEL) == []
    desktop.key("Escape")
    desktop.wait_window_gone(REEL)

    rejected(desktop, companion, "Blue Kites")
    to_the_last_card(desktop, 1)
    assert not desktop.accessible.find_all("push button", PLAN, window=REEL)
    desktop.key("Escape")
    desktop.wait_window_gone(REEL)


def test_it_comes_while_the_user_types_elsewhere_and_the_typing_goes_on(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("highlight", "Taught the evening course")
    companion.menu()
    companion.wait_moment("reel.rehearsed")  # the window that comes was made before
    form = desktop.start(sys.executable, PROGRAMS / "form.py")
    desktop.activate_window("A form")
    company = desktop.accessible.find("text", "Company", window="A form").focus()
    desktop.type("Ac")
    companion.tell("reject", "Acme")
    companion.wait_moment("reel.painted")
    assert desktop.active_window() == "A form"
    desktop.type("me nh m")
    wait_until(lambda: company.text() == "Acme nh m", company.text)
    assert says(desktop, re.compile("Acme said no"))
    keep_picture(desktop, "reel-beside-typing")
    form.kill()
    desktop.wait_window_gone("A form")


def test_the_menu_that_the_panel_draws_makes_it_ready_and_the_choice_shows_it(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("highlight", "Taught the evening course")
    assert companion.item()
    desktop.click(*THE_ICON, button=3)
    companion.wait_moment("reel.rehearsed")
    assert REEL not in desktop.windows()
    assert "reel.painted" not in companion.moments()
    keep_picture(desktop, "tray-menu")
    desktop.key("Down", "Down", "Return")
    companion.wait_moment("reel.card_painted")
    says(desktop, re.compile("evening course"))
    desktop.key("Escape")
    desktop.wait_window_gone(REEL)


def test_in_privacy_mode_it_is_veiled_until_the_user_comes(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("highlight", "Taught the evening course")
    companion.choose("Settings…")
    desktop.activate_window(titled("Settings"))
    desktop.accessible.find("page tab", "Reel and privacy", window=titled("Settings")).click()
    desktop.accessible.find("check box", "Privacy mode", window=titled("Settings")).click()
    desktop.accessible.find("check box", "Privacy mode", window=titled("Settings")).wait_for("checked")
    desktop.key("Escape")
    form = desktop.start(sys.executable, PROGRAMS / "form.py")
    desktop.activate_window("A form")
    companion.tell("reject", "Acme")
    says(desktop, re.compile("Something is ready for you"))
    keep_picture(desktop, "reel-veil")
    seen = [*desktop.windows(), *(control.name for control in desktop.accessible.find_all(window=REEL))]
    assert not [name for name in seen if "Acme" in name or "reject" in name.lower() or "evening" in name]
    assert "reel.painted" not in companion.moments()
    desktop.activate_window(REEL)
    says(desktop, re.compile("Acme said no"))
    companion.wait_moment("reel.painted")
    desktop.activate_window("A form")
    says(desktop, re.compile("Something is ready for you"))
    assert not desktop.accessible.find_all(None, re.compile("Acme"), window=REEL)
    form.kill()
    desktop.wait_window_gone("A form")


def test_at_200_percent_all_of_it_is_there(desktop: Desktop, start: Start) -> None:
    companion = start(desktop, env={"QT_SCALE_FACTOR": "2"})
    companion.tell("highlight", "Taught the evening course, and everybody stayed to the end", "--when", "spring 2021")
    rejected(desktop, companion)
    keep_picture(desktop, "reel-opening-200")
    desktop.key("space")
    companion.wait_moment("reel.card_painted")
    keep_picture(desktop, "reel-card-200")
    desktop.key("Right")
    desktop.accessible.find("push button", "Done", window=REEL)
    keep_picture(desktop, "reel-last-card-200")
    x, y, width, height = desktop.accessible.window(REEL).box
    assert x >= 0
    assert y >= 0
    assert x + width <= 1280
    assert y + height <= 800
