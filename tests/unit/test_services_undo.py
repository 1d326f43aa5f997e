"""Whatever was done, undo brings back what was there, and redo what was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.office import ANN, RITA, Office, make_office

from companion.core.application import Application, EventKind, State
from companion.core.follow_up import Closed, FollowUp
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft, Story
from companion.services.history import NOTHING, History
from companion.services.log_event import EventDraft, Logged
from companion.services.work import Outcome, Undo

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return make_office()


# --- undo --------------------------------------------------------------------------------------------------------


def told(office: Office, keys: set[str]) -> dict[str, object]:
    """Every story as it is seen, with the letters that are due; ids of follow-ups aside."""
    return {key: _told(office, key) for key in sorted(keys)}


def _told(office: Office, key: str) -> object:
    application = office.store.get(Application, key)
    if application is None or application.deleted_at is not None:
        return None
    story: Story = office.applications.story(key)
    every = office.store.of_application(FollowUp, key)
    due = {(f.kind, f.cause_id, f.contact_id, f.due_at) for f in every if f.closed is Closed.OPEN}
    return application, story.state, story.events, story.contacts, due


PEOPLE = st.sampled_from([None, ANN, RITA, ContactDraft("Bob"), ContactDraft("", "ann@acme.example")])
STEP = st.tuples(
    st.sampled_from(["log", "log", "log", "edit", "delete", "away", "rename", "contact"]), st.integers(0, 50)
)


def _log(office: Office, data: st.DataObject, key: str | None) -> Outcome[Logged]:
    kind = data.draw(st.sampled_from(EventKind))
    back = timedelta(hours=data.draw(st.integers(0, 200)))
    new = ApplicationDraft("Acme") if key is None else None
    draft = EventDraft(kind, key, new, office.clock.now() - back, contact=data.draw(PEOPLE))
    return office.log_event.log(draft)


def _step(office: Office, data: st.DataObject, keys: list[str]) -> Undo | None:
    """One random step of a user; None if there is nothing to take it with."""
    what, which = data.draw(STEP)
    standing = [k for k in keys if _told(office, k) is not None]
    if not standing or (what == "log" and which % 3 == 0):
        outcome = _log(office, data, None)
        keys.extend(outcome.changes.applications - set(keys))
        return outcome.undo
    key = standing[which % len(standing)]
    events = office.applications.story(key).events
    steps: dict[str, Callable[[], Undo]] = {
        "log": lambda: _log(office, data, key).undo,
        "away": lambda: office.applications.delete(key).undo,
        "rename": lambda: office.applications.edit(key, ApplicationDraft(f"Name {which}")).undo,
        "contact": lambda: office.applications.put_contact(key, data.draw(PEOPLE.filter(bool)) or ANN).undo,
    }
    if events:
        event = events[which % len(events)]
        at = event.at - timedelta(hours=which)
        steps["edit"] = lambda: (
            office.log_event.edit(event.id, EventDraft(event.kind, at=at, contact=data.draw(PEOPLE))).undo
        )
        steps["delete"] = lambda: office.log_event.delete(event.id).undo
    return steps[what]() if what in steps else None


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_undo_of_each_step_in_turn_tells_the_same_stories_again(data: st.DataObject) -> None:
    office = make_office()
    keys: list[str] = []
    done: list[tuple[dict[str, object], Undo]] = []
    for _ in range(data.draw(st.integers(1, 8))):
        before = told(office, set(keys))
        undo = _step(office, data, keys)
        office.clock.forward(timedelta(minutes=7))
        if undo is not None:
            done.append((before, undo))
    for before, undo in reversed(done):
        after = told(office, set(keys))
        redo = office.desk.undo(undo)
        assert {k: v for k, v in told(office, set(keys)).items() if v is not None} == {
            k: v for k, v in before.items() if v is not None
        }
        again = office.desk.undo(redo.undo)
        assert told(office, set(keys)) == after
        office.desk.undo(again.undo)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_walk_through_the_history_tells_what_stood_there(data: st.DataObject) -> None:
    office, history = make_office(), History()
    keys: list[str] = []
    stories, here = [told(office, set())], 0
    for what in data.draw(st.lists(st.sampled_from(["do", "do", "undo", "undo", "redo"]), max_size=16)):
        office.clock.forward(timedelta(minutes=7))
        if what == "do" and (undo := _step(office, data, keys)) is not None:
            history.did("Did it.", undo)
            del stories[here + 1 :]
            here += undo != NOTHING
            stories[here:] = [told(office, set(keys))]
        elif what == "undo" and (step := history.take_back()) is not None:
            history.taken_back(step, office.desk.undo(step.undo).undo)
            here -= 1
        elif what == "redo" and (step := history.do_again()) is not None:
            history.done_again(step, office.desk.undo(step.undo).undo)
            here += 1
        now = {key: story for key, story in told(office, set(keys)).items() if story is not None}
        assert now == {key: story for key, story in stories[here].items() if story is not None}


def test_undo_of_a_new_no_leaves_nothing_on_the_list(office: Office) -> None:
    outcome = office.log(EventKind.REJECTED, "Acme", person=ANN)
    assert office.store.count_applications() == 1
    undone = office.desk.undo(outcome.undo, "undo")
    assert office.store.count_applications() == 0
    assert office.store.search("Acme", limit=5) == ()
    assert undone.changes.origin == "undo"
    office.desk.undo(undone.undo)
    story = office.applications.story(outcome.value.application.id)
    assert (story.state, len(story.contacts)) == (State.REJECTED, 1)


def test_undo_goes_back_to_before_the_whole_unit_of_work(office: Office) -> None:
    acme = office.applications.add(ApplicationDraft("Acme")).value
    with office.desk.work() as work:
        work.put(replace(acme, place="Bonn"))
        work.put(replace(acme, place="Köln"))
        outcome = work.outcome(None)
    office.desk.undo(outcome.undo)
    assert office.store.get(Application, acme.id) == acme


def test_a_unit_of_work_that_fails_leaves_nothing(office: Office) -> None:
    acme = office.applications.add(ApplicationDraft("Acme")).value
    with pytest.raises(Problem, match="halfway"), office.desk.work() as work:  # noqa: PT012 - the work is the block
        work.put(replace(acme, place="Bonn"))
        raise Problem("halfway")
    assert office.store.get(Application, acme.id) == acme
