"""One suite over the store on disk and the one in memory: what services may rely on, whichever they talk to.

What only a file can do (crash, fill a disk, be damaged) is in test_store_on_disk.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.adapters.store.store import open_store
from companion.core.account import Account, Security
from companion.core.application import (
    MOVING,
    Application,
    Candidate,
    Contact,
    ContactRole,
    Event,
    EventKind,
    Fit,
    SaidBy,
    State,
    in_order,
    state_of,
)
from companion.core.debrief import Debrief
from companion.core.follow_up import Closed, FollowUp, LetterKind
from companion.core.held import HeldNo
from companion.core.highlight import Highlight, Showing, Verdict
from companion.core.ledger import LedgerLine, Shelf
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.core.reel import Past
from companion.core.settings import Settings
from companion.core.values import ValuesExercise
from companion.services.ports import Store, Stored
from tests.fakes.store import MemoryStore

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

ACME = Application("a1", "Acme", "Baker", "Köln", "https://acme.example", "met at a fair")
ADA = Contact("c1", "a1", "Ada Lovelace", "ada@acme.example", ContactRole.RECRUITER)
TALK = Event(
    "e1",
    "a1",
    EventKind.INTERVIEW,
    NOW + HOUR,
    NOW + 2 * HOUR,
    stage="first",
    channel="video",
    said="come by",
    said_by=SaidBy.GUESS,
    fit=Fit.PARTLY,
    contact_id="c1",
)
DUE = FollowUp("f1", "a1", LetterKind.THANK_YOU, 1, "e1", "c1", NOW, NOW + HOUR, NOW + 9 * HOUR, subject="Thanks")
CARD = Highlight(
    "h1",
    "Shipped it",
    "2021",
    "Ada",
    "rain",
    ("p.png", "q.jpg"),
    ("Technical", "Größe"),
    "https://a.example",
    pinned=True,
    archived=True,
)
SHOWN = Showing("s1", "h1", "r1", NOW)
MAIL = Account("m1", "me@example.org", "Me", "smtp.example.org", 465, Security.TLS, "me")
LETTER = OutboxLetter(
    id="l1",
    application_id="a1",
    follow_up_id="f1",
    kind=LetterKind.THANK_YOU,
    round=1,
    account_id="m1",
    sender="me@example.org",
    recipient="ada@acme.example",
    subject="Thanks",
    message_id="<1@example.org>",
    content=b"To: ada\r\n\r\n\x00\xff",
    not_before=NOW,
    state=LetterState.QUEUED,
    state_at=NOW,
)
HELD = HeldNo("n1", "a1", "e1", NOW)
PARKED = Debrief("d1", "a1", NOW + HOUR, "gently", "the budget", "ask sooner", NOW, NOW + HOUR)
VALUES = ValuesExercise("v1", NOW, "care", "my gran", "the night shift", NOW + HOUR)
EACH: tuple[Stored, ...] = (ACME, ADA, TALK, DUE, CARD, SHOWN, MAIL, LETTER, HELD, PARKED, VALUES)


@pytest.fixture(params=["disk", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = open_store(tmp_path / "companion.db", now=NOW) if request.param == "disk" else MemoryStore()
    yield opened
    opened.close()


def put(store: Store, *things: Stored, now: datetime = NOW) -> None:
    with store.write(now) as writer:
        for thing in things:
            writer.put(thing)


def found(store: Store, text: str) -> list[str]:
    return [row.id for row in store.search(text, limit=50)]


@pytest.mark.parametrize("thing", EACH, ids=lambda thing: type(thing).__name__)
def test_every_kind_comes_back_as_it_was_put(store: Store, thing: Stored) -> None:
    put(store, *EACH)
    assert store.get(type(thing), thing.id) == thing
    assert store.all(type(thing)) == (thing,)
    assert store.get(type(thing), "nobody") is None


def test_putting_again_replaces_the_whole_thing(store: Store) -> None:
    put(store, ACME)
    put(store, replace(ACME, company="Apex", notes=""))
    assert store.get(Application, "a1") == replace(ACME, company="Apex", notes="")
    assert store.count_applications() == 1


def test_what_came_from_a_calendar_is_found_by_its_uid_tombstones_too(store: Store) -> None:
    came = replace(TALK, uid="x@acme.example", sequence=2, zone="Europe/Berlin", place="Room 5")
    gone = replace(came, id="e2", deleted_at=NOW)
    with store.write(NOW) as writer:
        for thing in (ACME, ADA, came, gone, replace(TALK, id="e3")):
            writer.put(thing)
    assert store.events_with_uid("x@acme.example") == (came, gone)
    assert store.events_with_uid("y@acme.example") == ()
    assert store.events_with_uid("") == ()


def test_moments_are_kept_to_the_second_in_utc(store: Store) -> None:
    put(store, ACME, replace(TALK, contact_id=None, at=NOW.replace(microsecond=999_999)))
    event = store.get(Event, "e1")
    assert event is not None
    assert event.at == NOW
    assert event.at.tzinfo is UTC


def test_a_tombstone_hides_from_lists_but_not_from_get(store: Store) -> None:
    put(store, *EACH)
    gone = replace(ADA, deleted_at=NOW)
    put(store, gone, replace(CARD, deleted_at=NOW), replace(ACME, deleted_at=NOW))
    assert store.get(Contact, "c1") == gone
    assert store.all(Contact) == ()
    assert store.of_application(Contact, "a1") == ()
    assert store.all(Highlight) == ()
    assert store.count_applications() == 0
    assert store.search("", limit=9) == ()


def test_things_of_an_application_come_in_key_order(store: Store) -> None:
    other = Application("a2", "Other")
    later, earlier = replace(TALK, id="e9", contact_id=None), replace(TALK, id="e0", contact_id=None)
    put(store, ACME, other, later, earlier, replace(TALK, id="e5", application_id="a2", contact_id=None))
    assert store.of_application(Event, "a1") == (earlier, later)
    with store.write(NOW) as writer:
        assert writer.of_application(Event, "a1") == (earlier, later)
    with pytest.raises(ValueError, match="belongs to no application"):
        store.of_application(Highlight, "a1")


def test_a_transaction_sees_its_own_writes_and_others_do_not_yet(store: Store) -> None:
    with store.write(NOW) as writer:
        writer.put(ACME)
        assert writer.get(Application, "a1") == ACME
        assert store.get(Application, "a1") is None
    assert store.get(Application, "a1") == ACME


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.write(NOW) as writer:
            writer.put(ACME)
            writer.set_settings(Settings(plan="walk"))
            raise KeyError("ours")

    with pytest.raises(KeyError):
        half()
    assert store.get(Application, "a1") is None
    assert store.settings() == Settings()
    put(store, ACME)
    assert store.get(Application, "a1") == ACME


def test_a_transaction_inside_a_transaction_is_a_mistake(store: Store) -> None:
    with store.write(NOW) as outer:
        with pytest.raises(RuntimeError), store.write(NOW):
            pass
        outer.put(ACME)
    assert store.get(Application, "a1") == ACME


def test_a_writer_is_of_no_use_after_its_block(store: Store) -> None:
    with store.write(NOW) as writer:
        pass
    with pytest.raises(RuntimeError):
        writer.put(ACME)
    assert store.get(Application, "a1") is None


@pytest.mark.parametrize(
    "orphan",
    [ADA, TALK, SHOWN, DUE, LETTER],
    ids=lambda thing: type(thing).__name__,
)
def test_nothing_is_stored_without_what_it_belongs_to(store: Store, orphan: Stored) -> None:
    with pytest.raises(ValueError, match=r".+"):
        put(store, orphan)
    assert store.get(type(orphan), orphan.id) is None


def test_a_round_has_one_follow_up_and_one_letter(store: Store) -> None:
    put(store, *EACH)
    with pytest.raises(ValueError, match=r".+"):
        put(store, replace(DUE, id="f2"))
    with pytest.raises(ValueError, match=r".+"):
        put(store, replace(LETTER, id="l2"))
    put(store, replace(LETTER, state=LetterState.TAKEN_BACK))
    put(store, replace(LETTER, id="l2"))
    assert [letter.id for letter in store.of_application(OutboxLetter, "a1")] == ["l1", "l2"]


def test_a_letter_moves_only_from_the_state_it_is_thought_to_be_in(store: Store) -> None:
    put(store, *EACH)
    sending = replace(LETTER, state=LetterState.SENDING, attempts=1)
    with store.write(NOW) as writer:
        assert writer.move_letter("l1", LetterState.QUEUED, sending)
        assert not writer.move_letter("l1", LetterState.QUEUED, replace(sending, attempts=2))
        assert not writer.move_letter("l9", LetterState.QUEUED, replace(sending, id="l9"))
    assert store.get(OutboxLetter, "l1") == sending


def test_an_import_that_is_not_known_is_neither_taken_back_nor_brought_again(store: Store) -> None:
    with store.write(NOW) as writer:
        for move in (writer.take_back_import, writer.bring_import_again):
            with pytest.raises(Problem, match="no such import"):
                move("nothing")


def test_letters_by_state_the_soonest_first(store: Store) -> None:
    later = replace(LETTER, id="l0", round=2, not_before=NOW + HOUR)
    failed = replace(LETTER, id="l3", round=3, state=LetterState.FAILED)
    put(store, *EACH, later, failed)
    assert store.letters(LetterState.QUEUED) == (LETTER, later)
    assert store.letters(LetterState.QUEUED, LetterState.FAILED) == (LETTER, failed, later)
    assert store.letters() == ()


def shelves(store: Store, typed: str = "") -> dict[Shelf, list[str]]:
    """The letters on each shelf (the follow-ups, on the shelf of those without one), where the count agrees."""
    counts = store.count_letters(typed, now=NOW)
    found = {shelf: store.find_letters(shelf, typed, now=NOW, limit=9) for shelf in Shelf}
    assert {shelf: len(lines) for shelf, lines in found.items()} == counts
    return {
        shelf: [line.follow_up.id if shelf is Shelf.CLOSED else line.letter.id if line.letter else "" for line in lines]
        for shelf, lines in found.items()
        if lines
    }


def test_each_letter_lies_on_one_shelf(store: Store) -> None:
    each = {state: replace(LETTER, id=f"l{n}", round=n, state=state) for n, state in enumerate(LetterState)}
    soon = replace(LETTER, id="l9", round=9, not_before=NOW - HOUR)
    last = replace(LETTER, id="l8", round=8, state=LetterState.FAILED, state_at=NOW + HOUR)
    put(store, ACME, ADA, TALK, DUE, MAIL, *each.values(), soon, last)
    names = {state: letter.id for state, letter in each.items()}
    assert shelves(store) == {
        Shelf.TROUBLED: ["l8", names[LetterState.UNCERTAIN], names[LetterState.FAILED]],
        Shelf.ON_THE_WAY: [
            "l9",
            names[LetterState.QUEUED],
            names[LetterState.SENDING],
            names[LetterState.TRANSMITTING],
        ],
        Shelf.SENT: [names[LetterState.SENT]],
    }
    line = LedgerLine(DUE, soon, None, "Acme", "Baker", "Ada Lovelace")
    assert store.find_letters(Shelf.ON_THE_WAY, "", now=NOW, limit=1) == (line,)
    assert [x.letter for x in store.find_letters(Shelf.ON_THE_WAY, "", now=NOW, limit=1, offset=1)] == [
        each[LetterState.QUEUED]
    ]


def test_a_letter_is_answered_by_what_was_recorded_and_dated_after_it(store: Store) -> None:
    sent = replace(LETTER, id="d1", state=LetterState.SENT, state_at=NOW)
    planned = replace(TALK, id="a0", at=NOW + 9 * HOUR)
    note = Event("e4", "a1", EventKind.NOTE, NOW + HOUR)
    old = Event("e5", "a1", EventKind.REPLY, NOW - HOUR)
    put(store, ACME, ADA, planned, replace(DUE, cause_id="a0"), MAIL, sent, note, old)
    assert shelves(store) == {Shelf.SENT: ["d1"]}
    reply = Event("e6", "a1", EventKind.REPLY, NOW + HOUR, said="call me")
    put(store, reply, Event("e7", "a1", EventKind.OFFER, NOW + 2 * HOUR))
    assert shelves(store) == {Shelf.ANSWERED: ["d1"]}
    (line,) = store.find_letters(Shelf.ANSWERED, "", now=NOW, limit=9)
    assert line.came == reply
    put(store, replace(reply, deleted_at=NOW), Event("e7", "a1", EventKind.OFFER, NOW + 2 * HOUR, deleted_at=NOW))
    assert shelves(store) == {Shelf.SENT: ["d1"]}


def test_closed_are_those_that_are_not_offered_any_more(store: Store) -> None:
    passed = replace(DUE, id="f2", round=2, due_at=NOW - 9 * HOUR, useful_until=NOW - HOUR)
    left = replace(DUE, id="f3", round=3, due_at=NOW - HOUR, closed=Closed.DISMISSED)
    moot = replace(DUE, id="f4", round=4, due_at=NOW - 2 * HOUR, closed=Closed.MOOT, contact_id=None)
    out = replace(DUE, id="f5", round=5, closed=Closed.OUTBOX)
    first = replace(LETTER, id="l3", round=3, follow_up_id="f3", state=LetterState.TAKEN_BACK)
    unseen = replace(moot, id="f6", kind=LetterKind.STATUS, due_at=NOW - HOUR, subject="", body="", notified_at=None)
    seen = replace(unseen, id="f7", round=5, due_at=NOW - 10 * HOUR, notified_at=NOW)
    put(store, ACME, ADA, TALK, MAIL, DUE, passed, left, moot, unseen, seen, out, first)
    put(store, replace(first, id="l4", why="no room"))
    assert shelves(store) == {Shelf.CLOSED: ["f3", "f4", "f2", "f7"]}
    lines = store.find_letters(Shelf.CLOSED, "", now=NOW, limit=9)
    assert [line.letter.why if line.letter else None for line in lines] == ["no room", None, None, None]
    put(store, replace(ACME, deleted_at=NOW))
    assert shelves(store) == {}


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("", True),
        ("  ", True),
        ("acme", True),
        ("koLN", False),
        ("LOVELACE", True),
        ("grosse", True),
        ("größe ada@", True),
        ("thank-you question", True),
        ("advice", False),
        ("acme nobody", False),
        ("%", False),
        ("'; --", False),
    ],
)
def test_letters_are_found_by_company_person_subject_and_kind(store: Store, typed: str, finds: bool) -> None:
    other = replace(ACME, id="a2", company="Hooli")
    sent = replace(LETTER, subject="Grösse: thanks", state=LetterState.SENT)
    ours = replace(DUE, id="f9", application_id="a2", kind=LetterKind.ADVICE, contact_id=None, closed=Closed.MOOT)
    put(store, *EACH, sent, other, replace(TALK, id="e9", application_id="a2", contact_id=None))
    put(store, replace(ours, cause_id="e9"))
    assert (Shelf.SENT in shelves(store, typed)) is finds
    assert (Shelf.CLOSED in shelves(store, typed)) is (typed.strip() in ("", "advice"))


def test_settings_are_as_declared_until_set(store: Store) -> None:
    assert store.settings() == Settings()
    chosen = Settings(reduced_motion=True, plan="walk, „ring Tom“", quiet_until="2026-11-24T00:00:00Z")
    with store.write(NOW) as writer:
        writer.set_settings(chosen)
    assert store.settings() == chosen


def test_open_follow_ups_are_those_of_standing_applications_the_soonest_first(store: Store) -> None:
    soon = replace(DUE, id="f0", round=2, due_at=NOW - HOUR)
    closed = replace(DUE, id="f2", round=3, closed=Closed.DISMISSED)
    put(store, *EACH, soon, closed)
    assert store.open_follow_ups() == (soon, DUE)
    put(store, replace(ACME, deleted_at=NOW))
    assert store.open_follow_ups() == ()


def test_due_follow_ups_are_the_open_ones_between_their_times(store: Store) -> None:
    soon = replace(DUE, id="f0", round=2, due_at=NOW - HOUR, useful_until=NOW + HOUR)
    exactly = replace(DUE, id="f3", round=4, due_at=NOW, useful_until=NOW)
    lapsed = replace(soon, id="f4", round=5, useful_until=NOW - timedelta(seconds=1))
    later = replace(soon, id="f5", round=6, due_at=NOW + timedelta(seconds=1))
    closed = replace(soon, id="f2", round=3, closed=Closed.DISMISSED)
    put(store, *EACH)
    put(store, replace(DUE, closed=Closed.MOOT), exactly, soon, lapsed, later, closed)
    assert store.due_follow_ups(NOW) == (soon, exactly)
    assert store.due_follow_ups(NOW + timedelta(milliseconds=500)) == (soon,)
    assert store.next_follow_up_at(NOW) == later.due_at
    assert store.next_follow_up_at(later.due_at) is None
    put(store, replace(ACME, deleted_at=NOW))
    assert store.due_follow_ups(NOW) == ()
    assert store.next_follow_up_at(NOW) is None


def test_the_next_interview_of_an_open_application(store: Store) -> None:
    later = replace(TALK, id="e2", at=NOW + 5 * HOUR)
    put(store, ACME, ADA, later, TALK)
    assert store.next_interview(NOW) == TALK
    assert store.next_interview(TALK.at) == later
    assert store.next_interview(later.at) is None
    put(store, Event("e3", "a1", EventKind.REJECTED, NOW))
    assert store.next_interview(NOW) is None


def test_what_the_reels_showed(store: Store) -> None:
    assert store.count_reels() == 0
    other = replace(CARD, id="h2")
    put(
        store,
        CARD,
        other,
        SHOWN,
        replace(SHOWN, id="s2", at=NOW + HOUR, reel_id="r2"),
        replace(SHOWN, id="s3", highlight_id="h2"),
    )
    assert store.shown() == {"h1": Past(NOW + HOUR), "h2": Past(NOW)}
    assert store.count_reels() == 2
    assert store.showings_of("r1") == tuple(s for s in store.all(Showing) if s.reel_id == "r1") != ()
    assert store.showings_of("of no reel") == ()


@pytest.mark.parametrize(
    ("verdicts", "past"),
    [
        ((Verdict.HELPED, Verdict.UNSAID), Past(NOW + HOUR, 1)),
        ((Verdict.NOT_THIS, Verdict.UNSAID), Past(NOW + HOUR, 0, NOW)),
        ((Verdict.NOT_THIS, Verdict.HELPED), Past(NOW + HOUR, 1)),
        ((Verdict.HELPED, Verdict.NOT_THIS), Past(NOW + HOUR, 1, NOW + HOUR)),
    ],
)
def test_the_last_verdict_on_a_card_counts(store: Store, verdicts: tuple[Verdict, Verdict], past: Past) -> None:
    put(store, CARD)
    for number, verdict in enumerate(verdicts):
        put(store, replace(SHOWN, id=f"s{number}", reel_id=f"r{number}", at=NOW + number * HOUR, verdict=verdict))
    assert store.shown() == {"h1": past}


def test_the_list_has_the_latest_sign_of_life_first(store: Store) -> None:
    names = [Application(f"a{n}", f"Company {n}") for n in range(5)]
    put(store, *names, Event("e1", "a1", EventKind.APPLIED, NOW), Event("e3", "a3", EventKind.REPLY, NOW + HOUR))
    put(store, Event("e4", "a4", EventKind.NOTE, NOW + 2 * HOUR))
    rows = store.search(" .,!", limit=50)
    assert [row.id for row in rows] == ["a4", "a2", "a0", "a3", "a1"]
    assert [row.state for row in rows[2:]] == [State.SAVED, State.REPLY, State.APPLIED]
    assert [row.latest_at for row in rows[2:]] == [None, NOW + HOUR, NOW]
    assert store.search("", limit=2, offset=1) == rows[1:3]


def test_answer_times_of_the_latest_applications(store: Store) -> None:
    put(store, *(Application(f"a{n}", "Acme") for n in range(1, 5)))
    assert store.answer_times(10) == ()
    put(store, *(Event(f"e{n}", f"a{n}", EventKind.APPLIED, NOW + n * HOUR) for n in range(1, 4)))
    put(store, Event("e5", "a1", EventKind.NOTE, NOW + 2 * HOUR), Event("e6", "a1", EventKind.QUIET, NOW + 3 * HOUR))
    put(store, Event("e7", "a2", EventKind.REPLY, NOW), Event("e8", "a2", EventKind.REJECTED, NOW + 9 * HOUR))
    put(store, Event("e9", "a4", EventKind.OFFER, NOW))
    assert store.answer_times(10) == ((NOW + 2 * HOUR, NOW + 9 * HOUR),)
    first = Event("f1", "a1", EventKind.INTERVIEW, NOW + 4 * HOUR)
    put(store, first)
    assert store.answer_times(10) == ((NOW + 2 * HOUR, NOW + 9 * HOUR), (NOW + HOUR, NOW + 4 * HOUR))
    assert store.answer_times(2) == ((NOW + 2 * HOUR, NOW + 9 * HOUR),)
    put(store, replace(first, deleted_at=NOW), Application("a2", "Acme", deleted_at=NOW))
    assert store.answer_times(10) == ()


def test_a_company_is_found_by_its_whole_words(store: Store) -> None:
    put(store, ACME, Application("a2", "Öl & Acme GmbH", tags=("b",), archived_at=NOW), Application("a3", "Acmeister"))
    put(store, Application("a4", "Acme", deleted_at=NOW), Application("a5", "Acme AG"), Application("a6", "x", "Acme"))
    put(store, Event("e1", "a1", EventKind.APPLIED, NOW))
    rows = store.at_company(("ACME",))
    assert [(row.id, row.archived) for row in rows] == [("a5", False), ("a2", True), ("a1", False)]
    assert (rows[1].tags, rows[2].applied_at) == (("b",), NOW)
    assert [row.id for row in store.at_company(("öl", "acme"))] == ["a2"]
    assert store.at_company(("ol",)) == store.at_company(("Öl",))
    assert store.at_company(()) == () == store.at_company(("nobody",))


def test_tags_come_with_the_most_used_first(store: Store) -> None:
    put(store, replace(ACME, tags=("remote", "b")), Application("a2", "x", tags=("remote", "a,b")))
    put(store, Application("a3", "x", tags=("gone",), deleted_at=NOW))
    assert store.tags() == ("remote", "a,b", "b")


def test_candidates_are_open_and_know_their_people(store: Store) -> None:
    put(store, ACME, ADA, replace(ADA, id="c2", name="Bo"), replace(ADA, id="c3", name="Gone", deleted_at=NOW))
    put(store, Application("a2", "Closed"), Event("e2", "a2", EventKind.WITHDRAWN, NOW))
    put(store, Application("a3", "Deleted", deleted_at=NOW), Application("a4", "Quiet"))
    put(store, Event("e1", "a1", EventKind.APPLIED, NOW))
    assert store.candidates() == (
        Candidate("a4", "Quiet", "", ""),
        Candidate("a1", "Acme", "Baker", "Ada Lovelace, Bo"),
    )


@pytest.mark.parametrize(
    "text",
    ["acme", "AC", "bak", "koln", "Köln", "fair", "ada", "love acm", "acme.example", "come by", "  ba  ,  ac "],
)
def test_search_finds_the_beginnings_of_words_wherever_they_stand(store: Store, text: str) -> None:
    put(store, ACME, ADA, TALK, Application("a2", "Zebra"))
    assert found(store, text) == ["a1"]


@pytest.mark.parametrize("text", ["cmx", "acme zebra", "grace", "acme.example x"])
def test_search_wants_every_word(store: Store, text: str) -> None:
    put(store, ACME, ADA, TALK, Application("a2", "Zebra"))
    assert found(store, text) == []


def test_search_has_the_company_before_the_notes(store: Store) -> None:
    put(store, Application("a1", "Other", notes="like Acme"), Application("a2", "Acme"), Application("a3", "Third"))
    assert found(store, "acme") == ["a2", "a1"]
    assert [row.id for row in store.search("acme", limit=1, offset=1)] == ["a1"]


def test_search_follows_every_change(store: Store) -> None:
    ada = replace(ADA, email="")
    put(store, ACME, ada, TALK)
    put(store, replace(ACME, company="Apex"), replace(ada, name="Grace"), replace(TALK, said="too junior"))
    assert [found(store, text) for text in ("acme baker", "apex", "lovelace", "grace", "come by", "junior")] == [
        [], ["a1"], [], ["a1"], [], ["a1"],
    ]  # fmt: skip
    put(store, replace(ada, name="Grace", deleted_at=NOW), replace(TALK, said="too junior", deleted_at=NOW))
    assert found(store, "grace") == found(store, "junior") == []
    put(store, replace(ACME, deleted_at=NOW))
    assert found(store, "baker") == []
    put(store, ACME)
    assert found(store, "acme baker") == ["a1"]
    put(store, Application("a2", "Second"), replace(ada, application_id="a2"))
    assert found(store, "lovelace") == ["a2"]


def test_only_one_has_the_right_to_send(store: Store) -> None:
    with store.sending() as first:
        assert first
        with store.sending() as second:
            assert not second
        with store.sending() as third:
            assert not third
        put(store, ACME)
    with store.sending() as again:
        assert again


def test_only_one_has_the_right_to_file_copies_and_it_is_not_the_right_to_send(store: Store) -> None:
    with store.sending() as sending, store.filing() as first, store.filing() as second:
        assert (sending, first, second) == (True, True, False)
    with store.filing() as again:
        assert again


def test_a_backup_and_a_check(store: Store, tmp_path: Path) -> None:
    put(store, ACME)
    target = tmp_path / "away" / "copy.db"
    store.back_up(target)
    assert target.stat().st_size > 0
    assert list(target.parent.iterdir()) == [target]
    assert store.check() == "ok"


# --- properties ---------------------------------------------------------------------------------------------------

_numbers = itertools.count()
_Step = tuple[int, EventKind, int, bool]
_steps = st.lists(
    st.tuples(
        st.integers(0, 7), st.sampled_from(EventKind), st.integers(0, 3), st.sampled_from((False, False, False, True))
    ),
    min_size=1,
    max_size=20,
)
_slow_disks = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=250)


@_slow_disks
@given(steps=_steps)
def test_the_state_follows_the_events_through_every_edit(store: Store, steps: list[_Step]) -> None:
    """Puts, edits (the same key again) and tombstones, in any order: as core.application derives it."""
    application = Application(f"application {next(_numbers):06d}", "Acme")
    events: dict[str, Event] = {}
    with store.write(NOW) as writer:
        writer.put(application)
        for number, kind, hour, deleted in steps:
            key = f"{application.id} {number}"
            events[key] = Event(key, application.id, kind, NOW + hour * HOUR, deleted_at=NOW if deleted else None)
            writer.put(events[key])
    (row,) = (row for row in store.search("", limit=1000) if row.id == application.id)
    moving = [event for event in in_order(events.values()) if event.kind in MOVING]
    assert row.state == state_of(events.values())
    assert row.latest_at == (moving[-1].at if moving else None)
    assert row.applied_at == min((e.at for e in moving if e.kind is EventKind.APPLIED), default=None)
    put(store, replace(application, deleted_at=NOW))


@_slow_disks
@given(text=st.text(max_size=60) | st.text("\"'*()^:-+{}ANDORNT \\\x00é", max_size=30))
def test_no_text_is_an_error_of_syntax(store: Store, text: str) -> None:
    put(store, ACME)
    assert {row.id for row in store.search(text, limit=5)} <= {"a1"}


@pytest.mark.parametrize("text", ["\ud800", "a" * 1_000_000, "ab " * 10_000, " ".join(map(str, range(5000)))])
def test_absurd_searches_find_nothing_in_peace(store: Store, text: str) -> None:
    put(store, Application("a1", "Zebra"))
    assert found(store, text) == (["a1"] if text == "\ud800" else [])
