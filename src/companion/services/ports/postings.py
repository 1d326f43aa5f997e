"""Pages with postings: fetched from the web at the user's click, or saved in a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """A page's source or a text. link: where it came from in the end, "" if that is not known."""

    source: str
    link: str = ""


class Pages(Protocol):
    """Gets pages. Nothing is remembered: no cookies, no cache."""

    def fetch(self, link: str) -> Page:
        """One page of the public internet, over https or http. Asks that server alone, and those it leads on to.

        Raises Problem(field="link") for an address that is none or leads elsewhere, for what is no page, and for all
        that may go wrong on the way. Takes 15 seconds at most.
        """
        ...

    def load(self, path: Path) -> Page:
        """A page that was saved: .html, .mhtml or .txt. Raises Problem(field="file")."""
        ...
