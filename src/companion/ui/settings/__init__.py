"""Settings: the mail account, the reel and privacy, and the backups."""

from companion.ui.settings.window import SettingsWindow

__all__ = ["SettingsWindow"]
