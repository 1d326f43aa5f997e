"""Forgives typing errors: what a word that is in no application may mean.

The words near it are those of the index that begin with the same two letters, or with what these are when one of the
first three is left out or swapped; and, for another error in the first two letters, the words that one change there
would make. Loaded only when a word is in no application.
"""

from __future__ import annotations

import json
import string
from collections.abc import Iterator

from rapidfuzz.distance import OSA

import apsw
from companion.adapters.store.search_sql import Word, expression
from companion.core.text import folded
from companion.core.typos import allowed, errors_in

MOST = 8
"""So many words are looked for in place of one."""

LONGEST = 30
"""Letters; a longer word is not compared with others."""

_LAST = "\U0010ffff"


def meant(connection: apsw.Connection, words: list[Word]) -> list[Word] | None:
    """See Search._meant."""
    found = [word if _is_there(connection, word) else _nearest(connection, word) for word in words]
    if all(word.meant == () for word in found) or not all(_is_there(connection, word) for word in found):
        return None
    return found


def _is_there(connection: apsw.Connection, word: Word) -> bool:
    sql = "SELECT 1 FROM application_text WHERE application_text MATCH ? LIMIT 1"
    if connection.execute(sql, (expression([word]),)).fetchall():
        return True
    sql = "SELECT 1 FROM application_part WHERE application_part MATCH ? LIMIT 1"
    return word.has_parts and bool(connection.execute(sql, (f'"{word.typed}"',)).fetchall())


def _nearest(connection: apsw.Connection, word: Word) -> Word:
    typed = folded(word.typed)
    if not allowed(typed) or len(typed) > LONGEST:
        return word
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.application_word USING fts5vocab(main, application_text, row)"
    )
    near: dict[str, tuple[int, int]] = {}
    for term, held in _candidates(connection, typed):
        count = errors_in(typed, term, OSA.distance)
        if count is not None:
            near[term] = (count, -held)
    least = min((count for count, _ in near.values()), default=0)
    best = sorted((term for term, (count, _) in near.items() if count == least), key=lambda term: near[term])
    return Word(word.typed, tuple(best[:MOST]))


def _candidates(connection: apsw.Connection, typed: str) -> Iterator[tuple[str, int]]:
    """Words of the index and how many applications have each."""
    first, second = typed[0], typed[1]
    third = typed[2]
    for beginning in dict.fromkeys((first + second, second + first, first + third, second + third)):
        yield from connection.execute(
            "SELECT term, doc FROM temp.application_word WHERE term >= ? AND term < ?", (beginning, beginning + _LAST)
        )
    letters = string.ascii_lowercase
    changed = [letter + typed[1:] for letter in letters] + [first + letter + typed[2:] for letter in letters]
    changed += [letter + typed for letter in letters] + [first + letter + typed[1:] for letter in letters]
    yield from connection.execute(
        "SELECT v.term, v.doc FROM json_each(?) AS j CROSS JOIN temp.application_word AS v ON v.term = j.value",
        (json.dumps(changed),),
    )
