"""What the Applications window works with."""

from __future__ import annotations

from dataclasses import dataclass

from companion.services.applications import Applications
from companion.services.attachments import Attachments
from companion.services.calendars import Calendars
from companion.services.debriefs import Debriefs
from companion.services.highlights import Highlights
from companion.services.log_event import LogEvent
from companion.services.postings import Postings


@dataclass(frozen=True, slots=True)
class ListServices:
    """The services behind the list, the board and the story."""

    applications: Applications
    log_event: LogEvent
    debriefs: Debriefs
    highlights: Highlights
    calendars: Calendars
    attachments: Attachments
    postings: Postings
