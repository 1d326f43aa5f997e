"""One pass under Wayland (sway): start, log a no by keyboard, the reel."""

from __future__ import annotations

import re

import pytest

from tests.e2e.lab.nobody import interpreter_for_nobody
from tests.e2e.lab.waiting import wait_until
from tests.e2e.lab.wayland import WaylandDesktop
from tests.e2e.program import MENU, ROOT, Companion, keep_picture, titled

pytestmark = pytest.mark.e2e
HIGHLIGHT = "Led the move to the new billing system"


def test_start_log_a_no_by_keyboard_and_see_the_reel() -> None:
    with WaylandDesktop() as desktop:
        # resources lie beside src in a checkout, so the copy is of both
        source = desktop.readable(ROOT / "src")
        desktop.readable(ROOT / "resources")
        companion = Companion(desktop, desktop.home / "wayland", python=interpreter_for_nobody(), source=source)
        companion.start()
        assert companion.menu() == MENU
        welcome = titled("Welcome to Companion")
        desktop.activate_window(welcome)
        desktop.accessible.find("text", "First highlight", window=welcome).wait_for("focused")
        desktop.type(HIGHLIGHT)
        keep_picture(desktop, "wayland-welcome")
        desktop.key("ctrl+Return")
        desktop.wait_window_gone(welcome)
        assert [highlight["text"] for highlight in companion.tell("highlight")["highlights"]] == [HIGHLIGHT]

        companion.tell("apply", "Acme", "--role", "Backend Engineer")
        companion.choose("Log a rejection…")
        window = titled("Log a rejection")
        desktop.activate_window(window)
        field = desktop.accessible.find("text", "Company, role or contact", window=window).wait_for("focused")
        desktop.type("acm")
        wait_until(lambda: field.text() == "acm", field.text)
        keep_picture(desktop, "wayland-rejection")
        desktop.key("Return", "Return")

        desktop.accessible.find(None, re.compile("Acme said no"), window="Companion")
        desktop.activate_window("Companion")
        companion.wait_moment("reel.painted")
        desktop.key("space")
        desktop.accessible.find(None, re.compile(HIGHLIGHT), window="Companion")
        keep_picture(desktop, "wayland-reel")
        assert [row["state"] for row in companion.tell("applications")["applications"]] == ["rejected"]

        assert companion.launch().wait() == 0
        desktop.wait_for_window(titled("Applications"))
        keep_picture(desktop, "wayland-applications")
        companion.choose("Quit")
        assert companion.process.wait() == 0, companion.process.output()
        companion.examine()
