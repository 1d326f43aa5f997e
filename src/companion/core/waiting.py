"""What on the desktop makes the reel wait, as far as the desktop tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Hindrance(StrEnum):
    """What a reel would disturb."""

    DO_NOT_DISTURB = "do not disturb"
    FULL_SCREEN = "full screen"
    PRESENTATION = "presentation"
    SCREEN_SHARING = "screen sharing"

    @property
    def words(self) -> str:
        """As in "The reel waits: do-not-disturb is on"."""
        return _WORDS[self]


_WORDS = {
    Hindrance.DO_NOT_DISTURB: "do-not-disturb is on",
    Hindrance.FULL_SCREEN: "a window fills the screen",
    Hindrance.PRESENTATION: "a program keeps the screen awake",
    Hindrance.SCREEN_SHARING: "the screen is shared",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was told. source: who told it, in plain words."""

    hindrance: Hindrance
    source: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What was found at one look. asked: the sources that answered. untold: what nothing here tells."""

    signs: tuple[Sign, ...] = ()
    asked: tuple[str, ...] = ()
    untold: tuple[Hindrance, ...] = ()
