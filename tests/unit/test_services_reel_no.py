"""What a no brings to its reel and what the reel remembers: verdicts, fitting tags, the fit, the slot, the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fakes.office import Office, make_office

from companion.core.application import Application, Event, EventKind, Fit
from companion.core.debrief import LAPSES
from companion.core.highlight import Showing, Verdict
from companion.core.problem import Problem
from companion.core.reel import FitQuestion, OfferKind
from companion.services.applications import ApplicationDraft
from companion.services.highlights import HighlightDraft
from companion.services.log_event import FIT_LIMIT, EventDraft
from companion.services.reel import POOL, Noes
from companion.services.work import ChangedSince

HOUR = timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    return make_office()


def keep(office: Office, text: str, *tags: str) -> str:
    return office.highlights.add(HighlightDraft(text, tags=tags)).value.highlight.id


def say_no(office: Office, company: str = "Acme", *, role: str = "", stage: str = "") -> Application:
    draft = EventDraft(EventKind.REJECTED, application=ApplicationDraft(company, role), stage=stage)
    return office.log_event.log(draft).value.application


def of(*applications: Application) -> Noes:
    return Noes(tuple(a.company for a in applications), tuple(a.id for a in applications))


# --- what the cards are chosen from ---------------------------------------------------------------------------


def test_what_was_read_before_the_no_gives_the_same_reel(office: Office) -> None:
    keep(office, "Led the move", "engineer")
    for number in range(6):
        keep(office, f"Success {number}")
    shown = office.reels.compose(Noes())
    office.reels.shown(shown, shown.cards[:2])
    pool = office.reels.pool()
    noes = of(say_no(office, role="Engineer"))
    ahead = office.reels.compose(noes, pool)
    assert ahead.acknowledgement == "Acme said no."
    assert replace(ahead, id="") == replace(office.reels.compose(noes), id="")


def test_a_no_leaves_what_the_cards_are_chosen_from_as_it_is(office: Office) -> None:
    draft = EventDraft(EventKind.REJECTED, application=ApplicationDraft("Acme", ""))
    assert not office.log_event.log(draft).changes.tables & POOL
    keep(office, "One")
    reel = office.reels.compose(Noes())
    assert office.reels.shown(reel, reel.cards).changes.tables <= POOL


# --- what is said of a card --------------------------------------------------------------------------------------


def test_the_last_word_counts(office: Office) -> None:
    key = keep(office, "One")
    reel = office.reels.compose(Noes())
    (card,) = reel.cards
    office.reels.shown(reel, reel.cards)
    for verdict, helped, unwanted in (
        (Verdict.NOT_THIS, 0, True),
        (Verdict.HELPED, 1, False),
        (Verdict.NOT_THIS, 0, True),
        (Verdict.UNSAID, 0, False),
    ):
        office.clock.forward(timedelta(seconds=5))
        assert office.reels.judge(reel, card, verdict).changes.tables == {"showing"}
        past = office.store.shown()[key]
        assert (past.helped, past.unwanted_at is not None) == (helped, unwanted)
    assert len(office.store.all(Showing)) == 1


def test_also_when_the_first_word_came_before_the_card_was_noted_as_shown(office: Office) -> None:
    key = keep(office, "One")
    reel = office.reels.compose(Noes())
    (card,) = reel.cards
    office.reels.judge(reel, card, Verdict.HELPED)
    office.clock.forward(timedelta(seconds=20))
    office.reels.shown(reel, reel.cards)
    assert office.store.shown()[key].helped == 1, "noting it as shown forgets no word"
    office.reels.judge(reel, card, Verdict.NOT_THIS)
    past = office.store.shown()[key]
    assert (past.helped, past.unwanted_at is not None) == (0, True)


def test_a_card_is_noted_once_for_a_reel(office: Office) -> None:
    keep(office, "One")
    reel = office.reels.compose(Noes())
    office.reels.shown(reel, reel.cards)
    office.reels.shown(reel, (*reel.cards, *reel.cards))
    assert len(office.store.all(Showing)) == 1
    another = office.reels.compose(Noes())
    office.reels.shown(another, another.cards)
    assert len(office.store.all(Showing)) == 2
    assert office.store.count_reels() == 2


def test_a_word_in_one_reel_leaves_that_of_another(office: Office) -> None:
    key = keep(office, "One")
    first = office.reels.compose(Noes())
    office.reels.judge(first, first.cards[0], Verdict.HELPED)
    office.clock.forward(HOUR)
    second = office.reels.compose(Noes())
    office.reels.judge(second, second.cards[0], Verdict.NOT_THIS)
    past = office.store.shown()[key]
    assert (past.helped, past.unwanted_at) == (1, office.clock.now())


# --- what the no is about ----------------------------------------------------------------------------------------


def fitting(office: Office, *applications: Application) -> set[str]:
    """The texts of the cards that come because a tag fits."""
    reel = office.reels.compose(of(*applications))
    return {c.highlight.text for c in reel.cards if any("fits this application" in why for why in c.why)}


def test_role_stage_and_what_came_before_the_no_find_their_tags(office: Office) -> None:
    for tag in ("data", "panel", "technical", "interview", "applied", "phone"):
        keep(office, tag, tag)
    application = office.log_event.log(
        EventDraft(EventKind.APPLIED, application=ApplicationDraft("Acme", "Data Engineer"))
    ).value.application
    for kind, stage in (
        (EventKind.INTERVIEW, "phone screen"),
        (EventKind.INTERVIEW, "technical interview"),
        (EventKind.NOTE, "applied"),
    ):
        office.clock.forward(HOUR)
        office.log_event.log(EventDraft(kind, application.id, stage=stage, at=office.clock.now()))
    office.clock.forward(HOUR)
    office.log_event.log(EventDraft(EventKind.REJECTED, application.id, stage="panel"))
    assert _fits(office, application) == {"data", "panel", "technical", "interview"}


def _fits(office: Office, application: Application) -> set[str]:
    """Each tag by itself, as only three cards of a reel may come out of turn."""
    found: set[str] = set()
    every = office.highlights.all()
    for one in every:
        others = [h.id for h in every if h.id != one.id]
        office.highlights.archive(others, archived=True)
        found |= fitting(office, application)
        office.highlights.archive(others, archived=False)
    return found


def test_what_came_after_the_no_is_not_what_it_was_about(office: Office) -> None:
    keep(office, "final", "final")
    application = say_no(office)
    office.clock.forward(HOUR)
    office.log_event.log(EventDraft(EventKind.INTERVIEW, application.id, stage="final", at=office.clock.now()))
    assert fitting(office, application) == set()


def test_a_reel_without_a_no_fits_nothing(office: Office) -> None:
    keep(office, "rejected", "rejected")
    assert fitting(office) == set()
    assert office.reels.compose(Noes(("Acme",), ("nobody",))).cards


# --- several noes ------------------------------------------------------------------------------------------------


def test_three_noes_make_one_reel_that_asks_for_the_fit_of_the_latest(office: Office) -> None:
    keep(office, "tagged", "welding")
    acme, bolt, cord = say_no(office, role="Welding"), say_no(office, "Bolt"), say_no(office, "Cord")
    reel = office.reels.compose(of(acme, bolt, cord))
    assert reel.acknowledgement == "Acme, Bolt and Cord said no."
    assert reel.fit == FitQuestion(cord.id, "Cord")
    assert fitting(office, acme, bolt, cord) == {"tagged"}, "the words of each count"
    (park,) = (offer for offer in reel.offers if offer.kind is OfferKind.PARK)
    assert park.target == cord.id


def test_the_fit_is_that_of_the_latest_no_that_stands(office: Office) -> None:
    acme, bolt = say_no(office), say_no(office, "Bolt")
    office.log_event.say_fit(acme.id, Fit.PARTLY, "Too much travel")
    (event,) = office.events(bolt)
    office.log_event.delete(event.id)
    assert office.reels.compose(of(acme, bolt)).fit == FitQuestion(acme.id, "Acme", Fit.PARTLY, "Too much travel")
    assert office.reels.compose(Noes()).fit is None


# --- the offer to park it, and the plan --------------------------------------------------------------------------


def parks(office: Office, application: Application) -> bool:
    return any(offer.kind is OfferKind.PARK for offer in office.reels.compose(of(application)).offers)


def test_what_is_parked_is_not_offered_to_be_parked(office: Office) -> None:
    acme = say_no(office)
    assert parks(office, acme)
    parked = office.debriefs.park(acme.id)
    assert not parks(office, acme)
    office.desk.undo(parked.undo)
    assert parks(office, acme)
    office.debriefs.close(office.debriefs.park(acme.id).value.id)
    assert parks(office, acme)


def test_a_slot_that_went_by_is_no_parking_any_more(office: Office) -> None:
    acme = say_no(office)
    begins_at = office.debriefs.park(acme.id).value.begins_at
    office.clock.set(begins_at + LAPSES - timedelta(seconds=1))
    assert not parks(office, acme)
    office.clock.set(begins_at + LAPSES)
    assert parks(office, acme)


def test_it_asks_once_for_a_plan(office: Office) -> None:
    acme = say_no(office)
    assert not office.reels.compose(Noes()).asks_for_plan
    assert office.reels.compose(of(acme)).asks_for_plan
    office.preferences.plan_offered()
    assert not office.reels.compose(of(acme)).asks_for_plan


def test_who_has_a_plan_is_not_asked_for_one(office: Office) -> None:
    office.preferences.choose(reduced_motion=False, private=False, plan="Walk")
    assert not office.reels.compose(of(say_no(office))).asks_for_plan


# --- the fit -----------------------------------------------------------------------------------------------------


def fits(office: Office, application: Application) -> list[tuple[Fit, str]]:
    return [(e.fit, e.fit_line) for e in sorted(office.events(application), key=lambda e: e.id)]


def test_the_fit_stands_at_the_latest_no_and_can_be_undone(office: Office) -> None:
    acme = say_no(office)
    office.clock.forward(HOUR)
    office.log(EventKind.REJECTED, acme)
    outcome = office.log_event.say_fit(acme.id, Fit.NO, "  Too\nmuch travel ", origin="reel")
    assert fits(office, acme) == [(Fit.UNSAID, ""), (Fit.NO, "Too much travel")]
    assert outcome.value is not None
    assert (outcome.changes.tables, outcome.changes.origin) == ({"event"}, "reel")
    later = office.log_event.say_fit(acme.id, Fit.YES, "")
    assert fits(office, acme)[1] == (Fit.YES, "")
    with pytest.raises(ChangedSince):
        office.desk.undo(outcome.undo)
    office.desk.undo(later.undo)
    office.desk.undo(outcome.undo)
    assert fits(office, acme)[1] == (Fit.UNSAID, "")


def test_an_edit_of_the_event_takes_the_line_from_its_form(office: Office) -> None:
    acme = say_no(office)
    said = office.log_event.say_fit(acme.id, Fit.NO, "Too much travel").value
    assert isinstance(said, Event)
    office.log_event.edit(
        said.id, EventDraft(EventKind.REJECTED, fit=Fit.PARTLY, stage="panel", fit_line=said.fit_line)
    )
    assert fits(office, acme) == [(Fit.PARTLY, "Too much travel")]


def test_where_no_no_stands_there_is_nothing_to_say(office: Office) -> None:
    acme = say_no(office)
    (event,) = office.events(acme)
    office.log_event.delete(event.id)
    for key in (acme.id, office.log(EventKind.OFFER, "Bolt").value.application.id, "nobody"):
        outcome = office.log_event.say_fit(key, Fit.YES, "x")
        assert (outcome.value, outcome.changes.tables) == (None, frozenset())


@pytest.mark.parametrize("line", ["x" * (FIT_LIMIT + 1), "\udcff"])
def test_a_line_that_cannot_be_kept_is_told_and_nothing_changes(office: Office, line: str) -> None:
    acme = say_no(office)
    with pytest.raises(Problem) as told:
        office.log_event.say_fit(acme.id, Fit.YES, line)
    assert told.value.field == "fit_line"
    assert fits(office, acme) == [(Fit.UNSAID, "")]
    assert office.log_event.say_fit(acme.id, Fit.YES, "x" * FIT_LIMIT).value
