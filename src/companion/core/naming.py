"""Which of many names stand in a text, in one look at its words, however many names there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# A word, or one character of what is between words; a name and a text are taken apart alike.
_PIECE = re.compile(r"\w+|\W")


@dataclass(frozen=True, slots=True)
class _Names:
    """every: the names. longest: for a first piece, how many pieces the longest name has that begins with it."""

    every: frozenset[str]
    longest: dict[str, int]


def standing(names: tuple[str, ...], text: str) -> dict[str, int]:
    """The names that stand in the text as words of their own, and where each stands first; case counts. A name of one
    character is none.

    What is asked of the names is kept for the next call with the same ones: a text is looked at while it is typed.
    """
    known = _known(names)
    pieces = [(found.start(), found.end()) for found in _PIECE.finditer(text)]
    found: dict[str, int] = {}
    for number, (start, end) in enumerate(pieces):
        most = known.longest.get(text[start:end], 0)
        for _, end_there in pieces[number : number + most]:
            name = text[start:end_there]
            if name in known.every and name not in found and not _in_word(text, start, end_there):
                found[name] = start
    return found


@lru_cache(maxsize=1)
def _known(names: tuple[str, ...]) -> _Names:
    every = frozenset(name for name in names if len(name) > 1)
    longest: dict[str, int] = {}
    for name in every:
        pieces = _PIECE.findall(name)
        longest[pieces[0]] = max(longest.get(pieces[0], 0), len(pieces))
    return _Names(every, longest)


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether a word goes on before or after the place: "Yahoo!" does not stand in "Yahoo!s"."""
    around = text[start - 1 : start] + text[end : end + 1]
    return any(char.isalnum() or char == "_" for char in around)
