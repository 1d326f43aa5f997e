"""Asks the desktop whether it wants quiet (ports.Lookout)."""

from __future__ import annotations

from companion.core.waiting import Surroundings


class DesktopLookout:
    """The desktop of this session."""

    def look(self) -> Surroundings:
        """See services.ports.Lookout."""
        return Surroundings()
