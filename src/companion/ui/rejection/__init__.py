"""*Log a rejection*: pick the application, save; under ten seconds and without a mouse."""

from companion.ui.rejection.window import RejectionWindow

__all__ = ["RejectionWindow"]
