"""Ranks applications by what somebody typed, forgiving accents, order and typing errors.

Each typed word is compared with each different word of the candidates: the same, its beginning, or within one or two
edits (a letter too many, missing, wrong, or two swapped), also of a beginning, since the rest is still to be typed.
A candidate's score is how much of what was typed it explains, a company's word weighing most. Below a threshold
nothing is offered: an unknown company must not turn into a similar one.
"""

from __future__ import annotations

from collections.abc import Sequence

from companion.adapters.matching.index import Index, Vocabulary, weight, words
from companion.core.application import Candidate

_LONGEST = 100
"""Letters of what was typed that are looked at."""

_THRESHOLD = 0.32

# How alike two words are: the same, one begins with the other, per edit.
_SAME, _BEGINS, _EDIT = 1.0, 0.95, 0.12

_IN_PARTS = 0.94
"""What a name found word by word counts beside one found as a whole."""


class RapidfuzzMatcher:
    """ports.Matcher. Keeps the index of the last tuple of candidates; a new tuple makes a new one."""

    def __init__(self) -> None:
        self._known: tuple[Sequence[Candidate], Index] | None = None

    def best(self, typed: str, candidates: Sequence[Candidate], *, limit: int) -> tuple[Candidate, ...]:
        asked = words(typed[:_LONGEST])
        if not asked:
            return tuple(candidates[:limit]) if not typed.strip() else ()
        index = self._index(candidates)
        scores = _by_words(index.words, asked)
        # The whole name as one word weighs most, so a company that begins with what was typed comes before one that
        # holds it somewhere; and its spaces may be missing or too many.
        for number, whole in _alike(index.companies, "".join(asked)).items():
            scores[number] = max(scores.get(number, 0.0), whole)
        good = [(-score, number) for number, score in scores.items() if score >= _THRESHOLD]
        return tuple(candidates[number] for _, number in sorted(good)[:limit])

    def _index(self, candidates: Sequence[Candidate]) -> Index:
        known = self._known
        if known is not None and known[0] is candidates:
            return known[1]
        index = Index(candidates)
        if isinstance(candidates, tuple):
            # Held, so that its identity stays its own; a list could change under the index.
            self._known = (candidates, index)
        return index


def _by_words(vocabulary: Vocabulary, asked: Sequence[str]) -> dict[int, float]:
    """For each candidate: how much of what was typed its words explain, from 0 to 1."""
    total = sum(map(weight, asked)) / _IN_PARTS
    scores: dict[int, float] = {}
    for word in asked:
        share = weight(word) / total
        for number, score in _alike(vocabulary, word).items():
            scores[number] = scores.get(number, 0.0) + share * score
    return scores


def _alike(vocabulary: Vocabulary, typed: str) -> dict[int, float]:
    """For each candidate: how alike its most alike word and `typed` are, times the weight of that word's field."""
    found: dict[int, float] = {}
    for place, score in _alike_words(vocabulary, typed).items():
        for number, field in vocabulary.postings[place]:
            found[number] = max(found.get(number, 0.0), field * score)
    return found


def _alike_words(vocabulary: Vocabulary, typed: str) -> dict[int, float]:
    """For each place in the vocabulary whose word is like `typed`: how much."""
    length = len(typed)
    known = vocabulary.words
    # A beginning counts a little more the less is still to be typed.
    found = {
        place: _SAME if len(known[place]) == length else _BEGINS + 0.04 * length / len(known[place])
        for place in vocabulary.beginning_with(typed)
    }
    if edits := _edits(length):
        for place, distance in _within(typed, known, edits):
            found[place] = max(found.get(place, 0.0), _SAME - _EDIT * distance)
        beginnings = vocabulary.beginnings(length)
        for number, distance in _within(typed, beginnings, 1):
            score = _BEGINS - 0.05 - _EDIT * distance
            for place in vocabulary.beginning_with(beginnings[number]):
                found[place] = max(found.get(place, 0.0), score)
    return found


def _edits(length: int) -> int:
    """How many typing errors a word of that length may hold and still be taken for another."""
    if length < 4:
        return 0
    return 1 if length < 7 else 2


def _within(typed: str, choices: Sequence[str], edits: int) -> list[tuple[int, int]]:
    """The places in `choices` of those at most `edits` edits away, with their distance."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(typed, choices, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return [(place, distance) for _, distance, place in near]
