"""The session bus, asked without ever starting anybody: who is not there already is not woken to be asked.

jeepney writes and reads the messages; the connection is ours, since its own has no time limit for the first greeting.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from companion.adapters.lookout.line import Line
from companion.adapters.lookout.source import Desk, NoAnswer

if TYPE_CHECKING:
    from jeepney import Message

Where = tuple[str, str, str]
"""Bus name, object path, interface."""

_DAEMON: Where = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


def address(environment: Mapping[str, str]) -> str:
    """Where the session bus is, "" if nothing says so."""
    told = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    if not told and runtime and (socket := Path(runtime) / "bus").exists():
        # Where systemd puts it; a program started from a plain console is not always told.
        return f"unix:path={socket}"
    return told


def names(bus: str, until: float) -> frozenset[str]:
    """The well-known names that somebody has; none if the bus does not answer."""
    try:
        with Line(_place(bus), until) as line:
            found = texts(_Talk(line).call(_DAEMON, "ListNames"))
    except (NoAnswer, OSError, ValueError, struct.error):
        return frozenset()
    return frozenset(name for name in found if not name.startswith(":"))


def call(desk: Desk, where: Where, member: str, signature: str = "", *body: object) -> object:
    """The first value of the answer, None for an empty one. Raises NoAnswer, with the error's name, or OSError."""
    with Line(_place(desk.bus), desk.until) as line:
        return _Talk(line).call(where, member, signature, *body)


def prop(desk: Desk, where: Where, name: str) -> object:
    """The value of a property. Raises as `call` does."""
    return call(desk, (where[0], where[1], "org.freedesktop.DBus.Properties"), "Get", "ss", where[2], name)


def truth(value: object) -> bool:
    """A D-Bus boolean. Raises NoAnswer for anything else."""
    if not isinstance(value, bool):
        raise NoAnswer
    return value


def texts(value: object) -> list[str]:
    """A D-Bus array of strings. Raises NoAnswer for anything else."""
    if not isinstance(value, list):
        raise NoAnswer
    return [str(item) for item in cast("list[object]", value)]


class _Talk:
    """A connection to the bus that has said who it is."""

    def __init__(self, line: Line) -> None:
        from jeepney import Parser
        from jeepney.auth import BEGIN, Authenticator

        self._line = line
        self._parser = Parser()
        self._serial = 0
        authenticator = Authenticator()
        for words in authenticator:
            line.send(words)
            authenticator.feed(line.some())
        line.send(BEGIN)
        self.call(_DAEMON, "Hello")

    def call(self, where: Where, member: str, signature: str = "", *body: object) -> object:
        from jeepney import DBusAddress, HeaderFields, MessageFlag, MessageType, new_method_call

        name, path, interface = where
        question = new_method_call(DBusAddress(path, name, interface), member, signature or None, body)
        question.header.flags = MessageFlag.no_auto_start
        self._serial += 1
        self._line.send(question.serialise(serial=self._serial))
        while True:
            reply = self._next()
            if reply.header.fields.get(HeaderFields.reply_serial) == self._serial:
                break
        if reply.header.message_type is not MessageType.method_return:
            raise NoAnswer(reply.header.fields.get(HeaderFields.error_name, ""))
        value: object = reply.body[0] if reply.body else None
        # A variant comes as its type and its value.
        return cast("tuple[str, object]", value)[1] if _signature(reply).startswith("v") else value

    def _next(self) -> Message:
        try:
            while (message := self._parser.get_next_message()) is None:
                self._parser.add_data(self._line.some())
        except (AssertionError, LookupError, TypeError, ValueError, struct.error):
            # What jeepney makes of bytes that are no message.
            raise NoAnswer from None
        return message


def _signature(message: Message) -> str:
    from jeepney import HeaderFields

    return str(message.header.fields.get(HeaderFields.signature, ""))


def _place(bus: str) -> str:
    """The socket of a bus. Raises NoAnswer if it has none on this computer, or the address is none."""
    from jeepney.bus import get_connectable_addresses

    try:
        return next(get_connectable_addresses(bus))
    except (RuntimeError, ValueError):
        raise NoAnswer from None
