"""Export: which applications, as what, and where to; and the way back of a file that holds everything."""

from companion.ui.exporting.bring_back import BringBackWindow
from companion.ui.exporting.window import ExportWindow

__all__ = ["BringBackWindow", "ExportWindow"]
