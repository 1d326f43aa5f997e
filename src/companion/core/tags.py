"""Tags of applications: the user's own words, each kept once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from companion.core import text
from companion.core.problem import Problem

TAG_LIMIT: Final = 40
"""Characters of one tag."""
MOST_TAGS: Final = 30


def tidy_tags(typed: Iterable[str]) -> tuple[str, ...]:
    """The tags as they are kept: one line each, none twice (case and accents aside), in the order given.

    Each of `typed` may hold several, parted by commas. Raises Problem(field="tags") on too many or too long ones.
    """
    found = united(
        text.line(part.strip().lstrip("#"), "A tag", field="tags", limit=TAG_LIMIT)
        for words in typed
        for part in words.replace(";", ",").split(",")
    )
    if len(found) > MOST_TAGS:
        raise Problem(f"An application has up to {MOST_TAGS} tags; there are {len(found)}.", field="tags")
    return found


def united(tags: Iterable[str]) -> tuple[str, ...]:
    """Each of them once (case and accents aside), the first spelling first; empty ones left out."""
    found: dict[str, str] = {}
    for tag in tags:
        if tag:
            found.setdefault(text.folded(tag), tag)
    return tuple(found.values())
