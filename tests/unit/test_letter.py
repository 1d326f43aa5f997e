"""Letters in the core: templates in every language, filling, and the mailto: link."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.letters_sample import GOOD

from companion.adapters.templates.files import FileTemplates
from companion.core.languages import LANGUAGES, language_of, letter_day, the_role
from companion.core.letter import (
    PLACEHOLDERS,
    TEMPLATES,
    Letter,
    checked_signature,
    checked_template,
    fill,
    first_name,
    parse_template,
    template_text,
)
from companion.core.mailto import mailto_url
from companion.core.preflight import About, preflight
from companion.core.problem import Problem

RESOURCES = Path(__file__).parents[2] / "resources"
SHIPPED = FileTemplates(RESOURCES, RESOURCES / "none of the user's own")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVERY = [(name, code) for name in TEMPLATES for code in LANGUAGES]
WHO = {
    "typical": ("Ann Bé", "Acme", "Backend Engineer", timedelta(0), "Jo Müller", "+49 30 1234\nhttps://jo.example"),
    "short": ("Al", "X", "", timedelta(0), "Jo", ""),
    "long": (
        "Prof. Dr. Anne-Sophie Freifrau von Großenhausen",
        "The Very Large and Very Old International Paper and Printing Company of Northern Europe",
        "Senior Principal Backend and Infrastructure Software Engineer",
        timedelta(days=400),
        "Maria del Carmen de los Santos y Rodríguez",
        "",
    ),
    "foreign": ("Đặng", "株式会社 日本", "", timedelta(days=1), "Łucja Ż", "ł"),
}
GREETING = {
    "en": "Dear {first_name},",
    "de": "Guten Tag {name},",
    "fr": "Bonjour {name},",
    "es": "Buenos días, {name}:",
}
# words of one language that no letter in another one holds
OF_ONE_LANGUAGE = {
    "en": {"the", "with", "role", "and", "today", "yesterday", "recently"},
    "de": {"die", "und", "ich", "sie", "heute", "gestern", "als"},
    "fr": {"vous", "poste", "hier", "avec", "chez"},
    "es": {"el", "usted", "gracias", "puesto", "ayer", "hoy", "con"},
}


def letter(name: str, code: str, who: str) -> tuple[Letter, str]:
    """A filled template and its company."""
    person, company, role, ago, me, signature = WHO[who]
    language = language_of(code)
    values = {
        "first_name": first_name(person),
        "name": person,
        "company": company,
        "the_role": the_role(role, language),
        "day": letter_day(NOW - ago, language, now=NOW, zone=UTC),
        "my_name": me,
        "signature": signature,
    }
    template = SHIPPED.template(name, code)
    made = replace(
        GOOD,
        recipient_name=person,
        sender_name=me,
        subject=fill(template.subject, values),
        body=fill(template.body, values),
    )
    return made, company


# --- the shipped templates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "code"), EVERY)
@pytest.mark.parametrize("who", WHO)
def test_every_filled_template_passes_preflight(name: str, code: str, who: str) -> None:
    made, company = letter(name, code, who)
    assert preflight(made, About(company, code)) == []
    assert made.body.startswith(fill(GREETING[code], {"first_name": first_name(WHO[who][0]), "name": WHO[who][0]}))
    end = f"\n{WHO[who][4]}\n" + (f"{WHO[who][5]}\n" if WHO[who][5] else "")
    assert made.body.endswith(end)
    assert "{" not in made.body + made.subject


@pytest.mark.parametrize(("name", "code"), EVERY)
def test_a_letter_is_in_one_language(name: str, code: str) -> None:
    body = fill(letter(name, code, "typical")[0].body, {}).casefold()
    words = set(body.replace("\n", " ").replace(",", " ").replace(".", " ").split())
    assert words & OF_ONE_LANGUAGE[code]
    for other, its in OF_ONE_LANGUAGE.items():
        # a word that two languages share says nothing ("die" is English too)
        assert other == code or not words & (its - OF_ONE_LANGUAGE[code] - {"die"}), other


@pytest.mark.parametrize(("name", "code"), EVERY)
def test_every_template_is_polite_and_asks_one_thing(name: str, code: str) -> None:
    template = SHIPPED.template(name, code)
    familiar = {
        "en": (),
        "de": ("du", "dich", "dir", "dein", "deine", "deinem"),
        "fr": ("tu", "te", "toi", "ton", "ta", "tes"),
        "es": ("tú", "te", "ti", "tu", "tus", "contigo"),
    }
    assert not set(template.body.casefold().replace("\n", " ").split()) & set(familiar[code])
    assert "!" not in template.body + template.subject
    assert 1 <= template.body.count("?") <= 3
    thanks = {"en": "Thank you", "de": "ielen Dank", "fr": "Merci", "es": "Gracias"}[code]
    assert thanks in template.body.split("\n\n")[1].split(".")[0], "thanks come first"
    assert template.body.endswith("{my_name}\n{signature}\n")


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_english_template_keeps_the_tone(name: str) -> None:
    body = SHIPPED.template(name, "en").body.casefold()
    banned = ("!", "feedback", "unfortunately", "reconsider", "disappoint", "sadly", "candidate", "please", "at least")
    assert [word for word in banned if word in body] == []
    assert ("advice" in body) == (name in ("thank_you", "advice", "advice_recruiter"))
    assert "line" in body, "easy to answer in one line"


def test_no_person_is_taken_for_a_man_or_a_woman() -> None:
    guesses = {"herr", "frau", "monsieur", "madame", "señor", "señora", "estimado", "estimada", "geehrter", "geehrte"}
    for name, code in EVERY:
        assert not set(SHIPPED.template(name, code).body.casefold().split()) & guesses


@pytest.mark.parametrize("name", ["../advice", "Advice", "", "a/b", "salary"])
def test_a_template_outside_the_folder_is_a_bug(name: str) -> None:
    with pytest.raises(ValueError, match="no template"):
        SHIPPED.template(name, "en")
    with pytest.raises(ValueError, match="no letters in"):
        SHIPPED.template("advice", "../en")


# --- roles and days ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "role", "words"),
    [
        ("en", "Baker", "the Baker role"),
        ("en", "", "the role"),
        ("de", "Bäckerin", "die Stelle als Bäckerin"),
        ("fr", "développeuse", "le poste de développeuse"),
        ("fr", "architecte", "le poste d’architecte"),
        ("fr", "Hôte d’accueil", "le poste d’Hôte d’accueil"),
        ("fr", "Head of Sales", "le poste de Head of Sales"),
        ("es", "panadera", "el puesto de panadera"),
        ("es", "{company}", "el puesto de {company}"),
    ],
)
def test_a_role_in_each_language(code: str, role: str, words: str) -> None:
    assert the_role(role, language_of(code)) == words


@pytest.mark.parametrize(
    ("code", "day", "words"),
    [
        ("en", "2026-11-23", "today"),
        ("en", "2026-11-01", "on 1 November"),
        ("de", "2026-11-22", "gestern"),
        ("de", "2026-10-03", "am 3. Oktober"),
        ("fr", "2026-11-01", "le 1er novembre"),
        ("fr", "2025-08-02", "le 2 août 2025"),
        ("es", "2025-05-03", "el 3 de mayo de 2025"),
        ("es", "2026-11-23", "hoy"),
    ],
)
def test_a_day_in_each_language(code: str, day: str, words: str) -> None:
    moment = datetime.fromisoformat(f"{day}T10:00:00+00:00")
    assert letter_day(moment, language_of(code), now=NOW, zone=UTC) == words


def test_the_first_language_that_there_is_counts() -> None:
    assert language_of("", "fr_CA.UTF-8").code == "fr"
    assert language_of("pt", "DE").code == "de"
    assert language_of("", "klingon").code == "en"


# --- templates and filling ---------------------------------------------------------------------------------------


def test_a_template_has_a_subject_and_known_placeholders() -> None:
    assert parse_template("Subject: A b c\r\n\r\nDear {first_name}\r\n").body == "Dear {first_name}\n"


@pytest.mark.parametrize(
    ("text", "field", "says"),
    [
        ("Dear you\n\nbody", "subject", "begins with"),
        ("Subject: \n\nbody", "subject", "The subject is empty."),
        ("Subject: A b c\n\n \n", "body", "The letter is empty."),
        ("Subject: A b c\n\n{salary}", "body", "“{salary}” is none"),
        ("Subject: {First_Name} b c\n\nbody", "subject", "“{First_Name}” is none"),
        ("Subject: A b c\n\nDear { name }", "body", "“{ name }” is none"),
        ("Subject: A b c\n\nDear \u202eann", "body", "can't be seen"),
        ("Subject: =?utf-8?q?x?=\n\nDear Ann", "subject", "can't be seen or sent"),
        ("Subject: A b c\n\n" + "x" * 20_001, "body", "20,002 characters"),
    ],
)
def test_what_is_wrong_with_a_template_is_told_with_its_field(text: str, field: str, says: str) -> None:
    with pytest.raises(Problem, match=says.replace("{", r"\{")) as told:
        parse_template(text)
    assert told.value.field == field


@pytest.mark.parametrize(("name", "code"), EVERY)
def test_a_template_reads_back_from_its_own_text(name: str, code: str) -> None:
    template = SHIPPED.template(name, code)
    assert parse_template(template_text(template)) == template
    assert checked_template(f" {template.subject} ", f"\r\n{template.body}\n") == template


@given(values=st.fixed_dictionaries({name: st.text(min_size=1) for name in PLACEHOLDERS}))
def test_a_value_is_never_filled_again(values: dict[str, str]) -> None:
    text = "|".join("{" + name + "}" for name in PLACEHOLDERS)
    assert fill(text, values) == "|".join(values[name] for name in PLACEHOLDERS)
    assert fill("{company}", {"company": "{my_name}", "my_name": "Jo"}) == "{my_name}"


WORDS = st.text(st.characters(exclude_characters="{}"), min_size=1)


@given(
    values=st.fixed_dictionaries(dict.fromkeys(PLACEHOLDERS, WORDS)),
    signature=st.sampled_from(["", "Jo\n+49"]),
    which=st.sampled_from(EVERY),
)
def test_nothing_is_left_to_be_filled(values: dict[str, str], signature: str, which: tuple[str, str]) -> None:
    template = SHIPPED.template(*which)
    filled = fill(template.subject + template.body, {**values, "signature": signature})
    assert "{" not in filled
    assert "}" not in filled


def test_an_empty_signature_takes_its_line_along() -> None:
    assert fill("{my_name}\n{signature}\n", {"my_name": "Jo", "signature": ""}) == "Jo\n"
    assert fill("{my_name}\n{signature}\n", {"my_name": "Jo", "signature": "a\nb"}) == "Jo\na\nb\n"
    assert fill("{my_name}\n{signature}\n", {"my_name": "Jo"}) == "Jo\n{signature}\n"


def test_a_signature_is_lines_that_can_be_seen() -> None:
    assert checked_signature(" +49 30  \r\nhttps://jo.example \n") == "+49 30\nhttps://jo.example"
    with pytest.raises(Problem, match="Line 2 holds") as told:
        checked_signature("a\n\u202eb")
    assert told.value.field == "signature"
    with pytest.raises(Problem, match="1,001 characters"):
        checked_signature("x" * 1001)


@pytest.mark.parametrize(
    ("name", "first"),
    [("Dr. Ann Bé", "Ann"), ("ann", "ann"), ("Prof. Dr. Li", "Li"), ("Frau Özil", "Özil"), ("", ""), ("Dr.", "")],
)
def test_the_name_of_a_greeting(name: str, first: str) -> None:
    assert first_name(name) == first


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
