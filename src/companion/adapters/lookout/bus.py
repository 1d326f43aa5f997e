"""The session bus, asked without ever starting anybody: who is not there already is not woken to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from companion.adapters.lookout.source import NoAnswer

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

_DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")

Where = tuple[str, str, str]
"""Bus name, object path, interface."""


class SessionBus:
    """A connection for one look."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus

    async def names(self) -> frozenset[str]:
        """The well-known names that somebody has."""
        names = texts(await self.call(_DAEMON, "ListNames"))
        return frozenset(name for name in names if not name.startswith(":"))

    async def call(self, where: Where, member: str, signature: str = "", *body: object) -> object:
        """The first value of the answer, None for an empty one. Raises NoAnswer, with the error's name."""
        from dbus_fast import Message, MessageFlag, MessageType, Variant

        name, path, interface = where
        question = Message(
            destination=name,
            path=path,
            interface=interface,
            member=member,
            flags=MessageFlag.NO_AUTOSTART,
            signature=signature,
            body=list(body),
        )
        reply = await self._bus.call(question)
        if reply.message_type is not MessageType.METHOD_RETURN:
            raise NoAnswer(reply.error_name)
        value: object = reply.body[0] if reply.body else None
        return value.value if isinstance(value, Variant) else value

    async def property(self, where: Where, name: str) -> object:
        path_of = (where[0], where[1], "org.freedesktop.DBus.Properties")
        return await self.call(path_of, "Get", "ss", where[2], name)

    async def hang_up(self) -> None:
        """Closes the connection, and waits until it is closed."""
        from dbus_fast import DBusFastError

        self._bus.disconnect()
        try:
            await self._bus.wait_for_disconnect()
        except (DBusFastError, OSError, EOFError):
            # It had broken before.
            return


async def connect(address: str) -> SessionBus | None:
    """The session bus at that address; None if nobody is there."""
    from dbus_fast import DBusFastError
    from dbus_fast.aio import MessageBus

    try:
        return SessionBus(await MessageBus(address).connect())
    except (DBusFastError, OSError, EOFError):
        return None


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
