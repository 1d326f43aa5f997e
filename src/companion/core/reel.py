"""The highlight reel: which cards, in which order and why, and what stands before and after them.

Acknowledge first, then the user's own plan, then three to five highlights, then the next small step (care.md).

The choice has two parts. Up to PREFERRED cards come because of what they are: pinned by the user, fitting to this no
by a tag, or marked as one that helped. The others come by turn: those never shown, then those shown longest ago. None
of the last RECENT cards comes again while there are enough others (novel prompts are noticed, known ones are not:
Bell et al.), and who was told "Not this one" rests for a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from companion.core import moments
from companion.core.application import Fit
from companion.core.highlight import Highlight
from companion.core.text import folded

FEWEST, MOST = 3, 5
PREFERRED = 3
"""Of MOST cards so many may come out of turn, so that the others are always reached."""
RECENT = 5
"""The last so many cards shown do not come again, as long as there are MOST others."""
REST = timedelta(days=30)
"""How long "Not this one" holds, unless fewer than FEWEST others are there."""
SECONDS_FOR_A_CARD = 15
"""Time to recall each success (Speer & Delgado 2017 gave 14 s)."""


class OfferKind(StrEnum):
    """What a button on the last card does."""

    ASK_FOR_ADVICE = "ask"
    WHAT_IS_NEXT = "next"
    ADD_HIGHLIGHT = "highlight"
    PARK = "park"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button on the last card. target: the id of the follow-up or application it is about, or ""."""

    kind: OfferKind
    words: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A card of a reel. why: whole sentences that answer "Why this one?", the deciding one first."""

    highlight: Highlight
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FitQuestion:
    """ "Was it a fit for me?", asked beside the next step. fit, line: what stands there already."""

    application_id: str
    company: str
    fit: Fit = Fit.UNSAID
    line: str = ""


@dataclass(frozen=True, slots=True)
class Reel:
    """What one reel shows, in this order. acknowledgement is "" when it was asked for without a no.

    fit: the question for the latest no, None without one. asks_for_plan: whether the last card offers, once, to write
    a plan for the next no. private: nothing of it shows while the user is not in its window.
    """

    id: str
    acknowledgement: str
    plan: str
    cards: tuple[Chosen, ...]
    next_step: str
    offers: tuple[Offer, ...]
    fit: FitQuestion | None = None
    asks_for_plan: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """What was with a card in earlier reels. unwanted_at: when "Not this one" was last said and not taken back by a
    later "Helped".
    """

    last_at: datetime
    helped: int = 0
    unwanted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the reel is for. words: the stage and role of the no, as the user has them; empty without a no.
    turn: how many reels there were before; it varies the order of cards that are otherwise equal.
    """

    now: datetime
    zone: tzinfo
    words: tuple[str, ...] = ()
    turn: int = 0


@dataclass(frozen=True, slots=True)
class _Candidate:
    highlight: Highlight
    past: Past | None
    fitting: tuple[str, ...] = field(default=())

    @property
    def is_quote(self) -> bool:
        return bool(self.highlight.said_by)

    @property
    def score(self) -> int:
        """How much it wants to come out of turn."""
        helped = 1 if self.past is not None and self.past.helped else 0
        return 4 * self.highlight.pinned + 2 * len(self.fitting) + helped


def choose(highlights: Sequence[Highlight], past: Mapping[str, Past], occasion: Occasion) -> tuple[Chosen, ...]:
    """The cards of the next reel, each with its reasons; up to MOST, none twice.

    Own facts and others' words are mixed where both are there. Every card that is not resting has its turn within as
    many reels as there are cards.
    """
    standing = [h for h in highlights if h.in_reels]
    if not standing:
        return ()
    shift = occasion.turn % len(standing)
    rotated = standing[shift:] + standing[:shift]
    there = _split(occasion.words)
    queue = [_Candidate(h, past.get(h.id), _fitting(h, there)) for h in rotated]
    queue.sort(key=lambda c: (c.past is not None, c.past.last_at.timestamp() if c.past else 0.0))
    queue = _without_resting(queue, occasion.now)
    # the queue ends with those shown last
    recent = min(RECENT, sum(c.past is not None for c in queue), max(0, len(queue) - MOST))
    eligible = queue[: len(queue) - recent]
    preferred = sorted((c for c in eligible if c.score), key=lambda c: -c.score)[:PREFERRED]
    by_turn = [c for c in eligible if c not in preferred][: MOST - len(preferred)]
    by_turn, exchanged = _both_kinds(preferred, by_turn, eligible)
    few = len(queue) <= MOST
    ordered = _alternating(preferred) + _alternating(by_turn, after=preferred)
    return tuple(
        Chosen(c.highlight, _why(c, occasion, preferred=c in preferred, exchanged=c is exchanged, few=few))
        for c in ordered
    )


def _without_resting(queue: list[_Candidate], now: datetime) -> list[_Candidate]:
    awake = [c for c in queue if not _is_resting(c.past, now)]
    return awake if len(awake) >= min(FEWEST, len(queue)) else queue


def _is_resting(past: Past | None, now: datetime) -> bool:
    return past is not None and past.unwanted_at is not None and now < past.unwanted_at + REST


def _both_kinds(
    preferred: Sequence[_Candidate], by_turn: list[_Candidate], eligible: Sequence[_Candidate]
) -> tuple[list[_Candidate], _Candidate | None]:
    """Own facts and others' words: where only one kind came, the last by turn makes room for the other kind's first."""
    kinds = {c.is_quote for c in (*preferred, *by_turn)}
    if len(kinds) > 1 or len(by_turn) < 2:
        return by_turn, None
    other = next((c for c in eligible if c.is_quote not in kinds), None)
    return ([*by_turn[:-1], other], other) if other is not None else (by_turn, None)


def _alternating(cards: Sequence[_Candidate], after: Sequence[_Candidate] = ()) -> list[_Candidate]:
    """The cards in their order, except that own facts and others' words take turns. The more frequent kind begins; of
    equally many the one that `after` does not end with.
    """
    own, said = ([c for c in cards if c.is_quote is kind] for kind in (False, True))
    said_first = len(said) > len(own) or (len(said) == len(own) and bool(after) and not after[-1].is_quote)
    first, second = (said, own) if said_first else (own, said)
    mixed: list[_Candidate] = []
    for index, card in enumerate(first):
        mixed.append(card)
        if index < len(second):
            mixed.append(second[index])
    return mixed


# --- why this one ------------------------------------------------------------------------------------------------


def _why(candidate: _Candidate, occasion: Occasion, *, preferred: bool, exchanged: bool, few: bool) -> tuple[str, ...]:
    reasons: list[str] = []
    if candidate.highlight.pinned:
        reasons.append("You pinned it.")
    if candidate.fitting:
        tags = " and ".join(f"“{tag}”" for tag in candidate.fitting)
        one = len(candidate.fitting) == 1
        reasons.append(f"Its {'tag' if one else 'tags'} {tags} {'fits' if one else 'fit'} this application.")
    if candidate.past is not None and candidate.past.helped:
        reasons.append("You marked it as one that helped.")
    turn = _turn_of(candidate, occasion)
    if exchanged:
        whose = "somebody's words stand" if candidate.is_quote else "a fact of your own stands"
        reasons.append(f"So that {whose} beside the others.")
    elif not preferred:
        reasons.insert(0, turn)
    if few:
        reasons.append("There are few highlights yet, so each of them comes.")
    return tuple(reasons)


def _turn_of(candidate: _Candidate, occasion: Occasion) -> str:
    if candidate.past is None:
        return "It is its turn: no reel has shown it yet."
    day = moments.day_in_words(candidate.past.last_at, now=occasion.now, zone=occasion.zone)
    return f"It is its turn: a reel last showed it {day}."


def _fitting(highlight: Highlight, there: Sequence[str]) -> tuple[str, ...]:
    """The tags of which every word is also among those of the stage and role; of long words the beginning is enough."""
    return tuple(tag for tag in highlight.tags if (own := _split((tag,))) and all(_is_in(word, there) for word in own))


def _is_in(word: str, there: Iterable[str]) -> bool:
    return any(
        word == other or (min(len(word), len(other)) >= 4 and (word.startswith(other) or other.startswith(word)))
        for other in there
    )


def _split(words: Iterable[str]) -> list[str]:
    return "".join(c if c.isalnum() or c in "+#" else " " for c in folded(" ".join(words))).split()


# --- the words before the cards ----------------------------------------------------------------------------------


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
