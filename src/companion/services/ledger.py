"""Every letter, due, under way, in trouble, sent, answered or closed: what the Follow-ups window lists and searches.

Also the way back from "Later" and "Not this one": follow-ups are no part of a unit of work's own undo, since that
settles them from the events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from companion.core.follow_up import Closed, FollowUp
from companion.core.ledger import LedgerLine, Shelf, asked, letter_text
from companion.core.outbox import OutboxLetter
from companion.core.problem import Problem
from companion.services.agenda import DueLetter, described
from companion.services.work import Desk, Outcome

PAGE = 100
"""How many letters of a shelf are read at first, and with each "older"."""


@dataclass(frozen=True, slots=True)
class Letters:
    """What was found. due: soonest first. lines: for each shelf, as many as were asked for, in its order. counts: how
    many there are on each.
    """

    due: tuple[DueLetter, ...]
    lines: Mapping[Shelf, tuple[LedgerLine, ...]]
    counts: Mapping[Shelf, int]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Reads where the letters stand."""

    desk: Desk

    def read(self, typed: str = "", limits: Mapping[Shelf, int] | None = None) -> Letters:
        """The letters that hold every word of `typed` in company, person, address, subject or kind; accents and case
        aside. limits: how many of each shelf, where it is not PAGE.
        """
        store, now = self.desk.store, self.desk.clock.now()
        words = asked(typed)
        open_ones = [described(store, f) for f in store.due_follow_ups(now)]
        counts = store.count_letters(typed, now=now)
        wanted = limits or {}
        return Letters(
            tuple(due for due in open_ones if self._holds(due, words)),
            {s: store.find_letters(s, typed, now=now, limit=wanted.get(s, PAGE)) for s in Shelf if counts[s]},
            counts,
        )

    def content(self, letter_id: str) -> bytes:
        """The letter's frozen bytes, as they went or will go over the wire: an .eml file. Raises Problem."""
        letter = self.desk.store.get(OutboxLetter, letter_id)
        if letter is None:
            raise Problem("There is no such letter here.")
        return letter.content

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

    def _holds(self, due: DueLetter, words: tuple[str, ...]) -> bool:
        if not words:
            return True
        follow_up = due.follow_up
        text = letter_text(due.company, due.person, due.address, follow_up.subject, follow_up.kind.value)
        return all(word in text for word in words)


def file_name(letter: OutboxLetter) -> str:
    """A name for the letter's file: what it is about and to whom, without what a file system minds."""
    kept = "".join(c if c.isalnum() or c in " -_@." else " " for c in f"{letter.subject} {letter.recipient}")
    return " ".join(kept.split()).strip(". ")[:80] + ".eml"
