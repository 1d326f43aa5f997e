"""Which cards a reel shows and why, and the words before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.clock import START

from companion.core.highlight import Highlight, tidy_tags
from companion.core.problem import Problem
from companion.core.reel import FEWEST, MOST, PREFERRED, RECENT, REST, Chosen, Occasion, Past, acknowledge, choose

DAY = timedelta(days=1)


def cards(number: int, *, said: int = 0) -> list[Highlight]:
    """So many highlights, of which the last `said` are words of others."""
    return [Highlight(f"h{n:02d}", f"Fact {n}", said_by="Dana" if n >= number - said else "") for n in range(number)]


@dataclass
class History:
    """Plays reels one after the other, as the services do."""

    highlights: Sequence[Highlight]
    at: datetime = START
    turn: int = 0
    past: dict[str, Past] = field(default_factory=dict[str, Past])
    order: list[str] = field(default_factory=list[str])

    def play(self, *words: str) -> tuple[Chosen, ...]:
        chosen = choose(self.highlights, self.past, Occasion(self.at, UTC, words, self.turn))
        for number, card in enumerate(chosen):
            key, shown_at = card.highlight.id, self.at + timedelta(seconds=number)
            self.past[key] = replace(self.past.get(key, Past(shown_at)), last_at=shown_at)
            self.order.append(key)
        self.turn += 1
        self.at += timedelta(hours=1)
        return chosen


def ids(chosen: Sequence[Chosen]) -> list[str]:
    return [card.highlight.id for card in chosen]


TAGS = ("technical", "python", "teaching", "first interview")


@st.composite
def libraries(draw: st.DrawFn, fewest: int = 0) -> list[Highlight]:
    number = draw(st.integers(fewest, 24))
    return [
        Highlight(
            f"h{n:02d}",
            f"Fact {n}",
            said_by=draw(st.sampled_from(("", "Dana"))),
            tags=tuple(draw(st.sets(st.sampled_from(TAGS), max_size=2))),
            pinned=draw(st.booleans()),
        )
        for n in range(number)
    ]


occasions = st.lists(st.sampled_from(("", "Technical interview", "Python Developer", "Teacher")), max_size=3)


@given(libraries(), st.lists(occasions, min_size=1, max_size=8))
def test_a_reel_has_up_to_five_cards_none_twice_each_with_its_reasons(
    library: list[Highlight], noes: list[list[str]]
) -> None:
    history = History(library)
    for words in noes:
        chosen = history.play(*words)
        assert len(chosen) == len(set(ids(chosen))) == min(len(library), MOST)
        assert all(card.why and all(sentence.endswith(".") for sentence in card.why) for card in chosen)


@given(libraries(fewest=1), st.lists(occasions, min_size=2, max_size=12))
def test_no_card_of_the_last_ones_comes_again_while_there_are_others(
    library: list[Highlight], noes: list[list[str]]
) -> None:
    history = History(library)
    for words in noes:
        recent = min(RECENT, max(0, len(library) - MOST))
        last = history.order[len(history.order) - recent :] if recent else []
        assert not set(last) & set(ids(history.play(*words)))


@given(libraries(fewest=1), occasions)
def test_every_card_has_its_turn_whatever_is_pinned_or_fits(library: list[Highlight], words: list[str]) -> None:
    history = History(library)
    for _ in library:
        history.play(*words)
    assert set(history.order) == {card.id for card in library}


@given(libraries(fewest=MOST + RECENT), occasions, st.integers(0, 10))
def test_what_is_pinned_or_fits_comes_first_but_never_fills_the_reel(
    library: list[Highlight], words: list[str], turns: int
) -> None:
    history = History(library)
    for _ in range(turns):
        history.play(*words)
    recent = set(history.order[-RECENT:])
    wanted = [
        c for c in library if c.id not in recent and (c.pinned or any(t in " ".join(words).casefold() for t in c.tags))
    ]
    chosen = history.play(*words)
    leading = [card.highlight.pinned or "fit" in " ".join(card.why) for card in chosen[:PREFERRED]]
    assert sum(leading) >= min(PREFERRED, len(wanted))
    by_turn = [card for card in chosen if "its turn" in card.why[0] or "beside the others" in " ".join(card.why)]
    assert len(by_turn) >= MOST - PREFERRED


def test_after_a_technical_interview_technical_successes_come_first() -> None:
    library = [replace(card, tags=("Technical",) if n in (3, 11) else ()) for n, card in enumerate(cards(12))]
    chosen = History(library).play("Backend Engineer", "interview", "technical interview")
    assert set(ids(chosen[:2])) == {"h03", "h11"}
    assert chosen[0].why == ("Its tag “Technical” fits this application.",)
    assert set(ids(History(library).play()[:2])) != {"h03", "h11"}


@pytest.mark.parametrize(
    ("tag", "words", "fits"),
    [
        ("python", "Python Developer", True),
        ("tech", "technical interview", True),
        ("technical interview", "technical", False),
        ("C++", "C++ Engineer", True),
        ("C", "C++ Engineer", False),
        ("Größe", "GROSSE", True),
        ("Übersicht", "ubersicht", True),
        ("art", "Chartered Accountant", False),
        ("", "", False),
    ],
)
def test_when_a_tag_fits(tag: str, words: str, fits: bool) -> None:
    (chosen,) = choose([Highlight("h", "One", tags=(tag,))], {}, Occasion(START, UTC, (words,)))
    assert any("fits" in sentence for sentence in chosen.why) is fits


@given(libraries(fewest=2), st.integers(0, 30))
def test_both_own_facts_and_the_words_of_others_come(library: list[Highlight], turns: int) -> None:
    """Unless only the pinned and fitting ones, which come whatever they are, leave no room."""
    history = History([replace(card, pinned=False) for card in library])
    for _ in range(turns):
        history.play()
    recent = min(RECENT, max(0, len(library) - MOST))
    last = set(history.order[len(history.order) - recent :]) if recent else set[str]()
    there = {bool(card.said_by) for card in library if card.id not in last}
    assert {bool(card.highlight.said_by) for card in history.play()} == there


@pytest.mark.parametrize("turn", range(5))
def test_own_facts_and_others_words_alternate(turn: int) -> None:
    kinds = [bool(c.highlight.said_by) for c in choose(cards(5, said=2), {}, Occasion(START, UTC, turn=turn))]
    assert kinds == [False, True, False, True, False]
    kinds = [bool(c.highlight.said_by) for c in choose(cards(5, said=4), {}, Occasion(START, UTC, turn=turn))]
    assert kinds == [True, False, True, True, True]


@pytest.mark.parametrize("number", [10, 11, 23])
def test_with_enough_cards_two_reels_in_a_row_share_none(number: int) -> None:
    history = History(cards(number, said=4))
    played = [set(ids(history.play())) for _ in range(30)]
    assert all(not one & two for one, two in pairwise(played))


@given(st.integers(0, 12), st.sets(st.integers(0, 11)), st.sets(st.integers(0, 11)), st.integers(0, 50))
def test_what_was_deleted_or_archived_is_never_shown(
    number: int, gone: set[int], archived: set[int], turn: int
) -> None:
    all_cards = [
        replace(card, deleted_at=START if n in gone else None, archived=n in archived)
        for n, card in enumerate(cards(number))
    ]
    chosen = choose(all_cards, {}, Occasion(START, UTC, turn=turn))
    assert all(card.highlight.in_reels for card in chosen)
    assert len(chosen) == min(MOST, sum(card.in_reels for card in all_cards))


def test_a_new_highlight_comes_in_the_next_reel() -> None:
    old = cards(9)
    new = Highlight("new", "Just now")
    chosen = choose([*old, new], {card.id: Past(START) for card in old}, Occasion(START + DAY, UTC, turn=7))
    (card,) = [card for card in chosen if card.highlight == new]
    assert card.why == ("It is its turn: no reel has shown it yet.",)


@given(st.integers(1, 12), st.sets(st.integers(0, 11)), st.integers(0, 60))
def test_not_this_one_rests_for_a_month_unless_too_few_are_left(number: int, unwanted: set[int], days: int) -> None:
    library = cards(number)
    past = {library[n].id: Past(START, unwanted_at=START) for n in unwanted if n < number}
    chosen = set(ids(choose(library, past, Occasion(START + days * DAY, UTC))))
    if number - len(past) >= FEWEST and days * DAY < REST:
        assert not chosen & set(past)
    else:
        assert len(chosen) == min(number, MOST)


def test_what_helped_comes_sooner() -> None:
    library = cards(12)
    past = {card.id: Past(START - n * DAY, helped=int(n == 0)) for n, card in enumerate(library)}
    assert "h00" not in ids(choose(library, past | {"h00": Past(START)}, Occasion(START + DAY, UTC)))
    past["h00"] = Past(START - 6 * DAY, helped=1)
    chosen = choose(library, past, Occasion(START + DAY, UTC))
    assert chosen[0].highlight.id == "h00"
    assert chosen[0].why == ("You marked it as one that helped.",)


def test_why_this_one_names_the_day_it_was_last_shown() -> None:
    library = cards(2)
    past = {"h00": Past(START - 3 * DAY), "h01": Past(START - DAY)}
    chosen = choose(library, past, Occasion(START, UTC))
    assert [card.why for card in chosen] == [
        ("It is its turn: a reel last showed it Fri 20 Nov.", "There are few highlights yet, so each of them comes."),
        ("It is its turn: a reel last showed it yesterday.", "There are few highlights yet, so each of them comes."),
    ]


def test_the_only_quote_says_why_it_stands_there() -> None:
    library = cards(14, said=1)
    past = {card.id: Past(START - (2 if card.said_by else 5 + n) * DAY) for n, card in enumerate(library)}
    past |= {card.id: Past(START - timedelta(hours=n)) for n, card in enumerate(library[:5])}
    (quote,) = [c for c in choose(library, past, Occasion(START, UTC)) if c.highlight.said_by]
    assert quote.why == ("So that somebody's words stand beside the others.",)


# --- tags --------------------------------------------------------------------------------------------------------


def test_tags_are_tidied() -> None:
    assert tidy_tags(["Python, #teaching;  first   interview", "python", ""]) == (
        "Python",
        "teaching",
        "first interview",
    )
    for wrong in (["x" * 41], [f"t{n}" for n in range(13)]):
        with pytest.raises(Problem) as told:
            tidy_tags(wrong)
        assert told.value.field == "tags"


# --- the words before them ---------------------------------------------------------------------------------------


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
