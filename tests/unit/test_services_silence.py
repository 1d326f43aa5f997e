"""Putting aside as quiet and back, over all services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.fakes.office import ANN, Office, make_office

from companion.core.application import Application, EventKind, State
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.problem import Problem
from companion.core.silence import Wait
from companion.services.silence import Silences

DAY = timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return make_office()


def silences(office: Office) -> Silences:
    return Silences(office.desk)


def applied(office: Office, company: str = "Acme", *, days: int = 40) -> Application:
    now = office.clock.now()
    return office.log(EventKind.APPLIED, company, at=now - days * DAY).value.application


def test_the_users_own_answers_make_the_usual_wait(office: Office) -> None:
    assert silences(office).usual() == Wait()
    for number in range(6):
        made = applied(office, f"Company {number}", days=100)
        office.log(EventKind.REJECTED if number else EventKind.REPLY, made, at=office.clock.now() - (100 - 28) * DAY)
    assert silences(office).usual() == Wait(20, own=True)


def test_one_click_puts_it_aside_one_takes_it_back_and_each_can_be_undone(office: Office) -> None:
    acme = applied(office)
    found = office.applications.story(acme.id)
    assert found.silence is not None
    assert found.silence.suggests
    aside = silences(office).put_aside(acme.id)
    assert aside.changes.applications == {acme.id}
    assert office.applications.story(acme.id).state is State.QUIET
    with pytest.raises(Problem, match="already"):
        silences(office).put_aside(acme.id)
    office.desk.undo(aside.undo)
    assert office.applications.story(acme.id).state is State.APPLIED
    silences(office).put_aside(acme.id)
    back = silences(office).bring_back((acme.id, "gone"))
    assert [a.id for a in back.value] == [acme.id]
    story = office.applications.story(acme.id)
    assert story.state is State.APPLIED
    # who has just brought it back is not asked again at once
    assert story.silence is not None
    assert not story.silence.suggests
    office.desk.undo(back.undo)
    assert office.applications.story(acme.id).state is State.QUIET


def test_whatever_happens_next_revives_it(office: Office) -> None:
    acme = applied(office)
    silences(office).put_aside(acme.id)
    office.clock.forward(DAY)
    office.log(EventKind.REPLY, acme)
    assert office.applications.story(acme.id).state is State.REPLY
    assert silences(office).bring_back((acme.id,)).value == ()


def test_leaving_it_can_be_undone_and_lasts_until_it_is_twice_as_long(office: Office) -> None:
    acme = applied(office)

    def suggested() -> bool:
        silence = office.applications.story(acme.id).silence
        return silence is not None and silence.suggests

    left = silences(office).leave(acme.id)
    assert not suggested()
    office.desk.undo(left.undo)
    assert suggested()
    silences(office).leave(acme.id)
    office.clock.forward(38 * DAY)
    assert not suggested()
    office.clock.forward(4 * DAY)
    assert suggested()


def test_a_question_is_offered_first_and_is_moot_once_it_is_put_aside(office: Office) -> None:
    office.set_up_account()
    acme = office.log(EventKind.APPLIED, "Acme").value.application
    office.applications.put_contact(acme.id, ANN)
    office.clock.forward(24 * DAY)
    (question,) = office.store.of_application(FollowUp, acme.id)
    assert question.kind is LetterKind.STATUS
    story = office.applications.story(acme.id)
    assert story.silence is not None
    assert not story.silence.suggests
    silences(office).put_aside(acme.id)
    (question,) = office.store.of_application(FollowUp, acme.id)
    assert question.closed is Closed.MOOT


def test_a_closed_one_is_not_put_aside(office: Office) -> None:
    acme = applied(office)
    office.log(EventKind.REJECTED, acme)
    with pytest.raises(Problem, match="closed"):
        silences(office).put_aside(acme.id)
