"""One source among those in `table`, and the desk that it is asked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from companion.core.waiting import Hindrance

if TYPE_CHECKING:
    from companion.adapters.lookout.bus import SessionBus


class NoAnswer(Exception):
    """The source is there but does not tell: an older version, another program under the same name, an error."""


@dataclass(frozen=True, slots=True)
class Desk:
    """bus: the session bus, None without one. names: who is on it now. own_process: whose windows are no hindrance."""

    environment: Mapping[str, str]
    own_process: int
    bus: SessionBus | None = None
    names: frozenset[str] = frozenset()

    @property
    def desktops(self) -> frozenset[str]:
        """What the session calls itself: "GNOME", "XFCE", also several ("ubuntu", "GNOME")."""
        return frozenset(self.environment.get("XDG_CURRENT_DESKTOP", "").split(":"))

    @property
    def is_wayland(self) -> bool:
        return bool(self.environment.get("WAYLAND_DISPLAY")) or self.environment.get("XDG_SESSION_TYPE") == "wayland"

    def of_bus(self) -> SessionBus:
        """The session bus. Raises NoAnswer without one."""
        if self.bus is None:
            raise NoAnswer
        return self.bus


@dataclass(frozen=True, slots=True)
class Source:
    """name: in plain words, for people. fits: whether this desk has it, without asking it.

    ask: whether the hindrance is there now. May raise NoAnswer, OSError, EOFError, ValueError or an error of dbus-fast;
    each means that it does not tell. on_bus: whether `fits` needs to know who is on the session bus.
    """

    name: str
    hindrance: Hindrance
    fits: Callable[[Desk], bool]
    ask: Callable[[Desk], Awaitable[bool]]
    on_bus: bool = True
