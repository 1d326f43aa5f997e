"""Composes a reel from what is stored, and remembers what was shown so that the next one differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from companion.core import moments
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.highlight import Highlight, Showing
from companion.core.reel import Offer, OfferKind, Reel, acknowledge, choose
from companion.services.agenda import LookAhead, described
from companion.services.work import Desk, Outcome


@dataclass(frozen=True, slots=True)
class Noes:
    """The rejections that one reel answers: companies in the order logged, and their applications' ids."""

    companies: tuple[str, ...] = ()
    application_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reels:
    """Composes reels and remembers them."""

    desk: Desk
    agenda: LookAhead

    def compose(self, noes: Noes) -> Reel:
        """The reel for these rejections; for one asked for without any, `Noes()`."""
        store = self.desk.store
        cards = choose(store.all(Highlight), store.last_shown(), turn=store.count_reels())
        settings = store.settings()
        return Reel(
            self.desk.ids.new(),
            acknowledge(noes.companies),
            settings.plan if noes.companies else "",
            cards,
            self.agenda.look().next_step,
            (*self._asking(noes.application_ids), *_going_on(has_cards=bool(cards))),
        )

    def shown(self, reel: Reel, cards: Sequence[Highlight]) -> Outcome[None]:
        """Remembers that these cards of the reel were really on screen."""
        with self.desk.work("reel") as work:
            for card in cards:
                work.put(Showing(work.ids.new(), card.id, reel.id, moments.whole_second(work.now)))
            return work.outcome(None)

    def is_quiet(self) -> bool:
        """Whether "Not today" holds: then the reel does not come by itself."""
        until = self.desk.store.settings().quiet_until
        return bool(until) and self.desk.clock.now() < moments.from_text(until)

    def not_today(self) -> Outcome[datetime]:
        """Quiet for the rest of the user's day, no question asked. Returns when it ends."""
        zone = self.desk.clock.zone()
        tomorrow = self.desk.clock.now().astimezone(zone).date() + timedelta(days=1)
        until = datetime.combine(tomorrow, time(), tzinfo=zone)
        with self.desk.work("reel") as work:
            work.set_settings(replace(self.desk.store.settings(), quiet_until=moments.to_text(until)))
            return work.outcome(until)

    def _asking(self, application_ids: Sequence[str]) -> list[Offer]:
        """The offer to ask for advice, for the first of these applications where a person was met."""
        for application_id in application_ids:
            for follow_up in self.desk.store.of_application(FollowUp, application_id):
                if follow_up.kind is LetterKind.ADVICE and follow_up.closed is Closed.OPEN:
                    words = described(self.desk.store, follow_up).words
                    return [Offer(OfferKind.ASK_FOR_ADVICE, f"{words}…", follow_up.id)]
        return []


def _going_on(*, has_cards: bool) -> tuple[Offer, ...]:
    second = (
        Offer(OfferKind.WHAT_IS_NEXT, "See what is next")
        if has_cards
        else Offer(OfferKind.ADD_HIGHLIGHT, "Add a highlight…")
    )
    return second, Offer(OfferKind.DONE, "Done")
