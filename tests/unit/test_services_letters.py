"""Letters in the language of their reader: the contact's, else the user's choice; the user's own templates; others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.fakes.office import ANN, Office, make_office

from companion.core.application import Application, Contact, EventKind
from companion.core.languages import LANGUAGES
from companion.core.letter import TEMPLATES
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft
from companion.services.follow_ups import LetterEdit, Review
from companion.services.letter_texts import Writer, previewed
from companion.services.log_event import EventDraft


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = make_office(own=tmp_path / "letters")
    made.set_up_account()
    return made


def reviewed(office: Office, application: Application, language: str = "") -> Review:
    (found,) = office.open_follow_ups(application)
    return office.follow_ups.review(found.id, language=language)


def interviewed(office: Office, company: str = "Acme", language: str | None = None) -> Application:
    draft = EventDraft(
        EventKind.INTERVIEW,
        application=ApplicationDraft(company, "Architekt"),
        at=office.clock.now() - timedelta(hours=4),
        contact=replace(ANN, language=language),
    )
    return office.log_event.log(draft).value.application


@pytest.mark.parametrize(
    ("code", "begins", "holds"),
    [
        ("en", "Dear Ann,", "about the Architekt role at Acme"),
        ("de", "Guten Tag Ann Bé,", "über die Stelle als Architekt bei Acme"),
        ("fr", "Bonjour Ann Bé,", "sur le poste d’Architekt chez Acme"),
        ("es", "Buenos días, Ann Bé:", "sobre el puesto de Architekt en Acme"),
    ],
)
def test_the_contacts_language_comes_first_then_the_users(office: Office, code: str, begins: str, holds: str) -> None:
    office.preferences.choose_letters(language="es" if code == "en" else "en", signature="")
    theirs = reviewed(office, interviewed(office, language=code))
    assert theirs.letter.body.startswith(begins)
    assert holds in theirs.letter.body
    assert theirs.is_clean
    assert theirs.about.language == code
    office.preferences.choose_letters(language=code, signature="")
    assert reviewed(office, interviewed(office, "Bolt")).letter.body.startswith(begins)


def test_a_contacts_language_is_kept_and_corrected(office: Office) -> None:
    acme = interviewed(office, language="fr")
    (contact,) = office.applications.story(acme.id).contacts
    assert contact.language == "fr"
    office.applications.put_contact(acme.id, ANN)
    office.applications.edit_contact(contact.id, ANN)
    assert office.store.get(Contact, contact.id) == contact, "who does not name a language leaves it"
    office.applications.edit_contact(contact.id, replace(ANN, language=""))
    assert office.applications.story(acme.id).contacts[0].language == ""
    office.applications.edit_contact(contact.id, replace(ANN, language="de_AT"))
    assert office.applications.story(acme.id).contacts[0].language == "de"


def test_the_review_can_be_looked_at_in_another_language_and_keeps_it(office: Office) -> None:
    acme = interviewed(office)
    assert reviewed(office, acme, "de").letter.body.startswith("Guten Tag Ann Bé,")
    seen = reviewed(office, acme, "de")
    letter = seen.letter
    edit = LetterEdit(letter.recipient, letter.recipient_name, letter.subject, letter.body, "de")
    assert office.follow_ups.look_over(seen, edit).about.language == "de"
    office.follow_ups.save_draft(seen.due.follow_up.id, edit)
    assert office.applications.story(acme.id).contacts[0].language == "de"
    again = reviewed(office, acme)
    assert again.drafted
    assert again.about.language == "de"
    assert again.letter.body.strip() == letter.body.strip()
    assert reviewed(office, acme, "fr").letter.body.strip() == letter.body.strip(), "a draft stays in its language"
    assert reviewed(office, acme, "fr").about.language == "de"


def test_the_signature_stands_below_the_name(office: Office) -> None:
    office.preferences.choose_letters(language="en", signature=" +49 30 1234\nhttps://jo.example ")
    assert reviewed(office, interviewed(office)).letter.body.endswith("\nJo Müller\n+49 30 1234\nhttps://jo.example\n")
    with pytest.raises(Problem, match="Line 1 holds"):
        office.preferences.choose_letters(language="en", signature="\u202e")


def test_a_broken_own_template_is_told_and_the_original_is_used(office: Office, tmp_path: Path) -> None:
    acme = interviewed(office)
    (tmp_path / "letters" / "en").mkdir(parents=True)
    (tmp_path / "letters" / "en" / "thank_you.txt").write_text("Hello", encoding="utf-8")
    review = reviewed(office, acme)
    assert review.letter.body.startswith("Dear Ann,")
    (finding,) = review.findings
    assert not finding.stops, "one click opens the review, where it is told"
    assert "can't be used, so the original is" in finding.sentence


def test_an_own_template_that_is_the_original_is_none(office: Office, tmp_path: Path) -> None:
    texts = office.follow_ups.texts
    original = texts.read("advice", "en").template
    assert texts.save("advice", "en", "My own words here", original.body).is_own
    assert texts.read("advice", "en").is_own
    assert not texts.save("advice", "en", original.subject, original.body).is_own
    assert texts.read("advice", "en").template == original
    assert (tmp_path / "letters" / "en" / "advice.txt.before").exists()


def test_a_letter_that_names_another_company_of_the_list_is_held(office: Office) -> None:
    acme = interviewed(office)
    interviewed(office, "Bolt")
    review = reviewed(office, acme)
    assert review.is_clean
    letter = review.letter
    edit = LetterEdit(letter.recipient, letter.recipient_name, letter.subject, letter.body.replace("Acme", "Bolt"))
    assert not office.follow_ups.look_over(review, edit).may_leave


def test_advice_is_asked_for_once_before_a_no_and_once_after_it(office: Office) -> None:
    acme = interviewed(office)
    (thanks,) = office.open_follow_ups(acme)
    office.outbox.queue(thanks.id, after_review=False)
    office.clock.forward(timedelta(hours=24))
    office.log(EventKind.INTERVIEW, acme, at=office.clock.now() - timedelta(hours=4), person=ANN)
    second = reviewed(office, acme)
    assert second.is_clean, "the later thank-you asks for no advice"
    letter = second.letter
    asking = LetterEdit(letter.recipient, letter.recipient_name, letter.subject, f"{letter.body}What is your advice?")
    assert [f.sentence for f in office.follow_ups.look_over(second, asking).findings] == [
        "You asked for advice about this application before. One request is enough."
    ]
    office.log(EventKind.REJECTED, acme)
    assert reviewed(office, acme).is_clean


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_original_has_a_clean_preview(office: Office, name: str, code: str) -> None:
    template = office.follow_ups.texts.read(name, code).template
    seen = previewed(template.subject, template.body, code, Writer())
    assert (seen.findings, seen.problem) == ((), None)
    assert "Dana" in seen.body
