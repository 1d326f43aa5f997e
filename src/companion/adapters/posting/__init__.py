"""Pages with postings, from the web and from files (ports.Pages)."""

from companion.adapters.posting.pages import WebPages

__all__ = ["WebPages"]
