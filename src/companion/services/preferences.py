"""Reads and changes the user's settings."""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.core import text
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

    def use_account(self, account_id: str, *, origin: str = "") -> Outcome[Settings]:
        return self._set(replace(self.get(), default_account=account_id), origin)

    def _set(self, settings: Settings, origin: str) -> Outcome[Settings]:
        with self.desk.work(origin) as work:
            work.set_settings(settings)
            return work.outcome(settings)
