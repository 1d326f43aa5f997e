"""Letters: the review of one before it leaves, and the list of those that are due, under way, or in trouble."""

from companion.ui.follow_ups.due import DueWindow
from companion.ui.follow_ups.review import ReviewWindow

__all__ = ["DueWindow", "ReviewWindow"]
