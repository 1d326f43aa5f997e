"""What is typed into the search field, and what the field offers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from companion.core.application import State
from companion.core.query import Filter, Name, Order, Query, Sort, filters_of, parse, without, written
from companion.core.suggestions import MOST, Known, suggestions
from companion.core.typos import allowed, errors, errors_in

NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Tokyo")
"""There it is the 24th already."""

KNOWN = Known(("remote", "Visa needed"), ("LinkedIn", "a friend"), ("2026-11", "2026-10"))


def read(typed: str) -> Query:
    return parse(typed, now=NOW, zone=ZONE)


def test_words_and_filters_are_told_apart() -> None:
    query = read('senior stage:interview  "engine room" -tag:"night shift" http://acme.example foo:bar x-tag:y tag:')
    assert query.words == 'senior "engine room" http://acme.example foo:bar x-tag:y'
    assert [(f.name, f.value, f.negated) for f in query.filters] == [
        (Name.STAGE, "interview", False),
        (Name.TAG, "night shift", True),
    ]
    assert query.problems == ()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("stage:lunch", "“lunch” is no stage. "),
        ("silent:long", "“silent:long” is no time. "),
        ("applied:2026-13", "There is no day “2026-13”. "),
        ("applied:soon", "“applied:soon” is no date. "),
        ("is:blue", "“is:blue” is no filter. There are is:archived, is:due."),
        ("has:hope", "“has:hope” is no filter. "),
        ("company:…", "“company:” wants a letter or a number behind it."),
        ("stage:,", "“stage:” wants a stage behind it, "),
    ],
)
def test_a_value_that_means_nothing_is_told_and_the_rest_still_works(typed: str, sentence: str) -> None:
    query = read(f"acme {typed} tag:remote")
    assert query.words == "acme"
    assert [f.name for f in query.filters] == [Name.TAG]
    (problem,) = query.problems
    assert problem.startswith(sentence)


def test_stages_are_known_by_value_and_by_word_open_and_closed() -> None:
    def states(typed: str) -> frozenset[State]:
        return read(typed).filters[0].states

    assert states("stage:Reply") == states('stage:"In touch"') == states("STAGE:in-touch") == {State.REPLY}
    assert states("stage:offer,said-no") == {State.OFFER, State.REJECTED}
    assert states("stage:closed") == {State.ACCEPTED, State.REJECTED, State.WITHDRAWN}
    assert states("stage:open") | states("stage:closed") == set(State)


@pytest.mark.parametrize(
    ("typed", "since", "before"),
    [
        ("applied:2026-10", "2026-09-30T15:00", "2026-10-31T15:00"),
        ("applied:2026-2", "2026-01-31T15:00", "2026-02-28T15:00"),
        ("applied:2026", "2025-12-31T15:00", "2026-12-31T15:00"),
        ("applied:2026-10-05", "2026-10-04T15:00", "2026-10-05T15:00"),
        ("applied:>2026-09", "2026-09-30T15:00", None),
        ("applied:<=2026-09", None, "2026-09-30T15:00"),
        ("applied:<1d", "2026-11-23T15:00", None),
        ("applied:<30d", "2026-10-25T15:00", None),
        ("silent:>14d", None, "2026-11-09T15:00"),
        ("silent:14", None, "2026-11-10T15:00"),
        ("silent:<3w", "2026-11-03T15:00", None),
    ],
)
def test_days_are_the_users_own(typed: str, since: str | None, before: str | None) -> None:
    span = read(typed).filters[0].span
    assert span.since == (datetime.fromisoformat(f"{since}+00:00") if since else None)
    assert span.before == (datetime.fromisoformat(f"{before}+00:00") if before else None)


def test_chips_say_the_filter_in_words() -> None:
    typed = (
        'stage:reply -tag:"night shift" silent:>2w applied:>=2026-10 applied:2026-10-05 is:due has:letter silent:<1d'
    )
    assert [f.words for f in filters_of(typed, now=NOW, zone=ZONE)] == [
        "Stage: In touch",
        "Not tag: night shift",
        "Silent: over 14 days",
        "Applied: since October 2026",
        "Applied: 5 October 2026",
        "Next step due",
        "With a letter",
        "Silent: under 1 day",
    ]


def test_a_chip_taken_away_leaves_the_rest_as_it_was_typed() -> None:
    typed = 'acme tag:"night shift"  stage:offer TAG:"night  shift" works'
    first = read(typed).filters[0]
    assert without(typed, first) == "acme stage:offer works"
    assert without("acme", first) == "acme"


_TYPED = (
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "acme",
                "-",
                '"',
                "stage:offer",
                "-tag:a",
                'tag:"b c"',
                "silent:>9d",
                "applied:2026",
                "is:due",
                "x:y",
                " ",
                ":",
                "via:",
            ]
        ),
        max_size=8,
    ).map("".join)
    | st.lists(
        st.sampled_from(["role:a", "-is:archived", "has:x", '"a b"', "applied:<9999y", "stage:"]), max_size=5
    ).map(" ".join)
)


@given(typed=_TYPED)
def test_no_text_is_an_error_and_writing_is_the_inverse_of_reading(typed: str) -> None:
    query = read(typed)
    again = read(written(query))
    assert (again.words, again.filters, again.problems) == (query.words, query.filters, ())
    for each in query.filters:
        left = read(without(typed, each)).filters
        assert each not in left


@given(typed=_TYPED, cursor=st.integers(-1, 40))
def test_what_is_offered_fits_into_the_text(typed: str, cursor: int) -> None:
    for offer in suggestions(typed, cursor, KNOWN):
        assert 0 <= offer.begins < cursor <= offer.ends <= len(typed)
        assert not read(offer.typed).problems


@pytest.mark.parametrize(
    ("typed", "offers"),
    [
        ("st", ["stage:"]),
        ("acme -ta", ["-tag:"]),
        ("stage:in", ["stage:reply ", "stage:interview "]),
        ("tag:", ["tag:remote ", 'tag:"Visa needed" ']),
        ("via:rec", ["via:recruiter "]),
        ("via:hir", ['via:"hiring manager" ']),
        ("via:lin", ["via:LinkedIn "]),
        ("applied:2026-1", ["applied:2026-11 ", "applied:2026-10 "]),
        ("is:a", ["is:archived "]),
        ("tag:remote", []),
        ("acme ", []),
        ("", []),
        ("zzz", []),
        ("company:a", []),
    ],
)
def test_the_field_offers_what_is_begun(typed: str, offers: list[str]) -> None:
    assert [offer.typed for offer in suggestions(typed, len(typed), KNOWN)] == offers


def test_the_field_offers_no_long_list() -> None:
    assert len(suggestions("stage:", 6, KNOWN)) == MOST
    (offer,) = suggestions("acme tag:rem works", 12, KNOWN)
    assert (offer.begins, offer.ends) == (5, 12)


def test_an_order_comes_back_as_it_was_written() -> None:
    for sort in Sort:
        for reverse in (False, True):
            assert Order.read(str(Order(sort, reverse=reverse))) == Order(sort, reverse=reverse)
    assert Order.read("sideways") == Order()


@given(typed=st.text("abcd", max_size=7), word=st.text("abcd", max_size=7))
def test_errors_are_counted_as_rapidfuzz_counts_them(typed: str, word: str) -> None:
    assert errors(typed, word) == OSA.distance(typed, word)


def test_short_words_have_no_errors_and_long_ones_two() -> None:
    assert [allowed("x" * length) for length in (3, 4, 7, 8)] == [0, 1, 1, 2]
    assert errors_in("acme", "acme") == 0
    assert errors_in("acem", "acme") == 1
    assert errors_in("kesr", "kestrel") == 1, "not typed to its end yet"
    assert errors_in("acm", "acme") is None
    assert errors_in("kestrel", "ke") is None
    assert errors_in("electrisiti", "electricity") == 2


def test_a_filter_knows_only_its_span() -> None:
    span = Filter(Name.SILENT, ">1d", span=read("silent:>1d").filters[0].span).span
    assert not span.holds(None)
    assert span.holds(NOW - timedelta(days=9))
    assert not span.holds(NOW)
