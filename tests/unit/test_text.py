"""Text from outside: kept whole or refused with a sentence, never cut, never harmful."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.core.problem import Problem
from companion.core.text import LINE_LIMIT, PARAGRAPH_LIMIT, folded, line, paragraph

# Text with much of what makes text difficult in it.
NASTY = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(
            "\x00\x07\x1b\x7f\x85\x9f\r\n\t\v\f \u00a0\u2028\u202e\u2066\u2069\u0301\u0308\u0345\u1100\u1161"
        ),
        st.sampled_from("eaoİßſΣςאש"),
    ),
    max_size=150,
)


def as_line(value: str, *, required: bool = False) -> str:
    return line(value, "The name", field="name", required=required)


def as_paragraph(value: str) -> str:
    return paragraph(value, "The note", field="note")


def holds_control(value: str, allowed: str = "") -> bool:
    overrides = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
    return any(c not in allowed and (unicodedata.category(c) == "Cc" or c in overrides) for c in value)


@given(NASTY)
def test_a_line_is_tidy_and_stays_so(value: str) -> None:
    tidy = as_line(value)
    assert as_line(tidy) == tidy
    assert unicodedata.is_normalized("NFC", tidy)
    assert not holds_control(tidy)
    assert tidy == " ".join(tidy.split())


@given(NASTY)
def test_a_paragraph_is_tidy_and_stays_so(value: str) -> None:
    tidy = as_paragraph(value)
    assert as_paragraph(tidy) == tidy
    assert unicodedata.is_normalized("NFC", tidy)
    assert not holds_control(tidy, "\n\t")


def test_a_mark_after_a_dropped_control_is_composed() -> None:
    assert as_paragraph("Caf\x00e\x00\u0301") == "Caf\u00e9"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=LINE_LIMIT))
def test_what_people_write_is_kept_whole(value: str) -> None:
    assert as_line(value) == unicodedata.normalize("NFC", value)
    assert as_paragraph(value) == unicodedata.normalize("NFC", value)


@pytest.mark.parametrize(
    ("value", "tidy"),
    [
        ("  Acme \t\r\n  GmbH ", "Acme GmbH"),
        ("Mu\u0308ller & <b>So\u0308hne</b>", "Müller & <b>Söhne</b>"),
        ("מגדל \u202eevil\u202c שמש", "מגדל evil שמש"),
        ("شركة أكمي", "شركة أكمي"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("👩\u200d💻 Ltd", "👩\u200d💻 Ltd"),
        ("one\u2028two", "one two"),
    ],
)
def test_lines_by_example(value: str, tidy: str) -> None:
    assert as_line(value) == tidy


def test_a_paragraph_keeps_its_lines() -> None:
    assert as_paragraph("\r\n a\r\nb\rc\n\n\td\x07\n") == "a\nb\nc\n\n\td"


@pytest.mark.parametrize("value", ["", " \t\n", "\x00\x01", "\u202e", "\u200b\u200b", "\u00a0\u3000"])
def test_nothing_that_can_be_seen_is_empty(value: str) -> None:
    with pytest.raises(Problem, match="The name is empty") as told:
        as_line(value, required=True)
    assert told.value.field == "name"


@pytest.mark.parametrize("value", ["\ud800", "a\udcffb"])
def test_half_a_character_is_refused(value: str) -> None:
    for read in (as_line, as_paragraph):
        with pytest.raises(Problem, match="bytes that are not text") as told:
            read(value)
        assert told.value.field in ("name", "note")
        told.value.sentence.encode("utf-8")


def test_too_much_is_refused_with_its_size_and_never_cut() -> None:
    megabyte = "x" * 1_000_000
    with pytest.raises(Problem, match=r"1,000,000 characters; up to 200 fit\. Nothing was saved"):
        as_line(megabyte)
    with pytest.raises(Problem, match=r"1,000,000 characters; up to 20,000 fit"):
        as_paragraph(megabyte)
    assert as_line("x" * LINE_LIMIT) == "x" * LINE_LIMIT
    assert as_paragraph("x" * PARAGRAPH_LIMIT) == "x" * PARAGRAPH_LIMIT
    with pytest.raises(Problem):
        as_line("x" * (LINE_LIMIT + 1))
    with pytest.raises(Problem):
        as_paragraph("x" * (PARAGRAPH_LIMIT + 1))


@given(NASTY)
def test_folding_twice_is_folding_once(value: str) -> None:
    assert folded(folded(value)) == folded(value)


@given(NASTY)
def test_case_does_not_matter_when_folded(value: str) -> None:
    assert folded(value.casefold()) == folded(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "muller"),
        ("STRASSE", "Straße"),
        ("Café", "Cafe\u0301"),
        ("Ａcme", "acme"),
        ("㎒", "MHz"),
        ("Łódź", "łodz"),
        ("Ǆ", "dz"),
    ],
)
def test_spellings_that_are_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)
