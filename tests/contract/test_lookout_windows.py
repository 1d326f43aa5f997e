"""Full-screen windows as sway and X11 tell of them, and what hangs or is broken; real windows: tests/e2e."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from companion.adapters.lookout import DesktopLookout
from companion.adapters.lookout.x11_address import Address, cookie, parse
from companion.core.waiting import Hindrance, Surroundings

EVERYTHING = tuple(Hindrance)


@contextmanager
def mute(address: str | bytes) -> Generator[None]:
    """A socket where somebody listens and never says anything."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        yield


def test_a_bus_a_compositor_and_an_x_server_that_hang_are_left_behind(tmp_path: Path) -> None:
    sway, bus, display = str(tmp_path / "sway"), str(tmp_path / "bus"), "\0/tmp/.X11-unix/X64321"
    with mute(sway), mute(bus), mute(display):
        hanging = DesktopLookout(
            {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}", "SWAYSOCK": sway, "DISPLAY": ":64321"}
        )
        assert hanging.look() == Surroundings(untold=EVERYTHING)


# --- sway

WINDOW: dict[str, object] = {"type": "con", "pid": 1, "fullscreen_mode": 1, "visible": True}


@contextmanager
def answering(path: Path, *replies: bytes) -> Generator[None]:
    """A socket where each who calls gets these bytes, one piece for each piece of theirs."""

    def answer() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            # who hangs up early is what some of these tests are about
            with peer, suppress(OSError):
                for reply in replies:
                    peer.recv(1024)
                    peer.sendall(reply)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=answer)
        thread.start()
        yield
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def look_at_sway(path: Path, reply: bytes) -> Surroundings:
    with answering(path, reply):
        return DesktopLookout({"SWAYSOCK": str(path)}).look()


def framed(tree: object) -> bytes:
    body = json.dumps(tree).encode()
    return struct.pack("=6sII", b"i3-ipc", len(body), 4) + body


def screen(*windows: object) -> object:
    workspace = {"type": "workspace", "fullscreen_mode": 1, "nodes": list(windows), "floating_nodes": []}
    return {"type": "root", "nodes": [{"type": "output", "fullscreen_mode": 1, "nodes": [workspace]}]}


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        (screen(), []),
        (screen(WINDOW), [Hindrance.FULL_SCREEN]),
        (screen(WINDOW | {"visible": False}), []),
        (screen(WINDOW | {"fullscreen_mode": 0}), []),
        (
            screen({"type": "con", "fullscreen_mode": 1, "nodes": [WINDOW | {"fullscreen_mode": 0}]}),
            [Hindrance.FULL_SCREEN],
        ),
        (screen(WINDOW | {"fullscreen_mode": 0, "inhibit_idle": True}), [Hindrance.PRESENTATION]),
    ],
)
def test_sways_tree_is_read(tmp_path: Path, tree: object, found: list[Hindrance]) -> None:
    seen = look_at_sway(tmp_path / "sway", framed(tree))
    assert [sign.hindrance for sign in seen.signs] == found
    assert seen.untold == (Hindrance.DO_NOT_DISTURB, Hindrance.SCREEN_SHARING)


@pytest.mark.parametrize(
    "reply", [b"", b"i3-ipc", b"HTTP/1.1 400 Bad Request", framed([1]), framed({})[:-1] + b"x", b"i3-ipc" + b"\xff" * 8]
)
def test_a_broken_answer_of_sway_tells_nothing(tmp_path: Path, reply: bytes) -> None:
    assert look_at_sway(tmp_path / "sway", reply) == Surroundings(untold=EVERYTHING)


@pytest.mark.parametrize(
    "replies",
    [
        (b"",),
        (b"REJECTED EXTERNAL\r\n",),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n",),
        (b"OK 1234deadbeef\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        (b"OK 1234deadbeef\r\n", b"l\2\1\1" + bytes(60)),
        (b"OK 1234deadbeef\r\n", b"l\x09\1\1" + b"\xff" * 60),
    ],
)
def test_a_bus_that_is_none_tells_nothing(tmp_path: Path, replies: tuple[bytes, ...]) -> None:
    with answering(tmp_path / "bus", *replies):
        seen = DesktopLookout({"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path / 'bus'}"}).look()
    assert seen == Surroundings(untold=EVERYTHING)


@pytest.mark.parametrize("reply", [b"", b"\0" * 8, b"\1" + b"\0" * 7, b"HTTP/1.1 400 Bad Request" * 99])
def test_an_x_server_that_is_none_tells_nothing(reply: bytes) -> None:
    with answering(Path("\0/tmp/.X11-unix/X64324"), reply):
        assert DesktopLookout({"DISPLAY": ":64324"}).look() == Surroundings(untold=EVERYTHING)


# --- X11; that real windows are seen: tests/e2e/test_lookout.py


@pytest.mark.parametrize(
    ("display", "address"),
    [
        (":0", Address(0)),
        (":12.0", Address(12)),
        ("unix:3", Address(3)),
        ("localhost:10.0", Address(10, by_network=True)),
        ("far.example:0", None),
        ("", None),
        (":x", None),
    ],
)
def test_the_address_of_a_screen(display: str, address: Address | None) -> None:
    assert parse(display) == address


def entry(family: int, place: bytes, number: bytes, name: bytes, data: bytes) -> bytes:
    parts = (place, number, name, data)
    return struct.pack(">H", family) + b"".join(struct.pack(">H", len(part)) + part for part in parts)


def test_the_secret_of_a_screen_is_found_among_others(tmp_path: Path) -> None:
    here, magic = socket.gethostname().encode(), b"MIT-MAGIC-COOKIE-1"
    file = tmp_path / "secrets"
    whole = (
        entry(256, b"elsewhere", b"3", magic, b"another computer's")
        + entry(256, here, b"4", magic, b"another screen's")
        + entry(256, here, b"3", b"XDM-AUTHORIZATION-1", b"another kind")
        + entry(256, here, b"3", magic, b"ours")
    )
    file.write_bytes(whole)
    assert cookie(Address(3), {"XAUTHORITY": str(file)}) == (magic, b"ours")
    file.write_bytes(entry(65535, b"", b"", magic, b"anywhere"))
    assert cookie(Address(3), {"XAUTHORITY": str(file)}) == (magic, b"anywhere")
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert cookie(Address(3), {"XAUTHORITY": str(file)}) == (b"", b"")
    assert cookie(Address(3), {"HOME": str(tmp_path)}) == (b"", b"")


def test_x11_is_not_asked_in_a_wayland_session() -> None:
    """Asking would start Xwayland."""
    display = "\0/tmp/.X11-unix/X64323"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(display)
        listener.listen()
        listener.setblocking(False)
        for session in ({"WAYLAND_DISPLAY": "wayland-0"}, {"XDG_SESSION_TYPE": "wayland"}):
            DesktopLookout({"DISPLAY": ":64323", **session}).look()
        with pytest.raises(BlockingIOError):
            listener.accept()
