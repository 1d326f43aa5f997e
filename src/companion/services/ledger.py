"""The letters that are under way, in trouble or sent, with their companies: what the Follow-ups window lists.

Also the way back from "Later" and "Not this one": follow-ups are no part of a unit of work's own undo, since that
settles them from the events.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.core.application import Application
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.services.work import Desk, Outcome

SENT_SHOWN = 20
"""How many sent letters are listed; each application's timeline has its own."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A letter with the company it is about."""

    letter: OutboxLetter
    company: str


@dataclass(frozen=True, slots=True)
class Letters:
    """on_the_way: soonest first. troubled: failed or of unknown fate. sent: latest first, the last few."""

    on_the_way: tuple[LedgerLine, ...]
    troubled: tuple[LedgerLine, ...]
    sent: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Reads where the letters stand."""

    desk: Desk

    def read(self) -> Letters:
        store = self.desk.store
        sent = sorted(store.letters(LetterState.SENT), key=lambda letter: letter.state_at, reverse=True)
        return Letters(
            self._lines(store.letters(LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING)),
            self._lines(store.letters(LetterState.FAILED, LetterState.UNCERTAIN)),
            self._lines(tuple(sent[:SENT_SHOWN])),
        )

    def put_back(self, before: FollowUp, *, origin: str = "") -> Outcome[FollowUp]:
        """Takes "Later" or "Not this one" back: the follow-up is due again as it was in `before`."""
        with self.desk.work(origin) as work:
            present = work.writer.get(FollowUp, before.id)
            if present is None or present.closed not in (Closed.OPEN, Closed.DISMISSED):
                raise Problem("This can't be taken back any more: the letter has changed meanwhile.")
            again = replace(
                present,
                closed=before.closed,
                due_at=before.due_at,
                useful_until=before.useful_until,
                notified_at=before.notified_at,
            )
            work.put(again)
            work.settle(before.application_id)
            return work.outcome(again)

    def _lines(self, letters: tuple[OutboxLetter, ...]) -> tuple[LedgerLine, ...]:
        return tuple(LedgerLine(letter, self._company(letter)) for letter in letters)

    def _company(self, letter: OutboxLetter) -> str:
        application = self.desk.store.get(Application, letter.application_id)
        return application.company if application else ""
