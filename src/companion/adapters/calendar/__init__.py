"""Calendar files (.ics) and the calendar parts of mails, read and written with icalendar."""

from __future__ import annotations

from companion.adapters.calendar.files import IcsFiles
from companion.adapters.calendar.writing import calendar_of

__all__ = ["IcsFiles", "calendar_of"]
