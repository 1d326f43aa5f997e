"""What the desktop tells about do-not-disturb, full-screen windows and presentations (docs/platforms.md)."""

from __future__ import annotations

from companion.adapters.lookout.desktop_lookout import DesktopLookout

__all__ = ["DesktopLookout"]
