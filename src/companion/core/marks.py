"""Finds the parts of a text that match what was typed, so that they can be marked.

The store decides what matches (a word by its beginning, as a part, or as the nearest word to one that is nowhere;
accents and case aside); this only repeats that rule on the few rows on screen, since the store returns rows without
positions. The texts of a row are looked at together: a word that stands in one of them is no typing error in another.
"""

from __future__ import annotations

import re
from functools import lru_cache

from companion.core.query import parts
from companion.core.text import folded
from companion.core.typos import errors_in

_WORD = re.compile(r"[^\W_][\w\u0300-\u036f]*")


# The same companies and roles are on screen key after key.
_folded = lru_cache(maxsize=2048)(folded)


SHORTEST_PART = 3
"""Letters; a shorter word is looked for at the beginning of words alone."""


@lru_cache(maxsize=8)
def words_of(typed: str) -> tuple[str, ...]:
    """The words to look for, folded, longest first. Filters are none."""
    words = " ".join(typed[part.begins : part.ends] for part in parts(typed) if part.name is None)
    return tuple(sorted({folded(word) for word in _WORD.findall(words)}, key=len, reverse=True))


def spans(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Start and length of each part of `text` that equals one of `words`: where a word begins, or from three letters on
    anywhere in it.
    """
    found: list[tuple[int, int]] = []
    if not words:
        return found
    for match in _WORD.finditer(text):
        whole = _folded(match[0])
        hit = next((word for word in words if whole.startswith(word)), None)
        if hit is not None:
            found.append((match.start(), _length(match[0], len(hit))))
            continue
        part = next((word for word in words if len(word) >= SHORTEST_PART and word in whole), None)
        if part is not None:
            begins = _length(match[0], whole.index(part))
            found.append((match.start() + begins, _length(match[0], whole.index(part) + len(part)) - begins))
    return found


def row_spans(texts: tuple[str, ...], words: tuple[str, ...]) -> list[list[tuple[int, int]]]:
    """For each text of a row its spans; a word that is in none of them is marked where it is meant, typing errors
    forgiven.
    """
    if not words:
        return [[] for _ in texts]
    there = [_folded(text) for text in texts]
    missing = tuple(word for word in words if not any(word in text for text in there))
    return [sorted({*spans(text, words), *_meant(text, missing)}) for text in texts]


def _meant(text: str, missing: tuple[str, ...]) -> list[tuple[int, int]]:
    if not missing:
        return []
    return [
        (match.start(), len(match[0]))
        for match in _WORD.finditer(text)
        if any(_near(word, _folded(match[0])) for word in missing)
    ]


@lru_cache(maxsize=4096)
def _near(typed: str, word: str) -> bool:
    return errors_in(typed, word) is not None


def _length(original: str, wanted: int) -> int:
    """How many characters of the original make up `wanted` folded ones, with the marks that belong to the last."""
    made = 0
    for index, character in enumerate(original):
        share = len(_folded(character))
        if made >= wanted and share:
            return index
        made += share
    return len(original)
