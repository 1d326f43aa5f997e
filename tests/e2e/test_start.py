"""Starting, the tray, a second start, and the end: with and without a tray host, sooner and later."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from companion.app.profile import find
from companion.desktop.client import ask
from tests.e2e.conftest import MakeDesktop, Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.waiting import wait_until
from tests.e2e.program import MENU, Companion, keep_picture, titled

pytestmark = pytest.mark.e2e


def test_the_first_start_shows_the_tray_and_welcome_and_quit_leaves_nothing(desktop: Desktop, start: Start) -> None:
    companion = start(desktop, welcomed=False)
    assert companion.menu() == MENU
    assert desktop.tray_tooltip(companion.item())
    desktop.window_id("Welcome to Companion")
    wait_until(lambda: desktop.active_window() == "Welcome to Companion", desktop.active_window)
    keep_picture(desktop, "welcome")
    item = companion.item()
    companion.choose("Quit")
    assert companion.process.wait() == 0
    assert companion.process.output() == ""
    desktop.tray.wait_gone(item)
    assert not find(str(companion.profile)).socket.exists()
    assert not find(str(companion.profile)).lock.exists()
    assert not list(companion.profile.glob("*-wal"))


def test_welcome_keeps_what_was_typed_even_when_the_user_quits(desktop: Desktop, start: Start) -> None:
    companion = start(desktop, welcomed=False)
    desktop.activate_window("Welcome to Companion")
    desktop.accessible.find("text", "First highlight", window="Welcome to Companion").wait_for("focused")
    desktop.type("Led the move to the new billing system")
    companion.choose("Quit")
    assert companion.process.wait() == 0
    texts = [highlight["text"] for highlight in companion.tell("highlight")["highlights"]]
    assert texts == ["Led the move to the new billing system"]


def test_quit_asks_before_something_typed_is_lost_and_a_second_quit_ends(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.choose("Settings…")
    window = titled("Settings")
    desktop.activate_window(window)
    desktop.accessible.find("text", "Address", window=window).focus()
    desktop.type("me@example.test")
    companion.choose("Quit")
    desktop.accessible.find("push button", "Keep writing", window=window)
    keep_picture(desktop, "quit-asks")
    assert companion.process.alive()
    companion.choose("Quit")
    assert companion.process.wait() == 0


def test_the_end_of_a_session_waits_for_nobody_and_keeps_what_was_typed(desktop: Desktop, start: Start) -> None:
    companion = start(desktop, welcomed=False)
    welcome = titled("Welcome to Companion")
    desktop.activate_window(welcome)
    desktop.type("Taught the evening course")
    companion.choose("Settings…")
    window = titled("Settings")
    desktop.activate_window(window)
    desktop.accessible.find("text", "Address", window=window).focus()
    desktop.type("me@example.test")
    assert companion.process.terminate() == 0
    texts = [highlight["text"] for highlight in companion.tell("highlight")["highlights"]]
    assert texts == ["Taught the evening course"]


def test_welcome_comes_once(desktop: Desktop, start: Start) -> None:
    companion = start(desktop, welcomed=False)
    desktop.activate_window("Welcome to Companion")
    desktop.key("ctrl+Return")
    desktop.wait_window_gone("Welcome to Companion")
    assert companion.end() == 0
    companion.start()
    companion.tell("status")
    companion.choose("Applications…")
    desktop.window_id(titled("Applications"))
    assert "Welcome to Companion" not in desktop.windows()


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("Log a rejection…", "Log a rejection"),
        ("Play the reel", "Companion"),
        ("Add a highlight…", "Add a highlight"),
        ("Highlights…", "Highlights"),
        ("Follow-ups due (0)", "Follow-ups"),
        ("Applications…", "Applications"),
        ("Settings…", "Settings"),
    ],
)
def test_every_line_of_the_menu_opens_its_window_and_all_controls_have_names(
    desktop: Desktop, start: Start, label: str, title: str
) -> None:
    companion = start(desktop)
    companion.choose(label)
    desktop.activate_window(titled(title))
    name = re.sub(r"\W+", "-", title.lower())
    keep_picture(desktop, f"empty-{name}")
    assert desktop.accessible.nameless(titled(title)) == []
    companion.choose(label)
    companion.tell("status")
    assert desktop.windows().count(titled(title)) == 1
    desktop.key("Escape")
    desktop.wait_window_gone(titled(title))


def test_a_second_start_opens_the_applications_of_the_first_and_ends(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    second = companion.launch()
    assert second.wait() == 0
    desktop.window_id(titled("Applications"))
    assert companion.process.alive()
    assert [item.pid for item in desktop.tray_items()] == [companion.process.pid]
    third = companion.launch()
    assert third.wait() == 0
    assert desktop.windows().count(titled("Applications")) == 1


def test_of_two_starts_at_once_one_lives(desktop: Desktop) -> None:
    companion = Companion(desktop, desktop.home / "race")
    companion.welcomed()
    for round_ in range(1, 4):
        both = [companion.launch(), companion.launch()]
        companion.wait_moment("ready", round_)
        wait_until(
            lambda both=both: [p.returncode for p in both].count(0) == 1,
            lambda both=both: f"{[(p.returncode, p.output()) for p in both]}",
        )
        alive = [p for p in both if p.alive()]
        assert len(alive) == 1
        assert [item.pid for item in desktop.tray_items()] == [alive[0].pid]
        assert alive[0].terminate() == 0
    companion.examine()


def test_a_tray_host_that_starts_late_gets_the_icon(own_desktop: MakeDesktop, start: Start) -> None:
    desktop = own_desktop(tray=False, notifications=False, keyring="none")
    companion = start(desktop)
    assert desktop.tray_items() == []
    desktop.start_tray_host()
    assert companion.menu() == MENU
    assert companion.process.alive()


def test_a_tray_host_that_restarts_gets_the_icon_again_with_what_it_says(
    own_desktop: MakeDesktop, start: Start
) -> None:
    desktop = own_desktop(keyring="none")
    companion = start(desktop)
    companion.tell("interview", "Acme", "--when", "2 days ago", "--with", "Dana Reyes")
    wait_until(lambda: "Follow-ups due (1)" in companion.menu(), lambda: str(companion.menu()))
    picture, tooltip = desktop.tray.picture(companion.item()), desktop.tray_tooltip(companion.item())
    assert "Dana" in tooltip
    for kill in (False, True):
        desktop.stop_tray_host(kill=kill)
        desktop.start_tray_host()
        item = companion.item()
        assert "Follow-ups due (1)" in companion.menu()
        assert desktop.tray.picture(item) == picture
        assert tooltip.splitlines()[-1] in desktop.tray_tooltip(item)
    companion.choose("Applications…")
    desktop.window_id(titled("Applications"))


def test_without_any_tray_starting_again_opens_the_window(own_desktop: MakeDesktop, start: Start) -> None:
    desktop = own_desktop(tray=False, notifications=False, keyring="none")
    companion = start(desktop)
    assert companion.launch().wait() == 0
    desktop.activate_window(titled("Applications"))
    desktop.accessible.find("push button", "Add an application", window=titled("Applications")).wait_for("focused")
    desktop.key("Escape")
    desktop.wait_window_gone(titled("Applications"))
    assert companion.process.alive(), "the last window closes and the program lives on"
    assert companion.launch().wait() == 0
    desktop.window_id(titled("Applications"))
    report = companion.tell("doctor")
    assert report["tray"]["host"] is False
    assert report["running"] is True


def test_doctor_knows_this_desktop(desktop: Desktop, start: Start) -> None:
    report = start(desktop).tell("doctor")
    assert report["keyring"] == {"backend": "Secret Service", "accepted": True, "why_not": ""}
    assert report["tray"]["host"] is True
    assert report["notifications"]["server"].startswith("Xfce")
    assert report["notifications"]["buttons"] is True
    assert report["store"]["health"] == "ok"


def test_three_hundred_requests_leave_it_as_it_was(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    companion.tell("highlight", "Led the move to the new billing system")
    socket = find(str(companion.profile)).socket
    question: dict[str, object] = {"argv": ["status"], "folder": "/", "secret": ""}

    def ask_often(count: int) -> None:
        for _ in range(count):
            answer = ask(socket, question, timeout=20)
            assert answer is not None
            assert answer["exit"] == 0

    ask_often(20)
    before = _files_open(companion.process.pid)
    ask_often(300)
    wait_until(lambda: _files_open(companion.process.pid) <= before, lambda: str(_files_open(companion.process.pid)))
    assert companion.process.alive()


def _files_open(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))
