"""All highlights, prepared so that each key typed finds among thousands at once. No Qt here.

Made on a worker, after each change; searching it walks words that are folded already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from companion.core.highlight import Highlight, begins_words, folded_words, words_in
from companion.core.text import folded


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the library shows: words typed, one tag or "", the archive or what is in use."""

    typed: str = ""
    tag: str = ""
    archived: bool = False


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag as it was first written, and how many highlights have it."""

    tag: str
    count: int


@dataclass(frozen=True, slots=True)
class _Entry:
    highlight: Highlight
    words: tuple[str, ...]
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Index:
    """Pinned first, then the newest first."""

    entries: tuple[_Entry, ...] = ()

    @classmethod
    def of(cls, highlights: Iterable[Highlight]) -> Self:
        """highlights: in the order in which they were kept."""
        newest_first = reversed(tuple(highlights))
        ordered = sorted(newest_first, key=lambda each: not each.pinned)
        return cls(tuple(_Entry(each, words_in(each), frozenset(map(folded, each.tags))) for each in ordered))

    def find(self, wanted: Wanted) -> tuple[Highlight, ...]:
        words, tag = folded_words(wanted.typed), folded(wanted.tag)
        return tuple(
            entry.highlight
            for entry in self.entries
            if entry.highlight.archived == wanted.archived
            and (not tag or tag in entry.tags)
            and begins_words(entry.words, words)
        )

    def tags(self, *, archived: bool) -> tuple[TagCount, ...]:
        """Those in use, by name."""
        counts: Counter[str] = Counter()
        written: dict[str, str] = {}
        for entry in self.entries:
            if entry.highlight.archived == archived:
                counts.update(entry.tags)
                for tag in entry.highlight.tags:
                    written.setdefault(folded(tag), tag)
        return tuple(TagCount(written[key], counts[key]) for key in sorted(counts))

    def has(self, *, archived: bool) -> bool:
        return any(entry.highlight.archived == archived for entry in self.entries)
