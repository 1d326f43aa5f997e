"""Composes a reel from what is stored, and remembers what was shown and said of it so that the next one differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from companion.core import moments
from companion.core.application import MOVING, Application, Event, EventKind, in_order
from companion.core.debrief import Debrief
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.highlight import Highlight, Showing, Verdict
from companion.core.reel import Chosen, FitQuestion, Occasion, Offer, OfferKind, Past, Reel, acknowledge, choose
from companion.services.agenda import LookAhead, described
from companion.services.debriefs import Debriefs
from companion.services.work import Desk, Outcome


@dataclass(frozen=True, slots=True)
class Noes:
    """The rejections that one reel answers: companies in the order logged, and their applications' ids."""

    companies: tuple[str, ...] = ()
    application_ids: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many companies said no."""
        return len(set(self.companies))

    def and_then(self, other: Noes) -> Noes:
        """These and those of `other` that are not among them, in this order."""
        new = [n for n, key in enumerate(other.application_ids) if key not in self.application_ids]
        return Noes(
            (*self.companies, *(other.companies[n] for n in new)),
            (*self.application_ids, *(other.application_ids[n] for n in new)),
        )


@dataclass(frozen=True, slots=True)
class Pool:
    """What a reel's cards are chosen from, as it stands in the tables of POOL. turn: how many reels there were."""

    highlights: tuple[Highlight, ...]
    past: Mapping[str, Past]
    turn: int


POOL: Final = frozenset({"highlight", "showing"})
"""A change in one of these makes a Pool worthless."""


@dataclass(frozen=True, slots=True)
class Reels:
    """Composes reels and remembers them."""

    desk: Desk
    agenda: LookAhead
    debriefs: Debriefs

    def pool(self) -> Pool:
        """What there is to choose from now: most of what a reel reads, and it can be read before the no is known."""
        store = self.desk.store
        return Pool(store.all(Highlight), store.shown(), store.count_reels())

    def compose(self, noes: Noes, pool: Pool | None = None) -> Reel:
        """The reel for these rejections; for one asked for without any, `Noes()`. pool: if it was read before, and
        nothing of it has changed.
        """
        clock = self.desk.clock
        pool = pool or self.pool()
        occasion = Occasion(clock.now(), clock.zone(), self._words_of(noes.application_ids), turn=pool.turn)
        cards = choose(pool.highlights, pool.past, occasion)
        settings = self.desk.store.settings()
        return Reel(
            self.desk.ids.new(),
            acknowledge(noes.companies),
            settings.plan if noes.companies else "",
            cards,
            self.agenda.next_step(),
            self._offers(noes.application_ids, has_cards=bool(cards)),
            self._fit_question(noes.application_ids),
            bool(noes.companies) and not settings.plan and not settings.plan_offered,
            settings.private,
        )

    def shown(self, reel: Reel, cards: Sequence[Chosen]) -> Outcome[None]:
        """Remembers that these cards of the reel were really on screen; once, whatever was said of them before."""
        with self.desk.work("reel") as work:
            known = {s.highlight_id for s in self._showings(reel)}
            for card in cards:
                if card.highlight.id in known:
                    continue
                known.add(card.highlight.id)
                work.put(Showing(work.ids.new(), card.highlight.id, reel.id, moments.whole_second(work.now)))
            return work.outcome(None)

    def judge(self, reel: Reel, card: Chosen, verdict: Verdict) -> Outcome[None]:
        """Remembers what the user says of a card; the last word counts."""
        with self.desk.work("reel") as work:
            found = [s for s in self._showings(reel) if s.highlight_id == card.highlight.id]
            new = Showing(work.ids.new(), card.highlight.id, reel.id, moments.whole_second(work.now))
            showing = found[-1] if found else new
            work.put(replace(showing, verdict=verdict))
            return work.outcome(None)

    def _showings(self, reel: Reel) -> tuple[Showing, ...]:
        return self.desk.store.showings_of(reel.id)

    def _words_of(self, application_ids: Iterable[str]) -> tuple[str, ...]:
        """Role, and the stages of the no and of what came last before it."""
        words: list[str] = []
        for application_id in application_ids:
            application = self.desk.store.get(Application, application_id)
            if application is not None:
                events = in_order(self.desk.store.of_application(Event, application_id))
                words += [application.role, *_stage_words(events)]
        return tuple(word for word in words if word)

    def _offers(self, application_ids: Sequence[str], *, has_cards: bool) -> tuple[Offer, ...]:
        second = (
            Offer(OfferKind.WHAT_IS_NEXT, "See what is next")
            if has_cards
            else Offer(OfferKind.ADD_HIGHLIGHT, "Add a highlight…")
        )
        return (
            *self._asking(application_ids),
            second,
            *self._parking(application_ids),
            Offer(OfferKind.DONE, "Done"),
        )

    def _asking(self, application_ids: Sequence[str]) -> list[Offer]:
        """The offer to ask for advice, for the first of these applications where a person was met."""
        for application_id in application_ids:
            for follow_up in self.desk.store.of_application(FollowUp, application_id):
                if follow_up.kind is LetterKind.ADVICE and follow_up.closed is Closed.OPEN:
                    words = described(self.desk.store, follow_up).words
                    return [Offer(OfferKind.ASK_FOR_ADVICE, f"{words}…", follow_up.id)]
        return []

    def _parking(self, application_ids: Sequence[str]) -> list[Offer]:
        """The offer to come back to it at a set time, unless that is parked already and the slot has not gone by."""
        now = self.desk.clock.now()
        parked = (d for a in application_ids for d in self._debriefs_of(a) if d.closed_at is None)
        if not application_ids or any(now < d.lapses_at for d in parked):
            return []
        return [Offer(OfferKind.PARK, self.debriefs.offer_words(), application_ids[-1])]

    def _debriefs_of(self, application_id: str) -> tuple[Debrief, ...]:
        return self.desk.store.of_application(Debrief, application_id)

    def _fit_question(self, application_ids: Sequence[str]) -> FitQuestion | None:
        for application_id in reversed(application_ids):
            application = self.desk.store.get(Application, application_id)
            noes = [
                e
                for e in in_order(self.desk.store.of_application(Event, application_id))
                if e.kind is EventKind.REJECTED
            ]
            if application is not None and noes:
                return FitQuestion(application_id, application.company, noes[-1].fit, noes[-1].fit_line)
        return None


def _stage_words(events: Sequence[Event]) -> list[str]:
    """The stages of the latest no and of the last event before it that moved something, with that event's kind."""
    noes = [index for index, event in enumerate(events) if event.kind is EventKind.REJECTED]
    if not noes:
        return []
    before = [e for e in events[: noes[-1]] if e.kind in MOVING]
    words = [events[noes[-1]].stage]
    return [*words, before[-1].kind.value, before[-1].stage] if before else words
