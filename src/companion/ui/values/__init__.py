"""The values exercise: once, optional, some ten minutes."""

from companion.ui.values.window import ValuesWindow

__all__ = ["ValuesWindow"]
