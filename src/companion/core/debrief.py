"""The debrief: a short, guided look back at one no, at a time set for it, and then closed.

Worry is put off to a fixed slot (care.md: "Park it until 18:00", 15 minutes); guided prompts did better than a free
page (Kreemers et al. 2020). What is written here is the user's alone: no letter or search reads it, and no export
but the copy of everything (core.whole).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Final

SLOT = timedelta(minutes=15)
USUAL = time(18)
"""When the slot begins, unless the user set another time."""
SOONEST = timedelta(minutes=30)
"""A slot that begins sooner would be no parking: then it is tomorrow's."""
LAPSES = timedelta(hours=24)
"""A slot that was missed (the computer was off) is offered once more within a day, and then let go."""
QUESTIONS: Final = {
    "kindly": "What would you say to a friend who had this day?",
    "beyond": "What was outside your hands?",
    "differently": "One thing you would do differently, if any",
}
"""The three prompts, by the field that keeps the answer."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """One parked look back. begins_at: when its slot begins. notified_at: when it was announced.

    kindly, beyond, differently: the answers to the three prompts, each optional. closed_at: when it was over, by the
    user or by time.
    """

    id: str
    application_id: str
    begins_at: datetime
    kindly: str = ""
    beyond: str = ""
    differently: str = ""
    notified_at: datetime | None = None
    closed_at: datetime | None = None
    deleted_at: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.kindly or self.beyond or self.differently)

    @property
    def lapses_at(self) -> datetime:
        return self.begins_at + LAPSES

    def is_due(self, now: datetime) -> bool:
        """Whether its time has come and has not gone by."""
        return self.closed_at is None and self.begins_at <= now < self.lapses_at

    def waits(self, now: datetime) -> bool:
        """Whether it is still to come, or due and nothing was written in it yet."""
        return self.closed_at is None and (now < self.begins_at or (self.is_empty and now < self.lapses_at))


def slots(now: datetime, zone: tzinfo, at: time = USUAL) -> tuple[datetime, datetime]:
    """The next slot (today's if it is not too close) and the one a day later."""
    local = now.astimezone(zone)
    first = datetime.combine(local.date(), at, tzinfo=zone)
    # by the clock of the world: an hour on the wall is none in the night in which clocks are put forward
    if first.astimezone(UTC) < now + SOONEST:
        first = datetime.combine(local.date() + timedelta(days=1), at, tzinfo=zone)
    return first, datetime.combine(first.date() + timedelta(days=1), at, tzinfo=zone)


def tomorrow(now: datetime, zone: tzinfo, at: time = USUAL) -> datetime:
    """The slot of the day after this one; what "Tomorrow" means, whether today's is over or still to come. In the last
    minutes of a day it is one day more, where the slot would begin too soon.
    """
    local = now.astimezone(zone)
    found = datetime.combine(local.date() + timedelta(days=1), at, tzinfo=zone)
    if found.astimezone(UTC) < now + SOONEST:
        found = datetime.combine(local.date() + timedelta(days=2), at, tzinfo=zone)
    return found
