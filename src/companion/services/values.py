"""The values exercise: kept as it is written, read by its own window alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from companion.core import moments, text
from companion.core.problem import Problem
from companion.core.values import ValuesExercise
from companion.services.work import Desk, Outcome

ANSWER_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class ValuesText:
    """What is written under its three prompts, each optional."""

    chosen: str = ""
    why: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Values:
    """The user's one exercise."""

    desk: Desk

    def get(self) -> ValuesExercise | None:
        """The exercise as it stands; None if it was not begun, or was deleted."""
        found = self.desk.store.all(ValuesExercise)
        return found[-1] if found else None

    def write(self, words: ValuesText, *, finished: bool = False, origin: str = "") -> Outcome[ValuesExercise]:
        """Keeps what stands there now; begun with the first words. Raises Problem with the field's name."""
        tidy = {
            name: text.paragraph(getattr(words, name), "The text", field=name, limit=ANSWER_LIMIT)
            for name in ("chosen", "why", "shown")
        }
        with self.desk.work(origin) as work:
            before = self.get() or ValuesExercise(work.ids.new(), moments.whole_second(work.now))
            done = moments.whole_second(work.now) if finished else before.finished_at
            written = replace(before, finished_at=done, **tidy)
            work.put(written)
            return work.outcome(written)

    def delete(self, *, origin: str = "") -> Outcome[None]:
        """Takes it away: its words are overwritten, not only hidden. Raises Problem if there is none."""
        with self.desk.work(origin) as work:
            before = self.get()
            if before is None:
                raise Problem("There is no exercise here.")
            work.put(replace(before, chosen="", why="", shown="", deleted_at=work.now))
            return work.outcome(None)
