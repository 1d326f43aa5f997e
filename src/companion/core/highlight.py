"""A highlight: one success of the user's own, or kind words of a named person, as a fact.

The reel shows these and nothing of ours: praise from a program backfires (Wood, Perunovic & Lee 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Highlight:
    """One highlight.

    happened: when, in the user's own words ("spring 2021"). said_by: who said it, for quoted words; "" for
    one's own fact. detail: what one saw or heard (sensory detail helps recall). picture: the name of the
    picture in the profile (its content's SHA-256 and ending), or "".
    """

    id: str
    text: str
    happened: str = ""
    said_by: str = ""
    detail: str = ""
    picture: str = ""
    deleted_at: datetime | None = None

    @property
    def by_line(self) -> str:
        """The small line under the text: who and when."""
        return " · ".join(part for part in (self.said_by, self.happened) if part)


@dataclass(frozen=True, slots=True)
class Showing:
    """That a highlight was shown in a reel, so that the next reel can show others (Bell et al.)."""

    id: str
    highlight_id: str
    reel_id: str
    at: datetime
