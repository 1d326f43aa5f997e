"""The words of all candidates, folded once, each with the candidates it stands for and how much it says.

Ten thousand applications have far fewer different words than names, and a word typed is compared with each different
word once. That is what makes ranking on every key quick enough.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from companion.core.application import Candidate
from companion.core.text import folded

COMPANY = 1.0
PEOPLE = 0.7
ROLE = 0.4

_WORD = re.compile(r"\w+")

# They say little about which company is meant, and are often typed or left out at will.
# fmt: off
_LEGAL_FORMS = frozenset((
    "ab", "ag", "and", "as", "bv", "co", "company", "corp", "corporation", "gmbh", "group", "inc", "kg", "kgaa",
    "limited", "llc", "llp", "ltd", "ltda", "nv", "of", "oy", "plc", "pty", "sa", "sarl", "se", "spa", "srl",
    "the", "und",
))
# fmt: on


def words(value: str) -> list[str]:
    """The words of `value`, without case and accents."""
    # Plain ASCII has no accents, and most names are plain: this is four times as fast.
    return _WORD.findall(value.casefold() if value.isascii() else folded(value))


def weight(word: str) -> float:
    """How much a typed word counts: its letters, or one letter for a legal form."""
    return 1.0 if word in _LEGAL_FORMS else float(len(word))


class Vocabulary:
    """Different words in order, and for each the candidates it stands for with the weight of the field it is in."""

    def __init__(self, entries: Iterable[tuple[str, int, float]]) -> None:
        postings: dict[str, list[tuple[int, float]]] = {}
        for word, number, field in entries:
            postings.setdefault(word, []).append((number, field))
        self.words = sorted(postings)
        self.postings = [postings[word] for word in self.words]
        self._beginnings: dict[int, list[str]] = {}

    def beginning_with(self, typed: str) -> range:
        """The places of the words that begin so; they stand side by side."""
        start = bisect_left(self.words, typed)
        # No word holds a private-use character of the last plane, so all that begin so come before it.
        return range(start, bisect_left(self.words, typed + "\U0010ffff", start))

    def beginnings(self, length: int) -> list[str]:
        """The different beginnings of that length, or of one letter more, of longer words."""
        known = self._beginnings.get(length)
        if known is None:
            cuts = {word[:cut] for word in self.words for cut in (length, length + 1) if cut < len(word)}
            known = self._beginnings[length] = list(cuts)
        return known


class Index:
    """What one list of candidates is looked up in."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        companies = [words(candidate.company) for candidate in candidates]
        self.words = Vocabulary(_entries(candidates, companies))
        # The whole name without its spaces: "open ai" means "OpenAI".
        self.companies = Vocabulary(("".join(name), number, COMPANY) for number, name in enumerate(companies) if name)


def _entries(candidates: Sequence[Candidate], companies: Sequence[list[str]]) -> Iterator[tuple[str, int, float]]:
    for number, candidate in enumerate(candidates):
        for word in companies[number]:
            yield word, number, COMPANY
        for word in words(candidate.people):
            yield word, number, PEOPLE
        for word in words(candidate.role):
            yield word, number, ROLE
