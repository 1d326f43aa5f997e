"""*Add a highlight*: one success, in ten seconds, with a picture if there is one."""

from companion.ui.highlights.window import HighlightWindow

__all__ = ["HighlightWindow"]
