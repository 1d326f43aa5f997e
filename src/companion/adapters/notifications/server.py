"""Who shows notifications on this desktop, asked anew each time over D-Bus.

desktop-notifier asks once and keeps the answer, so it would go on talking to a server that was replaced; and it does
not say whether bodies are markup, which decides whether "R&D" must be escaped. The question costs two milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"


@dataclass(frozen=True, slots=True)
class Server:
    """owner: tells one start of a server from the next. capabilities: what it says it can do."""

    owner: str
    name: str
    version: str
    capabilities: tuple[str, ...]

    @property
    def has_markup(self) -> bool:
        return "body-markup" in self.capabilities

    @property
    def has_buttons(self) -> bool:
        return "actions" in self.capabilities


async def ask() -> Server | None:
    """The server that answers now, started on demand where the desktop does that; None if there is none."""
    from dbus_fast import DBusFastError
    from dbus_fast.aio import MessageBus

    try:
        bus = await MessageBus().connect()
    except (DBusFastError, OSError, EOFError, KeyError):
        # No address (KeyError: not even a HOME to look for one in), nobody there, or not for us.
        return None
    try:
        return await _asked(bus)
    except (DBusFastError, OSError, EOFError):
        return None
    finally:
        await hang_up(bus)


async def hang_up(bus: MessageBus) -> None:
    """Closes a connection, and waits until it is closed."""
    from dbus_fast import DBusFastError

    bus.disconnect()
    try:
        await bus.wait_for_disconnect()
    except (DBusFastError, OSError, EOFError):
        # It had broken before.
        return


async def _asked(bus: MessageBus) -> Server | None:
    who = await _call(bus, "GetServerInformation")
    can = await _call(bus, "GetCapabilities")
    if who is None or can is None:
        return None
    name, _, version = _texts(who.body, 3)
    return Server(who.sender, name, version, tuple(_texts(can.body[0])))


async def _call(bus: MessageBus, member: str) -> Message | None:
    from dbus_fast import Message, MessageType

    reply = await bus.call(Message(destination=_NAME, path=_PATH, interface=_NAME, member=member))
    return reply if reply.message_type is MessageType.METHOD_RETURN else None


def _texts(values: list[Any], at_least: int = 0) -> list[str]:
    texts = [str(value) for value in values[: at_least or None]]
    return texts + [""] * (at_least - len(texts))
