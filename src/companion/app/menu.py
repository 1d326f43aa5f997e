"""The lines of the tray's menu."""

from __future__ import annotations

from companion.desktop.tray import TrayAction

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

PRIVATE_WORDS = {"reject": "Log an answer…"}
"""What a line says in privacy mode instead: an open menu is read over a shoulder too."""


def words(key: str, *, private: bool) -> str:
    """What the line of that key says."""
    usual = next(action.words for action in MENU if action.key == key)
    return PRIVATE_WORDS.get(key, usual) if private else usual
