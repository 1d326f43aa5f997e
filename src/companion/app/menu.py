"""The lines of the tray's menu."""

from __future__ import annotations

from collections.abc import Sequence

from companion.desktop.tray import TrayAction
from companion.services.agenda import DueLetter

REVIEW = "review:"
"""Begins the key of a letter that is due; its follow-up's id comes after it."""

MOST_DUE = 5
"""How many letters the menu names."""

MENU = (
    TrayAction("reject", "Log a rejection…"),
    TrayAction("reel", "Play the reel"),
    TrayAction("highlight", "Add a highlight…"),
    TrayAction("library", "Highlights…"),
    TrayAction("follow_ups", "Follow-ups due (0)", separator_before=True),
    TrayAction("applications", "Applications…"),
    TrayAction("settings", "Settings…", separator_before=True),
    TrayAction("quit", "Quit"),
)

_LONGEST = 60
"""Characters; a company's name may be longer than a screen is wide."""

PRIVATE_WORDS = {"reject": "Log an answer…"}
"""What a line says in privacy mode instead: an open menu is read over a shoulder too."""


def words(key: str, *, private: bool) -> str:
    """What the line of that key says."""
    usual = next(action.words for action in MENU if action.key == key)
    return PRIVATE_WORDS.get(key, usual) if private else usual


def due(letters: Sequence[DueLetter], *, private: bool) -> tuple[TrayAction, ...]:
    """A line for each letter that is due, the soonest first; in privacy mode it says nothing about whom."""
    return tuple(
        TrayAction(f"{REVIEW}{letter.follow_up.id}", f"Letter {number}…" if private else f"{_short(letter.words)}…")
        for number, letter in enumerate(letters[:MOST_DUE], start=1)
    )


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
