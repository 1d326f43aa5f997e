"""Which names mean one company, and what is said about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.core.application import ApplicationRow, State
from companion.core.company import before_here, company_words, same_company, words_to_find
from companion.core.problem import Problem
from companion.core.tags import MOST_TAGS, tidy_tags

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "other",
    [
        "acme",
        "ACME GmbH",
        "Acme G.m.b.H.",
        "Acme GmbH & Co. KG",
        "Acmé, Inc.",
        "Acme Ltd",
        "Acme LLC",
        "Acme L.L.C.",
        "Acme AG",
        "Acme SE",
        "Acme S.A.",
        "Acme S.à r.l.",
        "Acme Sp. z o.o.",
        "Acme und Co.",
        "The Acme Company",
        "  Acme   Pty. Ltd. ",
        "Acme (Limited)",
        "Acme e.K.",
        "Acme UG (haftungsbeschränkt)",
    ],
)
def test_a_legal_form_makes_no_other_company(other: str) -> None:
    assert same_company("Acme", other)
    assert words_to_find(other)[0].casefold() in ("acme", "acmé")
    assert len(words_to_find(other)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acme Energy GmbH"),
        ("AG", "SE"),
        ("Limited", "Acme Limited"),
        ("Inc Magazine", "Magazine"),
        ("+++", "###"),
        ("", "Acme"),
    ],
)
def test_other_names_are_other_companies(one: str, other: str) -> None:
    assert not same_company(one, other)


def test_a_name_that_is_a_form_stays() -> None:
    assert company_words("AG") == ("ag",)
    assert company_words("The") == ("the",)
    assert company_words("Straßen & Brücken AG") == ("strassen", "brucken")
    assert words_to_find("Straßen & Brücken AG") == ("Straßen", "Brücken")


@given(st.text(max_size=40))
def test_any_name_is_the_same_as_itself(name: str) -> None:
    assert same_company(name, name)
    assert same_company(name, f"  {name.upper().lower()} ") or name.upper().lower() != name.lower()


def test_what_happened_there_is_told_in_one_line() -> None:
    rows = (
        ApplicationRow("a", "Acme", "Baker", "", State.INTERVIEW, datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ApplicationRow("b", "Acme", "", "", State.SAVED, None),
    )
    assert before_here(rows, NOW, UTC) == "Baker: Interview, yesterday · Saved"


def test_tags_are_tidy_and_kept_once() -> None:
    assert tidy_tags(["Remote, #go ;  go", "remote", "Öl", "ol"]) == ("Remote", "go", "Öl")
    with pytest.raises(Problem, match="up to 40 fit") as told:
        tidy_tags(["x" * 41])
    assert told.value.field == "tags"
    with pytest.raises(Problem, match="up to 30 tags; there are 31"):
        tidy_tags([f"t{n}" for n in range(MOST_TAGS + 1)])
