"""What a posting says of itself: its data for search engines, its tags, its address, its first lines."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from companion.core import posting_page, text
from companion.core.posting import PostingSource

JOB: dict[str, object] = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Backend &amp; Data Engineer",
    "description": "&lt;p&gt;We build &lt;b&gt;kites&lt;/b&gt;.&lt;/p&gt;"
    "&lt;ul&gt;&lt;li&gt;Python&lt;/li&gt;&lt;/ul&gt;",
    "hiringOrganization": {"@type": "Organization", "name": "Kestrel Labs", "sameAs": "https://kestrel.example"},
    "jobLocation": {
        "@type": "Place",
        "address": {"@type": "PostalAddress", "addressLocality": "Berlin", "addressCountry": {"name": "DE"}},
    },
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "minValue": 60000, "maxValue": "75000", "unitText": "YEAR"},
    },
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "datePosted": "2026-11-01T08:00:00Z",
    "validThrough": "2026-12-24",
    "url": "https://kestrel.example/jobs/7?utm_source=x",
}


def page(data: object, head: str = "") -> str:
    script = data if isinstance(data, str) else json.dumps(data)
    return f'<!DOCTYPE html><html><head>{head}<script type="application/ld+json">{script}</script></head></html>'


def test_the_pages_own_data() -> None:
    found = posting_page.read(page(JOB))
    assert (found.found_in, found.company, found.role) == (
        PostingSource.DATA,
        "Kestrel Labs",
        "Backend & Data Engineer",
    )
    assert (found.place, found.salary) == ("Berlin, DE", "60,000–75,000 EUR a year")
    assert (found.employment, found.posted_on, found.open_until) == (
        "Full time, contractor",
        date(2026, 11, 1),
        date(2026, 12, 24),
    )
    assert found.text == "We build kites.\n\n• Python"
    assert (found.link, found.guessed) == ("https://kestrel.example/jobs/7?utm_source=x", frozenset())


@pytest.mark.parametrize(
    "data",
    [
        {"@graph": [{"@type": "WebSite", "name": "x"}, JOB]},
        [{"@type": "Organization", "name": "x"}, JOB],
        {"@type": "WebPage", "mainEntity": {"@type": ["Thing", "http://schema.org/JobPosting"], **JOB}},
        f"<!-- {json.dumps(JOB)} -->",
        f"//<![CDATA[\n{json.dumps(JOB)}\n//]]>",
        f"{json.dumps(JOB)};",
        json.dumps(JOB).replace("&", "&amp;").replace('"', "&quot;"),
        json.dumps({**JOB, "skills": "a\nb"}).replace("\\n", "\n"),
    ],
)
def test_wherever_it_sits(data: object) -> None:
    found = posting_page.read(page(data))
    assert (found.company, found.posted_on) == ("Kestrel Labs", date(2026, 11, 1))


def test_of_several_the_one_of_this_address() -> None:
    other = {**JOB, "title": "Cook", "url": "https://kestrel.example/jobs/8"}
    source = page([JOB, other])
    assert posting_page.read(source, "https://www.kestrel.example/jobs/8?ref=mail").role == "Cook"
    assert posting_page.read(source).role == "Backend & Data Engineer"


@pytest.mark.parametrize(
    ("changes", "place", "salary"),
    [
        ({"jobLocation": "Oslo", "baseSalary": "70k"}, "Oslo", "70k"),
        ({"jobLocation": [{"address": "Oslo"}, {"name": "Bergen"}], "baseSalary": None}, "Oslo; Bergen", ""),
        (
            {
                "jobLocation": None,
                "jobLocationType": "TELECOMMUTE",
                "applicantLocationRequirements": [{"@type": "Country", "name": "Spain"}],
                "baseSalary": {"currency": "EUR", "value": {"value": 25.5, "unitText": "HOUR"}},
            },
            "Remote (Spain)",
            "25.50 EUR an hour",
        ),
        (
            {"jobLocation": {}, "baseSalary": {"minValue": 1000, "maxValue": 1000, "unitText": "MONTH"}},
            "",
            "1,000 a month",
        ),
        ({"jobLocation": 7, "baseSalary": {"value": {"minValue": 0}}}, "7", ""),
    ],
)
def test_places_and_salaries_in_their_many_forms(changes: dict[str, object], place: str, salary: str) -> None:
    found = posting_page.read(page({**JOB, **changes}))
    assert (found.place, found.salary) == (place, salary)


@pytest.mark.parametrize("organization", ["Kestrel Labs", ["Kestrel Labs"], [{"name": "Kestrel Labs"}]])
def test_an_organization_in_its_many_forms(organization: object) -> None:
    assert posting_page.read(page({**JOB, "hiringOrganization": organization})).company == "Kestrel Labs"


def test_without_data_the_tags_then_the_address_are_a_guess() -> None:
    tags = (
        '<meta content="Kestrel &amp; Co" property="og:site_name"><meta property="og:title" content="Cook | Kestrel">'
    )
    found = posting_page.read(f"<html><head>{tags}</head><body><p>We cook.</p></body></html>")
    assert (found.found_in, found.company, found.role, found.text) == (
        PostingSource.PAGE,
        "Kestrel & Co",
        "Cook",
        "We cook.",
    )
    assert "company" in found.guessed
    bare = posting_page.read("<html><title>Cook – Jobs</title></html>", "https://careers.kestrel-labs.example/7")
    assert (bare.company, bare.role) == ("Kestrel Labs", "Cook")


@pytest.mark.parametrize(
    ("title", "link", "company", "role", "source"),
    [
        (
            "Kestrel Labs hiring Cook in Berlin, Germany | LinkedIn",
            "https://www.linkedin.com/jobs/view/1",
            "Kestrel Labs",
            "Cook",
            "LinkedIn",
        ),
        (
            "Job Application for Cook at Kestrel Labs",
            "https://boards.greenhouse.io/k/jobs/1",
            "Kestrel Labs",
            "Cook",
            "",
        ),
        ("Cook", "https://jobs.lever.co/kestrel-labs/1", "Kestrel Labs", "Cook", ""),
        ("Cook", "https://kestrel.teamtailor.com/jobs/1", "Kestrel", "Cook", ""),
        ("Cook - Indeed.com", "https://de.indeed.com/viewjob?jk=1", "", "Cook - Indeed.com", "Indeed"),
        ("Cook bei Kestrel", "https://www.stepstone.de/1", "Kestrel", "Cook", "StepStone"),
        ("Cook", "https://kestrel.co.uk/jobs", "Kestrel", "Cook", ""),
    ],
)
def test_boards_are_the_source_and_not_the_company(title: str, link: str, company: str, role: str, source: str) -> None:
    found = posting_page.read(f"<html><head><title>{title}</title></head></html>", link)
    assert (found.company, found.source) == (company, source)
    assert found.role.startswith(role.partition(" - ")[0])


def test_plain_text_is_guessed_from_its_first_lines() -> None:
    found = posting_page.read("Cook (all genders)\nKestrel Labs\n\nWe cook.\nhttps://kestrel.example/jobs/7.\n")
    assert (found.found_in, found.role, found.company) == (PostingSource.TEXT, "Cook (all genders)", "Kestrel Labs")
    assert (found.link, found.text.splitlines()[-2]) == ("https://kestrel.example/jobs/7", "We cook.")
    assert {"company", "role"} <= found.guessed


def test_labels_in_plain_text_count_more() -> None:
    found = posting_page.read("Stellenangebot\n\nUnternehmen: Müller & Söhne\nPosition: Tischlerin\nOrt: Köln\n")
    assert (found.company, found.role, found.place) == ("Müller & Söhne", "Tischlerin", "Köln")
    assert not {"company", "role", "place"} & found.guessed


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        (" https://kestrel.example/jobs/7\n", "https://kestrel.example/jobs/7"),
        ("see https://kestrel.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_address_alone(pasted: str, address: str) -> None:
    assert posting_page.address_in(pasted) == address


@pytest.mark.parametrize(
    "data", ["{", "[" * 100_000, "null", '{"@type": "JobPosting", "title": {"name": []}}', "1e999"]
)
def test_broken_data_is_passed_over(data: str) -> None:
    assert posting_page.read(page(data, "<title>Cook</title>")).company == ""


@given(st.text(max_size=300), st.sampled_from(["", "<html>", '<script type="application/ld+json">', "<meta "]))
@example("\ud800", "<html>")
def test_any_text_is_read_within_the_limits(pasted: str, head: str) -> None:
    found = posting_page.read(head + pasted)
    assert all(len(line) <= text.LINE_LIMIT for line in (found.company, found.role, found.place, found.salary))
    assert len(found.text) <= text.PARAGRAPH_LIMIT


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*JOB, "name", "value"]), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(list(JOB)), JSON))
def test_any_shape_of_data_is_read(changes: dict[str, object]) -> None:
    found = posting_page.read(page({**JOB, **changes, "@type": "JobPosting"}))
    assert len(found.company) <= text.LINE_LIMIT
