"""The search in SQL: words as expressions of FTS5, filters as conditions, orders as the indexes that keep them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import apsw
from companion.core import moments
from companion.core.application import State
from companion.core.query import ANY_OF, Filter, Name, Order, Query, Sort
from companion.core.query_values import Span
from companion.core.text import folded

MOST_WORDS = 32
"""More words than this narrow nothing down any more, and FTS5 limits the depth of an expression."""

SHORTEST_PART = 3
"""The index of parts holds three letters in a row."""

HEADS = "company role place contacts tags"
"""The columns of application_part, too."""

Bindings = tuple["apsw.SQLiteValue", ...]


def words_of(text: str) -> list[str]:
    """The words to look for: runs of letters, digits and their accents, as FTS5's unicode61 cuts them."""
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
    return [word for word in dict.fromkeys(kept.split()) if any(c.isalnum() for c in word)][:MOST_WORDS]


@dataclass(frozen=True, slots=True)
class Word:
    """One word to look for. meant: the words of the store that are taken for it, for it is in none of them."""

    typed: str
    meant: tuple[str, ...] = ()

    @property
    def has_parts(self) -> bool:
        """Whether it may also be a part of a word."""
        return not self.meant and len(folded(self.typed)) >= SHORTEST_PART


def expression(words: Sequence[Word], *, whole: bool = False) -> str:
    """The FTS5 expression: each word in quotation marks, so that nothing in it is syntax, as a beginning or `whole`."""
    # side by side, not AND: FTS5 leaves out what has no letter for it (scripts newer than its tables)
    plain = " ".join(f'"{word.typed}"{"" if whole else "*"}' for word in words if not word.meant)
    others = ["(" + " OR ".join(f'"{one}"' for one in word.meant) + ")" for word in words if word.meant]
    return " AND ".join([*([f"({plain})"] if plain else []), *others])


def in_columns(columns: str, words: Sequence[Word], *, whole: bool = False) -> str:
    """The same in some columns alone."""
    return f"{{{columns}}} : ({expression(words, whole=whole)})"


def tiers(words: Sequence[Word]) -> list[str]:
    """Expressions that find ever more, the best first."""
    return [
        in_columns("company", words, whole=True),
        in_columns("company", words),
        in_columns(HEADS, words),
        expression(words),
    ]


def with_parts(words: Sequence[Word]) -> tuple[str, Bindings] | None:
    """Every application in which each word begins a word or is a part of one, as a SELECT of `seq`; None if no word is
    long enough to be a part.
    """
    if not any(word.has_parts for word in words):
        return None
    if len(words) == 1:
        return "SELECT rowid AS seq FROM application_part WHERE application_part MATCH ?", (f'"{words[0].typed}"',)
    selects, bindings = _each(words)
    rest = " AND ".join(f"seq IN ({select})" for select in selects[1:])
    return f"SELECT seq FROM ({selects[0]}) WHERE {rest}", bindings  # noqa: S608 - own text


def _each(words: Sequence[Word]) -> tuple[list[str], Bindings]:
    """For each word, the applications in which it begins a word or is a part of one."""
    selects: list[str] = []
    bindings: list[apsw.SQLiteValue] = []
    for word in words:
        select = "SELECT rowid AS seq FROM application_text WHERE application_text MATCH ?"
        bindings.append(expression([word]))
        if word.has_parts:
            select += " UNION SELECT rowid FROM application_part WHERE application_part MATCH ?"
            bindings.append(f'"{word.typed}"')
        selects.append(select)
    return selects, tuple(bindings)


def everything(words: Sequence[Word]) -> tuple[str, Bindings]:
    """Every application that the words find, as a SELECT of one column."""
    text = "SELECT rowid AS seq FROM application_text WHERE application_text MATCH ?"
    parts = with_parts(words)
    if parts is None:
        return text, (expression(words),)
    if len(words) > 1:
        selects, bindings = _each(words)
        # not `seq IN` one in another: inside a larger IN SQLite would ask that anew for every application, for seconds
        return " INTERSECT ".join(f"SELECT seq FROM ({select})" for select in selects), bindings  # noqa: S608 - own text
    return f"{text} UNION {parts[0]}", (expression(words), *parts[1])


@dataclass(frozen=True, slots=True)
class Condition:
    """What an application `a` has to fulfil. asks_facts: whether it asks for more than its archive and its key."""

    sql: str
    bindings: Bindings
    asks_facts: bool


@dataclass(frozen=True, slots=True)
class Spellings:
    """How the store writes the tags (whole cells) and the sources that were asked for, by their folded value."""

    tags: dict[str, str]
    sources: dict[str, str]


def condition(query: Query, spellings: Spellings) -> Condition:
    """The filters. spellings: for each tag and source, a JSON array of the cells that have it."""
    terms = ["a.deleted_at IS NULL", f"a.archived_at IS {'NOT ' if query.archived else ''}NULL"]
    bindings: list[apsw.SQLiteValue] = []
    for either in _grouped(query.filters):
        told = [_term(one, spellings) for one in either]
        joined = " OR ".join(term for term, _ in told)
        terms.append(f"NOT ({joined})" if either[0].negated else f"({joined})")
        bindings += [value for _, values in told for value in values]
    facts = bool(query.of(Name.STAGE, Name.SILENT, Name.APPLIED))
    return Condition(" AND ".join(terms), tuple(bindings), facts)


def _grouped(filters: Iterable[Filter]) -> list[list[Filter]]:
    """Those of which any will do, together."""
    groups: dict[object, list[Filter]] = {}
    for one in filters:
        together = one.name in ANY_OF and not one.negated
        groups.setdefault(one.name if together else one, []).append(one)
    return list(groups.values())


def _term(one: Filter, spellings: Spellings) -> tuple[str, Bindings]:
    value = folded(one.value)
    bindings: Bindings = ()
    match one.name:
        case Name.STAGE:
            sql, bindings = f"a.state IN ({', '.join('?' * len(one.states))})", tuple(s.value for s in one.states)
        case Name.SILENT | Name.APPLIED:
            column = "a.latest_at" if one.name is Name.SILENT else "a.applied_at"
            sql, bindings = f"ifnull({column} >= ? AND {column} < ?, 0)", _ends(one.span)
        case Name.TAG:
            sql, bindings = _TAGGED, (spellings.tags[value],)
        case Name.VIA:
            sql, bindings = f"({_SOURCE} OR {_ROLE})", (spellings.sources[value], value.replace("-", " "))
        case Name.COMPANY | Name.ROLE | Name.PLACE:
            sql = "a.seq IN (SELECT rowid FROM application_text WHERE application_text MATCH ?)"
            bindings = (in_columns(one.name.value, [Word(word) for word in words_of(one.value)]),)
        case Name.IS if value == "archived":
            sql = "a.archived_at IS NOT NULL"
        case Name.IS:
            at = moments.to_text(one.span.since or moments.EARLIEST)
            sql, bindings = _DUE, (at, at)
        case Name.HAS:
            sql = _HAS[value]
    return sql, bindings


_TAGGED = (
    "a.seq IN (SELECT seq FROM application WHERE tags IN (SELECT value FROM json_each(?))"
    " AND tags <> '[]' AND deleted_at IS NULL)"
)
_SOURCE = (
    "a.seq IN (SELECT seq FROM application WHERE source IN (SELECT value FROM json_each(?))"
    " AND source <> '' AND deleted_at IS NULL)"
)
_ROLE = (
    "a.seq IN (SELECT x.seq FROM contact AS c JOIN application AS x ON x.id = c.application_id"
    " WHERE c.role = ? AND c.deleted_at IS NULL)"
)
_DUE = (
    "a.seq IN (SELECT x.seq FROM follow_up AS f JOIN application AS x ON x.id = f.application_id"
    " WHERE f.closed = '' AND f.due_at <= ? AND f.useful_until >= ?)"
)
_HAS = {
    "file": (
        "a.seq IN (SELECT x.seq FROM attachment AS f JOIN application AS x ON x.id = f.application_id"
        " WHERE f.deleted_at IS NULL)"
    ),
    "letter": (
        "a.seq IN (SELECT x.seq FROM letter AS l JOIN application AS x ON x.id = l.application_id"
        " WHERE l.state <> 'taken back')"
    ),
    "notes": "a.seq IN (SELECT seq FROM application WHERE notes <> '' AND deleted_at IS NULL)",
}


def _ends(span: Span) -> Bindings:
    since = moments.to_text(span.since) if span.since else ""
    return since, moments.to_text(span.before) if span.before else "~"


_STAGE = " ".join(
    [
        "CASE a.state",
        *(f"WHEN '{state}' THEN {number}" for number, state in enumerate(State) if state is not State.QUIET),
        "ELSE 10 END",
    ]
)
_ORDERS: dict[Sort, tuple[str, tuple[tuple[str, bool], ...], bool]] = {
    Sort.LATEST: ("in_order", (("(a.latest_at IS NULL)", True), ("a.latest_at", True)), True),
    Sort.COMPANY: ("by_company", (("a.company COLLATE NOCASE", False),), False),
    Sort.ROLE: ("by_role", (("(a.role = '')", False), ("a.role COLLATE NOCASE", False)), False),
    Sort.PLACE: ("by_place", (("(a.place = '')", False), ("a.place COLLATE NOCASE", False)), False),
    Sort.STAGE: ("by_stage", ((_STAGE, False), ("(a.latest_at IS NULL)", True), ("a.latest_at", True)), True),
    Sort.APPLIED: ("by_applied", (("a.applied_at", True),), False),
}
"""For each: its index, its keys (and whether they run down), and whether the index holds all that filters ask."""


def ordered(order: Order, asked: Condition) -> str:
    """The keys of a page in an order, as a SELECT that ends with LIMIT ? OFFSET ?."""
    sort = order.sort or Sort.LATEST
    name, _, knows_all = _ORDERS[sort]
    by = _by(order)
    if asked.asks_facts and not knows_all:
        return (
            f"SELECT o.seq FROM application AS o INDEXED BY application_{name}"  # noqa: S608 - own names
            " CROSS JOIN application AS a INDEXED BY application_facts ON a.seq = o.seq"
            f" WHERE o.deleted_at IS NULL AND {asked.sql} ORDER BY {by.replace('a.', 'o.')} LIMIT ? OFFSET ?"
        )
    return (
        f"SELECT a.seq FROM application AS a INDEXED BY application_{name}"  # noqa: S608 - own names
        f" WHERE {asked.sql} ORDER BY {by} LIMIT ? OFFSET ?"
    )


def sorted_few(order: Order) -> str:
    """Keys that are few (a JSON array) in an order: sorted."""
    return (
        "SELECT a.seq FROM application AS a WHERE a.seq IN (SELECT value FROM json_each(?))"  # noqa: S608 - own names
        f" ORDER BY {_by(order)} LIMIT ? OFFSET ?"
    )


def _by(order: Order) -> str:
    keys = (*_ORDERS[order.sort or Sort.LATEST][1], ("a.seq", True))
    return ", ".join(f"{key} {'DESC' if down is not order.reverse else 'ASC'}" for key, down in keys)
