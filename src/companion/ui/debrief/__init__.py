"""The debrief: a quarter of an hour, at its time, to look back at one no with three prompts."""

from companion.ui.debrief.window import DebriefWindow

__all__ = ["DebriefWindow"]
