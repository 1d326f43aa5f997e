"""The Applications window: find an application as one types, see its story, add to it."""

from companion.ui.applications.services import ListServices
from companion.ui.applications.window import ApplicationsWindow

__all__ = ["ApplicationsWindow", "ListServices"]
