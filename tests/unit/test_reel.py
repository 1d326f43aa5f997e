"""Which cards a reel shows, and the words before them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.clock import START

from companion.core.highlight import Highlight
from companion.core.reel import MOST, acknowledge, choose


def cards(number: int, *, said: int = 0) -> list[Highlight]:
    """So many highlights, of which the last `said` are words of others."""
    return [Highlight(f"h{n:02d}", f"Fact {n}", said_by="Dana" if n >= number - said else "") for n in range(number)]


def shown(highlights: list[Highlight], reels: int) -> list[list[str]]:
    """The cards of so many reels, one each minute."""
    last_shown: dict[str, datetime] = {}
    played: list[list[str]] = []
    for turn in range(reels):
        chosen = choose(highlights, last_shown, turn=turn)
        for card in chosen:
            last_shown[card.id] = START + timedelta(minutes=turn)
        played.append([card.id for card in chosen])
    return played


@pytest.mark.parametrize("number", range(13))
def test_a_reel_has_up_to_five_cards_none_twice(number: int) -> None:
    for reel in shown(cards(number, said=number // 3), 6):
        assert len(reel) == len(set(reel)) == min(number, MOST)


@pytest.mark.parametrize("number", [6, 7, 10, 11, 23])
@pytest.mark.parametrize("said", [0, 3])
def test_no_card_comes_again_before_all_others_had_their_turn(number: int, said: int) -> None:
    """With six to nine cards some of five must repeat: only once everyone else is in the same reel."""
    everyone = {card.id for card in cards(number)}
    played = [set(reel) for reel in shown(cards(number, said=said), 30)]
    for before, reel in pairwise(played):
        if reel & before:
            assert reel >= everyone - before


@pytest.mark.parametrize("number", [10, 11, 23])
def test_with_enough_cards_two_reels_in_a_row_share_none(number: int) -> None:
    played = shown(cards(number, said=4), 30)
    assert all(not set(one) & set(two) for one, two in pairwise(played))


@given(st.integers(6, 25), st.integers(0, 40))
def test_every_card_has_its_turn(number: int, start: int) -> None:
    last: dict[str, datetime] = {}
    seen: set[str] = set()
    for turn in range(start, start + -(-number // MOST)):
        chosen = choose(cards(number), last, turn=turn)
        last |= {card.id: START + timedelta(minutes=turn) for card in chosen}
        seen |= {card.id for card in chosen}
    assert len(seen) == number


@given(st.integers(0, 12), st.sets(st.integers(0, 11)), st.integers(0, 50))
def test_a_deleted_highlight_is_never_shown(number: int, gone: set[int], turn: int) -> None:
    all_cards = [replace(card, deleted_at=START) if n in gone else card for n, card in enumerate(cards(number))]
    chosen = choose(all_cards, {}, turn=turn)
    assert all(card.deleted_at is None for card in chosen)
    assert len(chosen) == min(MOST, sum(card.deleted_at is None for card in all_cards))


@pytest.mark.parametrize("turn", range(5))
def test_own_facts_and_others_words_alternate(turn: int) -> None:
    kinds = [bool(card.said_by) for card in choose(cards(5, said=2), {}, turn=turn)]
    assert kinds == [False, True, False, True, False]
    kinds = [bool(card.said_by) for card in choose(cards(5, said=4), {}, turn=turn)]
    assert kinds == [True, False, True, True, True]


def test_a_new_highlight_comes_in_the_next_reel() -> None:
    old = cards(9)
    last = {card.id: START for card in old}
    new = Highlight("new", "Just now")
    assert new in choose([*old, new], last, turn=7)


@pytest.mark.parametrize(
    ("companies", "words"),
    [
        ([], ""),
        (["Acme"], "Acme said no."),
        (["Acme", "Acme"], "Acme said no."),
        (["Acme", "Bolt"], "Acme and Bolt said no."),
        (["Acme", "Bolt", "Cog"], "Acme, Bolt and Cog said no."),
        (["Acme", "Bolt", "Cog", "Dot", "Eel"], "Acme, Bolt and others said no."),
    ],
)
def test_the_acknowledgement_says_the_fact_and_no_more(companies: list[str], words: str) -> None:
    assert acknowledge(companies) == words


@given(st.lists(st.text(st.characters(exclude_characters="!"), min_size=1), max_size=6))
def test_the_acknowledgement_adds_no_exclamation_mark(companies: list[str]) -> None:
    assert "!" not in acknowledge(companies)
    assert acknowledge(companies).count("said no.") >= (1 if companies else 0)


def test_the_by_line_says_who_and_when() -> None:
    assert Highlight("h", "Text", "spring 2021", "Dana").by_line == "Dana · spring 2021"
    assert Highlight("h", "Text").by_line == ""
