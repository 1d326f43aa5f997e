"""One thing done to many applications at once: each a single transaction with a single undo.

What stands that way already is left alone. One of them that is gone meanwhile is passed over; the others still get it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from companion.core import moments, text
from companion.core.application import Application, Event, EventKind
from companion.core.highlight import tidy_tags
from companion.core.problem import Problem
from companion.services.ports import Writer
from companion.services.work import Desk, Outcome, Work

MOST_TAGS = 40
"""Of one application."""

MOVES = tuple(kind for kind in EventKind if kind not in (EventKind.INTERVIEW, EventKind.NOTE))
"""The kinds that can be logged for many at once. An interview has its own time each, a note its own words."""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a bulk change. changed: how many applications it changed; the others stood that way already. one:
    the company's name if it was a single one.
    """

    changed: int
    one: str = ""

    @property
    def words(self) -> str:
        """Which, in a sentence: "Acme", "1,200 applications"."""
        if self.one:
            return self.one if len(self.one) <= 60 else f"{self.one[:59]}…"
        return "1 application" if self.changed == 1 else f"{self.changed:,} applications"


@dataclass(frozen=True, slots=True)
class Bulk:
    """Changes many. keys: the applications' ids, each once."""

    desk: Desk

    def tags_of(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Every tag that any of them has, by name."""
        found: dict[str, str] = {}
        for key in keys:
            application = self.desk.store.get(Application, key)
            for tag in application.tags if application else ():
                found.setdefault(text.folded(tag), tag)
        return tuple(found[name] for name in sorted(found))

    def tag(self, keys: Sequence[str], typed: str, *, origin: str = "") -> Outcome[Done]:
        """Gives all of them the tags; several are parted by commas. Raises Problem(field="tags")."""
        tags = tidy_tags([typed])
        if not tags:
            raise Problem("The tag is empty. Type one, or several with commas between.", field="tags")
        return self._each(keys, lambda application: _tagged(application, tags), origin)

    def untag(self, keys: Sequence[str], tag: str, *, origin: str = "") -> Outcome[Done]:
        """Takes the tag away where it is, case and accents aside."""
        gone = text.folded(tag)

        def without(application: Application) -> Application:
            return replace(application, tags=tuple(t for t in application.tags if text.folded(t) != gone))

        return self._each(keys, without, origin)

    def archive(self, keys: Sequence[str], *, origin: str = "") -> Outcome[Done]:
        """Puts them out of the list; a search for what is archived still finds them."""
        now = moments.whole_second(self.desk.clock.now())
        return self._each(keys, lambda one: one if one.archived_at else replace(one, archived_at=now), origin)

    def take_out(self, keys: Sequence[str], *, origin: str = "") -> Outcome[Done]:
        """Takes them out of the archive."""
        return self._each(keys, lambda application: replace(application, archived_at=None), origin)

    def log(self, keys: Sequence[str], kind: EventKind, at: datetime | None, *, origin: str = "") -> Outcome[Done]:
        """Logs the same event for all of them. at: None means now; the future is refused. Raises Problem."""
        if kind not in MOVES:
            raise ValueError(f"{kind} has a time of its own for each application")
        now = self.desk.clock.now()
        moment = moments.whole_second(moments.in_the_past(at or now, now=now, what="The day"))
        with self.desk.work(origin) as work:
            found = _standing(work.writer, keys)
            for application in found:
                work.put(Event(work.ids.new(), application.id, kind, moment))
                work.settle(application.id)
            return _told(work, found)

    def delete(self, keys: Sequence[str], *, origin: str = "") -> Outcome[Done]:
        """Puts them all away; their letters that have not left stay here."""
        with self.desk.work(origin) as work:
            found = _standing(work.writer, keys)
            for application in found:
                work.take_back_letters(application.id)
                work.put(replace(application, deleted_at=work.now))
            return _told(work, found)

    def _each(self, keys: Sequence[str], change: Callable[[Application], Application], origin: str) -> Outcome[Done]:
        with self.desk.work(origin) as work:
            changed: list[Application] = []
            for application in _standing(work.writer, keys):
                after = change(application)
                if after != application:
                    work.put(after)
                    changed.append(after)
            return _told(work, changed)


def _standing(writer: Writer, keys: Sequence[str]) -> list[Application]:
    found = (writer.get(Application, key) for key in dict.fromkeys(keys))
    return [application for application in found if application is not None and application.deleted_at is None]


def _tagged(application: Application, tags: tuple[str, ...]) -> Application:
    has = {text.folded(tag) for tag in application.tags}
    more = (*application.tags, *(tag for tag in tags if text.folded(tag) not in has))
    if len(more) > MOST_TAGS and more != application.tags:
        raise Problem(
            f"{application.company[:60]} would have {len(more)} tags; there can be {MOST_TAGS}. Nothing was changed.",
            field="tags",
        )
    return replace(application, tags=more)


def _told(work: Work, changed: Sequence[Application]) -> Outcome[Done]:
    return work.outcome(Done(len(changed), changed[0].company if len(changed) == 1 else ""))
