"""The Unicode Consortium's table of Windows' names of time zones, as icalendar brings it."""

WINDOWS_TO_OLSON: dict[str, str]
