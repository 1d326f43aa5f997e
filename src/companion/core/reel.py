"""The highlight reel: which cards, in which order, and what stands before and after them.

Acknowledge first, then the user's own plan, then three to five highlights, then the next small step (care.md).
No card comes again within the last ones shown, as long as there are enough others; every card has its turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from companion.core.highlight import Highlight

FEWEST, MOST = 3, 5
SECONDS_FOR_A_CARD = 15
"""Time to recall each success (Speer & Delgado 2017 gave 14 s)."""


class OfferKind(StrEnum):
    """What a button on the last card does."""

    ASK_FOR_ADVICE = "ask"
    WHAT_IS_NEXT = "next"
    ADD_HIGHLIGHT = "highlight"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button on the last card. target: the id of the follow-up or application it opens, or ""."""

    kind: OfferKind
    words: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Reel:
    """What one reel shows, in this order. acknowledgement is "" when it was asked for without a no."""

    id: str
    acknowledgement: str
    plan: str
    cards: tuple[Highlight, ...]
    next_step: str
    offers: tuple[Offer, ...]


def choose(highlights: Sequence[Highlight], last_shown: Mapping[str, datetime], *, turn: int) -> tuple[Highlight, ...]:
    """The cards of the next reel: those never shown, then those whose last showing is longest ago.

    last_shown: for each highlight's id, when it was last in a reel. turn: how many reels there were before; it
    varies the order of cards that are otherwise equal. With more than MOST highlights, no card of the previous
    reel comes again before all others had their turn. Own facts and others' words alternate where both are there.
    """
    standing = [h for h in highlights if h.deleted_at is None]
    if not standing:
        return ()
    shift = turn % len(standing)
    rotated = standing[shift:] + standing[:shift]
    never = [h for h in rotated if h.id not in last_shown]
    seen = sorted((h for h in rotated if h.id in last_shown), key=lambda h: last_shown[h.id])
    return _mixed((never + seen)[:MOST])


def _mixed(cards: Sequence[Highlight]) -> tuple[Highlight, ...]:
    own, said = [c for c in cards if not c.said_by], [c for c in cards if c.said_by]
    first, second = (own, said) if len(own) >= len(said) else (said, own)
    mixed: list[Highlight] = []
    for index, card in enumerate(first):
        mixed.append(card)
        if index < len(second):
            mixed.append(second[index])
    return tuple(mixed)


def acknowledge(companies: Sequence[str]) -> str:
    """The first words: the fact, and no more. Several noes of one sitting make one sentence; nobody counts them."""
    names = list(dict.fromkeys(companies))
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} said no."
    if len(names) > 3:
        return f"{', '.join(names[:2])} and others said no."
    return f"{', '.join(names[:-1])} and {names[-1]} said no."
