"""Letters in the core: templates, filling, preflight, and the mailto: link."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.adapters.templates.files import FileTemplates
from companion.core.letter import (
    BODY_WORDS,
    PLACEHOLDERS,
    Finding,
    Letter,
    fill,
    first_name,
    is_address,
    is_header_unsafe,
    parse_template,
    preflight,
)
from companion.core.mailto import mailto_url

RESOURCES = Path(__file__).parents[2] / "resources"
NAMES = ("thank_you", "thank_you_again", "advice", "advice_recruiter")
GOOD = Letter(
    sender="jo@me.example",
    sender_name="Jo Müller",
    recipient="ann@acme.example",
    recipient_name="Dr. Ann Bé",
    subject="Thank you for our conversation",
    body="Dear Ann,\n\nThank you for the talk about Acme. " + "word " * 50 + "\n\nWhat would you learn next?\n\nJo\n",
)
TYPICAL = {
    "first_name": "Ann",
    "company": "Acme",
    "the_role": "the Backend Engineer role",
    "day": "today",
    "my_name": "Jo Müller",
}
SHORTEST = {"first_name": "Al", "company": "X", "the_role": "the role", "day": "today", "my_name": "Jo"}
LONGEST = {
    "first_name": "Anne-Sophie",
    "company": "The Very Large and Very Old International Paper and Printing Company of Northern Europe",
    "the_role": "the Senior Principal Backend and Infrastructure Software Engineer role",
    "day": "on Thu 19 Nov 2026",
    "my_name": "Maria del Carmen de los Santos y Rodríguez",
}
FOREIGN = {
    "first_name": "Đặng",
    "company": "株式会社 日本",
    "the_role": "the role",
    "day": "yesterday",
    "my_name": "Łucja Ż",
}


def findings(letter: Letter, company: str = "Acme") -> list[tuple[str, bool]]:
    return [(finding.field, finding.stops) for finding in preflight(letter, company=company)]


# --- the shipped templates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("values", [TYPICAL, SHORTEST, LONGEST, FOREIGN], ids=["typical", "short", "long", "foreign"])
def test_every_filled_template_passes_preflight(name: str, values: dict[str, str]) -> None:
    template = FileTemplates(RESOURCES).template(name)
    letter = replace(
        GOOD,
        recipient_name=values["first_name"],
        sender_name=values["my_name"],
        subject=fill(template.subject, values),
        body=fill(template.body, values),
    )
    assert preflight(letter, company=values["company"]) == []
    assert letter.body.startswith(f"Dear {values['first_name']},\n\nThank you")
    assert letter.body.endswith(f"\n\nKind regards,\n{values['my_name']}\n")
    assert "{" not in letter.body


@pytest.mark.parametrize("name", NAMES)
def test_every_template_keeps_the_tone(name: str) -> None:
    body = FileTemplates(RESOURCES).template(name).body.casefold()
    banned = ("!", "feedback", "unfortunately", "reconsider", "disappoint", "sadly", "candidate", "please", "at least")
    assert [word for word in banned if word in body] == []
    assert ("advice" in body) == (name != "thank_you_again")
    assert "line" in body, "easy to answer in one line"


@pytest.mark.parametrize("name", ["../advice", "Advice", "", "a/b"])
def test_a_template_outside_the_folder_is_a_bug(name: str) -> None:
    with pytest.raises(ValueError, match="no template"):
        FileTemplates(RESOURCES).template(name)


# --- templates and filling ---------------------------------------------------------------------------------------


def test_a_template_has_a_subject_and_known_placeholders() -> None:
    assert parse_template("Subject: A b c\r\n\r\nDear {first_name}\r\n").body == "Dear {first_name}\n"
    with pytest.raises(ValueError, match="begins with"):
        parse_template("Dear you\n\nbody")
    with pytest.raises(ValueError, match="salary"):
        parse_template("Subject: A b c\n\n{salary}")


@given(values=st.fixed_dictionaries({name: st.text(min_size=1) for name in PLACEHOLDERS}))
def test_a_value_is_never_filled_again(values: dict[str, str]) -> None:
    text = "|".join("{" + name + "}" for name in PLACEHOLDERS)
    assert fill(text, values) == "|".join(values[name] for name in PLACEHOLDERS)
    assert fill("{company}", {"company": "{my_name}", "my_name": "Jo"}) == "{my_name}"


def test_an_empty_value_leaves_its_placeholder_for_preflight() -> None:
    body = fill(GOOD.body.replace("Ann", "{first_name}"), {"first_name": ""})
    assert findings(replace(GOOD, recipient_name="", body=body)) == [("body", True)]


@pytest.mark.parametrize(
    ("name", "first"), [("Dr. Ann Bé", "Ann"), ("ann", "ann"), ("Prof. Dr. Li", "Li"), ("", ""), ("Dr.", "")]
)
def test_the_name_of_a_greeting(name: str, first: str) -> None:
    assert first_name(name) == first


# --- preflight ---------------------------------------------------------------------------------------------------


def test_a_good_letter_has_no_findings() -> None:
    assert preflight(GOOD, company="Acme") == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"recipient": ""}, ("recipient", True)),
        ({"recipient": "ann@acme"}, ("recipient", True)),
        ({"recipient": "a@b.example, c@d.example"}, ("recipient", True)),
        ({"recipient": "no-reply@acme.example"}, ("recipient", True)),
        ({"recipient": "DoNotReply@acme.example"}, ("recipient", True)),
        ({"sender": ""}, ("sender", True)),
        ({"sender": "jo"}, ("sender", True)),
        ({"sender_name": "Jo\nBcc: x@y.example"}, ("sender", True)),
        ({"subject": ""}, ("subject", True)),
        ({"subject": "About {company} and you"}, ("subject", True)),
        ({"subject": "=?UTF-8?Q?Hi=0ABcc:_x@y?="}, ("subject", True)),
        ({"subject": "Thanks"}, ("subject", False)),
        ({"subject": "one two three four five six seven"}, ("subject", False)),
        ({"body": " \n"}, ("body", True)),
        ({"body": GOOD.body.replace("Ann", "Bob")}, ("body", True)),
        ({"body": GOOD.body.replace("talk", "{day}")}, ("body", True)),
        ({"body": GOOD.body.replace("Acme", "Apex")}, ("body", False)),
        ({"body": GOOD.body.replace("word ", "")}, ("body", False)),
        ({"body": GOOD.body.replace("word ", "word word word ")}, ("body", False)),
        ({"body": GOOD.body.replace("?", ".")}, ("body", False)),
        ({"body": GOOD.body.replace("?", "? ? ? ?")}, ("body", False)),
        ({"body": GOOD.body.replace("next?", "next to compete with other candidates?")}, ("body", False)),
        ({"body": GOOD.body.replace("word ", "just checking in ", 1)}, ("body", False)),
    ],
)
def test_each_fault_is_found_alone(change: dict[str, str], found: tuple[str, bool]) -> None:
    assert findings(replace(GOOD, **change)) == [found]


def test_what_stops_comes_first() -> None:
    stops = [stop for _, stop in findings(replace(GOOD, recipient="", subject="Thanks", body="Dear Ann, {day}"))]
    assert stops == sorted(stops, reverse=True)
    assert set(stops) == {True, False}


def test_accents_and_case_do_not_hide_a_name() -> None:
    letter = replace(GOOD, recipient_name="Émile Zola", body=GOOD.body.replace("Dear Ann", "Dear emile"))
    assert preflight(letter, company="ACMÉ") == []


@given(subject=st.text(), body=st.text(), name=st.text(), address=st.text(), company=st.text())
def test_preflight_takes_any_text(subject: str, body: str, name: str, address: str, company: str) -> None:
    letter = Letter(address, name, address, name, subject, body)
    found = preflight(letter, company=company)
    assert all(isinstance(finding, Finding) and finding.sentence.endswith((".", "?")) for finding in found)
    if is_header_unsafe(name) or is_header_unsafe(subject) or not is_address(address):
        assert found[0].stops


@given(words=st.integers(0, 300))
def test_the_length_is_advice_outside_its_range_alone(words: int) -> None:
    body = "Dear Ann, what of Acme? " + "word " * words
    lengths = [
        finding for finding in preflight(replace(GOOD, body=body), company="Acme") if "words" in finding.sentence
    ]
    assert bool(lengths) == (words + 5 not in BODY_WORDS)
    assert not any(finding.stops for finding in lengths)


# --- mailto: -----------------------------------------------------------------------------------------------------


def test_the_link_is_plain_ascii_with_crlf() -> None:
    letter = replace(GOOD, recipient="ann+jobs@acme.example", subject="Q & A = é?", body="Dear Ann,\n\n100 % #1\n")
    assert mailto_url(letter) == (
        "mailto:ann%2Bjobs@acme.example?subject=Q%20%26%20A%20%3D%20%C3%A9%3F"
        "&body=Dear%20Ann%2C%0D%0A%0D%0A100%20%25%20%231%0D%0A"
    )


def test_the_link_without_a_recipient_leaves_it_open() -> None:
    assert mailto_url(replace(GOOD, recipient="")).startswith("mailto:?subject=")


@given(recipient=st.text(), subject=st.text(), body=st.text())
def test_the_link_holds_these_three_and_nothing_else(recipient: str, subject: str, body: str) -> None:
    url = mailto_url(replace(GOOD, recipient=recipient, subject=subject, body=body))
    assert url.isascii()
    parts = urlsplit(url)
    assert (parts.scheme, parts.fragment, parts.netloc) == ("mailto", "", "")
    assert unquote(parts.path) == recipient
    fields = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    lines = body.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    assert fields == {"subject": [subject], "body": [lines]}
