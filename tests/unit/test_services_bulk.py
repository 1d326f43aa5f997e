"""Many applications changed at once: one step, one undo."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.fakes.office import ANN, Office, make_office

from companion.core.application import Application, EventKind, State
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft
from companion.services.bulk import MOST_TAGS, Bulk


@pytest.fixture
def office() -> Office:
    return make_office()


def three(office: Office) -> list[str]:
    return [office.applications.add(ApplicationDraft(name)).value.id for name in ("Acme", "Börse", "Corp")]


def kept(office: Office, key: str) -> Application:
    found = office.store.get(Application, key)
    assert found is not None
    return found


def test_tags_are_added_and_taken_away_by_one_undo_each(office: Office) -> None:
    keys, bulk = three(office), Bulk(office.desk)
    bulk.tag(keys[:1], "Remote")
    outcome = bulk.tag(keys, "remote, #café")
    assert outcome.value.changed == 3
    assert [kept(office, key).tags for key in keys] == [("Remote", "café"), ("remote", "café"), ("remote", "café")]
    assert bulk.tags_of(keys) == ("café", "Remote")
    away = bulk.untag(keys, "REMOTE")
    assert away.value.words == "3 applications"
    assert {kept(office, key).tags for key in keys} == {("café",)}
    office.desk.undo(away.undo)
    office.desk.undo(outcome.undo)
    assert [kept(office, key).tags for key in keys] == [("Remote",), (), ()]


def test_what_stands_that_way_already_counts_as_unchanged(office: Office) -> None:
    keys, bulk = three(office), Bulk(office.desk)
    first = bulk.archive(keys[:1])
    assert (first.value.changed, first.value.words) == (1, "Acme")
    second = bulk.archive(keys)
    assert second.value.changed == 2
    office.desk.undo(second.undo)
    assert [kept(office, key).archived_at is not None for key in keys] == [True, False, False]
    assert bulk.take_out(keys).value.changed == 1
    assert kept(office, keys[0]).archived_at is None


def test_too_many_tags_are_refused_and_nothing_is_changed(office: Office) -> None:
    keys, bulk = three(office), Bulk(office.desk)
    for start in range(0, MOST_TAGS, 10):
        bulk.tag(keys[2:], ",".join(f"t{number}" for number in range(start, start + 10)))
    with pytest.raises(Problem, match="Corp would have 41 tags"):
        bulk.tag(keys, "one more")
    assert kept(office, keys[0]).tags == ()
    with pytest.raises(Problem, match="empty"):
        bulk.tag(keys, " , ")


def test_an_event_is_logged_for_all_and_makes_due_what_it_makes_due(office: Office) -> None:
    keys, bulk = three(office), Bulk(office.desk)
    office.applications.put_contact(keys[0], ANN)
    day = office.clock.now() - timedelta(days=3)
    outcome = bulk.log(keys, EventKind.REJECTED, day)
    assert {office.applications.story(key).state for key in keys} == {State.REJECTED}
    assert {office.applications.story(key).events[0].at for key in keys} == {day}
    office.desk.undo(outcome.undo)
    assert {office.applications.story(key).state for key in keys} == {State.APPLIED}
    with pytest.raises(Problem, match="future"):
        bulk.log(keys, EventKind.REPLY, office.clock.now() + timedelta(days=1))
    with pytest.raises(ValueError, match="own"):
        bulk.log(keys, EventKind.INTERVIEW, None)


def test_deleting_passes_over_what_is_gone_already(office: Office) -> None:
    keys, bulk = three(office), Bulk(office.desk)
    office.applications.delete(keys[1])
    outcome = bulk.delete([*keys, keys[0], "nobody"])
    assert outcome.value.changed == 2
    assert office.store.count_applications() == 0
    office.desk.undo(outcome.undo)
    assert office.store.count_applications() == 2
