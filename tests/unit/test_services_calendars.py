"""Interviews from calendar files: which application, what a second file does, and what goes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.fakes.office import Office, make_office

from companion.adapters.calendar import IcsFiles
from companion.core.application import Application, Event, EventKind, State, round_of
from companion.core.calendar_event import CalendarEvent
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.calendars import Calendars, Choice, Fate, Invitation, Taken, file_name, is_calendar_file
from companion.services.log_event import EventDraft
from companion.services.work import Outcome

FILES = Path(__file__).parents[1] / "files" / "calendar"
HOUR = timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    made = make_office()
    made.clock.set(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    return made


@pytest.fixture
def calendars(office: Office) -> Calendars:
    return Calendars(office.desk, IcsFiles())


def only(calendars: Calendars, name: str) -> Invitation:
    (invitation,) = calendars.open(FILES / name).invitations
    return invitation


def save(calendars: Calendars, name: str, application: Application | None = None) -> Outcome[Taken]:
    choice = Choice(application.id) if application else Choice()
    return calendars.save(only(calendars, name), choice)


def added(office: Office, company: str, person: ContactDraft | None = None) -> Application:
    made = office.applications.add(ApplicationDraft(company)).value
    if person:
        office.applications.put_contact(made.id, person)
    return made


def thanks(office: Office, application: Application) -> list[FollowUp]:
    return [f for f in office.open_follow_ups(application) if f.kind is LetterKind.THANK_YOU]


def write(folder: Path, lines: str, around: str = "METHOD:REQUEST") -> Path:
    path = folder / "a.ics"
    path.write_text(f"BEGIN:VCALENDAR\n{around}\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n")
    return path


# --- which application -------------------------------------------------------------------------------------------


def test_a_contact_who_invites_comes_first_then_their_house_then_the_companys_name(
    office: Office, calendars: Calendars
) -> None:
    by_name = added(office, "ACME Inc.")
    house = added(office, "Something Else", ContactDraft("Ann", "ann@mail.acme.example"))
    person = added(office, "A Third", ContactDraft("Dana Reyes", "Dana.Reyes@acme.example"))
    added(office, "Unrelated", ContactDraft("Jo", "somebody@gmail.com"))
    found = calendars.suggest(only(calendars, "google.ics").event)
    assert [each.id for each in found] == [person.id, house.id, by_name.id]
    assert [each.why for each in found] == [
        "Dana Reyes is a contact there",
        "a contact there writes from mail.acme.example too",
        "the invitation comes from its address",
    ]


def test_a_name_in_the_title_is_enough_without_its_form(office: Office, calendars: Calendars) -> None:
    nordwind = added(office, "Nordwind Energie GmbH")
    added(office, "Wind")
    added(office, "IT")
    found = calendars.suggest(only(calendars, "outlook.ics").event)
    assert [(each.id, each.why) for each in found] == [(nordwind.id, "its name is in the invitation")]


def test_what_was_deleted_is_not_suggested(office: Office, calendars: Calendars) -> None:
    acme = added(office, "Acme", ContactDraft("Dana Reyes", "dana.reyes@acme.example"))
    office.applications.delete(acme.id)
    assert calendars.suggest(only(calendars, "google.ics").event) == ()


def test_whom_the_user_talks_to(office: Office, calendars: Calendars, tmp_path: Path) -> None:
    assert only(calendars, "outlook.ics").person == ContactDraft("Kerstin Brandt", "Kerstin.Brandt@nordwind.example")
    office.set_up_account()
    path = write(
        tmp_path,
        "UID:1\nDTSTART:20261201T100000Z\nORGANIZER:mailto:ME@example.org\n"
        "ATTENDEE:mailto:no-reply@acme.example\nATTENDEE:mailto:x@group.calendar.google.com\n"
        "ATTENDEE;CN=Ann:mailto:ann@acme.example",
    )
    assert calendars.open(path).invitations[0].person == ContactDraft("Ann", "ann@acme.example")


def test_nothing_is_saved_without_an_application(office: Office, calendars: Calendars) -> None:
    with pytest.raises(Problem) as caught:
        save(calendars, "google.ics")
    assert caught.value.field == "application"
    assert office.store.count_applications() == 0


# --- the first file ----------------------------------------------------------------------------------------------


def test_an_invitation_becomes_an_interview_and_its_end_makes_thanks_due(office: Office, calendars: Calendars) -> None:
    acme = added(office, "Acme")
    invitation = only(calendars, "google.ics")
    assert invitation.fate is Fate.NEW
    outcome = calendars.save(invitation, Choice(acme.id, stage="technical", contact=invitation.person), origin="x")
    event = outcome.value.event
    assert (event.kind, event.zone, event.stage) == (EventKind.INTERVIEW, "America/New_York", "technical")
    assert event.place == "NYC-4-Hudson (6) · https://meet.google.com/abc-defg-hij"
    assert (event.uid, event.sequence) == ("4k2v7q0n1l5s8h3m6t9r0b2c4d@google.com", 0)
    story = office.applications.story(acme.id)
    assert [c.email for c in story.contacts] == ["dana.reyes@acme.example"]
    (letter,) = thanks(office, acme)
    assert event.ends_at is not None
    assert letter.due_at >= event.ends_at + 2 * HOUR
    assert outcome.value.follow_up == letter
    assert not letter.is_due(event.ends_at)
    office.desk.undo(outcome.undo)
    assert office.applications.story(acme.id).state is State.APPLIED
    assert thanks(office, acme) == []


def test_a_new_application_is_made_with_it(office: Office, calendars: Calendars) -> None:
    outcome = calendars.save(only(calendars, "calendly.ics"), Choice(application=ApplicationDraft("Lumen Talent")))
    assert outcome.value.is_new_application
    assert office.applications.story(outcome.value.application.id).state is State.INTERVIEW


def test_several_events_those_to_come_first(calendars: Calendars, tmp_path: Path) -> None:
    days = ("20261120", "20261224", "20261110", "20261201")
    lines = "\nEND:VEVENT\nBEGIN:VEVENT\n".join(f"UID:{day}\nDTSTART:{day}T100000Z" for day in days)
    opened = calendars.open(write(tmp_path, lines))
    assert [i.event.uid for i in opened.invitations] == ["20261201", "20261224", "20261120", "20261110"]


# --- what comes again --------------------------------------------------------------------------------------------


def test_a_newer_one_moves_the_interview_and_its_thanks(office: Office, calendars: Calendars) -> None:
    nordwind = added(office, "Nordwind")
    first = save(calendars, "outlook.ics", nordwind).value.event
    (due,) = thanks(office, nordwind)
    assert only(calendars, "outlook.ics").fate is Fate.SAME
    invitation = only(calendars, "outlook-moved.eml")
    assert (invitation.fate, invitation.known, invitation.application) == (Fate.MOVED, first, nordwind)
    outcome = save(calendars, "outlook-moved.eml")
    moved = outcome.value.event
    assert (moved.id, moved.sequence, moved.at) == (first.id, 1, first.at + 24 * HOUR)
    (later,) = thanks(office, nordwind)
    assert (later.id, later.best_before) == (due.id, due.best_before + 24 * HOUR)
    assert only(calendars, "outlook.ics").fate is Fate.OLDER
    office.desk.undo(outcome.undo)
    assert office.events(nordwind)[-1] == first
    assert thanks(office, nordwind) == [due]


def test_what_the_user_added_stays_when_it_moves(office: Office, calendars: Calendars) -> None:
    nordwind = added(office, "Nordwind")
    invitation = only(calendars, "outlook.ics")
    event = calendars.save(invitation, Choice(nordwind.id, stage="second", contact=invitation.person)).value.event
    moved = save(calendars, "outlook-moved.eml").value.event
    assert (moved.stage, moved.contact_id) == ("second", event.contact_id)


def test_a_cancellation_removes_it_with_its_thanks_and_undo_brings_both_back(
    office: Office, calendars: Calendars
) -> None:
    nordwind = added(office, "Nordwind")
    event = save(calendars, "outlook.ics", nordwind).value.event
    (due,) = thanks(office, nordwind)
    invitation = only(calendars, "outlook-cancelled.eml")
    assert invitation.fate is Fate.CANCELLED
    outcome = save(calendars, "outlook-cancelled.eml")
    assert outcome.value.follow_up is None
    assert office.applications.story(nordwind.id).state is State.APPLIED
    assert thanks(office, nordwind) == []
    assert only(calendars, "outlook-cancelled.eml").fate is Fate.UNKNOWN
    # what was sent before the cancellation and comes late does not bring it back
    assert only(calendars, "outlook-moved.eml").fate is Fate.OLDER
    office.desk.undo(outcome.undo)
    assert office.events(nordwind)[-1] == event
    assert thanks(office, nordwind) == [due]


def test_a_newer_invitation_after_a_cancellation_brings_it_back(
    office: Office, calendars: Calendars, tmp_path: Path
) -> None:
    nordwind = added(office, "Nordwind")
    event = save(calendars, "outlook.ics", nordwind).value.event
    save(calendars, "outlook-cancelled.eml")
    path = write(tmp_path, f"UID:{event.uid}\nSEQUENCE:3\nDTSTART:20261210T100000Z")
    (invitation,) = calendars.open(path).invitations
    assert invitation.fate is Fate.BACK
    back = calendars.save(invitation, Choice()).value.event
    assert (back.id, back.at, back.deleted_at) == (event.id, datetime(2026, 12, 10, 10, tzinfo=UTC), None)
    # the zone and the place that this one leaves out stay
    assert (back.zone, back.place) == (event.zone, event.place)
    assert len(thanks(office, nordwind)) == 1


def test_what_changes_nothing_is_refused_with_its_word(office: Office, calendars: Calendars) -> None:
    with pytest.raises(Problem, match="not here"):
        save(calendars, "outlook-cancelled.eml")
    nordwind = added(office, "Nordwind")
    stale = only(calendars, "outlook.ics")
    save(calendars, "outlook.ics", nordwind)
    with pytest.raises(Problem, match="nothing to save"):
        calendars.save(stale, Choice(nordwind.id))
    assert len(office.events(nordwind)) == 2


def test_an_answer_changes_nothing(office: Office, calendars: Calendars, tmp_path: Path) -> None:
    event = save(calendars, "outlook.ics", added(office, "Nordwind")).value.event
    path = write(tmp_path, f"UID:{event.uid}\nDTSTART:20261210T100000Z", around="METHOD:REPLY")
    assert calendars.open(path).invitations[0].fate is Fate.ANSWER


def test_in_a_deleted_application_it_is_new_again(office: Office, calendars: Calendars) -> None:
    nordwind = added(office, "Nordwind")
    save(calendars, "outlook.ics", nordwind)
    office.applications.delete(nordwind.id)
    assert only(calendars, "outlook.ics").fate is Fate.NEW


def test_the_first_of_a_series_that_is_moved_alone(office: Office, calendars: Calendars, tmp_path: Path) -> None:
    acme = added(office, "Acme")
    path = write(tmp_path, "UID:s\nDTSTART:20261201T100000Z\nRRULE:FREQ=WEEKLY")
    first = calendars.save(calendars.open(path).invitations[0], Choice(acme.id)).value.event
    path = write(tmp_path, "UID:s\nRECURRENCE-ID:20261201T100000Z\nDTSTART:20261202T100000Z")
    (alone,) = calendars.open(path).invitations
    assert (alone.fate, alone.known) == (Fate.MOVED, first)
    moved = calendars.save(alone, Choice()).value.event
    assert (moved.id, moved.uid) == (first.id, "s 20261201T100000Z")
    path = write(tmp_path, "UID:s\nRECURRENCE-ID:20261208T100000Z\nDTSTART:20261209T100000Z")
    assert calendars.open(path).invitations[0].fate is Fate.NEW


def test_an_interview_years_ahead_is_refused(office: Office, calendars: Calendars, tmp_path: Path) -> None:
    path = write(tmp_path, "UID:1\nDTSTART:20991201T100000Z")
    with pytest.raises(Problem) as caught:
        calendars.save(calendars.open(path).invitations[0], Choice(added(office, "Acme").id))
    assert caught.value.field == "when"


# --- what goes out -----------------------------------------------------------------------------------------------


def interview(office: Office, acme: Application, begins: datetime) -> Event:
    draft = EventDraft(
        EventKind.INTERVIEW,
        acme.id,
        at=begins,
        ends_at=begins + HOUR,
        stage="second, technical",
        said="private",
        contact=ContactDraft("Ann Bé", "ann@acme.example"),
        zone="america/new york",
        place="Room 5; https://meet.google.com/abc",
    )
    return office.log_event.log(draft).value.event


def test_what_goes_out_holds_nothing_private_and_comes_back_the_same(
    office: Office, calendars: Calendars, tmp_path: Path
) -> None:
    acme = office.applications.add(ApplicationDraft("Acme, Inc.", "Baker", notes="secret")).value
    event = interview(office, acme, datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    path = tmp_path / file_name(acme)
    assert path.name == "interview Acme Inc.ics"
    octets = calendars.content([event])
    assert b"private" not in octets
    assert b"secret" not in octets
    assert octets == calendars.content([event])
    path.write_bytes(octets)
    (back,) = calendars.open(path).invitations
    assert back.event.title == "Interview: Acme, Inc., Baker"
    assert back.event.description == "Stage: second, technical\nWith: Ann Bé"
    assert (back.event.begins, back.event.ends, back.event.zone) == (event.at, event.ends_at, "America/New_York")
    assert back.event.where == event.place


def test_one_that_came_goes_out_as_it_was_known_there(office: Office, calendars: Calendars, tmp_path: Path) -> None:
    acme = added(office, "Acme")
    event = save(calendars, "google.ics", acme).value.event
    path = tmp_path / "out.ics"
    path.write_bytes(calendars.content([event]))
    (back,) = calendars.open(path).invitations
    assert (back.event.uid, back.fate) == (event.uid, Fate.SAME)


def test_interviews_alone_are_written(office: Office, calendars: Calendars) -> None:
    acme = added(office, "Acme")
    with pytest.raises(Problem, match="no interview"):
        calendars.content(office.events(acme))


# --- rounds, zones, places ---------------------------------------------------------------------------------------


def test_rounds_follow_the_order_of_the_interviews(office: Office) -> None:
    acme = added(office, "Acme")
    second = interview(office, acme, datetime(2026, 12, 8, 10, 0, tzinfo=UTC))
    assert round_of(second, office.events(acme)) == 0
    first = interview(office, acme, datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    events = office.events(acme)
    assert [round_of(e, events) for e in (first, second)] == [1, 2]
    assert round_of(Event("", acme.id, EventKind.INTERVIEW, second.at), events) == 3
    assert round_of(Event("", acme.id, EventKind.OFFER, second.at), events) == 0
    office.log_event.delete(first.id)
    assert round_of(second, office.events(acme)) == 0


def test_a_zone_that_is_none_and_a_place_too_long_are_refused(office: Office) -> None:
    acme = added(office, "Acme")
    for draft, name in (
        (EventDraft(EventKind.INTERVIEW, acme.id, zone="Middle Earth"), "zone"),
        (EventDraft(EventKind.INTERVIEW, acme.id, place="x" * 2001), "place"),
    ):
        with pytest.raises(Problem) as caught:
            office.log_event.log(draft)
        assert caught.value.field == name


def test_an_edit_keeps_what_the_calendar_knows_it_by(office: Office, calendars: Calendars) -> None:
    acme = added(office, "Acme")
    event = save(calendars, "google.ics", acme).value.event
    edited = office.log_event.edit(
        event.id, EventDraft(EventKind.INTERVIEW, acme.id, at=event.at, place="Room 7")
    ).value
    assert (edited.uid, edited.sequence, edited.place) == (event.uid, event.sequence, "Room 7")


@pytest.mark.parametrize(
    "kind",
    [EventKind.SAVED, EventKind.SCREENING, EventKind.ASSESSMENT, EventKind.QUIET, EventKind.REPLY, EventKind.OFFER],
)
def test_every_kind_can_be_back_dated_edited_and_undone(office: Office, kind: EventKind) -> None:
    acme = added(office, "Acme")
    before = office.applications.story(acme.id)
    at = office.clock.now() - timedelta(days=3)
    logged = office.log_event.log(EventDraft(kind, acme.id, at=at))
    assert logged.value.event.at == at
    earlier = at - timedelta(days=2)
    edited = office.log_event.edit(logged.value.event.id, EventDraft(kind, acme.id, at=earlier))
    assert edited.value.at == earlier
    back = office.desk.undo(edited.undo)
    assert office.store.get(Event, logged.value.event.id) == logged.value.event
    office.desk.undo(back.undo)
    assert office.store.get(Event, logged.value.event.id) == edited.value
    office.log_event.delete(logged.value.event.id)
    after = office.applications.story(acme.id)
    assert (after.state, after.events) == (before.state, before.events)
    with pytest.raises(Problem):
        office.log_event.log(EventDraft(kind, acme.id, at=office.clock.now() + timedelta(days=1)))


def test_a_no_keeps_the_interview(office: Office) -> None:
    acme = office.interviewed()
    office.log(EventKind.REJECTED, acme)
    story = office.applications.story(acme.id)
    assert [e.kind for e in story.events] == [EventKind.INTERVIEW, EventKind.REJECTED]
    assert story.state is State.REJECTED


def test_put_aside_as_quiet_and_revived_by_any_event(office: Office) -> None:
    acme = added(office, "Acme")
    office.clock.forward(timedelta(days=20))
    quiet = office.log(EventKind.QUIET, acme)
    assert office.applications.story(acme.id).state is State.QUIET
    office.log(EventKind.REPLY, acme)
    assert office.applications.story(acme.id).state is State.REPLY
    office.desk.undo(quiet.undo)
    assert office.applications.story(acme.id).state is State.REPLY
    assert all(f.closed is not Closed.OUTBOX for f in office.open_follow_ups(acme))


def test_names_of_files() -> None:
    assert is_calendar_file(Path("Invite.ICS"))
    assert is_calendar_file(Path("mail.eml"))
    assert not is_calendar_file(Path("cv.pdf"))


def test_the_same_key_for_one_of_a_series_both_ways() -> None:
    at = datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert CalendarEvent("a b", at, recurrence_id=at).key == "a b 20261201T100000Z"
