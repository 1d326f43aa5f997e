"""Asks everybody who fits at once, and is back in half a second.

Nothing is imported, connected or started before the first look, and nothing is left after it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from companion.core.waiting import Hindrance, Surroundings

if TYPE_CHECKING:
    from companion.adapters.lookout.source import Source

PATIENCE_SECONDS = 0.5
"""For one whole look: it stands between a saved rejection and the reel."""


class DesktopLookout:
    """ports.Lookout. sources: who may be asked; all of table.SOURCES if left out."""

    def __init__(
        self, environment: Mapping[str, str] | None = None, *, sources: tuple[Source, ...] | None = None
    ) -> None:
        self._environment = environment
        self._sources = sources

    def look(self) -> Surroundings:
        if sys.platform != "linux":
            return Surroundings(untold=tuple(Hindrance))
        from companion.adapters.lookout.asking import ask_all
        from companion.adapters.lookout.table import SOURCES

        environment = os.environ if self._environment is None else self._environment
        sources = SOURCES if self._sources is None else self._sources
        return ask_all(sources, environment, PATIENCE_SECONDS)
