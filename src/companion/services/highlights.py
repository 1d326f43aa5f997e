"""Highlights: keep one with its pictures, edit it, pin it, put it into the archive, delete it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from companion.core import text
from companion.core.application import Application, Contact, Event, EventKind, SaidBy
from companion.core.highlight import MOST_PICTURES, TEXT_LIMIT, Highlight, tidy_tags
from companion.core.problem import Problem
from companion.services.ports import PictureCheck, Pictures
from companion.services.work import Desk, Outcome, Work

UNDO_PASSES = timedelta(seconds=60)
"""After the last change to any highlight, its undo is not offered any more (ten seconds) and pictures may be swept."""
_SWEEP_GRACE = timedelta(minutes=10)
"""A picture this new may belong to a highlight that is being saved at this moment."""
_LINK_LIMIT = 2000
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HighlightDraft:
    """What a form or the shell gives for a highlight.

    tags: each may hold several, parted by commas. pictures: files to copy in. kept: names of pictures that it has and
    keeps, in their order; None leaves them as they are. order: all of both, in the order in which they are to stand;
    () puts the new ones behind those it keeps.
    """

    text: str
    happened: str = ""
    said_by: str = ""
    detail: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""
    pictures: tuple[Path, ...] = ()
    kept: tuple[str, ...] | None = None
    order: tuple[Path | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A highlight that was kept. refused: which pictures were not, and why; the text is safe either way."""

    highlight: Highlight
    refused: tuple[tuple[Path, Problem], ...] = field(default=())

    @property
    def picture_problem(self) -> Problem | None:
        """Why the first of the pictures that were refused was."""
        return self.refused[0][1] if self.refused else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something good that happened to an application and could become a highlight: the quiet line's words, and how
    the form begins.
    """

    words: str
    draft: HighlightDraft


@dataclass(frozen=True, slots=True)
class Highlights:
    """The user's highlights and their pictures."""

    desk: Desk
    pictures: Pictures
    check: PictureCheck

    def all(self) -> tuple[Highlight, ...]:
        """Every highlight that was not deleted, in the order kept; the archived ones too."""
        return self.desk.store.all(Highlight)

    def get(self, key: str) -> Highlight:
        """Raises Problem if it was deleted meanwhile."""
        found = self.desk.store.get(Highlight, key)
        if found is None or found.deleted_at is not None:
            raise _gone()
        return found

    def add(self, draft: HighlightDraft, *, origin: str = "") -> Outcome[Kept]:
        """Keeps a highlight. A picture that can't be kept does not lose the text: see `Kept`."""
        tidy = _checked(draft)
        names, refused = self._take_in(draft.pictures)
        with self.desk.work(origin) as work:
            made = replace(tidy, id=work.ids.new(), pictures=_together(draft.kept or (), names, draft.order))
            work.put(made)
            return work.outcome(Kept(made, refused))

    def edit(self, key: str, draft: HighlightDraft, *, origin: str = "") -> Outcome[Kept]:
        """Changes a highlight; new pictures come behind those it keeps."""
        tidy = _checked(draft)
        names, refused = self._take_in(draft.pictures)
        with self.desk.work(origin) as work:
            before = _standing(work, key)
            kept = before.pictures if draft.kept is None else tuple(p for p in draft.kept if p in before.pictures)
            pictures = _together(kept, names, draft.order)
            edited = replace(tidy, id=key, pictures=pictures, pinned=before.pinned, archived=before.archived)
            work.put(edited)
            return work.outcome(Kept(edited, refused))

    def pin(self, key: str, *, pinned: bool, origin: str = "") -> Outcome[Highlight]:
        """Lets it come first where it may come, or in its turn like the others."""
        return self._change(key, origin, pinned=pinned)

    def archive(self, keys: Sequence[str], *, archived: bool, origin: str = "") -> Outcome[int]:
        """Keeps them out of the reel, or lets them in again; returns how many there were."""
        with self.desk.work(origin) as work:
            for key in keys:
                work.put(replace(_standing(work, key), archived=archived))
            return work.outcome(len(keys))

    def delete(self, keys: Sequence[str], *, origin: str = "") -> Outcome[int]:
        """Deletes them; their pictures go once undo has passed. Returns how many there were."""
        with self.desk.work(origin) as work:
            for key in keys:
                work.put(replace(_standing(work, key), deleted_at=work.now))
            return work.outcome(len(keys))

    def picture_path(self, highlight: Highlight) -> Path | None:
        """Where the picture that stands for it lies."""
        return self.pictures.path(highlight.picture) if highlight.picture else None

    def picture_paths(self, highlight: Highlight) -> tuple[Path, ...]:
        return tuple(self.pictures.path(name) for name in highlight.pictures)

    def sweep(self) -> tuple[str, ...]:
        """Removes the pictures that no highlight has any more; returns their names. Call when no undo is on offer
        (UNDO_PASSES after the last change, and at the start).

        Inside a transaction, so that no other process keeps a highlight between the look and the removal.
        """
        with self.desk.work("sweep"):
            used = frozenset(name for highlight in self.all() for name in highlight.pictures)
            return self.pictures.sweep(used, self.desk.clock.now(), _SWEEP_GRACE)

    def suggest(self, event: Event) -> Suggestion | None:
        """The quiet offer after an offer, an acceptance or a reply; None for what is no reason for one."""
        application = self.desk.store.get(Application, event.application_id)
        if application is None or application.deleted_at is not None or event.kind not in _SUGGESTED:
            return None
        if event.kind is EventKind.REPLY and (not event.said or event.said_by is not SaidBy.THEM):
            return None
        company = application.company
        role = f" as {application.role}" if application.role else ""
        drafts = {
            EventKind.OFFER: HighlightDraft(f"{company} offered me a job{role}."),
            EventKind.ACCEPTED: HighlightDraft(f"I accepted the offer of {company}{role}."),
            EventKind.REPLY: HighlightDraft(event.said, said_by=self._who(event) or company),
        }
        draft = replace(drafts[event.kind], happened=self._month(event))
        return Suggestion(_SUGGESTED[event.kind], draft)

    def _who(self, event: Event) -> str:
        contact = self.desk.store.get(Contact, event.contact_id) if event.contact_id else None
        return contact.name if contact else ""

    def _month(self, event: Event) -> str:
        return f"{event.at.astimezone(self.desk.clock.zone()):%B %Y}"

    def _change(self, key: str, origin: str, *, pinned: bool) -> Outcome[Highlight]:
        with self.desk.work(origin) as work:
            changed = replace(_standing(work, key), pinned=pinned)
            work.put(changed)
            return work.outcome(changed)

    def _take_in(self, sources: Iterable[Path]) -> tuple[dict[Path, str], tuple[tuple[Path, Problem], ...]]:
        names: dict[Path, str] = {}
        refused: list[tuple[Path, Problem]] = []
        for source in sources:
            try:
                names[source] = self.pictures.keep(source, self.check.ending(source))
            except Problem as problem:
                refused.append((source, problem))
        return names, tuple(refused)


_SUGGESTED = {
    EventKind.OFFER: "An offer can become a highlight.",
    EventKind.ACCEPTED: "This can become a highlight.",
    EventKind.REPLY: "Kind words in this reply can become a highlight.",
}


def _standing(work: Work, key: str) -> Highlight:
    found = work.writer.get(Highlight, key)
    if found is None or found.deleted_at is not None:
        raise _gone()
    return found


def _gone() -> Problem:
    return Problem("This highlight is not here any more.")


def _together(kept: Sequence[str], new: Mapping[Path, str], order: Sequence[Path | str]) -> tuple[str, ...]:
    wanted = (new.get(each, "") if isinstance(each, Path) else each for each in order)
    together = (*kept, *new.values())
    names = tuple(dict.fromkeys((*(name for name in wanted if name in together), *together)))
    if len(names) > MOST_PICTURES:
        raise Problem(
            f"A highlight has up to {MOST_PICTURES} pictures; there are {len(names)}. Nothing was saved.",
            field="picture",
        )
    return names


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
        tags=tidy_tags(draft.tags),
        link=_link(draft.link),
    )


def _link(typed: str) -> str:
    """An address that a browser opens; anything else (a script, a local program) is refused."""
    link = text.line(typed, "The link", field="link", limit=_LINK_LIMIT)
    if link and not _SCHEME.match(link):
        link = f"https://{link}"
    if link and (not link.lower().startswith(("https://", "http://")) or " " in link or "." not in link):
        raise Problem("The link is no web address. Write it like https://example.org/talk.", field="link")
    return link
