"""How many applications went from which stage to which, counted from their dated events: the lines of a Sankey diagram.

Every application begins with "Applied" and ends in one of four places, so as many leave a stage as come to it. A flow
goes forward alone, in the order of the stages: a diagram of this kind has no way back, and a step back by one
application would be one. Each interview is a stage of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from companion.core.application import CLOSING, EventKind, State
from companion.core.exporting import Period, Told

OPEN: Final = "No answer yet"
_ENDS: Final = {State.ACCEPTED: "Accepted", State.REJECTED: "Said no", State.WITHDRAWN: "Withdrawn"}
_STAGES: Final = {
    EventKind.APPLIED: (0, "Applied"),
    EventKind.REPLY: (1, "Reply"),
    EventKind.SCREENING: (2, "Screening"),
    EventKind.ASSESSMENT: (3, "Assessment"),
    EventKind.INTERVIEW: (4, "Interview"),
    EventKind.OFFER: (1000, "Offer"),
}


@dataclass(frozen=True, slots=True)
class Flow:
    """So many went from one stage to the next."""

    begins: str
    count: int
    ends: str


def stages(told: Told) -> list[str]:
    """The way of one application; empty if nothing has happened yet. What came before a close that did not last counts
    like the rest; the close does not.
    """
    if told.begun_at is None:
        return []
    reached, way, rounds = 0, ["Applied"], 0
    for event in told.events:
        if event.kind not in _STAGES:
            continue
        rank, name = _STAGES[event.kind]
        if event.kind is EventKind.INTERVIEW:
            rounds += 1
            rank, name = rank + rounds, name if rounds == 1 else f"{name} {rounds}"
        if rank > reached:
            reached = rank
            way.append(name)
    state = told.state
    return [*way, _ENDS[state] if state in CLOSING else OPEN]


def flows(stories: Iterable[Told], period: Period) -> tuple[list[Flow], int]:
    """The flows of the applications that were begun in the period, in the order of the stages; and how many those
    applications are.
    """
    counted: Counter[tuple[str, str]] = Counter()
    number = 0
    for told in stories:
        begun = told.begun_at
        if begun is None or begun not in period:
            continue
        way = stages(told)
        counted.update(pairwise(way))
        number += 1
    order = sorted(counted, key=lambda pair: (_rank(pair[0]), _rank(pair[1])))
    return [Flow(begins, counted[begins, ends], ends) for begins, ends in order], number


def _rank(name: str) -> tuple[int, int]:
    stage, _, round_ = name.partition(" ")
    for rank, known in _STAGES.values():
        if stage == known:
            return rank, int(round_ or 1)
    return 2000, [*_ENDS.values(), OPEN].index(name)


def as_text(found: Iterable[Flow]) -> str:
    """As SankeyMATIC reads it: `Applied [9] Interview`, a line for each flow."""
    return "".join(f"{flow.begins} [{flow.count}] {flow.ends}\n" for flow in found)
