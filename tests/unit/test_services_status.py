"""Questions about the next step from silence to the outbox: their words, their two letters, their hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.fakes.clock import START
from tests.fakes.office import ANN, RITA, Office, make_office

from companion.core.application import Application, Contact, Event, EventKind
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft
from companion.services.ports import MailFault

DAY = timedelta(days=1)


@pytest.fixture
def office() -> Office:
    made = make_office()
    made.set_up_account()
    return made


def silent(office: Office, person: ContactDraft = ANN) -> Application:
    """Applied on Monday at nine, and somebody there is known."""
    acme = office.log(EventKind.APPLIED, "Acme").value.application
    office.applications.put_contact(acme.id, person)
    return acme


def questions(office: Office, application: Application) -> list[FollowUp]:
    """Every question about the next step that is stored, oldest first."""
    found = office.store.of_application(FollowUp, application.id)
    return sorted((f for f in found if f.kind is LetterKind.STATUS), key=lambda f: f.round)


def test_after_a_week_of_silence_a_question_is_due_and_announced(office: Office) -> None:
    silent(office)
    office.clock.forward(6 * DAY)
    assert office.agenda.look().due == ()
    office.clock.forward(DAY)
    agenda = office.agenda.look()
    assert [d.words for d in agenda.due] == ["Ask Ann at Acme how it stands"]
    assert agenda.next_step == "Next: ask Ann at Acme how it stands."
    assert [d.words for d in office.follow_ups.to_notify()] == ["Ask Ann at Acme how it stands"]


def test_its_letter_is_clean_and_the_second_one_is_another(office: Office) -> None:
    acme = silent(office)
    office.clock.forward(7 * DAY)
    (first,) = questions(office, acme)
    review = office.follow_ups.review(first.id)
    assert review.is_clean
    office.outbox.queue(first.id, after_review=False)
    office.clock.forward(timedelta(minutes=1))
    office.outbox.send_due()
    _, second = questions(office, acme)
    assert office.follow_ups.review(second.id).is_clean
    assert office.follow_ups.review(second.id).letter.body != review.letter.body
    assert timedelta(0) <= second.due_at - office.clock.now() - 6 * DAY < 2 * DAY
    office.clock.set(second.due_at)
    office.outbox.queue(second.id, after_review=False)
    assert office.open_follow_ups(acme) == []
    office.clock.forward(60 * DAY)
    assert office.agenda.look().due == ()


def test_taken_back_it_is_due_again_and_has_no_second(office: Office) -> None:
    acme = silent(office)
    office.clock.forward(7 * DAY)
    letter = office.outbox.queue(questions(office, acme)[0].id, after_review=False).value
    office.outbox.take_back(letter.id)
    assert [f.closed for f in questions(office, acme)] == [Closed.OPEN, Closed.MOOT]


def test_one_that_failed_has_no_second(office: Office) -> None:
    acme = silent(office)
    office.clock.forward(7 * DAY)
    office.outbox.queue(questions(office, acme)[0].id, after_review=False)
    office.clock.forward(timedelta(minutes=1))
    office.mailer.fail(MailFault.RECIPIENT)
    office.outbox.send_due()
    assert [f.closed for f in questions(office, acme)] == [Closed.OUTBOX, Closed.MOOT]


def test_an_answer_moves_the_question(office: Office) -> None:
    acme = silent(office)
    office.clock.forward(3 * DAY)
    office.log(EventKind.REPLY, acme)
    assert [f.due_at for f in questions(office, acme)] == [START + 10 * DAY]


def test_a_promised_date_is_kept_with_the_event_and_waited_for(office: Office) -> None:
    acme = silent(office, RITA)
    draft = EventDraft(EventKind.REPLY, acme.id, promised_at=START + 8 * DAY)
    event = office.log_event.log(draft).value.event
    assert event.promised_at == START + 8 * DAY
    assert [f.due_at for f in questions(office, acme)] == [START + 10 * DAY]
    office.log_event.edit(event.id, replace(draft, promised_at=None))
    assert [f.due_at for f in questions(office, acme)] == [START + 7 * DAY]
    kept = office.store.get(Event, event.id)
    assert kept is not None
    assert kept.promised_at is None


@pytest.mark.parametrize("promised", [START - 2 * DAY, START + 3000 * DAY])
def test_a_promise_out_of_reach_is_refused_beside_its_field(office: Office, promised: datetime) -> None:
    with pytest.raises(Problem) as refused:
        office.log_event.log(EventDraft(EventKind.APPLIED, application=ApplicationDraft("Acme"), promised_at=promised))
    assert refused.value.field == "promised_at"


def test_an_interview_makes_thanks_due_first(office: Office) -> None:
    acme = silent(office)
    outcome = office.log(EventKind.INTERVIEW, acme, person=ANN)
    assert outcome.value.follow_up is not None
    assert outcome.value.follow_up.kind is LetterKind.THANK_YOU
    assert office.log(EventKind.APPLIED, "Bolt").value.follow_up is None


def test_what_was_logged_before_there_were_questions_is_looked_through_once(office: Office) -> None:
    assert office.follow_ups.catch_up().changes.tables == frozenset()
    acme = office.log(EventKind.APPLIED, "Acme").value.application
    with office.desk.work() as work:
        work.put(Contact("c1", acme.id, "Ann Bé", ANN.email))
    assert questions(office, acme) == []
    office.follow_ups.catch_up()
    assert [f.due_at for f in questions(office, acme)] == [START + 7 * DAY]
    assert office.preferences.get().silence_counted
    assert office.follow_ups.catch_up().changes.tables == frozenset()


# --- hours and zones ---------------------------------------------------------------------------------------------


def test_other_working_hours_move_the_letters_that_are_open(office: Office) -> None:
    acme = silent(office)
    office.preferences.choose_times(
        waits=True, quiet_from="", quiet_to="", debrief_at="18:00", hours=("13.00", "17:00")
    )
    assert (office.preferences.get().work_from, office.preferences.get().work_to) == ("13:00", "17:00")
    assert [f.due_at for f in questions(office, acme)] == [datetime(2026, 11, 30, 13, tzinfo=UTC)]
    office.preferences.choose_times(waits=True, quiet_from="", quiet_to="", debrief_at="18:00", hours=("", " "))
    assert [f.due_at for f in questions(office, acme)] == [START + 7 * DAY]


def test_half_of_the_working_hours_is_refused(office: Office) -> None:
    with pytest.raises(Problem, match="Working hours need a beginning and an end") as refused:
        office.preferences.choose_times(waits=True, quiet_from="", quiet_to="", debrief_at="18:00", hours=("9:00", ""))
    assert refused.value.field == "work_to"


def test_hours_that_are_no_times_of_day_hold_nothing_up(office: Office) -> None:
    with office.desk.work() as work:
        work.set_settings(replace(office.store.settings(), work_from="nine", work_to="ten"))
    acme = silent(office)
    assert [f.due_at for f in questions(office, acme)] == [START + 7 * DAY]


def test_a_contacts_zone_moves_the_letter_to_their_days(office: Office) -> None:
    office.clock.set(datetime(2026, 11, 29, 16, tzinfo=UTC))  # Sunday; Monday morning in Auckland
    acme = silent(office)
    (question,) = questions(office, acme)
    assert question.due_at == datetime(2026, 12, 4, 16, tzinfo=UTC)
    (ann,) = office.applications.story(acme.id).contacts
    office.applications.edit_contact(ann.id, replace(ANN, zone="pacific/auckland"))
    (question,) = questions(office, acme)
    assert question.due_at == datetime(2026, 12, 6, 16, tzinfo=UTC)
    assert office.applications.story(acme.id).contacts[0].zone == "Pacific/Auckland"
    office.applications.put_contact(acme.id, ANN)
    assert office.applications.story(acme.id).contacts[0].zone == "Pacific/Auckland"
    office.applications.edit_contact(ann.id, replace(ANN, zone=""))
    assert office.applications.story(acme.id).contacts[0].zone == ""


def test_an_unknown_zone_is_refused_with_a_sentence(office: Office) -> None:
    acme = silent(office)
    with pytest.raises(Problem, match="“Atlantis” is not a time zone known here") as told:
        office.applications.put_contact(acme.id, replace(ANN, zone="Atlantis"))
    assert told.value.field == "contact_zone"
