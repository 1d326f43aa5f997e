"""Which typing errors are forgiven: by the count of letters left out, added, changed or swapped."""

from __future__ import annotations

from collections.abc import Callable


def allowed(word: str) -> int:
    """How many errors a word of that length may have: a short one with an error is another word."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def errors(typed: str, word: str) -> int:
    """The errors between two words, letters swapped with their neighbour counted once."""
    before: list[int] = []
    above = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(word, 1):
            least = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, above = above, row
    return above[-1]


def errors_in(typed: str, word: str, count: Callable[[str, str], int] = errors) -> int | None:
    """The errors of `typed` against the word or its beginning (it may not be typed to its end yet), both folded; None
    if they are more than is allowed. count: another way to count them.
    """
    most, length = allowed(typed), len(typed)
    if not most or len(word) < length - most:
        return None
    ends = {min(end, len(word)) for end in range(length - most, length + most + 1)}
    least = min(count(typed, word[:end]) for end in ends)
    return least if least <= most else None
