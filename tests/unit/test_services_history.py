"""Undo and redo, step by step; and what somebody else changed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.fakes.office import Office, make_office

from companion.core.application import Application, EventKind
from companion.core.follow_up import FollowUp, LetterKind
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft
from companion.services.bulk import Bulk
from companion.services.history import NOTHING, History
from companion.services.log_event import EventDraft
from companion.services.work import ChangedSince, Moved, Undo


@pytest.fixture
def office() -> Office:
    return make_office()


def take_back(office: Office, history: History) -> None:
    step = history.take_back()
    assert step is not None
    history.taken_back(step, office.desk.undo(step.undo).undo)


def do_again(office: Office, history: History) -> None:
    step = history.do_again()
    assert step is not None
    history.done_again(step, office.desk.undo(step.undo).undo)


def edit(office: Office, history: History, key: str, company: str) -> None:
    outcome = office.applications.edit(key, ApplicationDraft(company))
    history.did(f"Saved {company}.", outcome.undo)


def test_each_step_goes_back_and_forth(office: Office) -> None:
    history, key = History(), office.applications.add(ApplicationDraft("A")).value.id
    for name in "BCD":
        edit(office, history, key, name)
    names: list[str] = []
    for step in (take_back, take_back, do_again, take_back, take_back, do_again, do_again, do_again, take_back):
        step(office, history)
        names.append(office.applications.story(key).application.company)
    assert names == list("CBCBABCDC")
    assert history.last is not None
    assert history.next is not None
    assert (history.last.short, history.next.short) == ("saved C", "saved D")


def test_something_new_ends_what_could_be_done_again(office: Office) -> None:
    history, key = History(), office.applications.add(ApplicationDraft("A")).value.id
    edit(office, history, key, "B")
    take_back(office, history)
    edit(office, history, key, "C")
    assert history.next is None
    assert history.do_again() is None
    step = history.take_back()
    assert step is not None
    edit(office, history, key, "D")
    history.taken_back(step, NOTHING)
    assert history.next is None, "it came back while something else was done"


def test_it_is_bounded_and_what_failed_can_be_tried_again(office: Office) -> None:
    history, key = History(depth=2), office.applications.add(ApplicationDraft("A")).value.id
    for name in "BCD":
        edit(office, history, key, name)
    step = history.take_back()
    assert step is not None
    history.not_taken_back(step)
    take_back(office, history)
    take_back(office, history)
    assert history.take_back() is None
    assert office.applications.story(key).application.company == "B"
    step = history.do_again()
    assert step is not None
    history.not_done_again(step)
    do_again(office, history)
    assert office.applications.story(key).application.company == "C"


def test_what_changed_nothing_is_no_step() -> None:
    history = History()
    history.did("Nothing.", NOTHING)
    history.did("Saved what it was.", Undo((), frozenset({"a1"})))
    assert history.last is None


def test_an_import_and_a_move_alone_are_steps() -> None:
    history = History()
    history.did("Imported jobs.csv.", Undo((), frozenset({"a1"}), imported="i1"))
    day = datetime(2026, 11, 1, tzinfo=UTC)
    letter = FollowUp("f1", "a1", LetterKind.THANK_YOU, 1, "e1", None, day, day, day)
    moved = Moved(letter, replace(letter, application_id="a2"))
    history.did("Merged.", Undo((), frozenset({"a1", "a2"}), moved=(moved,)))
    assert [step.words for step in (history.take_back(), history.take_back()) if step] == [
        "Merged.",
        "Imported jobs.csv.",
    ]


def test_a_change_from_elsewhere_is_not_written_over(office: Office) -> None:
    key = office.applications.add(ApplicationDraft("Acme")).value.id
    mine = office.applications.edit(key, ApplicationDraft("Acme Robotics", place="Bonn"))
    office.applications.edit(key, ApplicationDraft("Acme AG", place="Bonn"), origin="shell")
    with pytest.raises(ChangedSince, match="changed elsewhere"):
        office.desk.undo(mine.undo)
    application = office.applications.story(key).application
    assert (application.company, application.place) == ("Acme AG", "Bonn"), "nothing was written"


def test_another_field_that_was_changed_elsewhere_stays(office: Office) -> None:
    key = office.applications.add(ApplicationDraft("Acme")).value.id
    tagged = Bulk(office.desk).tag([key], "remote")
    office.applications.edit(key, ApplicationDraft("Acme", notes="call them"), origin="shell")
    undone = office.desk.undo(tagged.undo)
    application = office.applications.story(key).application
    assert (application.tags, application.notes) == ((), "call them")
    office.desk.undo(undone.undo)
    application = office.applications.story(key).application
    assert (application.tags, application.notes) == (("remote",), "call them")


def test_a_new_application_does_not_go_with_what_was_logged_for_it_elsewhere(office: Office) -> None:
    added = office.applications.add(ApplicationDraft("Acme"))
    key = added.value.id
    undone = office.desk.undo(added.undo)
    again = office.desk.undo(undone.undo)
    office.log_event.log(EventDraft(EventKind.INTERVIEW, key), origin="shell")
    for undo in (added.undo, again.undo):
        with pytest.raises(ChangedSince):
            office.desk.undo(undo)
    assert len(office.applications.story(key).events) == 2


def test_deleting_can_be_done_again_with_all_its_events(office: Office) -> None:
    key = office.applications.add(ApplicationDraft("Acme")).value.id
    deleted = office.applications.delete(key)
    undone = office.desk.undo(deleted.undo)
    office.desk.undo(undone.undo)
    found = office.store.get(Application, key)
    assert found is not None
    assert found.deleted_at is not None


def test_a_changed_company_refuses_to_go_unseen(office: Office) -> None:
    added = office.applications.add(ApplicationDraft("Acme"))
    with office.desk.work("shell") as work:
        work.put(replace(added.value, notes="written in the shell"))
    with pytest.raises(Problem, match="Nothing was written over"):
        office.desk.undo(added.undo)
