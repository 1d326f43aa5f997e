"""Preflight: each fault by its field and its place, in the language of the letter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.letters_sample import GOOD

from companion.core.letter import Finding, Letter, fill, is_address, is_header_unsafe
from companion.core.preflight import BODY_WORDS, About, preflight, questions_in

ABOUT = About("Acme")


def findings(letter: Letter, about: About = ABOUT) -> list[tuple[str, bool]]:
    return [(finding.field, finding.stops) for finding in preflight(letter, about)]


def marked(letter: Letter, about: About = ABOUT) -> list[str]:
    """The words that the findings are about."""
    texts = {"subject": letter.subject, "body": letter.body}
    return [texts[f.field][f.start : f.end] for f in preflight(letter, about) if f.end]


def test_an_empty_value_leaves_its_placeholder_for_preflight() -> None:
    body = fill(GOOD.body.replace("Ann", "{first_name}"), {"first_name": ""})
    assert findings(replace(GOOD, recipient_name="", body=body)) == [("body", True)]


def test_a_good_letter_has_no_findings() -> None:
    assert preflight(GOOD, ABOUT) == []


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
        ({"body": GOOD.body.replace("word ", "you must word ", 1)}, ("body", False)),
        ({"body": GOOD.body.replace("word ", "word\u202e ", 1)}, ("body", True)),
        ({"body": GOOD.body.replace("word ", "word\0 ", 1)}, ("body", True)),
        ({"subject": "Thank you \u202efor our conversation"}, ("subject", True)),
        ({"recipient_name": "Ann \u2066Bé"}, ("recipient", True)),
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
    assert preflight(letter, About("ACMÉ")) == []


@given(subject=st.text(), body=st.text(), name=st.text(), address=st.text(), company=st.text())
def test_preflight_takes_any_text(subject: str, body: str, name: str, address: str, company: str) -> None:
    letter = Letter(address, name, address, name, subject, body)
    found = preflight(letter, About(company))
    assert all(isinstance(finding, Finding) and finding.sentence.endswith((".", "?")) for finding in found)
    if is_header_unsafe(name) or is_header_unsafe(subject) or not is_address(address):
        assert found[0].stops


@given(words=st.integers(0, 300))
def test_the_length_is_advice_outside_its_range_alone(words: int) -> None:
    body = "Dear Ann, what of Acme? " + "word " * words
    lengths = [finding for finding in preflight(replace(GOOD, body=body), ABOUT) if "words" in finding.sentence]
    assert bool(lengths) == (words + 5 not in BODY_WORDS)
    assert not any(finding.stops for finding in lengths)


# --- places ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"subject": "About {company} and you"}, "{company}"),
        ({"body": GOOD.body.replace("talk", "{day}")}, "{day}"),
        ({"body": GOOD.body.replace("Ann", "Bob")}, "Dear Bob,"),
        ({"body": GOOD.body.replace("next?", "next to compete with other candidates?")}, "other candidates"),
        ({"body": GOOD.body.replace("word ", "just checking in ", 1)}, "just checking"),
        ({"body": GOOD.body.replace("word ", "word\u202e ", 1)}, "\u202e"),
        ({"body": "\U0001f600\n" + GOOD.body.replace("talk", "{day}"), "recipient_name": ""}, "{day}"),
    ],
)
def test_a_finding_names_its_place(change: dict[str, str], place: str) -> None:
    assert marked(replace(GOOD, **change)) == [place]


def test_a_placeholder_that_stands_twice_is_told_once_where_it_stands_first() -> None:
    body = GOOD.body.replace("talk", "{day} {company}").replace("next?", "{day}?")
    (day, company) = preflight(replace(GOOD, body=body), ABOUT)
    assert (day.sentence, company.sentence) == (
        "“{day}” is still to be filled in.",
        "“{company}” is still to be filled in.",
    )
    assert day.start == body.index("{day}")


def test_a_title_is_no_name() -> None:
    assert marked(replace(GOOD, body=GOOD.body.replace("Dear Ann", "Dear Dr. Bob"))) == ["Dear Dr. Bob,"]
    assert findings(replace(GOOD, body=GOOD.body.replace("Dear Ann", "Dear Dr. Bé"))) == []


# --- the letter's own language -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", "the other applicants"),
        ("en", "than me"),
        ("en", "You promised"),
        ("en", "as soon as possible"),
        ("en", "I hope this finds you well"),
        ("de", "andere Bewerber"),
        ("de", "besser als"),
        ("de", "Sie müssen"),
        ("de", "umgehend"),
        ("de", "wollte nur kurz nachfragen"),
        ("fr", "les autres candidats"),
        ("fr", "mieux que moi"),
        ("fr", "vous devez"),
        ("fr", "dans les plus brefs délais"),
        ("fr", "je voulais juste"),
        ("es", "otros candidatos"),
        ("es", "mejor que"),
        ("es", "usted debe"),
        ("es", "lo antes posible"),
        ("es", "solo quería"),
    ],
)
def test_manner_is_judged_in_each_language(code: str, words: str) -> None:
    letter = replace(GOOD, body=GOOD.body.replace("word ", f"{words} ", 1))
    (finding,) = preflight(letter, About("Acme", code))
    assert not finding.stops
    assert letter.body[finding.start : finding.end].casefold() in words.casefold()


def test_a_word_is_judged_in_its_own_language_alone() -> None:
    german = replace(GOOD, body=GOOD.body.replace("word ", "umgehend ", 1))
    assert preflight(german, About("Acme", "en")) == []
    assert preflight(german, About("Acme", "xx")) == []


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("What now?", 1),
        ("¿Y ahora? ¿Cuándo?", 2),
        ("Et maintenant\u00a0? Quand\u202f?", 2),
        ("« Quand\u00a0? »", 1),
        ("Really?? Well?!", 1),
        ("See https://jo.example/?id=1 for more.", 0),
        ("“Why?” she asked.", 1),
        ("", 0),
    ],
)
def test_questions_are_counted_as_they_are_written(text: str, questions: int) -> None:
    assert questions_in(text) == questions


def test_french_and_spanish_words_are_counted_as_they_are_written() -> None:
    sentence = "L’équipe d’Acme a-t-elle aujourd’hui «\u00a0fini\u00a0»\u00a0: oui\u00a0! "
    body = "Dear Ann,\n" + sentence * 7 + "x\u00a0?"
    assert "The letter has 45 words" in " ".join(f.sentence for f in preflight(replace(GOOD, body=body), ABOUT))


# --- one request for advice, the right company -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("en", "May I ask for your advice?", "Would you recommend a course?"),
        ("de", "Darf ich Sie um einen Rat bitten?", "Was würden Sie mir empfehlen?"),
        ("fr", "Puis-je vous demander un conseil\u00a0?", "Que recommandez-vous\u00a0?"),
        ("es", "¿Puedo pedirle un consejo?", "¿Qué me recomienda?"),
    ],
)
def test_advice_is_asked_for_once(code: str, first: str, second: str) -> None:
    one = replace(GOOD, body=GOOD.body.replace("What would you learn next?", first))
    two = replace(GOOD, body=GOOD.body.replace("What would you learn next?", f"{first} {second}"))
    assert preflight(one, About("Acme", code)) == []
    (twice,) = preflight(two, About("Acme", code))
    assert twice.sentence == "The letter asks for advice twice. One request gets an answer sooner."
    assert two.body[twice.start : twice.end].strip().strip("¿") == second.strip("¿")
    (again,) = preflight(one, About("Acme", code, advice_asked=True))
    assert again.sentence == "You asked for advice about this application before. One request is enough."
    assert not again.stops
    assert preflight(GOOD, About("Acme", code, advice_asked=True)) == []


def test_another_company_stops_the_letter_that_does_not_name_its_own() -> None:
    others = ("Bolt", "Acme Labs", "Line", "Bé")
    taken_over = replace(GOOD, body=GOOD.body.replace("Acme", "Bolt"))
    assert findings(taken_over, About("Acme", others=others)) == [("body", True), ("body", False)]
    assert marked(taken_over, About("Acme", others=others)) == ["Bolt"]
    both = replace(GOOD, body=GOOD.body.replace("Acme", "Acme and Bolt"))
    assert findings(both, About("Acme", others=others)) == [("body", False)]
    assert findings(GOOD, About("Acme", others=others)) == []
    assert findings(replace(GOOD, body=GOOD.body.replace("word ", "line ")), About("Acme", others=others)) == []
    assert marked(replace(GOOD, subject="About Bolt and you"), About("Acme", others=others)) == ["Bolt"]


def test_a_part_of_the_own_name_is_no_other_company() -> None:
    letter = replace(GOOD, body=GOOD.body.replace("Acme", "Acme Labs"))
    assert findings(letter, About("Acme Labs", others=("Acme", "Labs"))) == []
    assert findings(letter, About("Acme", others=("Acme Labs",))) == [("body", False)]
