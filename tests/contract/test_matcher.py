"""The matcher: what somebody types finds the application they mean, and nothing else."""

from __future__ import annotations

import string
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from companion.adapters.matching import RapidfuzzMatcher
from companion.core.application import Candidate
from companion.core.text import folded

LIST = tuple(
    Candidate(str(number), company, role, people)
    for number, (company, role, people) in enumerate(
        (
            ("Mac Ac Tools", "Welder", ""),
            ("Bolt", "Backend Engineer", "Anna Acheson"),
            ("Acme", "Engineer", "Jörg Müßig, Dana Scully"),
            ("Google", "Site Reliability Engineer", ""),
            ("Müller GmbH", "Accountant", "Zoë Brandt"),
            ("Deutsche Bahn", "Planner", ""),
            ("OpenAI", "Writer", ""),
            ("Łódź Works", "Designer", ""),
            ("IBM", "Analyst", ""),
        )
    )
)


def found(typed: str, candidates: tuple[Candidate, ...] = LIST, limit: int = 5) -> list[str]:
    return [candidate.company for candidate in RapidfuzzMatcher().best(typed, candidates, limit=limit)]


@pytest.mark.parametrize(
    ("typed", "company"),
    [
        ("ac", "Acme"),
        ("Amce", "Acme"),
        ("ACME", "Acme"),
        ("Gogle", "Google"),
        ("gogl", "Google"),
        ("Mueller", "Müller GmbH"),
        ("muller", "Müller GmbH"),
        ("mül", "Müller GmbH"),
        ("gmbh müller", "Müller GmbH"),
        ("Bahn Deutsche", "Deutsche Bahn"),
        ("bahn deu", "Deutsche Bahn"),
        ("open ai", "OpenAI"),
        ("deutschebahn", "Deutsche Bahn"),
        ("lodz", "Łódź Works"),
        ("ibm", "IBM"),
        ("acme engineer", "Acme"),
        ("engineer acme", "Acme"),
        ("Acme Inc", "Acme"),
        ("Acme site engineer", "Acme"),
        ("scully", "Acme"),
        ("jorg", "Acme"),
        ("zoe brandt", "Müller GmbH"),
        ("accountant", "Müller GmbH"),
        ("acountant", "Müller GmbH"),
    ],
)
def test_finds_first(typed: str, company: str) -> None:
    assert found(typed)[:1] == [company]


@pytest.mark.parametrize("typed", ["Zyxwvu", "qq", "Initech", "GmbH", "!!!", "12345", "Foo Engineer", "x" * 100_000])
def test_offers_nothing_that_does_not_resemble_it(typed: str) -> None:
    expected = ["Müller GmbH"] if typed == "GmbH" else []
    assert found(typed) == expected


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_gives_the_first_as_they_are(typed: str) -> None:
    assert found(typed, limit=3) == [candidate.company for candidate in LIST[:3]]


def test_gives_no_more_than_asked_for() -> None:
    assert len(found("engineer", limit=2)) == 2
    assert found("engineer", limit=0) == []
    assert found("acme", ()) == []


def test_company_comes_before_people_before_role() -> None:
    same = (Candidate("1", "X", "Curie", ""), Candidate("2", "Y", "", "Curie"), Candidate("3", "Curie", "", ""))
    assert found("curie", same) == ["Curie", "Y", "X"]


def test_equals_keep_their_order() -> None:
    same = tuple(Candidate(str(number), "Acme", f"Job {number}", "") for number in range(5))
    assert RapidfuzzMatcher().best("acme", same, limit=5) == same


def test_one_matcher_serves_changing_candidates() -> None:
    matcher = RapidfuzzMatcher()
    for candidates in (LIST, LIST[:2], LIST):
        best = matcher.best("google", candidates, limit=1)
        assert best == tuple(c for c in candidates if c.company == "Google")
    growing = list(LIST[:2])
    assert matcher.best("google", growing, limit=1) == ()
    growing.append(LIST[3])
    assert matcher.best("google", growing, limit=1) == (LIST[3],)


companies = st.text(string.ascii_letters + "äöüéñ ", min_size=5, max_size=18).map(lambda name: " ".join(name.split()))


def letters(name: str) -> str:
    return folded(name).replace(" ", "")


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[list[str], int, str]:
    """Companies that one or two typing errors cannot turn into each other, one of them, and it with one error."""
    names = draw(st.lists(companies.filter(lambda name: len(letters(name)) >= 5), min_size=1, max_size=8))
    assume(all(OSA.distance(letters(one), letters(two)) > 3 for one, two in combinations(names, 2)))
    which = draw(st.integers(0, len(names) - 1))
    name = names[which]
    at = draw(st.integers(0, len(name) - 2))
    extra = draw(st.sampled_from(string.ascii_lowercase))
    error = draw(st.sampled_from(("insert", "delete", "swap")))
    typed = {
        "insert": name[:at] + extra + name[at:],
        "delete": name[:at] + name[at + 1 :],
        "swap": name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    }[error]
    return names, which, typed


@given(mistyped())
def test_one_typing_error_still_finds_the_company_first(case: tuple[list[str], int, str]) -> None:
    names, which, typed = case
    candidates = tuple(Candidate(str(number), name, "Engineer", "") for number, name in enumerate(names))
    assert found(typed, candidates)[:1] == [names[which]]
