"""The use cases that the reel's window needs, handed to it in one."""

from __future__ import annotations

from dataclasses import dataclass

from companion.services.debriefs import Debriefs
from companion.services.highlights import Highlights
from companion.services.log_event import LogEvent
from companion.services.preferences import Preferences
from companion.services.reel import Reels
from companion.services.waiting import Waiting


@dataclass(frozen=True, slots=True)
class ReelServices:
    """Each is named for what it does."""

    reels: Reels
    highlights: Highlights
    waiting: Waiting
    debriefs: Debriefs
    log_event: LogEvent
    preferences: Preferences
