"""A sentence that the companion can show, with its place; and the form in which rules look at it."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_ENTITY = re.compile(r"&#?\w+;")
_TAG = re.compile(r"</?[A-Za-z][^<>{}]*>")
# Qt's mark for the key of a menu entry ("&Later"), and what can stand unseen inside a word.
_UNSEEN = re.compile(r"&(?=\w)|[\u00ad\u200b-\u200d\u2060\ufeff]")
_SPACES = re.compile(r"\s+")
_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """What stands at one place: a literal, a paragraph of a template, a value of the sample data.

    text: as written, parts joined, a place filled in later as "{}". source: the lines of the file it stands on, the
    first of them numbered `line`. quoted: the words of a named person, in a highlight.
    """

    path: str
    line: int
    text: str
    language: str = "en"
    quoted: bool = False
    source: tuple[str, ...] = ()

    def line_of(self, found: str) -> int:
        """The line on which these words begin: the one that holds the longest beginning of them."""
        words = found.split()
        for length in range(len(words), 0, -1):
            beginning = " ".join(words[:length])
            for offset, line in enumerate(self.source):
                if beginning in plain(line):
                    return self.line + offset
        return self.line


def plain(text: str) -> str:
    """The text as it is read: composed, apostrophes straight, one space between words, no markup, no mnemonics."""
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = _UNSEEN.sub("", _TAG.sub("", unicodedata.normalize("NFKC", text).translate(_STRAIGHT)))
    return _SPACES.sub(" ", text).strip()
