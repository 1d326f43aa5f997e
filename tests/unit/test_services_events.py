"""Logging what happened, and taking it back exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.fakes.office import ANN, RITA, Office, make_office

from companion.core.application import ContactRole, EventKind, Fit, SaidBy, State
from companion.core.follow_up import LetterKind
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return make_office()


# --- log ---------------------------------------------------------------------------------------------------------


def test_an_unknown_company_becomes_an_application_in_the_same_step(office: Office) -> None:
    draft = EventDraft(
        EventKind.REJECTED,
        application=ApplicationDraft("  Acme  ", "Baker"),
        stage="second interview",
        channel="e-mail",
        said="We need more Go",
        said_by=SaidBy.GUESS,
        fit=Fit.PARTLY,
    )
    outcome = office.log_event.log(draft, origin="shell")
    logged = outcome.value
    assert logged.is_new
    assert (logged.application.company, logged.application.role) == ("Acme", "Baker")
    assert logged.event.at == office.clock.now()
    assert (logged.event.said, logged.event.said_by, logged.event.fit) == ("We need more Go", SaidBy.GUESS, Fit.PARTLY)
    assert logged.follow_up is None
    story = office.applications.story(logged.application.id)
    assert (story.state, story.events) == (State.REJECTED, (logged.event,))
    assert outcome.changes.tables == {"application", "event"}
    assert outcome.changes.applications == {logged.application.id}
    assert outcome.changes.origin == "shell"


def test_an_interview_makes_thanks_due_and_a_no_asks_for_advice(office: Office) -> None:
    acme = office.interviewed()
    (thanks,) = office.open_follow_ups(acme)
    assert thanks.kind is LetterKind.THANK_YOU
    outcome = office.log(EventKind.REJECTED, acme)
    assert outcome.value.follow_up is not None
    assert outcome.value.follow_up.kind is LetterKind.ADVICE
    assert [f.kind for f in office.open_follow_ups(acme)] == [LetterKind.ADVICE]
    assert outcome.changes.tables == {"event", "follow_up"}
    office.desk.undo(outcome.undo)
    assert [f.id for f in office.open_follow_ups(acme)] == [thanks.id]


def test_a_second_no_finds_the_one_request_for_advice(office: Office) -> None:
    acme = office.interviewed()
    first = office.log(EventKind.REJECTED, acme).value.follow_up
    office.clock.forward(DAY)
    office.log(EventKind.REPLY, acme)
    office.clock.forward(DAY)
    second = office.log(EventKind.REJECTED, acme).value.follow_up
    assert first is not None
    assert second is not None
    assert first.id == second.id
    assert second.due_at == first.due_at + 2 * DAY


def test_a_recruiter_is_set_and_asked(office: Office) -> None:
    acme = office.interviewed(person=RITA)
    follow_up = office.log(EventKind.REJECTED, acme).value.follow_up
    assert follow_up is not None
    contact = office.applications.story(acme.id).contact(follow_up.contact_id)
    assert contact is not None
    assert (contact.name, contact.role) == ("Rita Roe", ContactRole.RECRUITER)


def test_a_known_person_is_completed_and_not_doubled(office: Office) -> None:
    acme = office.interviewed(person=ContactDraft("ann bé"))
    office.log(EventKind.INTERVIEW, acme, person=ANN)
    office.log(EventKind.INTERVIEW, acme, person=ContactDraft(email="ANN@acme.example"))
    (contact,) = office.applications.story(acme.id).contacts
    assert contact.name == "Ann Bé"
    assert contact.email.casefold() == "ann@acme.example"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (EventDraft(EventKind.REJECTED, application=ApplicationDraft(" ")), "company"),
        (EventDraft(EventKind.REJECTED, application=ApplicationDraft("x" * 1_000_000)), "company"),
        (EventDraft(EventKind.REJECTED, application=ApplicationDraft("A\udcff")), "company"),
        (EventDraft(EventKind.REJECTED, application=ApplicationDraft("A"), stage="x" * 201), "stage"),
        (EventDraft(EventKind.REJECTED, application=ApplicationDraft("A"), channel="x" * 201), "channel"),
        (EventDraft(EventKind.REJECTED, application=ApplicationDraft("A"), said="x" * 20_001), "said"),
        (
            EventDraft(EventKind.REJECTED, application=ApplicationDraft("A"), at=datetime(2026, 11, 24, tzinfo=UTC)),
            "when",
        ),
        (
            EventDraft(EventKind.REJECTED, application=ApplicationDraft("A"), at=datetime(1969, 1, 1, tzinfo=UTC)),
            "when",
        ),
        (
            EventDraft(EventKind.INTERVIEW, application=ApplicationDraft("A"), at=datetime(2040, 1, 1, tzinfo=UTC)),
            "when",
        ),
        (
            EventDraft(
                EventKind.INTERVIEW,
                application=ApplicationDraft("A"),
                at=datetime(2026, 11, 20, 10, tzinfo=UTC),
                ends_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
            ),
            "ends_at",
        ),
        (
            EventDraft(
                EventKind.INTERVIEW,
                application=ApplicationDraft("A"),
                at=datetime(2026, 11, 20, 10, tzinfo=UTC),
                ends_at=datetime.max.replace(tzinfo=UTC),
            ),
            "ends_at",
        ),
        (
            EventDraft(
                EventKind.INTERVIEW, application=ApplicationDraft("A"), contact=ContactDraft("Ann", "not an address")
            ),
            "contact_email",
        ),
        (
            EventDraft(EventKind.INTERVIEW, application=ApplicationDraft("A"), contact=ContactDraft("=?utf-8?q?x?=")),
            "contact_name",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_kept(office: Office, draft: EventDraft, field: str) -> None:
    with pytest.raises(Problem) as told:
        office.log_event.log(draft)
    assert told.value.field == field
    assert office.store.count_applications() == 0


def test_an_application_that_went_meanwhile_is_told(office: Office) -> None:
    acme = office.interviewed()
    (event,) = office.events(acme)
    office.applications.delete(acme.id)
    for key in (acme.id, "nobody"):
        with pytest.raises(Problem, match="deleted meanwhile"):
            office.log_event.log(EventDraft(EventKind.NOTE, key))
        with pytest.raises(Problem, match="not in the list any more"):
            office.applications.story(key)
        with pytest.raises(Problem, match="not in the list any more"):
            office.applications.delete(key)
    office.log_event.delete(event.id)
    for key in (event.id, "nobody"):
        with pytest.raises(Problem, match="not in the timeline any more"):
            office.log_event.edit(key, EventDraft(EventKind.INTERVIEW))


# --- edit --------------------------------------------------------------------------------------------------------


def test_an_edited_interview_moves_its_thanks(office: Office) -> None:
    acme = office.interviewed()
    (event,) = office.events(acme)
    (before,) = office.open_follow_ups(acme)
    at = event.at + DAY
    office.log_event.edit(event.id, EventDraft(EventKind.INTERVIEW, at=at, ends_at=at + HOUR, contact=ANN))
    (after,) = office.open_follow_ups(acme)
    assert (after.id, after.due_at) == (before.id, before.due_at + DAY)


def test_an_end_can_be_given_for_an_interview_whose_beginning_stays(office: Office) -> None:
    acme = office.interviewed()
    (event,) = office.events(acme)
    end = event.at + HOUR / 2
    edited = office.log_event.edit(event.id, EventDraft(EventKind.INTERVIEW, ends_at=end, contact=ANN)).value
    assert (edited.at, edited.ends_at) == (event.at, end)
    with pytest.raises(Problem, match="end lies before the beginning"):
        office.log_event.edit(event.id, EventDraft(EventKind.INTERVIEW, ends_at=event.at - HOUR))


# --- which application -------------------------------------------------------------------------------------------


def test_one_application_is_found_by_its_name_whatever_its_spelling(office: Office) -> None:
    office.applications.add(ApplicationDraft("Straßen & Brücken"))
    for typed in ("straßen & brücken", "STRASSEN & BRUCKEN", " Straßen  &  Brücken "):
        found = office.applications.one_named(typed)
        assert found is not None, typed
        assert found.company == "Straßen & Brücken"
    assert office.applications.one_named("Straßen") is None


@pytest.mark.parametrize("name", ["???", "--", "C++", "<b>Bold</b>", "株式会社", "👩‍💻"])
def test_a_name_of_signs_is_found_too(office: Office, name: str) -> None:
    for other in ("!?", "C", "Bold", "株"):
        office.applications.add(ApplicationDraft(other))
    office.applications.add(ApplicationDraft(name))
    found = office.applications.one_named(name)
    assert found is not None
    assert found.company == name


def test_a_name_is_found_among_hundreds_that_begin_like_it(office: Office) -> None:
    office.applications.add(ApplicationDraft("Acme", "Acme Acme"))
    for number in range(230):
        office.applications.add(ApplicationDraft(f"Acme Acme {number}", "Acme", "Acme"))
    found = office.applications.one_named("Acme")
    assert found is not None
    assert found.company == "Acme"


def test_several_open_ones_are_told_apart_by_role(office: Office) -> None:
    for role in ("Baker", "Cook", ""):
        office.applications.add(ApplicationDraft("Acme", role))
    with pytest.raises(Problem, match="3 applications are open at Acme") as told:
        office.applications.one_named("acme")
    assert "“Baker”" in told.value.sentence
    assert "no role noted" in told.value.sentence
    assert "nothing was logged" in told.value.sentence
    assert told.value.field == "role"
    found = office.applications.one_named("acme", " BAKER ")
    assert found is not None
    assert found.role == "Baker"
    assert office.applications.one_named("acme", "Clerk") is None


def test_a_closed_application_is_not_meant(office: Office) -> None:
    office.log(EventKind.REJECTED, "Acme")
    assert office.applications.one_named("Acme") is None
    added = office.applications.add(ApplicationDraft("Acme"))
    found = office.applications.one_named("Acme")
    assert found is not None
    assert found.id == added.value.id


def test_a_new_application_is_applied_or_saved(office: Office) -> None:
    assert office.applications.story(office.applications.add(ApplicationDraft("A")).value.id).state is State.APPLIED
    saved = office.applications.add(ApplicationDraft("B"), applied=False).value
    assert office.applications.story(saved.id).state is State.SAVED
