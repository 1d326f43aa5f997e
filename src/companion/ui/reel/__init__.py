"""The highlight reel: a no is acknowledged, then the user's own successes, then the next small step."""

from companion.ui.reel.services import ReelServices
from companion.ui.reel.window import ReelWindow

__all__ = ["ReelServices", "ReelWindow"]
