"""What makes the reel wait, what is held for it, and what is let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.fakes.office import Office, make_office

from companion.core.application import Application, Event, EventKind
from companion.core.held import HeldNo
from companion.core.waiting import Hindrance
from companion.services.reel import Noes
from companion.services.waiting import LONGEST_AWAKE, LOOK_AGAIN, Wait, Waiting


@pytest.fixture
def office() -> Office:
    return make_office(zone=ZoneInfo("Europe/Berlin"))


def say_no(office: Office, company: str = "Acme") -> tuple[Noes, Application, Event]:
    logged = office.log(EventKind.REJECTED, company).value
    return Noes((company,), (logged.application.id,)), logged.application, logged.event


def set_times(office: Office, quiet_from: str = "", quiet_to: str = "", *, waits: bool = True) -> None:
    office.preferences.choose_times(waits=waits, quiet_from=quiet_from, quiet_to=quiet_to, debrief_at="18:00")


# --- why it waits ------------------------------------------------------------------------------------------------


def test_nothing_hinders_it_at_first(office: Office) -> None:
    assert office.waiting.wait() is None


@pytest.mark.parametrize("hindrance", Hindrance)
def test_it_waits_for_what_the_desktop_tells_and_looks_again_soon(office: Office, hindrance: Hindrance) -> None:
    office.lookout.hinder(hindrance)
    assert office.waiting.wait() == Wait(hindrance.words, office.clock.now() + LOOK_AGAIN)
    office.lookout.hinder()
    assert office.waiting.wait() is None


def test_who_turned_waiting_off_is_not_looked_after(office: Office) -> None:
    office.lookout.hinder(Hindrance.FULL_SCREEN)
    set_times(office, "22:00", "7:00", waits=False)
    assert office.waiting.wait() is None
    assert office.lookout.looks == 0
    office.clock.set(datetime(2026, 11, 23, 21, 30, tzinfo=UTC))
    assert office.waiting.wait() is not None, "quiet hours are the user's own wish"


def test_quiet_hours_are_named_with_their_end(office: Office) -> None:
    set_times(office, "22:00", "7.30")
    office.clock.set(datetime(2026, 11, 23, 21, 30, tzinfo=UTC))
    until = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert office.waiting.wait() == Wait("quiet hours until 07:30", until)
    assert office.lookout.looks == 0, "the desktop need not be asked"
    office.clock.set(until)
    assert office.waiting.wait() is None


def test_not_today_comes_before_all_else(office: Office) -> None:
    set_times(office, "0:00", "23:59")
    office.lookout.hinder(Hindrance.DO_NOT_DISTURB)
    until = office.waiting.not_today().value
    assert office.waiting.wait() == Wait("not today, as you asked", until)


def test_not_today_leaves_the_other_settings(office: Office) -> None:
    set_times(office, "22:00", "7:00", waits=False)
    before = office.preferences.get()
    office.waiting.not_today()
    assert replace(office.preferences.get(), quiet_until="") == before


def test_a_time_that_cannot_be_read_makes_no_quiet_hours(office: Office) -> None:
    with office.desk.work() as work:
        work.set_settings(replace(office.store.settings(), quiet_from="nine", quiet_to="ten"))
    assert office.waiting.wait() is None


def test_a_screen_that_stays_awake_holds_it_no_longer_than_a_talk(office: Office) -> None:
    noes, _, _ = say_no(office)
    office.lookout.hinder(Hindrance.PRESENTATION)
    office.waiting.hold(noes)
    office.clock.forward(LONGEST_AWAKE - timedelta(seconds=1))
    assert office.waiting.wait()
    office.clock.forward(timedelta(seconds=1))
    assert office.waiting.wait() is None
    office.lookout.hinder(Hindrance.PRESENTATION, Hindrance.SCREEN_SHARING)
    assert office.waiting.wait()


def test_a_no_that_was_taken_back_has_not_waited(office: Office) -> None:
    noes, _, event = say_no(office)
    office.waiting.hold(noes)
    office.log_event.delete(event.id)
    office.clock.forward(LONGEST_AWAKE)
    office.waiting.hold(say_no(office, "Bolt")[0])
    office.lookout.hinder(Hindrance.PRESENTATION)
    assert office.waiting.wait() is not None


# --- what is held ------------------------------------------------------------------------------------------------


def held_rows(office: Office) -> int:
    return len(office.store.all(HeldNo))


def test_what_is_held_is_stored_in_the_order_logged(office: Office) -> None:
    acme, bolt = say_no(office)[0], say_no(office, "Bolt")[0]
    assert office.waiting.held() == Noes()
    assert office.waiting.hold(acme).changes.tables == {"held_no"}
    office.waiting.hold(bolt)
    again = Waiting(office.desk, office.lookout)  # as after a restart
    assert again.held() == acme.and_then(bolt)


def test_a_no_is_held_once(office: Office) -> None:
    noes = say_no(office)[0]
    office.waiting.hold(noes)
    assert office.waiting.hold(noes).changes.tables == frozenset()
    office.waiting.hold(Noes((*noes.companies, *noes.companies), (*noes.application_ids, *noes.application_ids)))
    assert held_rows(office) == 1


def test_of_one_call_too(office: Office) -> None:
    noes = say_no(office)[0]
    office.waiting.hold(Noes((*noes.companies, *noes.companies), (*noes.application_ids, *noes.application_ids)))
    assert held_rows(office) == 1


def test_an_application_that_said_no_twice_is_named_once(office: Office) -> None:
    noes, application, _ = say_no(office)
    office.waiting.hold(noes)
    office.clock.forward(timedelta(hours=1))
    office.log(EventKind.REJECTED, application)
    office.waiting.hold(noes)
    assert held_rows(office) == 2
    assert office.waiting.held() == noes


def test_where_there_is_no_no_nothing_is_held(office: Office) -> None:
    bolt = office.log(EventKind.APPLIED, "Bolt").value.application
    office.waiting.hold(Noes(("Bolt", "Nobody"), (bolt.id, "nobody")))
    assert held_rows(office) == 0


def test_a_no_that_is_undone_is_not_waited_for_and_redone_it_is(office: Office) -> None:
    outcome = office.log(EventKind.REJECTED, "Acme")
    application = outcome.value.application
    noes = Noes(("Acme",), (application.id,))
    office.waiting.hold(noes)
    undone = office.desk.undo(outcome.undo)
    assert office.waiting.held() == Noes()
    office.desk.undo(undone.undo)
    assert office.waiting.held() == noes


def test_a_no_that_was_deleted_is_not_waited_for(office: Office) -> None:
    noes, application, event = say_no(office)
    office.waiting.hold(noes)
    office.log_event.delete(event.id)
    assert office.waiting.held() == Noes()
    office.clock.forward(timedelta(hours=1))
    office.log(EventKind.REJECTED, application)
    office.waiting.hold(noes)
    assert office.waiting.held() == noes, "a new one is"


def test_nor_one_whose_application_was_deleted(office: Office) -> None:
    noes, application, _ = say_no(office)
    office.waiting.hold(noes)
    deleted = office.applications.delete(application.id)
    assert office.waiting.held() == Noes()
    office.desk.undo(deleted.undo)
    assert office.waiting.held() == noes


def test_a_company_goes_by_its_name_of_now(office: Office) -> None:
    noes, application, _ = say_no(office)
    office.waiting.hold(noes)
    with office.desk.work() as work:
        work.put(replace(application, company="Acme Robotics"))
    assert office.waiting.held().companies == ("Acme Robotics",)


# --- what is let go ----------------------------------------------------------------------------------------------


def test_what_was_shown_is_let_go_and_what_came_meanwhile_stays(office: Office) -> None:
    acme, bolt = say_no(office)[0], say_no(office, "Bolt")[0]
    office.waiting.hold(acme)
    office.waiting.hold(bolt)
    office.waiting.release(acme)
    assert office.waiting.held() == bolt
    office.waiting.release(bolt)
    assert office.waiting.held() == Noes()
    assert office.waiting.release(bolt).changes.tables == frozenset()


def test_what_was_taken_back_goes_with_it(office: Office) -> None:
    acme = say_no(office)[0]
    bolt, _, event = say_no(office, "Bolt")
    office.waiting.hold(acme.and_then(bolt))
    office.log_event.delete(event.id)
    office.waiting.release(acme)
    assert held_rows(office) == 0


def test_noes_are_joined_without_a_double() -> None:
    one, two = Noes(("Acme", "Bolt"), ("a", "b")), Noes(("Bolt", "Cord"), ("b", "c"))
    assert one.and_then(two) == Noes(("Acme", "Bolt", "Cord"), ("a", "b", "c"))
    assert Noes().and_then(one) == one == one.and_then(Noes())
