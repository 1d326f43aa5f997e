"""What MemoryStore's search finds: the words and filters of core.query in plain Python, application by application."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from companion.core import moments
from companion.core.application import Application, ApplicationRow, Contact, Event, State
from companion.core.attachment import Attachment
from companion.core.follow_up import Closed, FollowUp
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.query import ANY_OF, Filter, Name, Order, Query, Sort
from companion.core.text import folded
from companion.core.typos import errors_in


@dataclass(frozen=True, slots=True)
class Held:
    """An application with all that is searched. number: its place in the order in which they were put."""

    number: int
    application: Application
    row: ApplicationRow
    contacts: tuple[Contact, ...]
    events: tuple[Event, ...]
    letters: tuple[OutboxLetter, ...]
    follow_ups: tuple[FollowUp, ...]
    attachments: tuple[Attachment, ...]

    def heads(self) -> tuple[str, ...]:
        """What is looked in for parts of words."""
        people = (f"{contact.name} {contact.email}" for contact in self.contacts)
        return (self.row.company, self.row.role, self.row.place, *people, *self.row.tags)

    def texts(self) -> tuple[str, ...]:
        letters = (f"{x.subject} {x.body}" for x in self.letters if x.state is not LetterState.TAKEN_BACK)
        said = (event.said for event in self.events)
        return (*self.heads(), self.application.notes, self.application.posting, *said, *letters)


def find(held: Sequence[Held], query: Query, order: Order) -> list[Held]:
    """In the order asked for."""
    standing = [one for one in held if fits(one, query)]
    words = words_of(query.words)
    if not words:
        return _sorted(standing, order)
    tiers = {one.number: _tier(one, words) for one in standing}
    if all(tier is None for tier in tiers.values()) and (meant := _meant(held, words)):
        texts = {one.number: set(words_of(" ".join(one.texts()))) for one in standing}
        tiers = {
            number: 0 if all(any(w in near or w.startswith(word) for w in text) for word, near in meant) else None
            for number, text in texts.items()
        }
    found = [one for one in standing if tiers[one.number] is not None]
    if order.sort is not Sort.USUAL:
        return _sorted(found, order)
    return sorted(found, key=lambda one: (tiers[one.number], one.number if order.reverse else -one.number))


def words_of(text: str) -> list[str]:
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
    return [folded(word) for word in kept.split() if any(c.isalnum() for c in word)]


def _tier(one: Held, words: list[str]) -> int | None:
    company = words_of(one.row.company)
    heads, texts = words_of(" ".join(one.heads())), words_of(" ".join(one.texts()))
    tests: tuple[Callable[[str], bool], ...] = (
        lambda word: word in company,
        lambda word: _begins(word, company),
        lambda word: _begins(word, heads),
        lambda word: _begins(word, texts),
        lambda word: _begins(word, texts) or _is_part(word, one),
    )
    return next((tier for tier, test in enumerate(tests) if all(test(word) for word in words)), None)


def _begins(word: str, words: list[str]) -> bool:
    return any(other.startswith(word) for other in words)


def _is_part(word: str, one: Held) -> bool:
    return len(word) >= 3 and any(word in folded(text) for text in one.heads())


def _meant(held: Sequence[Held], words: list[str]) -> list[tuple[str, set[str]]] | None:
    """Each word with the nearest ones; a word that is there has none."""
    every = {word for one in held for word in words_of(" ".join(one.texts()))}
    found: list[tuple[str, set[str]]] = []
    for word in words:
        there = _begins(word, sorted(every)) or any(_is_part(word, one) for one in held)
        counted = {} if there else {other: errors_in(word, other) for other in every}
        counts = [count for count in counted.values() if count is not None]
        near = {other for other, count in counted.items() if counts and count == min(counts)}
        if not there and not near:
            return None
        found.append((word, near))
    return found if any(near for _, near in found) else None


def fits(one: Held, query: Query) -> bool:
    """The filters, and whether it is archived as wanted."""
    if one.row.archived is not query.archived:
        return False
    groups: dict[object, list[Filter]] = {}
    for each in query.filters:
        groups.setdefault(each.name if each.name in ANY_OF and not each.negated else each, []).append(each)
    return all(any(_fits(one, each) for each in group) is not group[0].negated for group in groups.values())


def _fits(one: Held, each: Filter) -> bool:
    value = folded(each.value)
    letters = [letter for letter in one.letters if letter.state is not LetterState.TAKEN_BACK]
    match each.name:
        case Name.STAGE:
            fit = one.row.state in each.states
        case Name.SILENT:
            fit = each.span.holds(one.row.latest_at)
        case Name.APPLIED:
            fit = each.span.holds(one.row.applied_at)
        case Name.TAG:
            fit = value in {folded(tag) for tag in one.row.tags}
        case Name.VIA:
            roles = {contact.role.value for contact in one.contacts}
            fit = value.replace("-", " ") in roles or (value == folded(one.application.source) != "")
        case Name.COMPANY | Name.ROLE | Name.PLACE:
            there = words_of(getattr(one.row, each.name))
            fit = all(_begins(word, there) for word in words_of(each.value))
        case Name.IS:
            due = any(_is_due(follow_up, each.span.since) for follow_up in one.follow_ups)
            fit = one.row.archived if value == "archived" else due
        case Name.HAS:
            fit = bool({"file": one.attachments, "letter": letters, "notes": one.application.notes}[value])
    return fit


def _is_due(follow_up: FollowUp, now: datetime | None) -> bool:
    at = moments.whole_second(now or moments.EARLIEST)
    return follow_up.closed is Closed.OPEN and follow_up.due_at <= at <= follow_up.useful_until


def _sorted(found: list[Held], order: Order) -> list[Held]:
    def latest(one: Held) -> tuple[int, float]:
        return (1, -one.row.latest_at.timestamp()) if one.row.latest_at else (0, 0.0)

    def key(one: Held) -> tuple[object, ...]:
        row = one.row
        match order.sort:
            case Sort.COMPANY:
                return (_nocase(row.company),)
            case Sort.ROLE:
                return (row.role == "", _nocase(row.role))
            case Sort.PLACE:
                return (row.place == "", _nocase(row.place))
            case Sort.STAGE:
                return (list(State).index(row.state), latest(one))
            case Sort.APPLIED:
                return (0, -row.applied_at.timestamp()) if row.applied_at else (1, 0.0)
            case Sort.USUAL | Sort.LATEST:
                return (latest(one),)

    return sorted(found, key=lambda one: (key(one), -one.number), reverse=order.reverse)


def _nocase(text: str) -> bytes:
    """As SQLite's NOCASE: letters of ASCII alone, compared by their octets."""
    return "".join(c.lower() if c.isascii() else c for c in text).encode()
