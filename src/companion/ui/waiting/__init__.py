"""Says that a rejection is logged and why its reel waits."""

from companion.ui.waiting.window import WaitingWindow

__all__ = ["WaitingWindow"]
