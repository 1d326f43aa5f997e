"""A no, logged by keyboard alone, and the reel that follows; and what others may read of it on the screen."""

from __future__ import annotations

import re

import pytest

from tests.e2e.conftest import Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
HIGHLIGHTS = (
    "Led the move to the new billing system",
    "Taught the evening course in statistics",
    "Fixed the outage on a Sunday night",
)


def with_highlights(companion: Companion) -> None:
    for text in HIGHLIGHTS:
        companion.tell("highlight", text, "--when", "spring 2021")


def reel_says(desktop: Desktop, what: str | re.Pattern[str]) -> str:
    return desktop.accessible.find(None, what, window="Companion").name


def any_highlight() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, HIGHLIGHTS)))


def test_a_no_is_logged_by_keyboard_and_the_reel_shows_a_highlight(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_highlights(companion)
    companion.tell("apply", "Acme", "--role", "Backend Engineer")
    companion.tell("apply", "Blue Kites")

    companion.choose("Log a rejection…")
    desktop.activate_window(titled("Log a rejection"))
    desktop.accessible.find("text", "Company, role or contact", window=titled("Log a rejection")).wait_for("focused")
    desktop.type("acm")
    desktop.accessible.find("list item", re.compile("Acme"), window=titled("Log a rejection"))
    keep_picture(desktop, "rejection-suggestions")
    desktop.key("Return", "Return")

    assert "Acme said no." in reel_says(desktop, re.compile("Acme said no"))
    keep_picture(desktop, "reel-opening")
    desktop.wait_window_gone(titled("Log a rejection"))
    assert desktop.windows().count("Companion") == 1
    wait_until(lambda: desktop.active_window() == "Companion", desktop.active_window)
    desktop.key("space")
    assert any_highlight().search(reel_says(desktop, any_highlight()))
    keep_picture(desktop, "reel-highlight")
    assert desktop.accessible.nameless("Companion") == []

    companion.wait_moment("reel.card_painted")
    moments = companion.moments()
    assert moments.index("rejection.entered") < moments.index("reel.painted") < moments.index("reel.card_painted")
    rows = companion.tell("applications")["applications"]
    assert {(row["company"], row["state"]) for row in rows} == {("Acme", "rejected"), ("Blue Kites", "applied")}

    desktop.key("Right", "Right", "Right")
    desktop.accessible.find("push button", "Done", window="Companion")
    keep_picture(desktop, "reel-next-step")
    assert desktop.accessible.nameless("Companion") == []
    desktop.key("Escape")
    desktop.wait_window_gone("Companion")


def test_an_unknown_company_is_a_new_application_in_the_same_step(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_highlights(companion)
    companion.choose("Log a rejection…")
    desktop.activate_window(titled("Log a rejection"))
    desktop.accessible.find("text", "Company, role or contact", window=titled("Log a rejection")).wait_for("focused")
    desktop.type("Žluťoučký <kůň> & Co")
    desktop.key("Return", "Return")
    assert "Žluťoučký <kůň> & Co said no." in reel_says(desktop, re.compile("said no"))
    keep_picture(desktop, "reel-markup")
    rows = companion.tell("applications")["applications"]
    assert [(row["company"], row["state"]) for row in rows] == [("Žluťoučký <kůň> & Co", "rejected")]


def test_undo_takes_the_no_back(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_highlights(companion)
    companion.tell("apply", "Acme")
    companion.choose("Log a rejection…")
    desktop.activate_window(titled("Log a rejection"))
    desktop.accessible.find("text", "Company, role or contact", window=titled("Log a rejection")).wait_for("focused")
    desktop.type("acm")
    desktop.key("Return", "Return")
    reel_says(desktop, re.compile("Acme said no"))
    wait_until(lambda: desktop.active_window() == "Companion", desktop.active_window)
    desktop.key("ctrl+z")
    desktop.wait_window_gone("Companion")
    rows = companion.tell("applications")["applications"]
    assert [(row["company"], row["state"]) for row in rows] == [("Acme", "applied")]


def test_a_no_from_the_shell_plays_the_reel_without_taking_the_keyboard(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_highlights(companion)
    companion.choose("Applications…")
    desktop.activate_window(titled("Applications"))
    companion.tell("reject", "Acme", "--when", "yesterday", "--said", "We need more Go")
    reel_says(desktop, re.compile("Acme said no"))
    companion.wait_moment("reel.painted")
    assert "reject.received" in companion.moments()
    assert desktop.active_window() == titled("Applications")
    companion.tell("reject", "Blue Kites")
    reel_says(desktop, re.compile("Acme and Blue Kites said no"))
    assert desktop.windows().count("Companion") == 1


def test_without_highlights_the_reel_asks_for_one(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("reject", "Acme")
    reel_says(desktop, re.compile("Acme said no"))
    desktop.activate_window("Companion")
    desktop.key("space")
    desktop.accessible.find("push button", "Add a highlight…", window="Companion")
    keep_picture(desktop, "reel-without-highlights")


def test_not_today_keeps_the_reel_away_and_says_that_it_was_logged(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_highlights(companion)
    companion.tell("reject", "Acme")
    desktop.activate_window("Companion")
    desktop.accessible.find("push button", "Not today", window="Companion").click()
    desktop.wait_window_gone("Companion")
    companion.tell("reject", "Blue Kites")
    desktop.notifier.wait_for("Logged")
    assert "Companion" not in desktop.windows()
    desktop.click_notification_button("Undo")
    wait_until(
        lambda: "Blue Kites" not in str(companion.tell("applications")), lambda: str(companion.tell("applications"))
    )


def test_privacy_mode_shows_no_company_in_titles_and_notifications(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    with_highlights(companion)
    turn_privacy_on(desktop, companion)
    companion.tell("interview", "Acme", "--when", "2 days ago", "--with", "Dana Reyes", "--email", "d@example.test")
    shown = desktop.notifier.wait_for("Companion")
    keep_picture(desktop, "notification-private")
    assert "Acme" not in shown
    assert "Dana" not in shown
    tooltip = desktop.tray_tooltip(companion.item())
    assert "Acme" not in tooltip
    assert "Dana" not in tooltip

    assert not any("reject" in line.lower() for line in companion.menu())
    companion.choose("Log an answer…")
    wait_until(lambda: desktop.windows().count("Companion") == 1, lambda: str(desktop.windows()))
    desktop.activate_window("Companion")
    desktop.accessible.find("text", "Company, role or contact", window="Companion").wait_for("focused")
    desktop.type("acm")
    desktop.key("Return", "Return")
    companion.wait_moment("reel.painted")
    keep_picture(desktop, "reel-private")
    assert_nothing_private(desktop)


def test_privacy_mode_shows_no_company_in_the_titles_of_forms(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("apply", "Acme")
    turn_privacy_on(desktop, companion)
    companion.choose("Applications…")
    desktop.activate_window(titled("Applications"))
    desktop.key("ctrl+i")
    wait_until(lambda: desktop.active_window() != titled("Applications"), desktop.active_window)
    assert_nothing_private(desktop)


def turn_privacy_on(desktop: Desktop, companion: Companion) -> None:
    companion.choose("Settings…")
    desktop.activate_window(titled("Settings"))
    desktop.accessible.find("page tab", "Reel and privacy", window=titled("Settings")).click()
    desktop.accessible.find("check box", "Privacy mode", window=titled("Settings")).click()
    desktop.accessible.find("check box", "Privacy mode", window=titled("Settings")).wait_for("checked")
    keep_picture(desktop, "settings-privacy")
    desktop.key("Escape")
    desktop.wait_window_gone(titled("Settings"))


def assert_nothing_private(desktop: Desktop) -> None:
    for title in desktop.windows():
        assert "Acme" not in title
        assert "reject" not in title.lower()
