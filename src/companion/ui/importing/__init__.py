"""The window that imports another tracker's file."""

from companion.ui.importing.window import ImportWindow

__all__ = ["ImportWindow"]
