"""Finding a highlight by its words, its tags, and the small line under it."""

from __future__ import annotations

import pytest
from tests.fakes.clock import START

from companion.core.highlight import MOST_TAGS, TAG_LIMIT, Highlight, matches, tidy_tags
from companion.core.problem import Problem

CARD = Highlight(
    "h",
    "Cut the monthly close from six days to two.",
    "Frühling 2021",
    "Zoë O'Brien",
    "Rain on the tin roof",
    tags=("on-site interview", "SQL"),
    link="https://example.org/talk",
)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "monthly",
        "MONTH clo",
        "close monthly",
        "fruhling",
        "zoe",
        "brien",
        "rain tin",
        "site",
        "sql 2021",
        "–",
    ],
)
def test_every_word_begins_a_word_of_it(typed: str) -> None:
    assert matches(CARD, typed)


@pytest.mark.parametrize("typed", ["onthly", "monthly year", "example", "sqlite", "two days ago"])
def test_what_begins_none_of_its_words_does_not_match(typed: str) -> None:
    assert not matches(CARD, typed)


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ((), ()),
        (("SQL, teaching; on-site",), ("SQL", "teaching", "on-site")),
        (("#sql", "SQL", "# Sql"), ("sql",)),
        (("Café", "cafe"), ("Café",)),
        (("C++", "C#", "C"), ("C++", "C#", "C")),
        ((" , ;", "#", "  two   words "), ("two words",)),
    ],
)
def test_tags_are_tidied(typed: tuple[str, ...], tags: tuple[str, ...]) -> None:
    assert tidy_tags(typed) == tags


@pytest.mark.parametrize(
    "typed", [(",".join(f"t{n}" for n in range(MOST_TAGS + 1)),), ("x" * (TAG_LIMIT + 1),), ("\udcff",)]
)
def test_too_many_or_too_long_tags_are_refused(typed: tuple[str, ...]) -> None:
    with pytest.raises(Problem) as told:
        tidy_tags(typed)
    assert told.value.field == "tags"


def test_as_many_as_fit_are_kept() -> None:
    most = tuple(f"{n:x<{TAG_LIMIT}}" for n in range(MOST_TAGS))
    assert tidy_tags(most) == most


@pytest.mark.parametrize(
    ("said_by", "happened", "line"),
    [("", "", ""), ("Zoë", "", "Zoë"), ("", "2021", "2021"), ("Zoë", "2021", "Zoë · 2021")],
)
def test_the_line_under_the_text(said_by: str, happened: str, line: str) -> None:
    assert Highlight("h", "One", happened, said_by).by_line == line


def test_a_reel_shows_what_is_neither_archived_nor_deleted() -> None:
    assert CARD.in_reels
    assert not Highlight("h", "One", archived=True).in_reels
    assert not Highlight("h", "One", deleted_at=START).in_reels
