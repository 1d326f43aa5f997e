"""Merging two applications: nothing is lost, one undo brings back both, redo merges them again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.office import ANN, RITA, Office, make_office

from companion.core.application import Application, Contact, Event, EventKind, State, state_of
from companion.core.attachment import Attachment
from companion.core.debrief import Debrief
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.held import HeldNo
from companion.core.merge import left_out, merged
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.services.applications import LONG_LIMIT, ApplicationDraft, ContactDraft
from companion.services.log_event import EventDraft

HOUR = timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    return make_office()


def shelf(office: Office, *keys: str) -> dict[str, object]:
    """Everything of these applications that stands, and the follow-ups as they are; those that are moot and were made
    by nobody's hand aside.
    """
    store, found = office.store, dict[str, object]()
    for key in keys:
        application = store.get(Application, key)
        stands = application is not None and application.deleted_at is None
        found[key] = application if stands else None
        for kind in (Contact, Event, OutboxLetter, Debrief, Attachment, HeldNo):
            found[f"{key} {kind.__name__}"] = store.of_application(kind, key)
        follow_ups = store.of_application(FollowUp, key)
        found[f"{key} FollowUp"] = tuple(f for f in follow_ups if f.closed is not Closed.MOOT)
    return found


# --- the rules ---------------------------------------------------------------------------------------------------


def test_the_kept_ones_fields_stand_and_what_is_empty_comes_from_the_other() -> None:
    kept = Application("a", "Acme", "Baker", link="https://a", tags=("x",), notes="One", posting="Same text")
    other = Application(
        "b",
        "ACME GmbH",
        "Cook",
        "Köln",
        "https://b",
        "Two",
        "50k",
        tags=("X", "y"),
        links=("https://a", "https://c"),
        posting="Same text",
        source_key="k",
    )
    result = merged(kept, other)
    assert result == replace(
        kept,
        place="Köln",
        salary="50k",
        tags=("x", "y"),
        links=("https://b", "https://c"),
        notes="One\n\n---\n\nTwo",
        source_key="k",
    )
    assert left_out(kept, other) == (("company", "ACME GmbH"), ("role", "Cook"))
    assert merged(kept, replace(kept, id="b")) == kept


# --- the service -------------------------------------------------------------------------------------------------


def two(office: Office) -> tuple[Application, Application]:
    """Two applications at one company, both with an interview, a letter each, and one person in both."""
    office.set_up_account()
    kept = office.interviewed("Acme", ANN)
    other = office.interviewed("Acme GmbH", ANN)
    office.applications.put_contact(other.id, RITA)
    office.log(EventKind.REJECTED, other)
    for application in (kept, other):
        for follow_up in office.open_follow_ups(application)[:1]:
            office.outbox.queue(follow_up.id, after_review=True)
    with office.desk.work() as work:
        no = next(e for e in work.writer.of_application(Event, other.id) if e.kind is EventKind.REJECTED)
        work.put(HeldNo("h", other.id, no.id, office.clock.now()))
        work.put(Debrief("d", other.id, office.clock.now(), kindly="Rest."))
        work.put(Attachment("f", other.id, "cv.pdf", "0" * 64, 3, office.clock.now()))
    return kept, other


def test_everything_of_the_other_is_the_kept_ones(office: Office) -> None:
    kept, other = two(office)
    preview = office.merging.preview(kept.id, other.id)
    office.merging.merge(kept.id, other.id)
    story = office.applications.story(kept.id)
    assert (preview.state, preview.events) == (story.state, len(story.events)) == (State.REJECTED, 3)
    assert (preview.contacts, preview.letters, preview.files) == (2, len(story.letters), 1)
    assert {c.name for c in story.contacts} == {ANN.name, RITA.name}
    ann = next(c for c in story.contacts if c.name == ANN.name)
    assert {e.contact_id for e in story.events if e.kind is EventKind.INTERVIEW} == {ann.id}
    assert [d.id for d in story.debriefs] == ["d"]
    assert [f.id for f in story.attachments] == ["f"]
    assert [h.id for h in office.store.of_application(HeldNo, kept.id)] == ["h"]
    assert shelf(office, other.id)[other.id] is None
    rounds = [(f.kind, f.round) for f in story.follow_ups]
    assert len(set(rounds)) == len(rounds)
    for letter in story.letters:
        follow_up = next(f for f in story.follow_ups if f.id == letter.follow_up_id)
        assert (letter.round, letter.application_id) == (follow_up.round, kept.id)
    with pytest.raises(Problem, match="not in the list"):
        office.applications.story(other.id)


def test_undo_brings_back_both_exactly_and_redo_merges_again(office: Office) -> None:
    kept, other = two(office)
    before = shelf(office, kept.id, other.id)
    outcome = office.merging.merge(kept.id, other.id, origin="list")
    after = shelf(office, kept.id, other.id)
    assert outcome.changes.applications == {kept.id, other.id}
    undone = office.desk.undo(outcome.undo)
    assert shelf(office, kept.id, other.id) == before
    redone = office.desk.undo(undone.undo)
    assert shelf(office, kept.id, other.id) == after
    office.desk.undo(redone.undo)
    assert shelf(office, kept.id, other.id) == before


def test_what_became_of_a_letter_meanwhile_stands_after_undo(office: Office) -> None:
    kept, other = two(office)
    outcome = office.merging.merge(kept.id, other.id)
    office.clock.forward(HOUR)
    office.outbox.send_due()
    letters = office.applications.story(kept.id).letters
    assert {letter.state for letter in letters} == {LetterState.SENT}
    office.desk.undo(outcome.undo)
    found = [*office.applications.story(kept.id).letters, *office.applications.story(other.id).letters]
    assert {letter.id: letter.state for letter in found} == {letter.id: LetterState.SENT for letter in letters}


def test_a_letter_queued_after_the_merge_goes_back_with_its_follow_up(office: Office) -> None:
    office.set_up_account()
    kept, other = office.interviewed("Acme", ANN), office.interviewed("Acme GmbH", RITA)
    thanks = office.open_follow_ups(other)[0]
    outcome = office.merging.merge(kept.id, other.id)
    queued = office.outbox.queue(thanks.id, after_review=True).value
    undone = office.desk.undo(outcome.undo)
    assert office.letter(queued.id).application_id == other.id
    assert office.store.get(FollowUp, thanks.id) == replace(thanks, closed=Closed.OUTBOX)
    office.desk.undo(undone.undo)
    assert office.letter(queued.id).application_id == kept.id


def test_there_is_no_second_request_for_advice(office: Office) -> None:
    office.set_up_account()
    kept, other = office.interviewed("Acme", ANN), office.interviewed("Acme GmbH", ANN)
    for application in (kept, other):
        office.log(EventKind.REJECTED, application)
    asked = next(f for f in office.open_follow_ups(other) if f.kind is LetterKind.ADVICE)
    office.clock.forward(30 * HOUR)
    office.outbox.queue(asked.id, after_review=True)
    office.merging.merge(kept.id, other.id)
    advice = [f for f in office.store.of_application(FollowUp, kept.id) if f.kind is LetterKind.ADVICE]
    assert [(f.id == asked.id, f.round) for f in sorted(advice, key=lambda f: f.round)] == [(True, 1), (False, 2)]
    assert Closed.OPEN not in {f.closed for f in advice}


@pytest.mark.parametrize("which", ["same", "deleted", "long"])
def test_what_can_not_be_merged_is_said_and_changes_nothing(office: Office, which: str) -> None:
    kept = office.applications.add(ApplicationDraft("Acme", notes="a" * (LONG_LIMIT - 5))).value
    other = office.applications.add(ApplicationDraft("Acme", notes="b" * 10 if which == "long" else "")).value
    if which == "deleted":
        office.applications.delete(other.id)
    before = shelf(office, kept.id, other.id)
    key = kept.id if which == "same" else other.id
    for attempt in (office.merging.preview, office.merging.merge):
        with pytest.raises(Problem, match=r"same application|not in the list|shorten one"):
            attempt(kept.id, key)
    assert shelf(office, kept.id, other.id) == before


PEOPLE = st.sampled_from([None, ANN, RITA, ContactDraft("Bob"), ContactDraft("", "ann@acme.example")])


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_two_stories_merge_and_come_apart_again(data: st.DataObject) -> None:
    office = make_office()
    office.set_up_account()
    keys = [office.applications.add(ApplicationDraft(name), applied=False).value.id for name in ("Acme", "Acme AG")]
    for _ in range(data.draw(st.integers(0, 8))):
        key = data.draw(st.sampled_from(keys))
        back = timedelta(hours=data.draw(st.integers(0, 400)))
        kind = data.draw(st.sampled_from(EventKind))
        office.log_event.log(EventDraft(kind, key, at=office.clock.now() - back, contact=data.draw(PEOPLE)))
        office.clock.forward(timedelta(minutes=7))
        due = [f for f in office.store.due_follow_ups(office.clock.now()) if f.contact_id]
        if due and data.draw(st.booleans()):
            office.follow_ups.dismiss(data.draw(st.sampled_from(due)).id)
    events = [e for key in keys for e in office.store.of_application(Event, key)]
    before = shelf(office, *keys)
    outcome = office.merging.merge(*keys)
    after = shelf(office, *keys)
    story = office.applications.story(keys[0])
    assert story.state is state_of(events)
    assert {e.id for e in story.events} == {e.id for e in events}
    undone = office.desk.undo(outcome.undo)
    assert shelf(office, *keys) == before
    office.desk.undo(undone.undo)
    assert shelf(office, *keys) == after
