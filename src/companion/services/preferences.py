"""Reads and changes the user's settings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.core import text
from companion.core.held import read_clock
from companion.core.languages import language_of
from companion.core.letter import checked_signature
from companion.core.problem import Problem
from companion.core.settings import Settings
from companion.services.work import Desk, Outcome


@dataclass(frozen=True, slots=True)
class Preferences:
    """The user's settings."""

    desk: Desk

    def get(self) -> Settings:
        return self.desk.store.settings()

    def welcomed(self) -> Outcome[Settings]:
        """The first start is over: *Welcome* does not open by itself again."""
        return self._set(replace(self.get(), welcomed=True), "welcome")

    def choose(self, *, reduced_motion: bool, private: bool, plan: str, origin: str = "") -> Outcome[Settings]:
        """What the Settings window holds. Raises Problem on a plan that is too long."""
        tidy = text.line(plan, "Your plan", field="plan", limit=300)
        return self._set(replace(self.get(), reduced_motion=reduced_motion, private=private, plan=tidy), origin)

    def choose_times(
        self,
        *,
        waits: bool,
        quiet_from: str,
        quiet_to: str,
        debrief_at: str,
        hours: tuple[str, str] | None = None,
        origin: str = "",
    ) -> Outcome[Settings]:
        """When the reel waits, when a parked look back begins, and the working hours in which letters fall due, from
        and to; None leaves these as they are. Both kinds of hours need both ends, or neither. Letters that are open
        move with the working hours.

        Raises Problem with the field's name.
        """
        before = self.get()
        begins, ends = _span(quiet_from, quiet_to, "Quiet hours", "quiet_from", "quiet_to")
        slot = read_clock(debrief_at, field="debrief_at").strftime("%H:%M")
        kept = before.work_from, before.work_to
        work_from, work_to = _span(*(hours or kept), "Working hours", "work_from", "work_to")
        settings = replace(
            before,
            waits=waits,
            quiet_from=begins,
            quiet_to=ends,
            debrief_at=slot,
            work_from=work_from,
            work_to=work_to,
        )
        moved = sorted({f.application_id for f in self.desk.store.open_follow_ups()})
        with self.desk.work(origin) as work:
            work.set_settings(settings)
            if kept != (work_from, work_to):
                for application_id in moved:
                    work.settle(application_id)
            return work.outcome(settings)

    def choose_letters(self, *, language: str, signature: str, origin: str = "") -> Outcome[Settings]:
        """The language of letters to somebody who has none of their own, and the lines below the user's name.

        Raises Problem with field "signature".
        """
        tidy = checked_signature(signature)
        code = language_of(language).code
        return self._set(replace(self.get(), letter_language=code, signature=tidy), origin)

    def plan_offered(self, *, origin: str = "") -> Outcome[Settings]:
        """The reel has asked once for a plan, and does not ask again."""
        return self._set(replace(self.get(), plan_offered=True), origin)

    def use_account(self, account_id: str, *, origin: str = "") -> Outcome[Settings]:
        return self._set(replace(self.get(), default_account=account_id), origin)

    def _set(self, settings: Settings, origin: str) -> Outcome[Settings]:
        with self.desk.work(origin) as work:
            work.set_settings(settings)
            return work.outcome(settings)


def _span(begins: str, ends: str, what: str, *fields: str) -> tuple[str, str]:
    """Both ends of a part of the day, as they are kept; "" for both if there is none. Raises Problem."""
    first, last = (
        read_clock(typed, field=key).strftime("%H:%M") if typed.strip() else ""
        for key, typed in zip(fields, (begins, ends), strict=True)
    )
    if bool(first) != bool(last):
        raise Problem(f"{what} need a beginning and an end, or neither.", field=fields[1 if first else 0])
    return first, last
