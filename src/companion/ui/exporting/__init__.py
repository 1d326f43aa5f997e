"""Export: which applications, as what, and where to."""

from companion.ui.exporting.window import ExportWindow

__all__ = ["ExportWindow"]
