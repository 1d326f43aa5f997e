"""Parked look backs and the values exercise, over the store in memory; and the times that Settings holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.fakes.clock import START
from tests.fakes.office import Office, make_office

from companion.core.application import Application, EventKind
from companion.core.debrief import LAPSES, Debrief
from companion.core.problem import Problem
from companion.core.values import ValuesExercise
from companion.services.debriefs import ANSWER_LIMIT, Answers
from companion.services.values import ValuesText

SIX = START.replace(hour=18)
DAY = timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def acme(office: Office) -> Application:
    return office.log(EventKind.REJECTED, "Acme").value.application


def parked(office: Office, acme: Application) -> Debrief:
    return office.debriefs.park(acme.id).value


def test_a_parked_one_becomes_due_is_announced_once_and_is_then_let_go(office: Office, acme: Application) -> None:
    one = parked(office, acme)
    assert (one.begins_at, office.debriefs.due(), office.debriefs.next_at()) == (SIX, (), SIX)
    assert office.agenda.look().wake_at == SIX
    office.clock.set(SIX)
    (due,) = office.agenda.look().debriefs
    assert (due.debrief.id, due.company, due.debrief.notified_at) == (one.id, "Acme", None)
    assert office.debriefs.notified(one.id).changes.origin == "notifications"
    assert office.debriefs.due()[0].debrief.notified_at == SIX
    assert office.agenda.look().wake_at == SIX + LAPSES, "then it is taken down"
    office.clock.set(SIX + LAPSES)
    assert (office.debriefs.due(), office.debriefs.next_at()) == ((), None)


def test_an_application_has_one_that_waits_and_parking_again_moves_it(office: Office, acme: Application) -> None:
    one = parked(office, acme)
    again = office.debriefs.park(acme.id, later=True).value
    assert (again.id, again.begins_at) == (one.id, SIX + DAY)
    office.debriefs.close(one.id)
    assert parked(office, acme).id != one.id


@pytest.mark.parametrize("hours", [-2, 0, 3])
def test_put_off_means_tomorrow_at_every_hour_and_it_is_announced_anew(
    office: Office, acme: Application, hours: int
) -> None:
    one = parked(office, acme)
    office.debriefs.notified(one.id)
    office.debriefs.write(one.id, Answers(kindly="Rest"))
    office.clock.set(SIX + timedelta(hours=hours))
    moved = office.debriefs.put_off(one.id).value
    assert (moved.begins_at, moved.notified_at, moved.kindly) == (SIX + DAY, None, "Rest")
    assert office.debriefs.due() == ()


def test_answers_are_kept_as_they_come_and_stay_after_the_end(office: Office, acme: Application) -> None:
    one = parked(office, acme)
    assert office.debriefs.written(acme.id) == ()
    office.debriefs.write(one.id, Answers(kindly=" Rest\r\nwell "))
    office.clock.set(SIX)
    office.debriefs.close(one.id, Answers("Rest\nwell", "The budget", ""))
    office.clock.set(SIX + DAY)
    office.debriefs.write(one.id, Answers("Rest\nwell", "The budget", "Ask earlier"))
    closed = office.debriefs.close(one.id).value
    assert (closed.kindly, closed.beyond, closed.differently) == ("Rest\nwell", "The budget", "Ask earlier")
    assert closed.closed_at == SIX, "it was over then, however often it is read again"
    assert office.debriefs.written(acme.id) == (closed,)
    assert office.applications.story(acme.id).debriefs == (closed,)


@pytest.mark.parametrize("field", ["kindly", "beyond", "differently"])
def test_an_answer_that_is_too_long_is_told_by_its_field_and_nothing_is_lost(
    office: Office, acme: Application, field: str
) -> None:
    one = parked(office, acme)
    office.debriefs.write(one.id, Answers("a", "b", "c"))
    too_long = Answers(**{field: "x" * (ANSWER_LIMIT + 1)})
    for write in (office.debriefs.write, office.debriefs.close):
        with pytest.raises(Problem) as told:
            write(one.id, too_long)
        assert told.value.field == field
    kept = office.debriefs.get(one.id).debrief
    assert (kept.kindly, kept.closed_at) == ("a", None)


def test_a_deleted_one_is_gone_for_all_and_undo_brings_it_back(office: Office, acme: Application) -> None:
    one = parked(office, acme)
    written = office.debriefs.write(one.id, Answers(kindly="Rest")).value
    undo = office.debriefs.delete(one.id).undo
    assert office.debriefs.written(acme.id) == office.applications.story(acme.id).debriefs == ()
    for use in (office.debriefs.get, office.debriefs.close, office.debriefs.delete, office.debriefs.put_off):
        with pytest.raises(Problem, match="not here any more"):
            use(one.id)
    with pytest.raises(Problem, match="not here any more"):
        office.debriefs.write(one.id, Answers())
    office.desk.undo(undo)
    assert office.debriefs.written(acme.id) == (written,)


def test_it_goes_with_its_application_and_comes_back_with_it(office: Office, acme: Application) -> None:
    one = parked(office, acme)
    office.clock.set(SIX)
    undo = office.applications.delete(acme.id).undo
    assert office.debriefs.due() == ()
    with pytest.raises(Problem, match="not here any more"):
        office.debriefs.get(one.id)
    with pytest.raises(Problem):
        office.debriefs.park("nobody")
    office.desk.undo(undo)
    assert [d.debrief.id for d in office.debriefs.due()] == [one.id]


def test_the_hour_is_that_of_settings_and_words_say_the_day(office: Office) -> None:
    office = make_office(zone=ZoneInfo("Europe/Berlin"))
    office.preferences.choose_times(waits=True, quiet_from="", quiet_to="", debrief_at="7.15")
    assert office.debriefs.slots()[0] == datetime(2026, 11, 24, 6, 15, tzinfo=UTC)
    assert office.debriefs.offer_words() == "Come back to this tomorrow at 07:15"
    assert office.debriefs.when_words(START + timedelta(days=4)) == "on Fri 27 Nov at 10:00"


# --- the values exercise -----------------------------------------------------------------------------------------


def test_the_exercise_begins_with_its_first_words_and_is_done_once(office: Office) -> None:
    assert office.values.get() is None
    office.values.write(ValuesText("Craft"))
    office.clock.forward(timedelta(minutes=9))
    done = office.values.write(ValuesText("Craft", "It lasts"), finished=True).value
    assert (done.begun_at, done.finished_at) == (START, START + timedelta(minutes=9))
    office.clock.forward(DAY)
    again = office.values.write(ValuesText("Craft", "It lasts", "At the mill")).value
    assert (again.id, again.shown, again.finished_at) == (done.id, "At the mill", done.finished_at)
    assert office.values.get() == again


def test_a_deleted_exercise_leaves_no_word_behind(office: Office) -> None:
    with pytest.raises(Problem, match="no exercise"):
        office.values.delete()
    done = office.values.write(ValuesText("Craft", "It lasts", "At the mill"), finished=True).value
    office.values.delete()
    assert office.values.get() is None
    row = office.store.get(ValuesExercise, done.id)
    assert row is not None
    assert (row.chosen, row.why, row.shown) == ("", "", "")
    office.values.write(ValuesText("Peace"))
    found = office.values.get()
    assert found is not None
    assert (found.chosen, found.finished_at) == ("Peace", None)


# --- the times of Settings ---------------------------------------------------------------------------------------


def test_times_are_kept_as_hours_and_minutes(office: Office) -> None:
    office.preferences.choose(reduced_motion=True, private=True, plan="Walk")
    kept = office.preferences.choose_times(waits=False, quiet_from="22.00", quiet_to="7:05", debrief_at=" 6:30").value
    assert (kept.waits, kept.quiet_from, kept.quiet_to, kept.debrief_at) == (False, "22:00", "07:05", "06:30")
    assert (kept.reduced_motion, kept.private, kept.plan) == (True, True, "Walk")
    none = office.preferences.choose_times(waits=True, quiet_from=" ", quiet_to="", debrief_at="18:00").value
    assert (none.quiet_from, none.quiet_to) == ("", "")


@pytest.mark.parametrize(
    ("begins", "ends", "slot", "field"),
    [
        ("22:00", "", "18:00", "quiet_to"),
        ("", "7:00", "18:00", "quiet_from"),
        ("late", "7:00", "18:00", "quiet_from"),
        ("22:00", "25:00", "18:00", "quiet_to"),
        ("", "", "", "debrief_at"),
    ],
)
def test_a_time_that_is_none_is_told_by_its_field(
    office: Office, begins: str, ends: str, slot: str, field: str
) -> None:
    before = office.preferences.get()
    with pytest.raises(Problem) as told:
        office.preferences.choose_times(waits=False, quiet_from=begins, quiet_to=ends, debrief_at=slot)
    assert told.value.field == field
    assert office.preferences.get() == before
