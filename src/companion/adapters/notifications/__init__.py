"""Notifications of the desktop, with buttons that come back."""

from __future__ import annotations

from companion.adapters.notifications.desktop_notifications import DesktopNotifications

__all__ = ["DesktopNotifications"]
