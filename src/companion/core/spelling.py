"""Which words of a letter a spell checker looks at."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEFT_OUT = re.compile(r"\S*(?:://|@|\d|\{)\S*")
"""Addresses, links, placeholders, and words with digits."""


def words_in(text: str) -> list[str]:
    """The words as they stand there, in order. What is written in capitals alone (SQL, GmbH's AG) is left out."""
    return [word for word in _WORD.findall(_LEFT_OUT.sub(" ", text)) if len(word) > 1 and not word.isupper()]


def places_in(text: str) -> list[tuple[int, int, str]]:
    """Where each of those words begins, how long it is, and the word."""
    plain = _LEFT_OUT.sub(lambda found: " " * len(found[0]), text)
    return [(found.start(), len(found[0]), found[0]) for found in _WORD.finditer(plain)]
