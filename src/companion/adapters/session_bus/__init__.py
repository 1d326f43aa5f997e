"""Asks the session bus who is there, without Qt, for `companion doctor`."""

from __future__ import annotations

import asyncio

_PATIENCE = 5.0
"""Seconds; a bus that does not answer by then counts as none."""


def has_owner(name: str) -> bool | None:
    """Whether somebody on the session bus has this name; None if there is no session bus."""
    try:
        return asyncio.run(asyncio.wait_for(_ask(name), _PATIENCE))
    except (OSError, TimeoutError):
        return None


async def _ask(name: str) -> bool | None:
    from dbus_fast import Message
    from dbus_fast.aio.message_bus import MessageBus
    from dbus_fast.errors import InvalidAddressError

    try:
        bus = await MessageBus().connect()
    except InvalidAddressError:
        return None
    try:
        question = Message(
            destination="org.freedesktop.DBus",
            path="/org/freedesktop/DBus",
            interface="org.freedesktop.DBus",
            member="NameHasOwner",
            signature="s",
            body=[name],
        )
        answer = await bus.call(question)
        return bool(answer and answer.body and answer.body[0])
    finally:
        bus.disconnect()
