"""Qt without features: background tasks, tray, single instance, theme, sleep and resume."""
