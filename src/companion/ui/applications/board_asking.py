"""What the board asks: how many stand where, and the first cards of each column, all in one look.

The columns are the search's own answers, narrowed to a stage; a stage in which nothing was found is not asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from companion.core import marks
from companion.core.application import ApplicationRow, State
from companion.core.query import USUAL, Order
from companion.services.ports import Superseded

PAGE: Final = 50
"""Cards that a column loads at once."""

_STAGE = re.compile(r'(?<!\S)-?stage:(?:"[^"]*"|\S)*', re.IGNORECASE)
_FILTER = re.compile(r'(?<!\S)-?[a-z]+:(?:"[^"]*"|\S)*', re.IGNORECASE)


class Reader(Protocol):
    """What the board needs of services.applications.Applications."""

    def search(
        self, typed: str, *, order: Order = USUAL, limit: int = 100, offset: int = 0
    ) -> tuple[ApplicationRow, ...]:
        """See Applications."""
        ...

    def counts(self, typed: str) -> dict[State, int]:
        """See Applications."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """number: which it is. limits: how many cards of each column that is open."""

    number: int
    typed: str
    limits: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """counts: None if a search elsewhere pushed this one aside. rows: the first cards of each column asked for."""

    question: Question
    counts: Mapping[State, int] | None
    rows: Mapping[State, tuple[ApplicationRow, ...]] = field(default_factory=dict[State, tuple[ApplicationRow, ...]])


def narrowed(typed: str, state: State) -> str:
    """What was typed, for one stage. A stage that was typed is left out: `counts` has seen to it already."""
    return f"{_STAGE.sub('', typed).strip()} stage:{state.value}".strip()


def marked_words(typed: str) -> tuple[str, ...]:
    """The words to mark on the cards: what was typed without its filters."""
    return marks.words_of(_FILTER.sub("", typed))


def look(reader: Reader, question: Question) -> Answer:
    """The counts, and the first cards of the columns that hold any."""
    try:
        counts = reader.counts(question.typed)
        rows = {
            state: page(reader, question.typed, state, limit=limit) if counts.get(state) else ()
            for state, limit in question.limits.items()
        }
    except Superseded:
        return Answer(question, None)
    return Answer(question, counts, rows)


def page(reader: Reader, typed: str, state: State, *, limit: int = PAGE, offset: int = 0) -> tuple[ApplicationRow, ...]:
    """Some cards of one column."""
    return reader.search(narrowed(typed, state), limit=limit, offset=offset)
