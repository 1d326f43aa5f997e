"""Correcting and deleting the people of an application, and what becomes of the letters to them."""

from __future__ import annotations

import pytest
from tests.fakes.office import ANN, RITA, Office, make_office

from companion.core.application import Contact, ContactRole, EventKind
from companion.core.follow_up import LetterKind
from companion.core.problem import Problem
from companion.services.applications import ContactDraft
from companion.services.follow_ups import LetterEdit
from companion.services.log_event import EventDraft


@pytest.fixture
def office() -> Office:
    return make_office()


def only_contact(office: Office, application_id: str) -> Contact:
    (contact,) = office.applications.story(application_id).contacts
    return contact


def test_a_corrected_contact_is_corrected_everywhere_and_can_be_put_back(office: Office) -> None:
    acme = office.interviewed(person=ANN)
    ann = only_contact(office, acme.id)
    draft = ContactDraft("  Anna   Bé ", "anna@acme.example", ContactRole.HIRING_MANAGER)
    outcome = office.applications.edit_contact(ann.id, draft, origin="window")
    edited = Contact(ann.id, acme.id, "Anna Bé", "anna@acme.example", ContactRole.HIRING_MANAGER)
    assert outcome.value == only_contact(office, acme.id) == edited
    assert outcome.changes.applications == {acme.id}
    assert "contact" in outcome.changes.tables
    assert outcome.changes.origin == "window"
    (thanks,) = office.open_follow_ups(acme)
    letter = office.follow_ups.review(thanks.id).letter
    assert (letter.recipient_name, letter.recipient) == ("Anna Bé", "anna@acme.example")
    office.desk.undo(outcome.undo)
    assert only_contact(office, acme.id) == ann


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ContactDraft(" ", ""), "contact_name"),
        (ContactDraft("Ann", "ann at acme"), "contact_email"),
        (ContactDraft("A" * 1000), "contact_name"),
    ],
)
def test_what_no_letter_could_use_is_refused_and_nothing_changes(
    office: Office, draft: ContactDraft, field: str
) -> None:
    acme = office.interviewed(person=ANN)
    ann = only_contact(office, acme.id)
    with pytest.raises(Problem) as told:
        office.applications.edit_contact(ann.id, draft)
    assert told.value.field == field
    assert only_contact(office, acme.id) == ann
    with pytest.raises(Problem):
        office.applications.put_contact(acme.id, draft)
    assert only_contact(office, acme.id) == ann


def test_a_new_role_changes_whom_to_ask(office: Office) -> None:
    acme = office.interviewed(person=ANN)
    bob = office.applications.put_contact(acme.id, ContactDraft("Bob", "bob@acme.example")).value
    office.log(EventKind.REJECTED, acme)
    (advice,) = office.open_follow_ups(acme)
    assert advice.contact_id != bob.id
    office.applications.edit_contact(bob.id, ContactDraft("Bob", "bob@acme.example", ContactRole.RECRUITER))
    (advice,) = office.open_follow_ups(acme)
    assert advice.contact_id == bob.id


def test_a_deleted_contact_is_not_shown_and_comes_back_with_undo(office: Office) -> None:
    acme = office.interviewed(person=ANN)
    ann = only_contact(office, acme.id)
    outcome = office.applications.delete_contact(ann.id)
    story = office.applications.story(acme.id)
    assert story.contacts == ()
    assert story.contact(ann.id) is None
    assert [e.contact_id for e in story.events] == [ann.id], "the event still knows with whom it was"
    assert office.applications.search("Ann") == ()
    office.desk.undo(outcome.undo)
    assert only_contact(office, acme.id) == ann
    assert [row.id for row in office.applications.search("Ann")] == [acme.id]


def test_no_letter_goes_to_somebody_who_was_deleted(office: Office) -> None:
    acme = office.interviewed(person=ANN)
    ann = only_contact(office, acme.id)
    outcome = office.applications.delete_contact(ann.id)
    (thanks,) = office.open_follow_ups(acme)
    letter = office.follow_ups.review(thanks.id).letter
    assert (thanks.contact_id, letter.recipient, letter.recipient_name) == (None, "", "")
    office.desk.undo(outcome.undo)
    (thanks,) = office.open_follow_ups(acme)
    assert thanks.contact_id == ann.id


def test_whom_the_letter_names_instead_stays_the_recipient(office: Office) -> None:
    acme = office.interviewed(person=ANN)
    office.applications.delete_contact(only_contact(office, acme.id).id)
    (thanks,) = office.open_follow_ups(acme)
    office.follow_ups.save_draft(thanks.id, LetterEdit("cy@acme.example", "Cy Day", "Thank you", "Dear Cy"))
    # anything that settles the application anew
    office.log(EventKind.NOTE, acme)
    (thanks,) = office.open_follow_ups(acme)
    letter = office.follow_ups.review(thanks.id).letter
    assert (letter.recipient, letter.recipient_name) == ("cy@acme.example", "Cy Day")


def test_without_the_recruiter_the_advice_is_asked_of_nobody_and_comes_back(office: Office) -> None:
    acme = office.log(EventKind.REPLY, "Acme", person=RITA).value.application
    office.log(EventKind.REJECTED, acme)
    (advice,) = office.open_follow_ups(acme)
    assert advice.kind is LetterKind.ADVICE
    outcome = office.applications.delete_contact(only_contact(office, acme.id).id)
    assert office.open_follow_ups(acme) == []
    office.desk.undo(outcome.undo)
    assert office.open_follow_ups(acme) == [advice]


def test_somebody_deleted_meanwhile_is_told(office: Office) -> None:
    acme = office.interviewed(person=ANN)
    ann = only_contact(office, acme.id)
    office.applications.delete_contact(ann.id)
    for act in (
        lambda: office.applications.delete_contact(ann.id),
        lambda: office.applications.edit_contact(ann.id, ANN),
        lambda: office.applications.edit_contact("unknown", ANN),
    ):
        with pytest.raises(Problem, match="not in the list any more"):
            act()


def test_a_recruiter_stays_one_unless_told_otherwise(office: Office) -> None:
    acme = office.interviewed(person=RITA)
    again = EventDraft(EventKind.INTERVIEW, acme.id, contact=ContactDraft(RITA.name))
    office.log_event.log(again)
    assert only_contact(office, acme.id).role is ContactRole.RECRUITER
