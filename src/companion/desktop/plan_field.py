"""The field for "my plan for the next no", the same in Welcome and in Settings.

An if-then sentence ties one small act to the moment it is meant for; the placeholder shows its two halves.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QLineEdit

PLAN_HINT: Final = (
    "One sentence in two halves: “If …” names the moment, “then I …” the first small thing you do. "
    "The reel shows it first, right after it says what happened."
)
_EXAMPLE: Final = "If a company says no, then I …"


def plan_field() -> QLineEdit:
    """An empty one."""
    field = QLineEdit()
    field.setPlaceholderText(_EXAMPLE)
    return field
