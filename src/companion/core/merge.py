"""Two applications that are one: what becomes of their fields, people and letters.

The fields are those of the one that is kept; what it lacks comes from the other. Nothing that was written is lost:
tags and links are united, notes and postings stand below each other, and what had no room is named in the preview.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from companion.core import text
from companion.core.application import Application, Contact
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.tags import united

_PARTED = "\n\n---\n\n"
"""Between two texts: a rule in Markdown, a line of signs elsewhere."""
_ONE_LINE = ("company", "role", "place", "salary", "source")
_FILLED = (*_ONE_LINE[1:], "link", "import_id", "source_key")


def merged(kept: Application, other: Application) -> Application:
    """The application that both become. It may have more tags than one can type."""
    own = {name: getattr(kept, name) or getattr(other, name) for name in _FILLED}
    link: str = own["link"]
    links = dict.fromkeys((*kept.links, other.link, *other.links))
    return replace(
        kept,
        **own,
        tags=united((*kept.tags, *other.tags)),
        links=tuple(each for each in links if each and each != link),
        notes=_below(kept.notes, other.notes),
        posting=_below(kept.posting, other.posting),
    )


def left_out(kept: Application, other: Application) -> tuple[tuple[str, str], ...]:
    """The fields of the other that differ and have no room, by name, with what they say."""
    told = ((name, getattr(kept, name), getattr(other, name)) for name in _ONE_LINE)
    return tuple(
        (name, theirs) for name, own, theirs in told if theirs and own and text.folded(own) != text.folded(theirs)
    )


@dataclass(frozen=True, slots=True)
class People:
    """contacts: those of the kept one after it, completed. same: for each contact of the other that is one of them, by
    its id, that one's id.
    """

    contacts: tuple[Contact, ...]
    same: dict[str, str]


def united_people(kept: Sequence[Contact], others: Sequence[Contact], application_id: str) -> People:
    """Who has the same address is one person, as is who has the same name where one of the two has no address."""
    found: dict[str, Contact] = {contact.id: contact for contact in kept}
    same: dict[str, str] = {}
    for other in others:
        twin = next((c for c in found.values() if _is_one(c, other)), None)
        if twin is None:
            found[other.id] = replace(other, application_id=application_id)
        else:
            same[other.id] = twin.id
            found[twin.id] = _completed(twin, other)
    return People(tuple(found.values()), same)


def in_one_row(follow_ups: Iterable[FollowUp], application_id: str) -> tuple[FollowUp, ...]:
    """The follow-ups of both, in one application: their rounds are counted anew, in the order in which they fell due.

    Of requests for advice the one whose letter left comes first, since there is one for an application, ever, and the
    first is it; then one that was dismissed.
    """
    rounds: dict[LetterKind, int] = {}
    moved: list[FollowUp] = []
    for each in sorted(follow_ups, key=lambda f: (_advice_rank(f), f.due_at, f.id)):
        rounds[each.kind] = rounds.get(each.kind, 0) + 1
        moved.append(replace(each, application_id=application_id, round=rounds[each.kind]))
    return tuple(moved)


def _advice_rank(follow_up: FollowUp) -> int:
    if follow_up.kind is not LetterKind.ADVICE:
        return 0
    return (Closed.OUTBOX, Closed.DISMISSED, Closed.OPEN, Closed.MOOT).index(follow_up.closed)


def _below(own: str, other: str) -> str:
    if other.strip() in own:
        return own
    if own.strip() in other:
        return other
    return own + _PARTED + other


def _is_one(one: Contact, other: Contact) -> bool:
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    return bool(one.name) and text.folded(one.name) == text.folded(other.name)


def _completed(contact: Contact, other: Contact) -> Contact:
    return replace(
        contact,
        name=contact.name or other.name,
        email=contact.email or other.email,
        language=contact.language or other.language,
        zone=contact.zone or other.zone,
    )
