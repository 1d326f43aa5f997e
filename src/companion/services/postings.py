"""Adds from a posting: reads what was pasted, saved or, at the user's click alone, fetched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from companion.core import posting_page
from companion.core.posting import PostingFound
from companion.core.problem import Problem
from companion.services.ports import Pages


@dataclass(frozen=True, slots=True)
class Postings:
    """Finds in a posting what a new application needs. Nothing is stored here."""

    pages: Pages

    def address_in(self, pasted: str) -> str:
        """The address, if it is all that was pasted, so that the window can offer to fetch it; else ""."""
        return posting_page.address_in(pasted)

    def read(self, text_or_html: str, link: str = "") -> PostingFound:
        """What a text or a page's source says. Asks nobody. link: where it came from, if that is known.

        Raises Problem(field="text") if nothing is there.
        """
        if not text_or_html.strip():
            raise Problem("There is nothing to read yet. Paste the posting's text or its address.", field="text")
        return posting_page.read(text_or_html, link)

    def open(self, path: Path) -> PostingFound:
        """What a page says that was saved in a file. Raises Problem(field="file")."""
        page = self.pages.load(path)
        return posting_page.read(page.source, page.link)

    def fetch(self, link: str) -> PostingFound:
        """What the page at this address says. Only at the user's click. Blocks for 15 seconds at most.

        Raises Problem(field="link").
        """
        page = self.pages.fetch(link)
        return posting_page.read(page.source, page.link)
