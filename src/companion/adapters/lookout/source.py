"""One source among those in `table`, and the desk that it is asked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from companion.core.waiting import Hindrance


class NoAnswer(Exception):
    """The source is there but does not tell: an older version, another program under the same name, an error."""


@dataclass(frozen=True, slots=True)
class Desk:
    """own_process: whose windows are no hindrance. until: when the look is over, of `time.monotonic`.

    bus: the address of the session bus, "" without one. names: who is on it.
    """

    environment: Mapping[str, str]
    own_process: int
    until: float
    bus: str = ""
    names: frozenset[str] = frozenset()

    @property
    def desktops(self) -> frozenset[str]:
        """What the session calls itself: "GNOME", "XFCE", also several ("ubuntu", "GNOME")."""
        return frozenset(self.environment.get("XDG_CURRENT_DESKTOP", "").split(":"))

    @property
    def is_wayland(self) -> bool:
        return bool(self.environment.get("WAYLAND_DISPLAY")) or self.environment.get("XDG_SESSION_TYPE") == "wayland"


@dataclass(frozen=True, slots=True)
class Source:
    """name: in plain words, for people. fits: whether this desk has it, without asking it.

    ask: whether the hindrance is there now, by the desk's `until`. It may raise NoAnswer, OSError, ValueError or
    struct.error; each means that it does not tell. on_bus: whether `fits` needs to know who is on the session bus.
    """

    name: str
    hindrance: Hindrance
    fits: Callable[[Desk], bool]
    ask: Callable[[Desk], bool]
    on_bus: bool = True
