"""What becomes of a window that asks not to be given the keyboard: docs/platforms.md says it in words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.nobody import interpreter_for_nobody
from tests.e2e.lab.waiting import wait_until
from tests.e2e.lab.wayland import WaylandDesktop

pytestmark = pytest.mark.e2e
PROGRAMS = Path(__file__).with_name("programs")


@pytest.fixture(scope="module")
def sway() -> Iterator[WaylandDesktop]:
    with WaylandDesktop(tray=False, keyring="none") as desktop:
        yield desktop


def test_on_x11_the_keyboard_stays_where_it_was(desktop: Desktop) -> None:
    form = desktop.start(sys.executable, PROGRAMS / "form.py")
    desktop.activate_window("A form")
    company = desktop.accessible.find("text", "Company", window="A form").focus()
    quiet = desktop.start(sys.executable, PROGRAMS / "quiet_window.py")
    number = desktop.window_id("A quiet window")
    assert "= 0\n" in desktop.ask("xprop", "-id", str(number), "_NET_WM_USER_TIME")
    desktop.type("Acme")
    wait_until(lambda: company.text() == "Acme", company.text)
    assert desktop.active_window() == "A form"
    quiet.kill()
    form.kill()
    desktop.wait_window_gone("A form")


def start_both(sway: WaylandDesktop) -> None:
    """A form that has the keyboard, then the quiet window."""
    python, programs = interpreter_for_nobody(), sway.readable(PROGRAMS)
    sway.start(python, programs / "form.py")
    sway.activate_window("A form")
    sway.start(python, programs / "quiet_window.py")
    sway.wait_for_window("A quiet window")


@pytest.fixture
def cleared(sway: WaylandDesktop) -> Iterator[WaylandDesktop]:
    yield sway
    for title in sway.windows():
        sway.ask("swaymsg", f'[title="{title}"] kill')
        sway.wait_window_gone(title)


def test_sway_gives_it_the_keyboard_all_the_same(cleared: WaylandDesktop) -> None:
    start_both(cleared)
    wait_until(lambda: cleared.active_window() == "A quiet window", cleared.active_window)


def test_beside_a_full_screen_window_sway_does_not(cleared: WaylandDesktop) -> None:
    python, programs = interpreter_for_nobody(), cleared.readable(PROGRAMS)
    cleared.start(python, programs / "full_screen.py")
    cleared.activate_window("A film")
    cleared.start(python, programs / "quiet_window.py")
    cleared.wait_for_window("A quiet window")
    assert cleared.active_window() == "A film"


def test_a_rule_of_the_user_keeps_it_from_the_keyboard(cleared: WaylandDesktop) -> None:
    cleared.ask("swaymsg", 'no_focus [title="A quiet window"]')
    start_both(cleared)
    assert cleared.active_window() == "A form"
