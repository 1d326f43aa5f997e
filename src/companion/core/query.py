"""What is typed into the search of the list: words, and filters such as `stage:interview silent:>14d tag:remote`.

A filter is a name, a colon and a value; a value with spaces stands in quotation marks, a minus before the name turns
the filter round. Several filters of the same name mean any of them where an application has but one (stage, company,
role, place) and for via; all of them for the others. What is no filter's name is a word like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from companion.core.application import State
from companion.core.problem import Problem
from companion.core.query_values import ANY_TIME, Span, applied_span, one_of, silent_span, stages


class Sort(StrEnum):
    """By what the list is ordered. USUAL: as found, best first; without words as LATEST. LATEST: where nothing has
    happened yet first, then the latest sign of life. STAGE: in the order of core.application.State. ROLE, PLACE: the
    empty ones last. APPLIED: the latest first.
    """

    USUAL = ""
    COMPANY = "company"
    ROLE = "role"
    PLACE = "place"
    STAGE = "stage"
    LATEST = "latest"
    APPLIED = "applied"


@dataclass(frozen=True, slots=True)
class Order:
    """reverse: the other way round than the column's own (A before Z, the latest day first)."""

    sort: Sort = Sort.USUAL
    reverse: bool = False

    def __str__(self) -> str:
        return f"-{self.sort}" if self.reverse else str(self.sort)

    @classmethod
    def read(cls, kept: str) -> Order:
        """The inverse of str(); the usual order for what is not one."""
        name = kept.removeprefix("-")
        known = name in {sort.value for sort in Sort}
        return cls(Sort(name), reverse=kept.startswith("-")) if known else cls()


USUAL = Order()


class Name(StrEnum):
    """The filters."""

    STAGE = "stage"
    SILENT = "silent"
    TAG = "tag"
    VIA = "via"
    APPLIED = "applied"
    COMPANY = "company"
    ROLE = "role"
    PLACE = "place"
    IS = "is"
    HAS = "has"


IS = {"archived": "Archived", "due": "Next step due"}
"""What `is:` can ask for, with its words on screen."""

HAS = {"file": "With a file", "letter": "With a letter", "notes": "With notes"}
"""What `has:` can ask for, with its words on screen."""

ANY_OF = frozenset({Name.STAGE, Name.VIA, Name.COMPANY, Name.ROLE, Name.PLACE})
"""The filters of which several mean any of them."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter. value: as typed, without its quotation marks. states: what `stage:` means. span: the moments that
    `silent:` and `applied:` mean; `is:due` has the present moment as its beginning.
    """

    name: Name
    value: str
    negated: bool = False
    states: frozenset[State] = frozenset()
    span: Span = ANY_TIME

    @property
    def typed(self) -> str:
        """The filter as it stands in the field."""
        value = f'"{self.value}"' if re.search(r"\s", self.value) else self.value
        return f"{'-' if self.negated else ''}{self.name}:{value}"

    @property
    def words(self) -> str:
        """The filter as a chip says it."""
        value = self.value.casefold()
        match self.name:
            case Name.STAGE:
                told = "Stage: " + " or ".join(state.words for state in State if state in self.states)
            case Name.SILENT | Name.APPLIED:
                told = f"{self.name.capitalize()}: {self.span.words}"
            case Name.IS:
                told = IS[value]
            case Name.HAS:
                told = HAS[value]
            case _:
                told = f"{self.name.capitalize()}: {self.value}"
        return f"Not {told[0].lower()}{told[1:]}" if self.negated else told


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. words: the text that is no filter. problems: a sentence for each value that means nothing;
    they are left out of the search.
    """

    words: str = ""
    filters: tuple[Filter, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def archived(self) -> bool:
        """Whether it looks in the archive, which it leaves out otherwise."""
        return any(f.name is Name.IS and f.value.casefold() == "archived" and not f.negated for f in self.filters)

    def of(self, *names: Name) -> tuple[Filter, ...]:
        """Its filters of these names."""
        return tuple(f for f in self.filters if f.name in names)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the field's text from `begins` up to `ends`: a word (name: None) or a filter."""

    begins: int
    ends: int
    name: Name | None = None
    value: str = ""
    negated: bool = False


_PART = re.compile(r'(?P<not>-?)(?P<name>[A-Za-z]+):(?P<value>"[^"]*"?|[^\s"]\S*|)|\S+')


def parts(typed: str) -> Iterator[Part]:
    """The text of the field, cut up."""
    names = {name.value: name for name in Name}
    for match in _PART.finditer(typed):
        name = names.get((match["name"] or "").casefold())
        if name is None:
            yield Part(match.start(), match.end())
        else:
            value = match["value"].strip('"') if match["value"].startswith('"') else match["value"]
            yield Part(match.start(), match.end(), name, " ".join(value.split()), bool(match["not"]))


def parse(typed: str, *, now: datetime, zone: tzinfo) -> Query:
    """What the text of the field asks for. Never fails: what cannot be read is told in `problems`.

    A filter whose value is still to come asks for nothing.
    """
    words: list[str] = []
    filters: list[Filter] = []
    problems: list[str] = []
    for part in parts(typed):
        if part.name is None:
            words.append(typed[part.begins : part.ends])
        elif part.value:
            try:
                found = _filter(part.name, part.value, part.negated, now=now, zone=zone)
            except Problem as problem:
                problems.append(problem.sentence)
            else:
                filters.append(found)
    return Query(" ".join(words), tuple(dict.fromkeys(filters)), tuple(dict.fromkeys(problems)))


def written(query: Query) -> str:
    """The inverse of `parse`: the filters, then the words."""
    return " ".join([*(f.typed for f in query.filters), *([query.words] if query.words else [])])


def filters_of(typed: str, *, now: datetime, zone: tzinfo) -> tuple[Filter, ...]:
    """The filters in the text of the field, for its chips."""
    return parse(typed, now=now, zone=zone).filters


def without(typed: str, unwanted: Filter) -> str:
    """The text of the field with that filter taken out, wherever it stands."""
    kept = [
        typed[part.begins : part.ends]
        for part in parts(typed)
        if (part.name, part.value, part.negated) != (unwanted.name, unwanted.value, unwanted.negated)
    ]
    return " ".join(kept)


def _filter(name: Name, value: str, negated: bool, *, now: datetime, zone: tzinfo) -> Filter:
    """Raises Problem if the value means nothing."""
    match name:
        case Name.STAGE:
            return Filter(name, value, negated, states=stages(value))
        case Name.SILENT:
            return Filter(name, value, negated, span=silent_span(value, now=now, zone=zone))
        case Name.APPLIED:
            return Filter(name, value, negated, span=applied_span(value, now=now, zone=zone))
        case Name.IS:
            kind = one_of(value, name, IS)
            return Filter(name, value, negated, span=Span(since=now) if kind == "due" else ANY_TIME)
        case Name.HAS:
            one_of(value, name, HAS)
            return Filter(name, value, negated)
        case _:
            if not any(c.isalnum() for c in value) and name is not Name.TAG and name is not Name.VIA:
                raise Problem(f"“{name}:” wants a letter or a number behind it.", field="search")
            return Filter(name, value, negated)
