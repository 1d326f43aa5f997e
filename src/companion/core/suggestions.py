"""What the search field offers while a filter is typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from companion.core.application import ContactRole, State
from companion.core.query import HAS, IS, Name, parts
from companion.core.text import folded

MOST = 8
"""As many fit under a field without hiding the list."""

HELP = {
    Name.STAGE: "where it stands",
    Name.SILENT: "days since the last sign of life",
    Name.TAG: "a tag of yours",
    Name.VIA: "who brought it, or where you found it",
    Name.APPLIED: "when you applied",
    Name.COMPANY: "words of the company alone",
    Name.ROLE: "words of the role alone",
    Name.PLACE: "words of the place alone",
    Name.IS: "archived, or with a next step due",
    Name.HAS: "a file, a letter or notes",
}
_AGES = ("<7d", "<30d", ">90d")
_SILENCES = (">7d", ">14d", ">30d", "<7d")


@dataclass(frozen=True, slots=True)
class Known:
    """What the user's own applications hold. months: as "2026-10", the latest first."""

    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An offer: `typed` takes the place of the field's text from `begins` up to `ends`. words: what it means."""

    typed: str
    words: str
    begins: int
    ends: int


def suggestions(typed: str, cursor: int, known: Known) -> tuple[Suggestion, ...]:
    """What the part of the text that the cursor stands in, or right behind, may become. At most MOST."""
    part = next((p for p in parts(typed) if p.begins < cursor <= p.ends), None)
    if part is None:
        return ()
    begun = typed[part.begins : cursor]
    sign = "-" if begun.startswith("-") else ""
    if part.name is None or ":" not in begun:
        start = begun.removeprefix("-").casefold()
        offers = [(f"{sign}{name}:", HELP[name]) for name in Name if start and name.startswith(start)]
    else:
        value = begun.partition(":")[2]
        start = folded(value.strip('"'))
        offers = [
            (f"{sign}{part.name}:{_quoted(one)} ", words)
            for one, words in _values(part.name, known)
            if one and (folded(one).startswith(start) or (words and folded(words).startswith(start)))
        ]
        offers = [(offer, words) for offer, words in offers if offer.strip() != typed[part.begins : part.ends]]
    return tuple(Suggestion(offer, words, part.begins, part.ends) for offer, words in offers[:MOST])


def _quoted(value: str) -> str:
    return f'"{value}"' if any(c.isspace() for c in value) else value


def _values(name: Name, known: Known) -> Iterator[tuple[str, str]]:
    match name:
        case Name.STAGE:
            yield from ((state.value, state.words) for state in State)
            yield from (("open", "Still open"), ("closed", "Closed"))
        case Name.SILENT:
            yield from ((age, "") for age in _SILENCES)
        case Name.TAG:
            yield from ((tag, "") for tag in known.tags)
        case Name.VIA:
            yield from ((role.value, "a contact of yours") for role in ContactRole if role is not ContactRole.OTHER)
            yield from ((source, "found there") for source in known.sources)
        case Name.APPLIED:
            yield from ((value, "") for value in (*known.months, *_AGES))
        case Name.IS:
            yield from IS.items()
        case Name.HAS:
            yield from HAS.items()
        case _:
            return
