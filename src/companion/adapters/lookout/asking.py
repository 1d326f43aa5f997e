"""One look: the session bus is asked who is there, then every source that fits at the same time, each on a thread of
its own that lives for this one question.

Threads and plain sockets instead of asyncio with dbus-fast, which the notifications have: those cost an idle companion
nine megabytes and the first look 30 ms of processor time, jeepney one megabyte and 6 ms.
"""

from __future__ import annotations

import logging
import os
import struct
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from companion.adapters.lookout import bus
from companion.adapters.lookout.source import Desk, NoAnswer, Source
from companion.core.waiting import Hindrance, Sign, Surroundings

_BUS_SHARE = 0.5
"""How much of the whole time the session bus may take to say who is there."""

_GRACE_SECONDS = 0.05


def ask_all(sources: Sequence[Source], environment: Mapping[str, str], seconds: float) -> Surroundings:
    """What the sources that fit say within that time."""
    now = time.monotonic()
    desk = Desk(environment, os.getpid(), now + seconds, bus.address(environment))
    said: dict[Source, bool] = {}
    threads = [_start(source, desk, said) for source in sources if not source.on_bus and source.fits(desk)]
    if desk.bus:
        desk = replace(desk, names=bus.names(desk.bus, now + seconds * _BUS_SHARE))
        threads += [_start(source, desk, said) for source in sources if source.on_bus and source.fits(desk)]
    for thread in threads:
        # Each keeps to the time by itself; this is for what no limit reaches, such as a home that hangs.
        thread.join(max(desk.until + _GRACE_SECONDS - time.monotonic(), 0))
    return _told({source: said[source] for source in sources if source in said})


def _start(source: Source, desk: Desk, said: dict[Source, bool]) -> threading.Thread:
    thread = threading.Thread(target=_answer, args=(source, desk, said), name="lookout", daemon=True)
    thread.start()
    return thread


def _answer(source: Source, desk: Desk, said: dict[Source, bool]) -> None:
    try:
        said[source] = source.ask(desk)
    except (NoAnswer, OSError, ValueError, struct.error) as error:
        logging.getLogger(__name__).debug("%s tells nothing: %r", source.name, error)


def _told(said: Mapping[Source, bool]) -> Surroundings:
    told = {source.hindrance for source in said}
    return Surroundings(
        signs=tuple(Sign(source.hindrance, source.name) for source, here in said.items() if here),
        asked=tuple(source.name for source in said),
        untold=tuple(hindrance for hindrance in Hindrance if hindrance not in told),
    )
