"""Highlights: pin, archive, delete and undo, what is refused, what is suggested, and the sweep of pictures.

How they come into a reel is in test_reel.py and test_services_reel.py.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.fakes.office import ANN, Office, make_office

from companion.core.application import Event, EventKind, SaidBy
from companion.core.highlight import MOST_PICTURES, MOST_TAGS, TAG_LIMIT, Highlight
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, ContactDraft
from companion.services.highlights import HighlightDraft
from companion.services.log_event import EventDraft


@pytest.fixture
def office() -> Office:
    return make_office()


def keep(office: Office, *texts: str) -> list[Highlight]:
    return [office.highlights.add(HighlightDraft(text)).value.highlight for text in texts]


def keep_with(office: Office, *pictures: str, text: str = "One") -> Highlight:
    draft = HighlightDraft(text, pictures=tuple(Path(name) for name in pictures))
    return office.highlights.add(draft).value.highlight


def texts(office: Office) -> list[str]:
    return [highlight.text for highlight in office.highlights.all()]


# --- pin, archive, delete ----------------------------------------------------------------------------------------


def test_pinning_changes_nothing_else_and_can_be_undone(office: Office) -> None:
    (one,) = keep(office, "One")
    pinned = office.highlights.pin(one.id, pinned=True)
    assert pinned.value == replace(one, pinned=True) == office.highlights.get(one.id)
    assert pinned.changes.tables == {"highlight"}
    office.desk.undo(pinned.undo)
    assert office.highlights.get(one.id) == one
    office.highlights.pin(one.id, pinned=True)
    assert not office.highlights.pin(one.id, pinned=False).value.pinned


def test_several_go_into_the_archive_at_once_and_come_back(office: Office) -> None:
    one, two, _ = keep(office, "One", "Two", "Three")
    archived = office.highlights.archive([one.id, two.id], archived=True)
    assert archived.value == 2
    assert [h.in_reels for h in office.highlights.all()] == [False, False, True]
    assert texts(office) == ["One", "Two", "Three"], "they are kept"
    office.desk.undo(archived.undo)
    assert all(h.in_reels for h in office.highlights.all())
    office.highlights.archive([one.id, two.id], archived=True)
    office.highlights.archive([two.id], archived=False)
    assert [h.archived for h in office.highlights.all()] == [True, False, False]


def test_several_are_deleted_at_once_undone_and_deleted_again(office: Office) -> None:
    one, two, three = keep(office, "One", "Two", "Three")
    office.highlights.pin(two.id, pinned=True)
    deleted = office.highlights.delete([one.id, two.id])
    assert deleted.value == 2
    assert texts(office) == ["Three"]
    undone = office.desk.undo(deleted.undo)
    assert office.highlights.all() == (one, replace(two, pinned=True), three)
    office.desk.undo(undone.undo)
    assert texts(office) == ["Three"]


def test_where_one_of_them_is_gone_none_is_changed(office: Office) -> None:
    one, two = keep(office, "One", "Two")
    office.highlights.delete([two.id])
    with pytest.raises(Problem, match="not here any more"):
        office.highlights.archive([one.id, two.id], archived=True)
    with pytest.raises(Problem, match="not here any more"):
        office.highlights.delete([one.id, "nobody"])
    for key in (two.id, "nobody"):
        with pytest.raises(Problem, match="not here any more"):
            office.highlights.pin(key, pinned=True)
        with pytest.raises(Problem, match="not here any more"):
            office.highlights.get(key)
    assert office.highlights.all() == (one,)


def test_none_is_no_trouble(office: Office) -> None:
    assert office.highlights.delete([]).value == office.highlights.archive([], archived=True).value == 0


def test_an_edit_keeps_what_the_form_does_not_show(office: Office) -> None:
    (one,) = keep(office, "One")
    office.highlights.pin(one.id, pinned=True)
    office.highlights.archive([one.id], archived=True)
    edited = office.highlights.edit(one.id, HighlightDraft("Two", tags=("sql",), link="example.org"))
    assert edited.value.highlight == Highlight(
        one.id, "Two", tags=("sql",), link="https://example.org", pinned=True, archived=True
    )
    office.desk.undo(edited.undo)
    assert office.highlights.get(one.id) == replace(one, pinned=True, archived=True)


# --- what is refused ---------------------------------------------------------------------------------------------


MANY = tuple(Path(f"{n}.png") for n in range(MOST_PICTURES + 1))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (HighlightDraft("One", pictures=MANY), "picture"),
        (HighlightDraft("One", tags=tuple(f"t{n}" for n in range(MOST_TAGS + 1))), "tags"),
        (HighlightDraft("One", tags=("x" * (TAG_LIMIT + 1),)), "tags"),
        (HighlightDraft("One", link=f"https://example.org/{'x' * 2000}"), "link"),
        (HighlightDraft("One", link="javascript://example.org/%0aalert(1)"), "link"),
        (HighlightDraft("One", link="file:///etc/passwd.txt"), "link"),
        (HighlightDraft("One", link="my talk.org"), "link"),
        (HighlightDraft("One", link="talk"), "link"),
    ],
)
def test_what_is_wrong_is_told_with_its_field_and_nothing_is_kept(
    office: Office, draft: HighlightDraft, field: str
) -> None:
    (before,) = keep(office, "Before")
    for attempt in (lambda: office.highlights.add(draft), lambda: office.highlights.edit(before.id, draft)):
        with pytest.raises(Problem) as told:
            attempt()
        assert told.value.field == field
    assert office.highlights.all() == (before,)


def test_too_many_pictures_count_with_those_it_has(office: Office) -> None:
    most = keep_with(office, *(path.name for path in MANY[1:]))
    assert len(most.pictures) == MOST_PICTURES
    with pytest.raises(Problem, match=f"up to {MOST_PICTURES} pictures; there are {MOST_PICTURES + 1}"):
        office.highlights.edit(most.id, HighlightDraft("One", pictures=MANY[:1]))
    for again in (MANY[1:2], ()):  # the same one once more is no other
        assert office.highlights.edit(most.id, HighlightDraft("One", pictures=again)).value.highlight == most


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  example.org/talk ", "https://example.org/talk"),
        ("http://example.org", "http://example.org"),
        ("HTTPS://Example.org", "HTTPS://Example.org"),
        ("example.org/?from=https://other.example", "https://example.org/?from=https://other.example"),
        ("bücher.example/ä", "https://bücher.example/ä"),
    ],
)
def test_a_link_is_a_web_address(office: Office, typed: str, kept: str) -> None:
    assert office.highlights.add(HighlightDraft("One", link=typed)).value.highlight.link == kept


# --- the quiet offer ---------------------------------------------------------------------------------------------


def logged(
    office: Office,
    kind: EventKind,
    said: str = "",
    *,
    role: str = "",
    contact: ContactDraft | None = None,
    said_by: SaidBy = SaidBy.THEM,
) -> Event:
    application = ApplicationDraft("Acme", role)
    draft = EventDraft(kind, application=application, said=said, contact=contact, said_by=said_by)
    return office.log_event.log(draft).value.event


@pytest.mark.parametrize(
    ("kind", "role", "text"),
    [
        (EventKind.OFFER, "Engineer", "Acme offered me a job as Engineer."),
        (EventKind.OFFER, "", "Acme offered me a job."),
        (EventKind.ACCEPTED, "Engineer", "I accepted the offer of Acme as Engineer."),
        (EventKind.ACCEPTED, "", "I accepted the offer of Acme."),
    ],
)
def test_an_offer_and_an_acceptance_are_suggested_as_facts(
    office: Office, kind: EventKind, role: str, text: str
) -> None:
    suggestion = office.highlights.suggest(logged(office, kind, role=role))
    assert suggestion is not None
    assert suggestion.words.endswith("can become a highlight.")
    assert suggestion.draft == HighlightDraft(text, "November 2026")
    assert office.highlights.add(suggestion.draft).value.highlight.text == text


@pytest.mark.parametrize(
    ("contact", "who"), [(ANN, "Ann Bé"), (ContactDraft("", "x@acme.example"), "Acme"), (None, "Acme")]
)
def test_a_reply_is_suggested_in_the_words_of_who_wrote_it(
    office: Office, contact: ContactDraft | None, who: str
) -> None:
    suggestion = office.highlights.suggest(logged(office, EventKind.REPLY, "A fine talk.", contact=contact))
    assert suggestion is not None
    assert suggestion.draft == HighlightDraft("A fine talk.", "November 2026", who)


def test_nothing_else_is_suggested(office: Office) -> None:
    others = set(EventKind) - {EventKind.OFFER, EventKind.ACCEPTED, EventKind.REPLY}
    for kind in sorted(others):
        assert office.highlights.suggest(logged(office, kind, "Kind words.")) is None
    assert office.highlights.suggest(logged(office, EventKind.REPLY)) is None
    guess = logged(office, EventKind.REPLY, "They liked it, I think.", said_by=SaidBy.GUESS)
    assert office.highlights.suggest(guess) is None, "a guess is nobody's word"


def test_nor_for_an_application_that_is_gone(office: Office) -> None:
    event = logged(office, EventKind.OFFER)
    office.applications.delete(event.application_id)
    assert office.highlights.suggest(event) is None
    assert office.highlights.suggest(replace(event, application_id="nobody")) is None


def test_the_month_is_that_of_the_users_zone() -> None:
    office = make_office(zone=ZoneInfo("Pacific/Auckland"))
    office.clock.set(datetime(2026, 11, 30, 12, 0, tzinfo=UTC))
    suggestion = office.highlights.suggest(logged(office, EventKind.OFFER))
    assert suggestion is not None
    assert suggestion.draft.happened == "December 2026"


# --- the sweep of pictures ---------------------------------------------------------------------------------------


def test_what_is_in_use_stays_also_in_the_archive(office: Office) -> None:
    keep_with(office, "a.png", "b.png")
    archived = keep_with(office, "c.png")
    office.highlights.archive([archived.id], archived=True)
    assert office.highlights.sweep() == ()
    assert office.pictures.names == {"a.png", "b.png", "c.png"}


def test_a_picture_of_two_stays_until_both_are_gone(office: Office) -> None:
    one, two = keep_with(office, "a.png", "b.png"), keep_with(office, "a.png", text="Two")
    office.highlights.delete([one.id])
    assert office.highlights.sweep() == ("b.png",)
    office.highlights.delete([two.id])
    assert office.highlights.sweep() == ("a.png",)
    assert office.pictures.names == set()


def test_what_undo_brought_back_stays(office: Office) -> None:
    one = keep_with(office, "a.png")
    deleted = office.highlights.delete([one.id])
    office.desk.undo(deleted.undo)
    assert office.highlights.sweep() == ()


def test_what_an_edit_left_behind_goes(office: Office) -> None:
    one = keep_with(office, "a.png", "b.png")
    edited = office.highlights.edit(one.id, HighlightDraft("One", kept=("b.png",)))
    office.desk.undo(edited.undo)
    assert office.highlights.sweep() == ()
    office.highlights.edit(one.id, HighlightDraft("One", kept=("b.png",)))
    assert office.highlights.sweep() == ("a.png",)


def test_the_pictures_of_what_was_refused_go(office: Office) -> None:
    with pytest.raises(Problem):
        office.highlights.add(HighlightDraft("One", pictures=MANY))
    assert len(office.highlights.sweep()) == len(MANY)
