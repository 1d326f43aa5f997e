"""One look: the session bus is called once, then every source that fits is asked at the same time."""

from __future__ import annotations

import asyncio
import logging
import os
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from companion.adapters.lookout.bus import SessionBus, connect
from companion.adapters.lookout.source import Desk, NoAnswer, Source
from companion.core.waiting import Hindrance, Sign, Surroundings

_BUS_SHARE = 0.5
"""How much of the whole time the session bus may take to say who is there."""


async def ask_all(sources: Sequence[Source], environment: Mapping[str, str], seconds: float) -> Surroundings:
    """What the sources that fit say within that time."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    desk = Desk(environment, os.getpid())
    answers: dict[Source, asyncio.Task[bool | None]] = {
        source: loop.create_task(_answer(source, desk)) for source in sources if not source.on_bus and source.fits(desk)
    }
    bus = await _reach(environment, seconds * _BUS_SHARE)
    try:
        if bus is not None:
            desk = await _with_names(desk, bus, end - seconds * (1 - _BUS_SHARE) - loop.time())
            answers |= {
                source: loop.create_task(_answer(source, desk))
                for source in sources
                if source.on_bus and source.fits(desk)
            }
        await _until(end - loop.time(), answers.values())
    finally:
        if bus is not None:
            await bus.hang_up()
    said = {source: task.result() for source, task in answers.items() if not task.cancelled()}
    return _told({source: here for source in sources if (here := said.get(source)) is not None})


async def _reach(environment: Mapping[str, str], seconds: float) -> SessionBus | None:
    address = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    if not address and runtime and (socket := Path(runtime) / "bus").exists():
        # Where systemd puts it; a program started from a plain console is not always told.
        address = f"unix:path={socket}"
    if not address:
        return None
    try:
        return await asyncio.wait_for(connect(address), seconds)
    except TimeoutError:
        return None


async def _with_names(desk: Desk, bus: SessionBus, seconds: float) -> Desk:
    try:
        names = await asyncio.wait_for(bus.names(), seconds)
    except (NoAnswer, TimeoutError, OSError, EOFError):
        return desk
    return replace(desk, bus=bus, names=names)


async def _answer(source: Source, desk: Desk) -> bool | None:
    """Whether the source's hindrance is there, None if it does not tell."""
    from dbus_fast import DBusFastError

    try:
        return await source.ask(desk)
    except (NoAnswer, DBusFastError, OSError, EOFError, ValueError, struct.error) as error:
        logging.getLogger(__name__).debug("%s tells nothing: %r", source.name, error)
        return None


async def _until(seconds: float, tasks: Collection[asyncio.Task[bool | None]]) -> None:
    """Waits for all of them so long; who is late is called off."""
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=max(seconds, 0))
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late)


def _told(said: Mapping[Source, bool]) -> Surroundings:
    told = {source.hindrance for source in said}
    return Surroundings(
        signs=tuple(Sign(source.hindrance, source.name) for source, here in said.items() if here),
        asked=tuple(source.name for source in said),
        untold=tuple(hindrance for hindrance in Hindrance if hindrance not in told),
    )
