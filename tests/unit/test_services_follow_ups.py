"""The letters that are due: their text, the user's draft, "Later", "Not this one", and what is announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fakes.office import ANN, RITA, Office, make_office

from companion.core.application import Application, Contact, EventKind
from companion.core.follow_up import Closed, FollowUp
from companion.core.ledger import Shelf
from companion.core.outbox import RESTORED_DUE
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.follow_ups import LetterEdit, Review
from companion.services.ledger import file_name
from companion.services.log_event import EventDraft
from companion.services.outbox import NotClean
from companion.services.ports import MailFault

HOUR = timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    made = make_office()
    made.set_up_account()
    return made


def the_one(office: Office, application: Application) -> FollowUp:
    (found,) = office.open_follow_ups(application)
    return found


def reviewed(office: Office, application: Application) -> Review:
    return office.follow_ups.review(the_one(office, application).id)


def edit_of(review: Review) -> LetterEdit:
    letter = review.letter
    return LetterEdit(letter.recipient, letter.recipient_name, letter.subject, letter.body)


# --- the text ----------------------------------------------------------------------------------------------------


def test_the_letter_names_who_where_and_when(office: Office) -> None:
    at = office.clock.now() - 20 * HOUR
    draft = EventDraft(EventKind.INTERVIEW, application=ApplicationDraft("Acme", "Baker"), at=at, contact=ANN)
    review = reviewed(office, office.log_event.log(draft).value.application)
    assert review.is_clean
    assert (review.letter.recipient, review.letter.recipient_name) == (ANN.email, ANN.name)
    assert (review.letter.sender, review.letter.sender_name) == ("me@example.org", "Jo Müller")
    assert review.letter.body.startswith("Dear Ann,")
    assert "speak with me yesterday about the Baker role at Acme" in review.letter.body
    assert review.letter.body.endswith("Kind regards,\nJo Müller\n")
    assert review.due.words == "Thank Ann at Acme"


def test_each_case_has_its_letter(office: Office) -> None:
    acme, agency = office.interviewed(), office.interviewed("Bolt", RITA)
    thanks = reviewed(office, acme).letter.body
    office.log(EventKind.REJECTED, acme)
    office.log(EventKind.REJECTED, agency)
    bodies = {thanks, reviewed(office, acme).letter.body, reviewed(office, agency).letter.body}
    assert len(bodies) == 3
    assert reviewed(office, agency).is_clean


def test_thanks_for_a_second_interview_differ_from_the_first_that_was_sent(office: Office) -> None:
    acme = office.interviewed()
    first = office.outbox.queue(the_one(office, acme).id, after_review=False).value
    office.clock.forward(24 * HOUR)
    office.log(EventKind.INTERVIEW, acme, at=office.clock.now() - 4 * HOUR, person=ANN)
    assert reviewed(office, acme).letter.subject != first.subject


def test_an_interview_logged_twice_by_mistake_does_not_thank_again(office: Office) -> None:
    acme = office.applications.add(ApplicationDraft("Acme")).value
    at = office.clock.now() - 4 * HOUR
    wrong = office.log(EventKind.INTERVIEW, acme, at=at, person=ANN)
    first = reviewed(office, acme).letter
    office.desk.undo(wrong.undo)
    office.log(EventKind.INTERVIEW, acme, at=at, person=ANN)
    assert reviewed(office, acme).letter == first


def test_what_is_missing_is_marked(office: Office) -> None:
    review = reviewed(office, office.interviewed(person=None))
    assert not review.may_leave
    assert {f.field for f in review.findings} >= {"recipient", "body"}
    completed = replace(
        edit_of(review),
        recipient=" ann@acme.example ",
        recipient_name="Ann Bé ",
        body=review.letter.body.replace("{first_name}", "Ann"),
    )
    looked = office.follow_ups.look_over(review, completed)
    assert looked.is_clean
    assert looked.letter.recipient == "ann@acme.example"
    assert office.store.all(Contact) == (), "nothing is stored by looking"


def test_what_was_due_in_a_backup_that_was_restored_is_looked_at_before_it_leaves(office: Office) -> None:
    acme, bolt = office.interviewed(), office.interviewed("Bolt")
    key = the_one(office, acme).id
    with office.desk.work() as work:
        work.set_settings(replace(office.store.settings(), in_doubt=f"another {key}"))
    review = reviewed(office, acme)
    assert [(f.sentence, f.stops) for f in review.findings] == [(RESTORED_DUE, False)]
    assert office.follow_ups.look_over(review, edit_of(review)).findings == review.findings
    with pytest.raises(NotClean):
        office.outbox.queue(key, after_review=False)
    assert office.outbox.queue(key, after_review=True).value.follow_up_id == key
    assert reviewed(office, bolt).is_clean


# --- the user's draft --------------------------------------------------------------------------------------------


def test_a_draft_is_kept_with_the_person(office: Office) -> None:
    acme = office.interviewed(person=None)
    review = reviewed(office, acme)
    body = review.letter.body.replace("{first_name}", "Ann")
    edit = replace(edit_of(review), recipient=ANN.email, recipient_name=ANN.name, body=body)
    office.follow_ups.save_draft(review.due.follow_up.id, edit)
    again = reviewed(office, acme)
    assert again.is_clean
    assert again.letter.body.strip() == body.strip()
    (event,) = office.events(acme)
    (contact,) = office.applications.story(acme.id).contacts
    assert event.contact_id == contact.id
    office.log(EventKind.NOTE, acme)
    assert reviewed(office, acme).letter == again.letter


def test_the_person_of_a_request_for_advice_survives_what_comes_later(office: Office) -> None:
    acme = office.interviewed(person=None)
    office.log(EventKind.REJECTED, acme)
    edit = replace(edit_of(reviewed(office, acme)), recipient=ANN.email, recipient_name=ANN.name)
    office.follow_ups.save_draft(the_one(office, acme).id, edit)
    assert reviewed(office, acme).letter.recipient == ANN.email
    office.log(EventKind.NOTE, acme)
    assert reviewed(office, acme).letter.recipient == ANN.email


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"recipient": "ann at acme"}, "contact_email"),
        ({"recipient_name": "x" * 201}, "contact_name"),
        ({"subject": "x" * 201}, "subject"),
        ({"body": "x" * 20_001}, "body"),
    ],
)
def test_a_draft_that_can_not_be_kept_is_told(office: Office, change: dict[str, str], field: str) -> None:
    acme = office.interviewed()
    review = reviewed(office, acme)
    with pytest.raises(Problem) as told:
        office.follow_ups.save_draft(review.due.follow_up.id, replace(edit_of(review), **change))
    assert told.value.field == field
    assert reviewed(office, acme) == review


# --- later, not this one -----------------------------------------------------------------------------------------


def test_later_is_three_hours_on_and_announced_anew(office: Office) -> None:
    acme = office.interviewed()
    key = the_one(office, acme).id
    office.follow_ups.notified((key,))
    assert office.follow_ups.to_notify() == ()
    later = office.follow_ups.later(key).value
    assert later.due_at == office.clock.now() + 3 * HOUR
    assert office.agenda.look().due == ()
    assert office.agenda.look().wake_at == later.due_at
    office.log(EventKind.NOTE, acme)
    office.applications.put_contact(acme.id, ContactDraft("Bob"))
    assert the_one(office, acme) == later
    office.clock.forward(3 * HOUR)
    assert [d.follow_up.id for d in office.follow_ups.to_notify()] == [key]


def test_later_comes_within_the_working_hours(office: Office) -> None:
    acme = office.interviewed()
    key = the_one(office, acme).id
    office.clock.forward(7 * HOUR)  # Monday, 16:00
    tomorrow = office.clock.now() + 17 * HOUR
    assert office.follow_ups.later(key).value.due_at == tomorrow
    office.clock.forward(9 * HOUR)  # a night's work
    assert office.follow_ups.later(key).value.due_at == tomorrow
    office.preferences.choose_times(waits=True, quiet_from="", quiet_to="", debrief_at="18:00", hours=("", ""))
    assert office.follow_ups.later(key).value.due_at == office.clock.now() + 3 * HOUR


def test_later_on_a_friday_is_monday_for_advice_and_thanks_come_before_they_are_late(office: Office) -> None:
    acme, bolt = office.interviewed(), office.interviewed("Bolt")
    office.log(EventKind.REJECTED, acme)
    office.clock.forward(4 * 24 * HOUR + 7 * HOUR)  # Friday, 16:00
    friday = office.clock.now()
    assert office.follow_ups.later(the_one(office, acme).id).value.due_at == friday + 65 * HOUR
    late = the_one(office, bolt)
    assert late.best_before < friday
    assert office.follow_ups.later(late.id).value.due_at == friday + 17 * HOUR, "Saturday, 9:00"


def test_later_in_the_last_hour_of_the_week_still_comes_back(office: Office) -> None:
    acme = office.interviewed()
    office.clock.set(the_one(office, acme).useful_until - HOUR)
    later = office.follow_ups.later(the_one(office, acme).id).value
    office.log(EventKind.NOTE, acme)
    office.clock.set(later.due_at)
    assert later.id in [d.follow_up.id for d in office.agenda.look().due]


def test_not_this_one_stays_away_and_can_be_put_back(office: Office) -> None:
    acme = office.interviewed()
    before = the_one(office, acme)
    office.follow_ups.dismiss(before.id)
    office.log(EventKind.NOTE, acme)
    assert office.open_follow_ups(acme) == []
    for act in (office.follow_ups.dismiss, office.follow_ups.later, office.follow_ups.review):
        with pytest.raises(Problem, match="not due any more"):
            act(before.id)
    office.ledger.put_back(before)
    assert the_one(office, acme) == before
    office.follow_ups.later(before.id)
    office.ledger.put_back(before)
    assert the_one(office, acme) == before


def test_what_changed_meanwhile_is_not_put_back(office: Office) -> None:
    acme = office.interviewed()
    before = the_one(office, acme)
    office.outbox.queue(before.id, after_review=False)
    with pytest.raises(Problem, match="can't be taken back any more"):
        office.ledger.put_back(before)
    with pytest.raises(Problem, match="already on its way"):
        office.follow_ups.later(before.id)


def test_unknown_letters_are_told(office: Office) -> None:
    for act in (office.follow_ups.dismiss, office.follow_ups.later, office.follow_ups.review):
        with pytest.raises(Problem, match="no such letter"):
            act("nobody")


def test_each_is_announced_once(office: Office) -> None:
    acme = office.interviewed()
    (due,) = office.follow_ups.to_notify()
    assert due.company == "Acme"
    outcome = office.follow_ups.notified((due.follow_up.id, "nobody"))
    assert outcome.changes.origin == "notifications"
    assert office.follow_ups.to_notify() == ()
    assert the_one(office, acme).closed is Closed.OPEN


def test_a_letter_of_an_application_put_away_is_not_reviewed(office: Office) -> None:
    acme = office.interviewed()
    key = the_one(office, acme).id
    office.applications.delete(acme.id)
    assert office.follow_ups.to_notify() == ()
    with pytest.raises(Problem, match="not in the list any more"):
        office.follow_ups.review(key)


# --- the ledger --------------------------------------------------------------------------------------------------


def test_the_ledger_tells_where_each_letter_stands(office: Office) -> None:
    letters = [
        office.outbox.queue(the_one(office, office.interviewed(name)).id, after_review=False).value
        for name in ("Acme", "Bolt")
    ]
    office.clock.forward(timedelta(minutes=1))
    office.mailer.fail(MailFault.RECIPIENT)
    office.outbox.send_due()
    waiting = office.outbox.queue(the_one(office, office.interviewed("Cog")).id, after_review=False).value
    assert on_shelf(office, Shelf.TROUBLED) == [(letters[0].id, "Acme")]
    assert on_shelf(office, Shelf.SENT) == [(letters[1].id, "Bolt")]
    assert on_shelf(office, Shelf.ON_THE_WAY) == [(waiting.id, "Cog")]
    office.clock.forward(timedelta(hours=1))
    bolt = office.applications.story(letters[1].application_id).application
    office.log(EventKind.REPLY, bolt)
    assert on_shelf(office, Shelf.SENT) == []
    assert on_shelf(office, Shelf.ANSWERED) == [(letters[1].id, "Bolt")]
    assert office.ledger.content(letters[1].id) == office.letter(letters[1].id).content
    with pytest.raises(Problem, match="no such letter"):
        office.ledger.content("nobody")


def on_shelf(office: Office, shelf: Shelf) -> list[tuple[str, str]]:
    lines = office.ledger.read().lines.get(shelf, ())
    return [(line.letter.id, line.company) for line in lines if line.letter]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("", 2), ("ACME", 2), ("ZURICH bé", 1), ("bé ann@", 2), ("thank-you be", 2), ("nobody", 0), ("zurich", 1)],
)
def test_the_ledger_searches_what_is_due_as_it_searches_the_rest(office: Office, typed: str, found: int) -> None:
    for name in ("Acme", "Zürich"):
        office.interviewed(name)
    assert len(office.ledger.read(typed).due) == found
    for due in office.ledger.read().due:
        office.follow_ups.dismiss(due.follow_up.id)
    assert office.ledger.read(typed).counts[Shelf.CLOSED] == found
    assert len(office.ledger.read(typed, {Shelf.CLOSED: 1}).lines.get(Shelf.CLOSED, ())) == min(found, 1)


def test_a_letters_file_has_a_name_that_every_system_takes(office: Office) -> None:
    follow_up = the_one(office, office.interviewed())
    letter = office.outbox.queue(follow_up.id, after_review=True).value
    evil = replace(letter, subject='../..\\a:b*c?\n"d" ' + "x" * 300)
    assert file_name(letter) == f"{letter.subject} {letter.recipient}".replace("?", "") + ".eml"
    assert file_name(evil).startswith("a b c d xx")
    assert len(file_name(evil)) <= 84
