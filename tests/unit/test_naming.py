"""Which names stand in a text: as a search for each one would find them, and without one."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from companion.core.naming import standing

WORDS = st.sampled_from(["Acme", "Labs", "acme", "X", "1", "_", "é", "e\u0301", "!", ".", "&", " ", "\n", "-", "'"])
TEXT = st.lists(WORDS, max_size=30).map("".join)
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map("".join), max_size=12).map(tuple)


def searched(names: tuple[str, ...], text: str) -> dict[str, int]:
    """One search through the text for each name."""
    found = {name: re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names if len(name) > 1}
    return {name: match.start() for name, match in found.items() if match is not None}


@given(NAMES, TEXT)
def test_it_finds_what_a_search_for_each_name_finds(names: tuple[str, ...], text: str) -> None:
    assert standing(names, text) == searched(names, text)


def test_names_begin_and_end_with_any_character() -> None:
    names = ("Yahoo!", ".NET Works", "Acme", "Acme Labs", "3M", "Line")
    text = "From .NET Works and Yahoo! to Acme Labs, not Yahoo!s or x.NET Works; 3M too, in a line."
    assert standing(names, text) == {".NET Works": 5, "Yahoo!": 20, "Acme": 30, "Acme Labs": 30, "3M": 69}
    assert standing((), text) == {}
    assert standing(names, "") == {}


def test_ten_thousand_names_are_not_looked_for_one_by_one() -> None:
    """A text of one word, and each name beginning with it: what is compared grows with the text alone."""
    names = tuple(f"The {number}" for number in range(10_000))
    assert standing(names, "The " * 5_000 + "77") == {"The 77": 4 * 4_999}
