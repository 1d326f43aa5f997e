"""Letters as texts: one that came, read from its file, and the templates of those to be written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from companion.core.letter import Template


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """What somebody wrote to the user, without what they quoted and without their signature.

    sender: the display name, else the address, "" if unknown. sent_at: UTC. text: plain, tidy, at most 20,000
    characters. pictures: files in a private temporary folder of their own (`pictures[0].parent`); the caller removes
    them and it.
    """

    subject: str
    sender: str
    sent_at: datetime | None
    text: str
    pictures: tuple[Path, ...] = ()


class LetterReader(Protocol):
    """Reads a mail that was saved as a file (.eml)."""

    def read(self, path: Path) -> ReadLetter:
        """Forgives what mail programs get wrong. Raises Problem(field="text") for what is no letter, or one beyond
        reason. Asks nothing of the network.
        """
        ...


class Templates(Protocol):
    """The letters' templates: one of ours for each name of core.letter.TEMPLATES in each of core.languages, and the
    user's own, where there is one.
    """

    def template(self, name: str, language: str) -> Template:
        """The original, as shipped."""
        ...

    def own(self, name: str, language: str) -> Template | None:
        """The user's own text, None if there is none. Raises Problem if it can't be used; it stays where it is."""
        ...

    def save(self, name: str, language: str, template: Template) -> None:
        """Keeps the user's own text, whole or not at all; what can't be used is set aside first. Raises Problem."""
        ...

    def reset(self, name: str, language: str) -> None:
        """From here on the original counts; the user's own text is set aside, not deleted. Raises Problem."""
        ...
