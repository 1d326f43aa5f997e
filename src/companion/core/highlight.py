"""A highlight: one success of the user's own, or kind words of a named person, as a fact.

The reel shows these and nothing of ours: praise from a program backfires (Wood, Perunovic & Lee 2009).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from companion.core import text
from companion.core.problem import Problem

TEXT_LIMIT = 600
"""Characters of a highlight: what is readable at arm's length on one card."""
TAG_LIMIT = 40
_QUOTES = ("“", '"', "„", "«", "‘", "'")
MOST_TAGS = 12
MOST_PICTURES = 12


@dataclass(frozen=True, slots=True)
class Highlight:
    """One highlight.

    happened: when, in the user's own words ("spring 2021"). said_by: who said it, for quoted words; "" for
    one's own fact. detail: what one saw or heard (sensory detail helps recall). pictures: the names of its
    pictures in the profile (each its content's SHA-256 and ending), the first one for the reel. tags: skills and
    stages, as typed. link: an address, or "". pinned: comes first where it may come. archived: kept, never shown by
    the reel.
    """

    id: str
    text: str
    happened: str = ""
    said_by: str = ""
    detail: str = ""
    pictures: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    link: str = ""
    pinned: bool = False
    archived: bool = False
    deleted_at: datetime | None = None

    @property
    def shown_text(self) -> str:
        """Its text as it is shown: somebody's words stand in quotation marks, the user's own facts don't."""
        return f"“{self.text}”" if self.said_by and self.text[:1] not in _QUOTES else self.text

    @property
    def is_quoted(self) -> bool:
        """Whether it holds somebody's words rather than the user's own fact."""
        return bool(self.said_by)

    @property
    def by_line(self) -> str:
        """The small line under the text: who and when."""
        return " · ".join(part for part in (self.said_by, self.happened) if part)

    @property
    def picture(self) -> str:
        """The name of the picture that stands for it, or ""."""
        return self.pictures[0] if self.pictures else ""

    @property
    def in_reels(self) -> bool:
        """Whether a reel may show it."""
        return self.deleted_at is None and not self.archived


class Verdict(StrEnum):
    """What the user said of a card in a reel; it steers later choices."""

    UNSAID = ""
    HELPED = "helped"
    NOT_THIS = "not this one"


@dataclass(frozen=True, slots=True)
class Showing:
    """That a highlight was shown in a reel, so that the next reel can show others (Bell et al.)."""

    id: str
    highlight_id: str
    reel_id: str
    at: datetime
    verdict: Verdict = Verdict.UNSAID


def tidy_tags(typed: Iterable[str]) -> tuple[str, ...]:
    """The tags as they are kept: one line each, none twice (case and accents aside), in the order given.

    Each of `typed` may hold several, parted by commas. Raises Problem(field="tags") on too many or too long ones.
    """
    found: dict[str, str] = {}
    for part in (p for words in typed for p in words.replace(";", ",").split(",")):
        tag = text.line(part.strip().lstrip("#"), "A tag", field="tags", limit=TAG_LIMIT)
        if tag:
            found.setdefault(text.folded(tag), tag)
    if len(found) > MOST_TAGS:
        raise Problem(f"A highlight has up to {MOST_TAGS} tags; there are {len(found)}.", field="tags")
    return tuple(found.values())


def matches(highlight: Highlight, typed: str) -> bool:
    """Whether every word of `typed` begins a word of the highlight, accents and case aside."""
    return begins_words(words_in(highlight), folded_words(typed))


def words_in(highlight: Highlight) -> tuple[str, ...]:
    """The words that it is found by, folded, each once."""
    return folded_words(
        " ".join((highlight.text, highlight.happened, highlight.said_by, highlight.detail, *highlight.tags))
    )


def begins_words(held: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether each of the wanted words begins one of those held."""
    return all(any(word.startswith(each) for word in held) for each in wanted)


def folded_words(value: str) -> tuple[str, ...]:
    """The words of a text, case and accents taken away, each once."""
    kept = "".join(c if c.isalnum() else " " for c in text.folded(value))
    return tuple(dict.fromkeys(kept.split()))
