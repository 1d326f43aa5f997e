"""Full-screen windows on X11, read as a taskbar reads them: from the lists that the window manager keeps.

The protocol itself, in as many of its messages as the question needs. A library would wait on a hanging X server for
ever, in native code that no time limit reaches: Xlib, libxcb and what stands on them connect and read blockingly. The
messages are those of 1987: https://www.x.org/releases/current/doc/xproto/x11protocol.html (appendix B); the properties
are https://specifications.freedesktop.org/wm-spec/latest/.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from companion.adapters.lookout.line import Line
from companion.adapters.lookout.source import Desk, NoAnswer
from companion.adapters.lookout.x11_address import cookie, parse

_ATOMS: Final = (
    "_NET_SUPPORTED",
    "_NET_SUPPORTING_WM_CHECK",
    "_NET_CLIENT_LIST",
    "_NET_CURRENT_DESKTOP",
    "_NET_WM_DESKTOP",
    "_NET_WM_PID",
    "_NET_WM_STATE",
    "_NET_WM_STATE_FULLSCREEN",
    "_NET_WM_STATE_HIDDEN",
)
_EVERY_DESKTOP = 0xFFFFFFFF
_VIEWABLE = 2
_MOST_WINDOWS = 2000
_REPLY, _ERROR = 1, 0
_GET_ATTRIBUTES, _INTERN_ATOM, _GET_PROPERTY = 3, 16, 20


def has_display(desk: Desk) -> bool:
    """Whether this is an X11 session, and its screen is on this computer."""
    return not desk.is_wayland and parse(desk.environment.get("DISPLAY", "")) is not None


def full_screen(desk: Desk) -> bool:
    """Whether a window of another program has the state "full screen" and is on the screen now.

    A window that covers the screen without saying so (some old games) is not seen. Raises NoAnswer where no window
    manager keeps these lists.
    """
    address = parse(desk.environment["DISPLAY"])
    if address is None:
        raise NoAnswer
    with address.open(desk.until) as line:
        return _any_fills(Server(line, cookie(address, desk.environment)), desk.own_process)


def _any_fills(server: Server, own_process: int) -> bool:
    named = server.ask([_intern(name) for name in _ATOMS])
    atoms = {
        name: struct.unpack_from("<I", reply, 8)[0] if reply else 0 for name, reply in zip(_ATOMS, named, strict=True)
    }
    of_root = ("_NET_SUPPORTED", "_NET_SUPPORTING_WM_CHECK", "_NET_CLIENT_LIST", "_NET_CURRENT_DESKTOP")
    asked = server.ask([_property(server.root, atoms[name]) for name in of_root])
    supported, manager, windows, current = (_numbers(reply) for reply in asked)
    if not manager or atoms["_NET_WM_STATE_FULLSCREEN"] not in supported:
        raise NoAnswer
    shown = {*current, _EVERY_DESKTOP}
    of_window = [atoms[name] for name in ("_NET_WM_STATE", "_NET_WM_DESKTOP", "_NET_WM_PID")]
    questions = [_property(manager[0], atoms["_NET_SUPPORTING_WM_CHECK"])]
    for window in windows[:_MOST_WINDOWS]:
        questions += [_attributes(window), *(_property(window, atom) for atom in of_window)]
    alive, *about = server.ask(questions)
    if not _numbers(alive):
        # The lists are those of a window manager that has gone.
        raise NoAnswer
    for attributes, *rest in zip(*[iter(about)] * 4, strict=True):
        states, desktop, process = (_numbers(reply) for reply in rest)
        if (
            atoms["_NET_WM_STATE_FULLSCREEN"] in states
            and atoms["_NET_WM_STATE_HIDDEN"] not in states
            and attributes is not None
            and attributes[26] == _VIEWABLE
            and (not current or not desktop or desktop[0] in shown)
            and process != [own_process]
        ):
            return True
    return False


class Server:
    """An X server that let us in. root: the window behind all others."""

    def __init__(self, line: Line, secret: tuple[bytes, bytes]) -> None:
        """Raises OSError, or NoAnswer if the server does not let us in."""
        self._line = line
        name, data = secret
        line.send(struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(data)) + _padded(name) + _padded(data))
        status, size = struct.unpack("<BxxxxxH", line.exactly(8))
        rest = line.exactly(size * 4)
        if status != 1:
            raise NoAnswer
        vendor, formats = struct.unpack_from("<16xH3xB", rest)
        (self.root,) = struct.unpack_from("<I", rest, 32 + vendor + -vendor % 4 + formats * 8)

    def ask(self, questions: Sequence[bytes]) -> list[bytes | None]:
        """The reply to each question, None where it is an error, such as a window that has gone meanwhile."""
        self._line.send(b"".join(questions))
        replies: list[bytes | None] = []
        while len(replies) < len(questions):
            head = self._line.exactly(32)
            if head[0] == _REPLY:
                (size,) = struct.unpack_from("<I", head, 4)
                replies.append(head + self._line.exactly(size * 4))
            elif head[0] == _ERROR:
                replies.append(None)
            # else an event, which every client gets: a new keyboard map
        return replies


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _intern(name: str) -> bytes:
    """The atom of that name, 0 if nobody ever used it."""
    data = name.encode()
    body = _padded(data)
    return struct.pack("<BBHHxx", _INTERN_ATOM, 1, 2 + len(body) // 4, len(data)) + body


def _property(window: int, atom: int) -> bytes:
    """A property of a window, up to 16 KB of it, whatever its type."""
    return struct.pack("<BBHIIIII", _GET_PROPERTY, 0, 6, window, atom, 0, 0, 4096)


def _attributes(window: int) -> bytes:
    return struct.pack("<BxHI", _GET_ATTRIBUTES, 2, window)


def _numbers(reply: bytes | None) -> list[int]:
    """The 32-bit numbers of a property (atoms, windows, desktops), none if it is not there or is something else."""
    if reply is None or reply[1] != 32:
        return []
    (count,) = struct.unpack_from("<I", reply, 16)
    return list(struct.unpack_from(f"<{count}I", reply, 32))
