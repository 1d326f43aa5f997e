"""Of icalendar; see the stub above."""
