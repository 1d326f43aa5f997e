"""What the companion sees around it on a real desktop: do-not-disturb, real full-screen windows, a presentation."""

from __future__ import annotations

import os
import secrets
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.adapters.lookout import DesktopLookout
from companion.adapters.lookout.source import NoAnswer
from companion.adapters.lookout.x11 import Server
from companion.adapters.lookout.x11_address import Address, cookie
from companion.core.waiting import Hindrance, Sign, Surroundings
from tests.e2e.conftest import MakeDesktop, Start
from tests.e2e.lab.desktop import Desktop
from tests.e2e.lab.nobody import interpreter_for_nobody
from tests.e2e.lab.processes import Process
from tests.e2e.lab.waiting import PATIENCE, wait_until
from tests.e2e.lab.wayland import WaylandDesktop
from tests.e2e.program import ROOT
from tests.fakes.bus_service import BusService

pytestmark = pytest.mark.e2e
PROGRAMS = Path(__file__).with_name("programs")
FILM = PROGRAMS / "full_screen.py"
GNOME = "GNOME's notification settings"
XFCE, X11, SWAY = "Xfce's notification settings", "the windows on X11", "sway"
FILLED = (Sign(Hindrance.FULL_SCREEN, X11),)


def look(desktop: Desktop | WaylandDesktop) -> Surroundings:
    return DesktopLookout(desktop.environment()).look()


@pytest.fixture
def film(desktop: Desktop) -> Iterator[Process]:
    """A full-screen window of another program."""
    process = desktop.start(sys.executable, FILM)
    wait_until(lambda: look(desktop).signs == FILLED, lambda: str(look(desktop)))
    yield process
    if process.alive():
        process.kill()
    desktop.wait_window_gone("A film")


def test_nothing_is_on(desktop: Desktop) -> None:
    assert look(desktop) == Surroundings(
        signs=(), asked=(XFCE, X11), untold=(Hindrance.PRESENTATION, Hindrance.SCREEN_SHARING)
    )


def test_do_not_disturb_of_xfce_is_seen_at_once(desktop: Desktop) -> None:
    desktop.do_not_disturb(on=True)
    assert look(desktop).signs == (Sign(Hindrance.DO_NOT_DISTURB, XFCE),)
    desktop.do_not_disturb(on=False)
    assert look(desktop).signs == ()


def test_without_the_daemon_its_settings_tell_nothing(own_desktop: MakeDesktop) -> None:
    desktop = own_desktop(tray=False, keyring="none")
    desktop.do_not_disturb(on=True)
    assert look(desktop).signs != ()
    desktop.stop_notifications()
    assert Hindrance.DO_NOT_DISTURB in look(desktop).untold


def test_presentation_mode_of_xfce_is_seen(desktop: Desktop) -> None:
    """Real settings; the power manager itself needs hardware that a lab has not, so only its name is there."""
    mode = ("xfconf-query", "-c", "xfce4-power-manager", "-p", "/xfce4-power-manager/presentation-mode")
    with BusService(desktop.address, "org.xfce.PowerManager"):
        assert "Xfce's presentation mode" in look(desktop).asked
        desktop.ask(*mode, "-n", "-t", "bool", "-s", "true")
        assert look(desktop).signs == (Sign(Hindrance.PRESENTATION, "Xfce's presentation mode"),)
        desktop.ask(*mode, "-s", "false")
        assert look(desktop).signs == ()


def test_the_banners_of_gnome_are_seen(own_desktop: MakeDesktop) -> None:
    """Real GSettings and dconf; of GNOME's shell only the name is there."""
    desktop = own_desktop(tray=False, notifications=False, keyring="none")
    with BusService(desktop.address, "org.gnome.Shell"):
        for shown, signs in (("false", (Sign(Hindrance.DO_NOT_DISTURB, GNOME),)), ("true", ())):
            desktop.ask("gsettings", "set", "org.gnome.desktop.notifications", "show-banners", shown)
            wait_until(lambda signs=signs: look(desktop).signs == signs, lambda: str(look(desktop)))
        assert GNOME in look(desktop).asked


def test_a_minimised_full_screen_window_is_none(desktop: Desktop, film: Process) -> None:
    assert film.alive()
    number = str(desktop.window_id("A film"))
    desktop.ask("xdotool", "windowminimize", number)
    wait_until(lambda: look(desktop).signs == (), lambda: str(look(desktop)))
    desktop.ask("xdotool", "windowactivate", number)
    wait_until(lambda: look(desktop).signs == FILLED, lambda: str(look(desktop)))


def test_one_on_another_desktop_is_none(desktop: Desktop, film: Process) -> None:
    assert film.alive()
    desktop.ask("xdotool", "set_desktop", "1")
    wait_until(lambda: look(desktop).signs == (), lambda: str(look(desktop)))
    desktop.ask("xdotool", "set_desktop", "0")
    wait_until(lambda: look(desktop).signs == FILLED, lambda: str(look(desktop)))


def test_an_ordinary_window_is_none_and_one_that_closed_neither(desktop: Desktop, film: Process) -> None:
    film.kill()
    desktop.wait_window_gone("A film")
    assert look(desktop).signs == ()
    form = desktop.start(sys.executable, PROGRAMS / "form.py")
    desktop.window_id("A form")
    assert look(desktop).signs == ()
    form.kill()
    desktop.wait_window_gone("A form")


def test_the_companions_own_window_is_none(desktop: Desktop) -> None:
    program = desktop.start(sys.executable, FILM, "look", PYTHONPATH=str(ROOT / "src"))
    wait_until(lambda: look(desktop).signs == FILLED, lambda: str(look(desktop)))
    wait_until(lambda: "seen" in program.output(), program.output)
    assert program.output().splitlines()[-1] == "seen"
    program.kill()
    desktop.wait_window_gone("A film")


def test_a_window_manager_that_went_leaves_lists_that_are_not_believed(own_desktop: MakeDesktop) -> None:
    desktop = own_desktop(tray=False, notifications=False, keyring="none")
    desktop.start(sys.executable, FILM)
    wait_until(lambda: look(desktop).signs == FILLED, lambda: str(look(desktop)))
    desktop.ask("openbox", "--exit")
    wait_until(lambda: Hindrance.FULL_SCREEN in look(desktop).untold, lambda: str(look(desktop)))
    assert look(desktop).signs == ()


def test_an_x_server_with_a_secret_lets_in_who_knows_it(tmp_path: Path) -> None:
    magic, secret = b"MIT-MAGIC-COOKIE-1", secrets.token_bytes(16)
    parts = (socket.gethostname().encode(), b"", magic, secret)
    file = tmp_path / "secret"
    file.write_bytes(struct.pack(">H", 256) + b"".join(struct.pack(">H", len(part)) + part for part in parts))
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-auth", str(file), "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server, os.fdopen(read) as numbers:
        try:
            os.close(write)
            address = Address(int(numbers.readline()))
            known = cookie(address, {"XAUTHORITY": str(file)})
            with address.open(time.monotonic() + PATIENCE) as line:
                assert Server(line, known).root
            with address.open(time.monotonic() + PATIENCE) as line, pytest.raises(NoAnswer):
                Server(line, (magic, bytes(16)))
        finally:
            server.terminate()


def test_sway_tells_of_full_screen_windows_and_of_one_that_keeps_the_screen_awake() -> None:
    with WaylandDesktop(tray=False, keyring="none") as desktop:
        quiet = Surroundings((), (SWAY, "sway's list of windows"), (Hindrance.DO_NOT_DISTURB, Hindrance.SCREEN_SHARING))
        assert look(desktop) == quiet
        filled = Surroundings((Sign(Hindrance.FULL_SCREEN, SWAY),), quiet.asked, quiet.untold)
        program = desktop.start(interpreter_for_nobody(), desktop.readable(PROGRAMS) / FILM.name)
        desktop.wait_for_window("A film")
        wait_until(lambda: look(desktop) == filled, lambda: str(look(desktop)))
        desktop.ask("swaymsg", "workspace 2")
        assert look(desktop) == quiet
        desktop.ask("swaymsg", "workspace 1")
        assert look(desktop) == filled
        desktop.ask("swaymsg", '[title="A film"] fullscreen disable, inhibit_idle open')
        assert look(desktop).signs == (Sign(Hindrance.PRESENTATION, "sway's list of windows"),)
        program.kill()
        desktop.wait_window_gone("A film")
        assert look(desktop) == quiet


def test_the_doctor_says_what_hinders_who_answered_and_what_is_not_told(desktop: Desktop, start: Start) -> None:
    companion = start(desktop)
    desktop.do_not_disturb(on=True)
    try:
        found = companion.tell("doctor")["surroundings"]
    finally:
        desktop.do_not_disturb(on=False)
    assert found["now"] == ["do-not-disturb is on (Xfce's notification settings)"]
    assert found["answered"] == [XFCE, X11]
    assert found["not told here"] == ["presentation", "screen sharing"]
