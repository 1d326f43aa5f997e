"""Welcome: what the companion is, the first highlights, and mail now or later. Opened once, at the first start."""

from companion.ui.welcome.window import WelcomeWindow

__all__ = ["WelcomeWindow"]
