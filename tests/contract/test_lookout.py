"""The look around: the fake, and the real adapter among scripted programs on a real session bus.

Windows: test_lookout_windows.py; a real desktop: tests/e2e/test_lookout.py.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import pytest
from typing_extensions import override

from companion.adapters.lookout import DesktopLookout
from companion.core.waiting import Hindrance, Sign, Surroundings
from companion.services.ports import Lookout
from tests.fakes.bus_service import Answer, BusService, Question, of_property
from tests.fakes.lookout import FakeLookout
from tests.fakes.notification_server import PrivateBus

NOTIFICATIONS = "org.freedesktop.Notifications"
SERVER = "/org/freedesktop/Notifications"
INHIBITED = of_property(SERVER, NOTIFICATIONS, "Inhibited")
EVERYTHING = tuple(Hindrance)


@pytest.fixture
def bus(tmp_path: Path) -> Generator[PrivateBus]:
    bus = PrivateBus(tmp_path)
    yield bus
    bus.close()


def lookout(bus: PrivateBus, **environment: str) -> DesktopLookout:
    return DesktopLookout({"DBUS_SESSION_BUS_ADDRESS": bus.address, **environment})


class Desk(Protocol):
    """A desktop where somebody turns do-not-disturb on and off."""

    @property
    def lookout(self) -> Lookout: ...

    def do_not_disturb(self, *, on: bool) -> None: ...

    def take_away_who_tells(self) -> None: ...


class FakeDesk:
    """The fake, which is its own desktop."""

    def __init__(self) -> None:
        self.lookout = FakeLookout()

    def do_not_disturb(self, *, on: bool) -> None:
        source = "a test"
        signs = (Sign(Hindrance.DO_NOT_DISTURB, source),) if on else ()
        self.lookout.surroundings = Surroundings(signs, (source,), EVERYTHING[1:])

    def take_away_who_tells(self) -> None:
        self.lookout.surroundings = Surroundings(untold=EVERYTHING)


class BusDesk:
    """The real adapter, and a notification server that can say whether it is inhibited."""

    def __init__(self, bus: PrivateBus) -> None:
        self.lookout = lookout(bus)
        self.server = BusService(bus.address, NOTIFICATIONS)
        self._gone = False

    def do_not_disturb(self, *, on: bool) -> None:
        self.server.answers[INHIBITED] = ("b", on)

    def take_away_who_tells(self) -> None:
        if not self._gone:
            self.server.close()
        self._gone = True


class LookoutSuite:
    """What every Lookout does."""

    @pytest.fixture
    def desk(self) -> Desk:
        raise NotImplementedError

    def test_nothing_is_on(self, desk: Desk) -> None:
        desk.do_not_disturb(on=False)
        seen = desk.lookout.look()
        assert seen.signs == ()
        assert seen.asked != ()
        assert Hindrance.DO_NOT_DISTURB not in seen.untold

    def test_do_not_disturb_is_a_sign_that_names_who_told(self, desk: Desk) -> None:
        desk.do_not_disturb(on=True)
        seen = desk.lookout.look()
        assert [sign.hindrance for sign in seen.signs] == [Hindrance.DO_NOT_DISTURB]
        assert seen.signs[0].source in seen.asked

    def test_each_look_is_a_new_one(self, desk: Desk) -> None:
        desk.do_not_disturb(on=True)
        assert desk.lookout.look().signs != ()
        desk.do_not_disturb(on=False)
        assert desk.lookout.look().signs == ()

    def test_what_nobody_tells_is_said_to_be_untold(self, desk: Desk) -> None:
        desk.take_away_who_tells()
        assert desk.lookout.look() == Surroundings(untold=EVERYTHING)


class TestFakeLookout(LookoutSuite):
    """The fake."""

    @pytest.fixture
    @override
    def desk(self) -> Desk:
        return FakeDesk()


class TestDesktopLookout(LookoutSuite):
    """The real adapter."""

    @pytest.fixture
    @override
    def desk(self, bus: PrivateBus) -> Generator[Desk]:
        desk = BusDesk(bus)
        yield desk
        desk.take_away_who_tells()


GNOME = "org.gnome.SessionManager"
KDE = "org.kde.Solid.PowerManagement.PolicyAgent"
SWAYNC = "org.erikreider.swaync.cc"
BUDGIE = "org.budgie_desktop.Notifications"
POWER = "org.freedesktop.PowerManagement"
XFCONF = "org.xfce.Xfconf"
XFCE_POWER = "org.xfce.PowerManager"

TOLD_BY_ONE: list[tuple[tuple[str, ...], Question, Hindrance, str]] = [
    ((NOTIFICATIONS,), INHIBITED, Hindrance.DO_NOT_DISTURB, "the notification server"),
    ((NOTIFICATIONS,), of_property(SERVER, "org.dunstproject.cmd0", "paused"), Hindrance.DO_NOT_DISTURB, "dunst"),
    ((SWAYNC,), ("/org/erikreider/swaync/cc", SWAYNC, "GetDnd"), Hindrance.DO_NOT_DISTURB, "SwayNotificationCenter"),
    (
        (BUDGIE,),
        ("/org/budgie_desktop/Notifications", "org.buddiesofbudgie.budgie.Dispatcher", "GetDoNotDisturb"),
        Hindrance.DO_NOT_DISTURB,
        "Budgie",
    ),
    ((GNOME,), ("/org/gnome/SessionManager", GNOME, "IsInhibited", 8), Hindrance.PRESENTATION, "the session manager"),
    (
        (KDE,),
        ("/org/kde/Solid/PowerManagement/PolicyAgent", KDE, "HasInhibition", 4),
        Hindrance.PRESENTATION,
        "Plasma's power management",
    ),
    (
        (POWER, XFCE_POWER),
        ("/org/freedesktop/PowerManagement/Inhibit", "org.freedesktop.PowerManagement.Inhibit", "HasInhibit"),
        Hindrance.PRESENTATION,
        "Xfce's power manager",
    ),
    (
        (XFCONF, XFCE_POWER),
        (
            "/org/xfce/Xfconf",
            XFCONF,
            "GetProperty",
            "xfce4-power-manager",
            "/xfce4-power-manager/presentation-mode",
        ),
        Hindrance.PRESENTATION,
        "Xfce's presentation mode",
    ),
]


@pytest.mark.parametrize(("names", "question", "hindrance", "source"), TOLD_BY_ONE, ids=[row[3] for row in TOLD_BY_ONE])
def test_who_tells_is_asked_the_right_question(
    bus: PrivateBus, names: tuple[str, ...], question: Question, hindrance: Hindrance, source: str
) -> None:
    signature = "v" if "GetProperty" in question else "b"
    with BusService(bus.address, *names) as service:
        for here in (True, False):
            service.answers[question] = _bool(signature, here=here)
            seen = lookout(bus).look()
            assert seen.signs == ((Sign(hindrance, source),) if here else ())
            assert seen.asked == (source,)
            assert seen.untold == tuple(other for other in EVERYTHING if other is not hindrance)


def _bool(signature: str, *, here: bool) -> Answer:
    from dbus_fast import Variant

    return (signature, Variant("b", here) if signature == "v" else here)


def test_mako_tells_its_modes(bus: PrivateBus) -> None:
    question: Question = ("/fr/emersion/Mako", "fr.emersion.Mako", "ListModes")
    with BusService(bus.address, NOTIFICATIONS, answers={question: ("as", ["default", "do-not-disturb"])}) as mako:
        assert lookout(bus).look().signs == (Sign(Hindrance.DO_NOT_DISTURB, "mako"),)
        mako.answers[question] = ("as", ["default"])
        assert lookout(bus).look().asked == ("mako",)
        assert lookout(bus).look().signs == ()


XFCE_ASKED: Question = ("/org/xfce/Xfconf", XFCONF, "GetProperty", "xfce4-notifyd", "/do-not-disturb")
WHO: Question = (SERVER, NOTIFICATIONS, "GetServerInformation")


def test_a_switch_of_xfce_that_was_never_moved_is_off(bus: PrivateBus) -> None:
    never = {XFCE_ASKED: "org.xfce.Xfconf.Error.PropertyNotFound"}
    answers = {WHO: ("s", "Xfce Notify Daemon")}
    with BusService(bus.address, NOTIFICATIONS, XFCONF, answers=answers, errors=never):
        seen = lookout(bus).look()
    assert seen.signs == ()
    assert seen.asked == ("Xfce's notification settings",)


def test_the_settings_of_xfce_do_not_count_where_another_server_shows_notifications(bus: PrivateBus) -> None:
    answers = {WHO: ("s", "Another"), XFCE_ASKED: _bool("v", here=True)}
    with BusService(bus.address, NOTIFICATIONS, XFCONF, answers=answers):
        assert lookout(bus).look() == Surroundings(untold=EVERYTHING)


@pytest.mark.parametrize("answer", [("s", "true"), ("i", 1), ("as", ["x"])])
def test_an_answer_of_another_type_is_none(bus: PrivateBus, answer: Answer) -> None:
    with BusService(bus.address, NOTIFICATIONS, answers={INHIBITED: answer}):
        assert lookout(bus).look() == Surroundings(untold=EVERYTHING)


def test_a_program_that_never_answers_holds_nobody_up(bus: PrivateBus) -> None:
    told: dict[Question, Answer] = {("/org/gnome/SessionManager", GNOME, "IsInhibited", 8): ("b", True)}
    with BusService(bus.address, NOTIFICATIONS, SWAYNC, silent=True), BusService(bus.address, GNOME, answers=told):
        seen = lookout(bus).look()
    assert seen.signs == (Sign(Hindrance.PRESENTATION, "the session manager"),)
    assert Hindrance.DO_NOT_DISTURB in seen.untold


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus", "SWAYSOCK": "/nowhere/sway", "DISPLAY": ":64322"},
        {"DBUS_SESSION_BUS_ADDRESS": "nonsense", "DISPLAY": "far.example:0"},
        {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "DISPLAY": "localhost:59000"},
        {"XDG_RUNTIME_DIR": "/nowhere", "DISPLAY": "nonsense"},
    ],
)
def test_a_desktop_without_any_of_it_tells_nothing(environment: dict[str, str]) -> None:
    assert DesktopLookout(environment).look() == Surroundings(untold=EVERYTHING)


def test_a_bus_that_only_its_folder_names_is_found(bus: PrivateBus, tmp_path: Path) -> None:
    socket_of_bus = bus.address.partition("path=")[2].partition(",")[0]
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "bus").symlink_to(socket_of_bus)
    with BusService(bus.address, NOTIFICATIONS, answers={INHIBITED: ("b", True)}):
        seen = DesktopLookout({"XDG_RUNTIME_DIR": str(tmp_path / "run")}).look()
    assert seen.signs != ()


def test_nobody_is_started_to_be_asked(tmp_path: Path) -> None:
    """The bus could start a program under each of these names; it must not."""
    services, started = tmp_path / "services", tmp_path / "started"
    services.mkdir()
    started.mkdir()
    for name in (NOTIFICATIONS, XFCONF, SWAYNC, GNOME):
        entry = f"[D-BUS Service]\nName={name}\nExec=/usr/bin/touch {started}/{name}\n"
        (services / f"{name}.service").write_text(entry)
    bus = PrivateBus(tmp_path, services=services)
    try:
        assert lookout(bus).look() == Surroundings(untold=EVERYTHING)
        with BusService(bus.address, XFCONF, XFCE_POWER):
            lookout(bus).look()
    finally:
        bus.close()
    assert list(started.iterdir()) == []


def test_it_costs_nothing_until_the_first_look() -> None:
    heavy = "asyncio, dbus_fast, jeepney, subprocess, socket"
    program = f"import sys, companion.adapters.lookout; print(sorted(set({heavy.split(', ')}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


# --- GSettings


@pytest.fixture
def gsettings(tmp_path: Path) -> Path:
    """A folder with a program of that name. It knows the keys that have a file beside it, named "SCHEMA KEY"."""
    program = tmp_path / "bin" / "gsettings"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\n[ "$1" = get ] && [ $# = 3 ] && exec cat "${0%/*}/$2 $3"\n')
    program.chmod(0o755)
    return program.parent


SETTINGS = [
    ("org.gnome.Shell", "GNOME", "org.gnome.desktop.notifications show-banners", "false"),
    (NOTIFICATIONS, "X-Cinnamon", "org.cinnamon.desktop.notifications display-notifications", "false"),
    (NOTIFICATIONS, "MATE", "org.mate.NotificationDaemon do-not-disturb", "true"),
]


@pytest.mark.parametrize(("name", "desktop", "key", "on"), SETTINGS)
def test_the_switch_among_a_desktops_settings_is_read(
    bus: PrivateBus, gsettings: Path, name: str, desktop: str, key: str, on: str
) -> None:
    looking = lookout(bus, PATH=f"{gsettings}:/usr/bin:/bin", XDG_CURRENT_DESKTOP=f"other:{desktop}")
    with BusService(bus.address, name):
        for value in ("true", "false"):
            (gsettings / key).write_text(f"{value}\n")
            seen = looking.look()
            assert [sign.hindrance for sign in seen.signs] == ([Hindrance.DO_NOT_DISTURB] if value == on else [])
            assert seen.asked == (f"{desktop.removeprefix('X-')}'s notification settings",)


@pytest.mark.parametrize(("name", "desktop", "key", "on"), SETTINGS)
def test_a_setting_that_is_not_there_or_not_understood_tells_nothing(
    bus: PrivateBus, gsettings: Path, name: str, desktop: str, key: str, on: str
) -> None:
    with BusService(bus.address, name):
        for path in ("/nowhere", f"{gsettings}:/usr/bin:/bin"):
            looking = lookout(bus, PATH=path, XDG_CURRENT_DESKTOP=desktop)
            assert looking.look() == Surroundings(untold=EVERYTHING)
        (gsettings / key).write_text(f"'{on}'\n")
        assert looking.look() == Surroundings(untold=EVERYTHING)


def test_a_settings_program_that_hangs_is_ended(bus: PrivateBus, gsettings: Path) -> None:
    """Also on a thread that is not the main one, where the program looks."""
    pid = gsettings / "pid"
    (gsettings / "gsettings").write_text(f"#!/bin/sh\necho $$ > {pid}\nexec sleep 600\n")
    looking = lookout(bus, PATH=f"{gsettings}:/usr/bin:/bin")
    with BusService(bus.address, "org.gnome.Shell"), ThreadPoolExecutor(1) as worker:
        assert worker.submit(looking.look).result() == Surroundings(untold=EVERYTHING)
    assert not Path(f"/proc/{pid.read_text().strip()}").exists()
