"""Highlights: keep one with its picture, edit it, put it away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from companion.core import text
from companion.core.highlight import Highlight
from companion.core.problem import Problem
from companion.services.ports import PictureCheck, Pictures
from companion.services.work import Desk, Outcome

TEXT_LIMIT = 600
"""Characters of a highlight: what is readable at arm's length on one card."""


@dataclass(frozen=True, slots=True)
class HighlightDraft:
    """What a form or the shell gives for a highlight. picture: a file to copy in, None for none."""

    text: str
    happened: str = ""
    said_by: str = ""
    detail: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A highlight that was kept. picture_problem: why its picture was not, or None; the text is safe either way."""

    highlight: Highlight
    picture_problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Highlights:
    """The user's highlights and their pictures."""

    desk: Desk
    pictures: Pictures
    check: PictureCheck

    def all(self) -> tuple[Highlight, ...]:
        return self.desk.store.all(Highlight)

    def add(self, draft: HighlightDraft, *, origin: str = "") -> Outcome[Kept]:
        """Keeps a highlight. A picture that can't be kept does not lose the text: see `Kept`."""
        tidy = _checked(draft)
        name, problem = self._picture(draft.picture)
        with self.desk.work(origin) as work:
            made = replace(tidy, id=work.ids.new(), picture=name)
            work.put(made)
            return work.outcome(Kept(made, problem))

    def edit(self, key: str, draft: HighlightDraft, *, origin: str = "") -> Outcome[Kept]:
        """Changes a highlight; without a new picture the present one stays."""
        tidy = _checked(draft)
        name, problem = self._picture(draft.picture)
        with self.desk.work(origin) as work:
            before = work.writer.get(Highlight, key)
            if before is None or before.deleted_at is not None:
                raise Problem("This highlight is not here any more.")
            edited = replace(tidy, id=key, picture=name or before.picture)
            work.put(edited)
            return work.outcome(Kept(edited, problem))

    def delete(self, key: str, *, origin: str = "") -> Outcome[Highlight]:
        with self.desk.work(origin) as work:
            before = work.writer.get(Highlight, key)
            if before is None or before.deleted_at is not None:
                raise Problem("This highlight is not here any more.")
            work.put(replace(before, deleted_at=work.now))
            return work.outcome(before)

    def picture_path(self, highlight: Highlight) -> Path | None:
        return self.pictures.path(highlight.picture) if highlight.picture else None

    def _picture(self, source: Path | None) -> tuple[str, Problem | None]:
        if source is None:
            return "", None
        try:
            return self.pictures.keep(source, self.check.ending(source)), None
        except Problem as problem:
            return "", problem


def _checked(draft: HighlightDraft) -> Highlight:
    said = text.paragraph(draft.text, "The highlight", field="text", limit=TEXT_LIMIT)
    if not said:
        raise Problem("The highlight is empty. One line about one success is enough.", field="text")
    return Highlight(
        "",
        said,
        text.line(draft.happened, "When it was", field="happened"),
        text.line(draft.said_by, "Who said it", field="said_by"),
        text.paragraph(draft.detail, "The detail", field="detail", limit=TEXT_LIMIT),
    )
