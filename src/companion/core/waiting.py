"""What around the user may make the reel wait, and who said so. The moment and the rule are the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Hindrance(StrEnum):
    """A reason not to open a window by itself now."""

    DO_NOT_DISTURB = "do not disturb"
    FULL_SCREEN = "full screen"
    PRESENTATION = "presentation"
    SCREEN_SHARING = "screen sharing"

    @property
    def words(self) -> str:
        """What is so, as the middle of a sentence. No desktop tells of a presentation as such: what it tells is that
        the screen must not go dark, so that is what is said.
        """
        return _WORDS[self]


_WORDS = {
    Hindrance.DO_NOT_DISTURB: "do-not-disturb is on",
    Hindrance.FULL_SCREEN: "a window fills the screen",
    Hindrance.PRESENTATION: "the screen is kept awake, as for a presentation",
    Hindrance.SCREEN_SHARING: "the screen is shared",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One hindrance that is there now. source: who told, in plain words ("Xfce's notification settings")."""

    hindrance: Hindrance
    source: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One look around. asked: the sources that answered. untold: what nothing here tells, so that no sign of it does
    not mean that there is none.
    """

    signs: tuple[Sign, ...] = ()
    asked: tuple[str, ...] = ()
    untold: tuple[Hindrance, ...] = ()
