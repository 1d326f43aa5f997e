"""Dates, states, columns and keys of other trackers' tables."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.core import import_dates, import_keys, import_words
from companion.core.application import State
from companion.core.import_dates import OrderSeen
from companion.core.imports import DayOrder, Field, Format, Recognised

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def read(cell: str, order: DayOrder = DayOrder.UNCLEAR) -> str:
    found = import_dates.read(cell, order, BERLIN, now=NOW)
    return "" if found is None else f"{found:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("11/20/24, 8:15 AM", "2024-11-20 07:15:00"),
        ("11/20/24, 8:15\u202fPM", "2024-11-20 19:15:00"),
        ("11/20/24, 12:05 AM", "2024-11-19 23:05:00"),
        ("2026-11-20", "2026-11-20 11:00:00"),
        ("2026-11-20T10:00:00.000Z", "2026-11-20 10:00:00"),
        ("2026-11-20 10:00:00+02:00", "2026-11-20 08:00:00"),
        ("2026/1/2", "2026-01-02 11:00:00"),
        ("20261120", "2026-11-20 11:00:00"),
        ("20.11.2026", "2026-11-20 11:00:00"),
        ("3.4.26 14:30 Uhr", "2026-04-03 12:30:00"),
        ("20/11/2026", "2026-11-20 11:00:00"),
        ("Nov 20, 2024", "2024-11-20 11:00:00"),
        ("20 Nov 2024", "2024-11-20 11:00:00"),
        ("5. März 2025", "2025-03-05 11:00:00"),
        ("1er août 2025", "2025-08-01 10:00:00"),
        ("20 de noviembre de 2024", "2024-11-20 11:00:00"),
        ("Wed, 20 Nov 2024 08:15:00 GMT", "2024-11-20 08:15:00"),
        ("Wed Nov 20 2024 08:15:00 GMT+0100 (CET)", "2024-11-20 07:15:00"),
        ("45250", "2023-11-20 11:00:00"),
        ("45250.25", "2023-11-20 05:00:00"),
        ("1700000000", "2023-11-14 22:13:20"),
        ("1700000000000", "2023-11-14 22:13:20"),
    ],
)
def test_dates(cell: str, moment: str) -> None:
    assert read(cell) == moment


@pytest.mark.parametrize(
    "cell",
    ["", "soon", "32/13/2026", "20.11.1890", "2050-01-01", "März 2025", "12:30", "11/20/24, 25:15", "7", "²/²/²"],
)
def test_what_is_no_date(cell: str) -> None:
    assert read(cell) == ""


@given(st.text(max_size=80))
def test_no_text_breaks_a_date(cell: str) -> None:
    assert read(cell) == read(cell)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)), st.sampled_from(list(DayOrder)))  # noqa: DTZ001
def test_iso_is_read_the_same_in_any_order(moment: datetime, order: DayOrder) -> None:
    moment = moment.replace(tzinfo=UTC, microsecond=0)
    assert import_dates.read(moment.isoformat(), order, BERLIN, now=NOW) == moment


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["3/4/26", "20/4/26"], DayOrder.DAY_FIRST),
        (["3/4/26", "4/20/26"], DayOrder.MONTH_FIRST),
        (["3/4/26"], DayOrder.UNCLEAR),
        (["3/4/26, 8:15 AM"], DayOrder.MONTH_FIRST),
        (["20/4/26", "4/20/26", "3/4/26"], DayOrder.UNCLEAR),
        (["3/3/26", "2026-04-03", "3.4.2026", "none"], None),
    ],
)
def test_a_column_tells_its_order(cells: list[str], order: DayOrder | None) -> None:
    seen = OrderSeen()
    for cell in cells:
        seen.see(cell)
    assert seen.order() is order


def test_only_what_is_unclear_is_read_as_the_user_says() -> None:
    found = Recognised(Format.TABLE, ("a", "b"), {}, orders={"a": DayOrder.UNCLEAR, "b": DayOrder.MONTH_FIRST}).read_as(
        DayOrder.DAY_FIRST
    )
    assert found.orders == {"a": DayOrder.DAY_FIRST, "b": DayOrder.MONTH_FIRST}
    assert found.unclear == ()


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Wishlist", State.SAVED),
        ("BOOKMARKED", State.SAVED),
        ("Merkliste", State.SAVED),
        ("À postuler", State.SAVED),
        ("Applied ✅", State.APPLIED),
        ("Candidature envoyée", State.APPLIED),
        ("Phone screen", State.SCREENING),
        ("Entretien téléphonique", State.SCREENING),
        ("Take-home", State.ASSESSMENT),
        ("Prueba técnica", State.ASSESSMENT),
        ("Interviewing", State.INTERVIEW),
        ("Vorstellungsgespräch", State.INTERVIEW),
        ("Zusage", State.OFFER),
        ("Hired", State.ACCEPTED),
        ("Declined by company", State.REJECTED),
        ("No seleccionada", State.REJECTED),
        ("I Withdrew", State.WITHDRAWN),
        ("Ghosted", State.QUIET),
        ("Sin respuesta", State.QUIET),
        ("Declined", None),
        ("Archived", None),
        ("", None),
    ],
)
def test_states_in_others_words(words: str, state: State | None) -> None:
    assert import_words.state_of(words) is state


def test_our_own_words_are_known() -> None:
    for state in State:
        assert import_words.state_of(state.value) is state
        assert import_words.state_of(state.words) is state
    for field in set(Field) - {Field.PRIVATE, Field.IGNORE, Field.APPLIED_FLAG, Field.CONTACT_SURNAME}:
        assert import_words.meanings(Format.TABLE, (field.words,)) == {field.words: field}


def test_of_two_columns_with_one_meaning_the_first_counts() -> None:
    meant = import_words.meanings(Format.TABLE, ("Company", "Employer", "Notes", "Comments", "x"))
    assert meant == {
        "Company": Field.COMPANY,
        "Employer": Field.IGNORE,
        "Notes": Field.NOTES,
        "Comments": Field.NOTES,
        "x": Field.IGNORE,
    }


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("https://www.linkedin.com/jobs/view/4012345678/?trk=a", "linkedin.com/jobs/view/4012345678"),
        ("http://de.linkedin.com/jobs/view/engineer-at-acme-4012345678", "linkedin.com/jobs/view/4012345678"),
        ("https://www.linkedin.com/jobs/search/?currentJobId=4012345678&x=1", "linkedin.com/jobs/view/4012345678"),
        ("https://boards.greenhouse.io/acme/jobs/12?gh_src=a&utm_source=x", "boards.greenhouse.io/acme/jobs/12"),
        ("https://Example.org/Jobs/?b=2&a=1#top", "example.org/Jobs?a=1&b=2"),
        ("https://de.indeed.com/viewjob?jk=abcdef123456&from=x", "indeed/abcdef123456"),
        ("acme.example/careers", "acme.example/careers"),
        ("https://acme.example/#/job/5", "acme.example#/job/5"),
        ("see mail", ""),
        ("", ""),
    ],
)
def test_an_address_without_what_changes(link: str, key: str) -> None:
    assert import_keys.link_key(link) == key


def test_a_link_that_names_no_posting_does_not_stand_alone() -> None:
    assert import_keys.source_key("https://acme.example/careers", "Acmé GmbH", "Dev", "") == (
        "acme.example/careers|acme gmbh|dev"
    )
    assert import_keys.source_key("https://acme.example/careers/7", "Acmé GmbH", "Dev", "2026-11-20") == (
        "acme.example/careers/7"
    )
    assert import_keys.source_key("", "Acmé GmbH", "C++", "2026-11-20") == "acme gmbh|c|2026-11-20"
    assert import_keys.source_key("", "株式会社", "++", "") == "株式会社|++|"
