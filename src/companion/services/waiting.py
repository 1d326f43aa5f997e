"""Whether the reel may come by itself now, why not, and what waits for it.

Held are "Not today", quiet hours, and what the desktop tells: do-not-disturb, a full-screen window, a presentation
(care.md). What came meanwhile is stored and gets one reel, later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from companion.core import held, moments
from companion.core.application import Application, Event, EventKind, in_order
from companion.core.held import HeldNo
from companion.core.problem import Problem
from companion.core.waiting import Hindrance
from companion.services.ports import Lookout
from companion.services.reel import Noes
from companion.services.work import Desk, Outcome, Work

LOOK_AGAIN = timedelta(minutes=1)
"""How soon to ask the desktop again while something waits. No desktop tells all of it by itself."""

LONGEST_AWAKE = timedelta(hours=2)
"""A screen that is kept awake may mean a talk, and also a film, music or a download: alone it holds no longer than
this (docs/platforms.md).
"""


@dataclass(frozen=True, slots=True)
class Wait:
    """why: a sentence's end, as in "The reel waits: …". until: when to look again."""

    why: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """Holds reels back and lets them go."""

    desk: Desk
    lookout: Lookout

    def wait(self) -> Wait | None:
        """Why the reel must wait now, or None. Asks the desktop, which may take half a second."""
        settings, now, zone = self.desk.store.settings(), self.desk.clock.now(), self.desk.clock.zone()
        if settings.quiet_until and now < (until := moments.from_text(settings.quiet_until)):
            return Wait("not today, as you asked", until)
        try:
            end = held.quiet_hours_end(now, zone, settings.quiet_from, settings.quiet_to)
        except Problem:  # a store edited by hand
            end = None
        if end is not None:
            return Wait(f"quiet hours until {end:%H:%M}", end)
        signs = self.lookout.look().signs if settings.waits else ()
        if signs and all(sign.hindrance is Hindrance.PRESENTATION for sign in signs) and self._waited_long(now):
            return None
        return Wait(signs[0].hindrance.words, now + LOOK_AGAIN) if signs else None

    def not_today(self) -> Outcome[datetime]:
        """Quiet for the rest of the user's day, no question asked. Returns when it ends: the next morning."""
        until = held.tomorrow_morning(self.desk.clock.now(), self.desk.clock.zone())
        with self.desk.work("reel") as work:
            work.set_settings(replace(self.desk.store.settings(), quiet_until=moments.to_text(until)))
            return work.outcome(until)

    def hold(self, noes: Noes) -> Outcome[None]:
        """Keeps these rejections for a later reel."""
        with self.desk.work("waiting") as work:
            for application_id in dict.fromkeys(noes.application_ids):
                event = _latest_no(work, application_id)
                waiting = work.writer.of_application(HeldNo, application_id)
                if event is not None and not any(h.event_id == event.id for h in waiting):
                    work.put(HeldNo(work.ids.new(), application_id, event.id, moments.whole_second(work.now)))
            return work.outcome(None)

    def held(self) -> Noes:
        """What waits, each application once, in the order logged; a no that was taken back meanwhile is not in it."""
        companies = {application.id: application.company for _, application in self._standing()}
        return Noes(tuple(companies.values()), tuple(companies))

    def release(self, noes: Noes) -> Outcome[None]:
        """The reel for these was shown; what was taken back meanwhile goes with them."""
        with self.desk.work("waiting") as work:
            waiting = {each.id for each, _ in self._standing()}
            for each in self._all():
                if each.application_id in noes.application_ids or each.id not in waiting:
                    work.put(replace(each, deleted_at=work.now))
            return work.outcome(None)

    def _waited_long(self, now: datetime) -> bool:
        return any(now >= each.at + LONGEST_AWAKE for each, _ in self._standing())

    def _standing(self) -> list[tuple[HeldNo, Application]]:
        """Those whose no still stands; one that was taken back may come back by undo, so it is kept until then."""
        found: list[tuple[HeldNo, Application]] = []
        for each in self._all():
            application = self.desk.store.get(Application, each.application_id)
            event = self.desk.store.get(Event, each.event_id)
            stands = application and event and application.deleted_at is None and event.deleted_at is None
            if application is not None and stands:
                found.append((each, application))
        return found

    def _all(self) -> Sequence[HeldNo]:
        return self.desk.store.all(HeldNo)


def _latest_no(work: Work, application_id: str) -> Event | None:
    events = in_order(work.writer.of_application(Event, application_id))
    return next((e for e in reversed(events) if e.kind is EventKind.REJECTED), None)
