"""Parks the brooding: a fixed quarter of an hour, later, to look back at one no with three short prompts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time

from companion.core import debrief, moments, text
from companion.core.application import Application
from companion.core.debrief import SLOT, Debrief
from companion.core.held import read_clock
from companion.core.problem import Problem
from companion.services.work import Desk, Outcome

ANSWER_LIMIT = 5000
"""Characters of one answer: more than a quarter of an hour of typing."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is written under the three prompts, each optional."""

    kindly: str = ""
    beyond: str = ""
    differently: str = ""


@dataclass(frozen=True, slots=True)
class DueDebrief:
    """A debrief whose time has come, with its company."""

    debrief: Debrief
    company: str


@dataclass(frozen=True, slots=True)
class Debriefs:
    """The user's parked look backs."""

    desk: Desk

    def slots(self) -> tuple[datetime, datetime]:
        """The next slot and the one a day later, at the time that Settings names."""
        return debrief.slots(self.desk.clock.now(), self.desk.clock.zone(), self._usual())

    def offer_words(self) -> str:
        """ "Come back to this at 18:00", with "tomorrow" when it is."""
        return f"Come back to this {self.when_words(self.slots()[0])}"

    def when_words(self, begins_at: datetime) -> str:
        """ "at 18:00", "tomorrow at 18:00", "on Thu 26 Nov at 18:00"."""
        zone = self.desk.clock.zone()
        day = moments.day_in_words(begins_at, now=self.desk.clock.now(), zone=zone)
        clock = f"at {begins_at.astimezone(zone):%H:%M}"
        return clock if day == "today" else f"{'' if day == 'tomorrow' else 'on '}{day} {clock}"

    def park(self, application_id: str, *, later: bool = False, origin: str = "") -> Outcome[Debrief]:
        """Sets the next slot aside, or the one a day later; a debrief that already waits is moved there."""
        begins_at = moments.whole_second(self.slots()[later])
        with self.desk.work(origin) as work:
            waiting = [d for d in work.writer.of_application(Debrief, application_id) if d.closed_at is None]
            if waiting:
                parked = replace(waiting[-1], begins_at=begins_at, notified_at=None)
            else:
                work.application(application_id)
                parked = Debrief(work.ids.new(), application_id, begins_at)
            work.put(parked)
            return work.outcome(parked)

    def put_off(self, key: str, *, origin: str = "") -> Outcome[Debrief]:
        """Not now: moves it to tomorrow's slot. What was written in it stays."""
        now, zone = self.desk.clock.now(), self.desk.clock.zone()
        begins_at = moments.whole_second(debrief.tomorrow(now, zone, self._usual()))
        with self.desk.work(origin) as work:
            before = _standing(work.writer.get(Debrief, key))
            moved = replace(before, begins_at=begins_at, notified_at=None, closed_at=None)
            work.put(moved)
            return work.outcome(moved)

    def get(self, key: str) -> DueDebrief:
        """Raises Problem if it was deleted, with its application or by itself."""
        found = self.desk.store.get(Debrief, key)
        described = self._described(found) if found is not None and found.deleted_at is None else None
        if described is None:
            raise _gone()
        return described

    def due(self) -> tuple[DueDebrief, ...]:
        """Those whose time has come and has not gone by, earliest first."""
        now = self.desk.clock.now()
        found = sorted((d for d in self.desk.store.all(Debrief) if d.is_due(now)), key=lambda d: (d.begins_at, d.id))
        return tuple(d for d in map(self._described, found) if d is not None)

    def next_at(self) -> datetime | None:
        """When the next one begins that has not begun yet."""
        now = self.desk.clock.now()
        waiting = [d for d in self.desk.store.all(Debrief) if d.closed_at is None and d.begins_at > now]
        return min((d.begins_at for d in waiting), default=None)

    def notified(self, *keys: str) -> Outcome[None]:
        """Their notification was shown."""
        with self.desk.work("notifications") as work:
            for key in keys:
                work.put(replace(_standing(work.writer.get(Debrief, key)), notified_at=work.now))
            return work.outcome(None)

    def write(self, key: str, answers: Answers, *, origin: str = "") -> Outcome[Debrief]:
        """Keeps what stands there now. Raises Problem with the field's name."""
        tidy = _tidy(answers)
        with self.desk.work(origin) as work:
            written = replace(_standing(work.writer.get(Debrief, key)), **tidy)
            work.put(written)
            return work.outcome(written)

    def close(self, key: str, answers: Answers | None = None, *, origin: str = "") -> Outcome[Debrief]:
        """It is over; what was written stays with the application. answers: what stands there at the end, kept in the
        same step. Raises Problem with the field's name.
        """
        tidy = _tidy(answers) if answers is not None else {}
        with self.desk.work(origin) as work:
            before = _standing(work.writer.get(Debrief, key))
            closed = replace(before, closed_at=before.closed_at or moments.whole_second(work.now), **tidy)
            work.put(closed)
            return work.outcome(closed)

    def delete(self, key: str, *, origin: str = "") -> Outcome[Debrief]:
        """Takes one away, with what was written in it."""
        with self.desk.work(origin) as work:
            before = _standing(work.writer.get(Debrief, key))
            work.put(replace(before, deleted_at=work.now))
            return work.outcome(before)

    def written(self, application_id: str) -> tuple[Debrief, ...]:
        """Those of an application in which something was written, latest first."""
        found = self.desk.store.of_application(Debrief, application_id)
        return tuple(d for d in reversed(found) if not d.is_empty)

    def ends_at(self, begun: datetime) -> datetime:
        """When a slot that the user began at `begun` is over."""
        return begun + SLOT

    def _described(self, found: Debrief) -> DueDebrief | None:
        application = self.desk.store.get(Application, found.application_id)
        if application is None or application.deleted_at is not None:
            return None
        return DueDebrief(found, application.company)

    def _usual(self) -> time:
        try:
            return read_clock(self.desk.store.settings().debrief_at, field="debrief_at")
        except Problem:  # a store edited by hand
            return debrief.USUAL


def _tidy(answers: Answers) -> dict[str, str]:
    return {
        name: text.paragraph(getattr(answers, name), "The answer", field=name, limit=ANSWER_LIMIT)
        for name in ("kindly", "beyond", "differently")
    }


def _standing(found: Debrief | None) -> Debrief:
    if found is None or found.deleted_at is not None:
        raise _gone()
    return found


def _gone() -> Problem:
    return Problem("This look back is not here any more.")
