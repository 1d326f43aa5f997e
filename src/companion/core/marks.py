"""Finds the parts of a text that match what was typed, so that they can be marked.

The store decides what matches (every word by its beginning, accents and case aside); this only repeats that
rule on the few rows on screen, since the store returns rows without positions.
"""

from __future__ import annotations

import re
from functools import lru_cache

from companion.core.text import folded

_WORD = re.compile(r"[^\W_][\w\u0300-\u036f]*")


# The same companies and roles are on screen key after key.
_folded = lru_cache(maxsize=2048)(folded)


@lru_cache(maxsize=8)
def words_of(typed: str) -> tuple[str, ...]:
    """The words to look for, folded, longest first."""
    return tuple(sorted({folded(word) for word in _WORD.findall(typed)}, key=len, reverse=True))


def spans(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Start and length of each part of `text` that begins a word and equals one of `words`."""
    found: list[tuple[int, int]] = []
    if not words:
        return found
    for match in _WORD.finditer(text):
        beginning = _folded(match[0])
        hit = next((word for word in words if beginning.startswith(word)), None)
        if hit is not None:
            found.append((match.start(), _length(match[0], len(hit))))
    return found


def _length(original: str, wanted: int) -> int:
    """How many characters of the original make up `wanted` folded ones, with the marks that belong to the last."""
    made = 0
    for index, character in enumerate(original):
        share = len(_folded(character))
        if made >= wanted and share:
            return index
        made += share
    return len(original)
