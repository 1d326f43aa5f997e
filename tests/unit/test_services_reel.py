"""Highlights, the reel, what comes next, and "not today"."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.fakes.office import ANN, Office, make_office

from companion.core.application import EventKind
from companion.core.highlight import Highlight
from companion.core.problem import Problem
from companion.core.reel import OfferKind
from companion.services.highlights import TEXT_LIMIT, HighlightDraft
from companion.services.reel import Noes
from companion.services.resources import resource_path


@pytest.fixture
def office() -> Office:
    return make_office()


def keep(office: Office, *texts: str) -> list[Highlight]:
    return [office.highlights.add(HighlightDraft(text)).value.highlight for text in texts]


# --- highlights --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("picture", ["broken.png", "unreadable.png"])
def test_a_picture_that_can_not_be_kept_does_not_lose_the_text(office: Office, picture: str) -> None:
    draft = HighlightDraft("Shipped it", "spring 2021", "Dana", "rain", pictures=(Path(picture),))
    kept = office.highlights.add(draft).value
    assert kept.picture_problem is not None
    assert kept.picture_problem.field == "picture"
    (stored,) = office.highlights.all()
    assert (stored.text, stored.happened, stored.said_by, stored.detail, stored.picture) == (
        "Shipped it",
        "spring 2021",
        "Dana",
        "rain",
        "",
    )
    assert office.highlights.picture_path(stored) is None


def test_an_edit_keeps_the_pictures_that_it_names_and_adds_the_sound_new_ones(office: Office) -> None:
    kept = office.highlights.add(HighlightDraft("One", pictures=(Path("a.png"),))).value.highlight
    assert kept.picture == "a.png"
    for pictures, names in (((), ("a.png",)), ((Path("broken.png"), Path("b.png")), ("a.png", "b.png"))):
        edited = office.highlights.edit(kept.id, HighlightDraft("Two", pictures=pictures)).value
        assert edited.highlight.pictures == names
        assert [path for path, _ in edited.refused] == [p for p in pictures if p.stem == "broken"]
    assert office.highlights.picture_path(edited.highlight) == Path("pictures/a.png")
    for chosen in (("b.png", "a.png"), ("b.png",), ()):
        edited = office.highlights.edit(kept.id, HighlightDraft("Two", kept=chosen)).value
        assert edited.highlight.pictures == chosen
    edited = office.highlights.edit(kept.id, HighlightDraft("Two", kept=("never had it.png",))).value
    assert edited.highlight.pictures == ()
    assert office.highlights.picture_path(edited.highlight) is None


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (HighlightDraft(" \n"), "text"),
        (HighlightDraft("x" * (TEXT_LIMIT + 1)), "text"),
        (HighlightDraft("\udcff"), "text"),
        (HighlightDraft("One", happened="x" * 1_000_000), "happened"),
        (HighlightDraft("One", said_by="x" * 1_000_000), "said_by"),
        (HighlightDraft("One", detail="x" * 1_000_000), "detail"),
    ],
)
def test_what_is_wrong_is_told_and_no_picture_is_copied(office: Office, draft: HighlightDraft, field: str) -> None:
    with pytest.raises(Problem) as told:
        office.highlights.add(replace(draft, pictures=(Path("a.png"),)))
    assert told.value.field == field
    assert office.highlights.all() == ()
    assert office.pictures.kept == []


def test_a_highlight_that_was_put_away_is_not_there(office: Office) -> None:
    (one,) = keep(office, "One")
    outcome = office.highlights.delete([one.id])
    assert office.highlights.all() == ()
    for key in (one.id, "nobody"):
        with pytest.raises(Problem, match="not here any more"):
            office.highlights.delete([key])
        with pytest.raises(Problem, match="not here any more"):
            office.highlights.edit(key, HighlightDraft("Back"))
    assert office.highlights.all() == ()
    office.desk.undo(outcome.undo)
    assert office.highlights.all() == (one,)


# --- the reel ----------------------------------------------------------------------------------------------------


def test_the_reel_of_a_no_acknowledges_shows_the_plan_and_makes_three_offers(office: Office) -> None:
    keep(office, *"abcdefg")
    office.preferences.choose(reduced_motion=False, private=False, plan="Walk around the block")
    acme = office.interviewed()
    office.log(EventKind.REJECTED, acme)
    bolt = office.log(EventKind.REJECTED, "Bolt").value.application
    reel = office.reels.compose(Noes(("Bolt", "Acme"), (bolt.id, acme.id)))
    assert reel.acknowledgement == "Bolt and Acme said no."
    assert reel.plan == "Walk around the block"
    assert len(reel.cards) == 5
    assert reel.next_step
    assert [offer.kind for offer in reel.offers] == [
        OfferKind.ASK_FOR_ADVICE,
        OfferKind.WHAT_IS_NEXT,
        OfferKind.PARK,
        OfferKind.DONE,
    ]
    assert reel.offers[0].words == "Ask Ann at Acme for advice…"
    assert reel.offers[2].words == "Come back to this at 18:00"
    (advice,) = office.open_follow_ups(acme)
    assert reel.offers[0].target == advice.id


def test_where_nobody_was_met_nobody_is_asked(office: Office) -> None:
    keep(office, "a")
    bolt = office.log(EventKind.REJECTED, "Bolt").value.application
    reel = office.reels.compose(Noes(("Bolt",), (bolt.id,)))
    assert [offer.kind for offer in reel.offers] == [OfferKind.WHAT_IS_NEXT, OfferKind.PARK, OfferKind.DONE]


def test_what_was_dismissed_is_not_offered(office: Office) -> None:
    acme = office.interviewed()
    follow_up = office.log(EventKind.REJECTED, acme).value.follow_up
    assert follow_up is not None
    office.follow_ups.dismiss(follow_up.id)
    reel = office.reels.compose(Noes(("Acme",), (acme.id,)))
    assert [offer.kind for offer in reel.offers] == [OfferKind.ADD_HIGHLIGHT, OfferKind.PARK, OfferKind.DONE]


def test_on_demand_there_is_no_acknowledgement_and_no_plan(office: Office) -> None:
    office.preferences.choose(reduced_motion=False, private=False, plan="Walk")
    reel = office.reels.compose(Noes())
    assert (reel.acknowledgement, reel.plan, reel.cards) == ("", "", ())
    assert [offer.kind for offer in reel.offers] == [OfferKind.ADD_HIGHLIGHT, OfferKind.DONE]


def test_a_reel_knows_whether_it_is_private(office: Office) -> None:
    assert not office.reels.compose(Noes()).private
    office.preferences.choose(reduced_motion=False, private=True, plan="")
    assert office.reels.compose(Noes()).private


def test_only_cards_that_were_on_screen_count_as_shown(office: Office) -> None:
    keep(office, *"abcdefghij")
    first = office.reels.compose(Noes())
    assert {card.highlight.id for card in office.reels.compose(Noes()).cards} == {
        card.highlight.id for card in first.cards
    }
    office.reels.shown(first, first.cards[:2])
    second = office.reels.compose(Noes())
    assert not {card.highlight.id for card in first.cards[:2]} & {card.highlight.id for card in second.cards}
    assert office.store.count_reels() == 1
    assert second.id != first.id


def test_a_card_put_away_while_it_was_shown_is_no_trouble(office: Office) -> None:
    cards = keep(office, "a", "b")
    reel = office.reels.compose(Noes())
    office.highlights.delete([cards[0].id])
    office.reels.shown(reel, reel.cards)
    assert [card.highlight.text for card in office.reels.compose(Noes()).cards] == ["b"]


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), datetime(2026, 11, 24, 7, 0, tzinfo=UTC)),
        # half past midnight in Berlin: still the evening that it was said in
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), datetime(2026, 11, 23, 7, 0, tzinfo=UTC)),
        # into the day with 25 hours
        (datetime(2026, 10, 24, 19, 0, tzinfo=UTC), datetime(2026, 10, 25, 7, 0, tzinfo=UTC)),
    ],
)
def test_not_today_lasts_to_the_next_morning(now: datetime, until: datetime) -> None:
    office = make_office(zone=ZoneInfo("Europe/Berlin"))
    office.clock.set(now)
    assert not office.waiting.wait()
    outcome = office.waiting.not_today()
    assert outcome.value == until
    assert outcome.changes.tables == {"setting"}
    office.clock.set(until - timedelta(seconds=1))
    assert office.waiting.wait()
    office.clock.set(until)
    assert not office.waiting.wait()


# --- what comes next ---------------------------------------------------------------------------------------------


def next_step(office: Office) -> str:
    words = office.agenda.next_step()
    assert office.agenda.look().next_step == words
    return words


def test_the_next_step_in_words(office: Office) -> None:
    assert next_step(office) == "Next: add an application."
    acme = office.log(EventKind.APPLIED, "Acme").value.application
    assert next_step(office) == "Nothing is due. Next: another application, when you are ready."
    office.log(EventKind.INTERVIEW, acme, at=office.clock.now() + timedelta(days=1), person=ANN)
    assert next_step(office) == "Next: interview at Acme, tomorrow, 09:00."
    office.clock.forward(timedelta(days=1, hours=4))
    assert next_step(office) == "Next: thank Ann at Acme."
    office.log(EventKind.REJECTED, acme)
    office.clock.forward(timedelta(days=1))
    assert next_step(office) == "Next: ask Ann at Acme for advice."
    office.clock.forward(timedelta(days=30))
    assert next_step(office) == "Nothing is due. Next: another application, when you are ready."


def test_a_person_without_a_name_has_words_too(office: Office) -> None:
    office.interviewed(person=None)
    assert next_step(office) == "Next: thank the person you met at Acme."


def test_it_says_when_to_look_again(office: Office) -> None:
    assert office.agenda.look().wake_at is None
    at = office.clock.now() + timedelta(days=1)
    office.log(EventKind.INTERVIEW, "Acme", at=at)
    assert office.agenda.look().wake_at == at + timedelta(hours=3)
    office.clock.set(at + timedelta(hours=3))
    agenda = office.agenda.look()
    assert (agenda.count, agenda.wake_at) == (1, None)


def test_no_sentence_cheers(office: Office) -> None:
    sentences = [next_step(office)]
    acme = office.interviewed()
    sentences += [next_step(office)]
    office.log(EventKind.REJECTED, acme)
    reel = office.reels.compose(Noes(("Acme",), (acme.id,)))
    sentences += [reel.acknowledgement, reel.next_step, *(offer.words for offer in reel.offers)]
    assert [s for s in sentences if "!" in s or "great" in s.casefold() or "sorry" in s.casefold()] == []


# --- settings, resources -----------------------------------------------------------------------------------------


def test_preferences_are_kept_and_undisturbed_by_one_another(office: Office) -> None:
    office.preferences.welcomed()
    office.waiting.not_today()
    office.preferences.choose(reduced_motion=True, private=True, plan="  Walk\n ")
    kept = office.preferences.get()
    assert (kept.welcomed, kept.reduced_motion, kept.private, kept.plan) == (True, True, True, "Walk")
    assert kept.quiet_until
    with pytest.raises(Problem) as told:
        office.preferences.choose(reduced_motion=False, private=False, plan="x" * 301)
    assert told.value.field == "plan"
    assert office.preferences.get() == kept


def test_what_is_shipped_is_found() -> None:
    assert resource_path("letters", "en", "advice.txt").is_file()
    assert not resource_path("letters", "en", "none.txt").exists()
