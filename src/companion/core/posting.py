"""What a posting says of itself, for a new application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PostingSource(StrEnum):
    """How it was read, from the surest to the least sure: the page's own data for search engines (schema.org), what it
    says to those that link to it (Open Graph) or its address, or plain words.
    """

    DATA = "data"
    PAGE = "page"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class PostingFound:
    """What was found; "" and None for what was not. Every text is tidy and within the limits of core.text.

    guessed: the names of the fields here that the user is asked about, since nothing surely said them. text: the
    posting's words, to keep. employment: "Full time". open_until: to apply until then.
    """

    found_in: PostingSource
    company: str = ""
    role: str = ""
    place: str = ""
    salary: str = ""
    link: str = ""
    source: str = ""
    employment: str = ""
    text: str = ""
    posted_on: date | None = None
    open_until: date | None = None
    guessed: frozenset[str] = frozenset()
