"""Typing any text with xdotool, exactly.

xdotool types a letter that the keyboard lacks by mapping a key for an instant. A program that reads the
keyboard's map a little later misses the letter. So every letter gets a key of its own first, and keeps it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.e2e.lab.errors import LabError

if TYPE_CHECKING:
    from tests.e2e.lab.session import Session


class Keyboard:
    """The keyboard of one X11 screen."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._free: list[str] | None = None
        self._mapped: set[str] = set()

    def type(self, text: str) -> None:
        self._map(text)
        seconds = 20 + len(text) / 10
        self._session.ask("xdotool", "type", "--clearmodifiers", "--delay", "8", "--", text, timeout=seconds)

    def _map(self, text: str) -> None:
        letters = sorted({c for c in text if ord(c) > 126} - self._mapped)
        if not letters:
            return
        if self._free is None:
            listed = self._session.ask("xmodmap", "-pke")
            self._free = re.findall(r"^keycode +(\d+) = *$", listed, re.MULTILINE)
        if len(letters) > len(self._free):
            raise LabError(f"{len(letters)} more letters are too many for this keyboard: {''.join(letters)}")
        commands: list[str] = []
        for letter in letters:
            commands += ["-e", f"keycode {self._free.pop()} = U{ord(letter):04X}"]
        self._session.ask("xmodmap", *commands)
        self._mapped |= set(letters)
