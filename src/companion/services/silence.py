"""Silence: how long is usual for this user, and putting an application aside as quiet, taken back with one click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from companion.core import moments
from companion.core.application import MOVING, Application, Event, EventKind, State, in_order, state_of
from companion.core.problem import Problem
from companion.core.silence import LOOKED_AT, Facts, Silence, Wait, silence_of, usual_wait
from companion.services.work import Desk, Outcome, Work


@dataclass(frozen=True, slots=True)
class Silences:
    """What to make of silence. It notifies of nothing: who looks at the application finds the suggestion there."""

    desk: Desk

    def usual(self) -> Wait:
        """How long the user usually waits (core.silence). Cheap at any size of the list, and kept by the store."""
        return usual_wait(self.desk.store.answer_times(LOOKED_AT), self.desk.clock.zone())

    def of(self, facts: Facts) -> Silence | None:
        """The silence of one application."""
        return silence_of(facts, self.usual(), self.desk.clock.now(), self.desk.clock.zone())

    def put_aside(self, key: str, *, origin: str = "") -> Outcome[Application]:
        """Logs that the application is quiet, now. Raises Problem if it is closed, or quiet already."""
        with self.desk.work(origin) as work:
            application = work.application(key)
            state = state_of(work.writer.of_application(Event, key))
            if not state.open:
                raise Problem("This application is closed, so there is nothing to put aside.")
            if state is State.QUIET:
                raise Problem("This application is put aside already.")
            work.put(Event(work.ids.new(), key, EventKind.QUIET, moments.whole_second(work.now)))
            work.settle(key)
            return work.outcome(application)

    def leave(self, key: str, *, origin: str = "") -> Outcome[Application]:
        """Leaves the silence as it is: nothing is suggested until something changes or it is twice as long."""
        with self.desk.work(origin) as work:
            left = replace(work.application(key), left_alone_at=moments.whole_second(work.now))
            work.put(left)
            return work.outcome(left)

    def bring_back(self, keys: Sequence[str], *, origin: str = "") -> Outcome[tuple[Application, ...]]:
        """Takes "put aside as quiet" back; the silence is then left alone. Those that are not quiet stay as they are;
        one that was deleted meanwhile is passed over.
        """
        with self.desk.work(origin) as work:
            found = (work.writer.get(Application, key) for key in dict.fromkeys(keys))
            back = tuple(a for a in found if a is not None and a.deleted_at is None and _revived(work, a))
            return work.outcome(back)


def _revived(work: Work, application: Application) -> bool:
    events = in_order(work.writer.of_application(Event, application.id))
    if state_of(events) is not State.QUIET:
        return False
    moving = [event for event in events if event.kind in MOVING]
    for quiet in events:
        if quiet.kind is EventKind.QUIET and not any(e.at > quiet.at or e.id > quiet.id for e in moving):
            work.put(replace(quiet, deleted_at=work.now))
    work.put(replace(application, left_alone_at=moments.whole_second(work.now)))
    work.settle(application.id)
    return True
