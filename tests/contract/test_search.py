"""The search of the list, on disk and in memory alike: words, parts of words, typing errors, filters and orders."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import apsw
from companion.adapters.store import search_sql
from companion.adapters.store.store import open_store
from companion.core.application import Application, Contact, ContactRole, Event, EventKind, State
from companion.core.attachment import Attachment
from companion.core.follow_up import FollowUp, LetterKind
from companion.core.query import Order, Sort, parse
from companion.services.ports import Store, Stored
from tests.fakes.store import MemoryStore

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ZONE = ZoneInfo("Europe/Berlin")
_keys = itertools.count()


@pytest.fixture(params=["disk", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened: Store = open_store(tmp_path / "companion.db", now=NOW) if request.param == "disk" else MemoryStore()
    yield opened
    opened.close()


def put(store: Store, *things: Stored) -> None:
    with store.write(NOW) as writer:
        for thing in things:
            writer.put(thing)


def event(application: str, kind: EventKind, days: float) -> Event:
    """What happened that many days ago."""
    return Event(f"e{next(_keys):06}", application, kind, NOW - days * DAY)


def found(store: Store, typed: str, order: Order = Order(), *, limit: int = 50, offset: int = 0) -> list[str]:  # noqa: B008
    query = parse(typed, now=NOW, zone=ZONE)
    assert not query.problems
    return [row.id for row in store.search(query, order=order, limit=limit, offset=offset)]


def fill(store: Store) -> None:
    """Five applications, one of them archived, with all that filters ask for."""
    put(
        store,
        Application("kestrel", "Kestrel Systems", "Backend Engineer", "Berlin", tags=("remote", "C++"), notes="Python"),
        Application("borse", "Börse Nord", "Data Analyst", "Malmö", source="LinkedIn", posting="We trade electricity"),
        Application("acme", "acme works", "Welder", tags=("Remote-first",), source="a friend"),
        Application("old", "Kestrel Labs", "Teacher", "Leeds", archived_at=NOW, tags=("remote",)),
        Application("new", "Ålborg Media", "backend developer", "Lyon"),
        Contact("c1", "kestrel", "Dana Reyes", "dana@kestrel.example", ContactRole.RECRUITER),
        Contact("c2", "borse", "Noor", "", ContactRole.HIRING_MANAGER),
        event("kestrel", EventKind.APPLIED, 50),
        replace(event("kestrel", EventKind.INTERVIEW, 14), id="talk"),
        event("borse", EventKind.APPLIED, 40),
        event("borse", EventKind.REJECTED, 3),
        event("acme", EventKind.APPLIED, 15),
        event("old", EventKind.APPLIED, 100),
        Attachment("f1", "acme", "cv.pdf", "0" * 64, 7, NOW),
        FollowUp("u1", "kestrel", LetterKind.THANK_YOU, 1, "talk", None, NOW - DAY, NOW + DAY, NOW + 9 * DAY),
    )


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("estre", ["kestrel"]), ("gineer ems", ["kestrel"]), ("estrel python", ["kestrel"]), ("electr", ["borse"]),
        ("tric", []), ("ORSE", ["borse"]), ("örs", ["borse"]), ("albor", ["new"]), ("kestrel.exam", ["kestrel"]),
        ("es", []), ("c++", ["kestrel"]), ("emote irst", ["acme"]),
    ],
)  # fmt: skip
def test_parts_of_words_are_found_in_the_short_fields(store: Store, typed: str, finds: list[str]) -> None:
    fill(store)
    assert found(store, typed) == finds


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("kesrtel", ["kestrel"]), ("kestral", ["kestrel"]), ("ketrel", ["kestrel"]), ("jestrel", ["kestrel"]),
        ("ekstrel", ["kestrel"]), ("lectricity", ["borse"]), ("engneer", ["kestrel"]),
        ("electrisity", ["borse"]), ("elektricitty", ["borse"]),
        ("backend lyno", ["new"]), ("acem", ["acme"]), ("axme", ["acme"]), ("cme", ["acme"]), ("acx", []),
        ("kestrel lyno", []), ("zzzzzzzz", []), ("malmoe", ["borse"]), ("kesr", ["kestrel"]), ("engenear", ["kestrel"]),
    ],
)  # fmt: skip
def test_typing_errors_are_forgiven_in_a_word_that_is_nowhere(store: Store, typed: str, finds: list[str]) -> None:
    fill(store)
    assert found(store, typed) == finds


def test_whole_words_come_before_beginnings_before_parts_and_the_company_before_the_rest(store: Store) -> None:
    put(
        store,
        Application("part", "Interrail"),
        Application("notes", "Other", notes="rail"),
        Application("begins", "Railway"),
        Application("role", "Third", "Rail Planner"),
        Application("whole", "Nord Rail"),
        Application("newer", "Rail"),
    )
    assert found(store, "rail") == ["newer", "whole", "begins", "role", "notes", "part"]
    pages = [found(store, "rail", limit=2, offset=offset) for offset in range(0, 8, 2)]
    assert pages == [["newer", "whole"], ["begins", "role"], ["notes", "part"], []]
    for typed in ("rial", "raul"):
        assert set(found(store, typed)) == {"begins", "role", "notes", "whole", "newer"}


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("stage:interview", "kestrel"), ("stage:rejected stage:saved", "borse new"), ("stage:open", "kestrel acme new"),
        ("stage:closed", "borse"), ("-stage:closed", "kestrel acme new"), ('stage:"said no"', "borse"),
        ("silent:>14d", "acme"), ("silent:14d", "kestrel acme"), ("silent:<2w", "borse"),
        ("-silent:>14d", "kestrel borse new"), ("tag:remote", "kestrel"), ("tag:REMOTE-first", "acme"),
        ("-tag:remote", "borse acme new"), ("tag:c++", "kestrel"), ("tag:rem", ""), ("tag:remote tag:c++", "kestrel"),
        ("tag:remote tag:x", ""), ("via:recruiter", "kestrel"), ("via:linkedin", "borse"), ('via:"a friend"', "acme"),
        ("via:hiring-manager", "borse"), ("via:linkedin via:recruiter", "kestrel borse"),
        ("-via:linkedin", "kestrel acme new"), ("applied:2026-10", "kestrel borse"),
        ("applied:2026", "kestrel borse acme"), ("applied:2026-10-04", "kestrel"), ("applied:>2026-10", "acme"),
        ("applied:<2026-10-05", "kestrel"), ("applied:<30d", "acme"), ("applied:>30d", "kestrel borse"),
        ("applied:>=2026-10-05 applied:<2026-11", "borse"), ("company:kest", "kestrel"),
        ('company:"systems kest"', "kestrel"), ("company:python", ""), ("role:backend", "kestrel new"),
        ("place:malmo", "borse"), ("-place:berlin -role:backend", "borse acme"),
        ("company:acme company:borse", "borse acme"), ("is:archived", "old"),
        ("is:archived stage:applied tag:remote", "old"), ("-is:archived", "kestrel borse acme new"),
        ("is:due", "kestrel"), ("has:file", "acme"), ("has:notes", "kestrel"), ("has:letter", ""),
        ("-has:notes", "borse acme new"), ("kestrel is:archived", "old"), ("backend place:lyon", "new"),
        ("kestrel stage:closed", ""), ("estrel is:archived", "old"), ("kesrtel tag:remote", "kestrel"),
        ("tag:", "kestrel borse acme new"),
    ],
)  # fmt: skip
def test_filters_narrow_the_list_down(store: Store, typed: str, finds: str) -> None:
    fill(store)
    assert set(found(store, typed)) == set(finds.split())
    query = parse(typed, now=NOW, zone=ZONE)
    states = [row.state for row in store.search(query, limit=50)]
    assert store.counts(query) == {state: states.count(state) for state in State if state in states}
    for sort in Sort:
        assert set(found(store, typed, Order(sort, reverse=True))) == set(finds.split())


def test_each_order_runs_both_ways(store: Store) -> None:
    fill(store)
    expected = {
        Sort.USUAL: ["new", "borse", "kestrel", "acme"],
        Sort.LATEST: ["new", "borse", "kestrel", "acme"],
        Sort.COMPANY: ["acme", "borse", "kestrel", "new"],
        Sort.ROLE: ["new", "kestrel", "borse", "acme"],
        Sort.PLACE: ["kestrel", "new", "borse", "acme"],
        Sort.STAGE: ["new", "acme", "kestrel", "borse"],
        Sort.APPLIED: ["acme", "borse", "kestrel", "new"],
    }
    for sort, keys in expected.items():
        assert found(store, "", Order(sort)) == keys
        assert found(store, "", Order(sort, reverse=True)) == keys[::-1]
        assert found(store, "", Order(sort), limit=2, offset=1) == keys[1:3]
        assert found(store, "backend", Order(sort)) == [key for key in keys if key in ("kestrel", "new")] or not sort


def test_the_tags_and_sources_that_there_are_known(store: Store) -> None:
    assert store.known() == ((), ())
    fill(store)
    assert store.known() == (("C++", "remote", "Remote-first"), ("a friend", "LinkedIn"))


_LETTERS = st.text("abcé Xn-", max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    companies=st.lists(st.tuples(_LETTERS, _LETTERS, _LETTERS), min_size=1, max_size=6),
    typed=st.text("abcéXn ", max_size=3),
    sort=st.sampled_from(Sort),
    reverse=st.booleans(),
)
def test_disk_and_memory_find_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    companies: list[tuple[str, str, str]],
    typed: str,
    sort: Sort,
    reverse: bool,
) -> None:
    with_file = open_store(tmp_path_factory.mktemp("both") / "companion.db", now=NOW)
    memory = MemoryStore()
    for number, (company, role, notes) in enumerate(companies):
        for each in (with_file, memory):
            put(each, Application(f"a{number}", company, role, notes=notes))
    order = Order(sort, reverse=reverse)
    query = parse(typed, now=NOW, zone=ZONE)
    assert with_file.search(query, order=order, limit=9) == memory.search(query, order=order, limit=9)
    assert with_file.counts(query) == memory.counts(query)
    with_file.close()


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("typed", ["", "stage:offer", "silent:>9d -tag:x", "is:archived"])
def test_each_order_reads_its_index_and_sorts_nothing(tmp_path: Path, sort: Sort, reverse: bool, typed: str) -> None:
    open_store(tmp_path / "companion.db", now=NOW).close()
    asked = search_sql.condition(parse(typed, now=NOW, zone=ZONE), search_sql.Spellings({"x": "[]"}, {}))
    sql = search_sql.ordered(Order(sort, reverse=reverse), asked)
    with closing(apsw.Connection(str(tmp_path / "companion.db"))) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", (*asked.bindings, 100, 0))]
    index = {"": "in_order", "latest": "in_order"}.get(sort, f"by_{sort}")
    assert any(f"USING COVERING INDEX application_{index}" in step for step in plan), plan
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_a_count_of_all_sorts_nothing(tmp_path: Path) -> None:
    open_store(tmp_path / "companion.db", now=NOW).close()
    asked = search_sql.condition(parse("stage:open", now=NOW, zone=ZONE), search_sql.Spellings({}, {}))
    with closing(apsw.Connection(str(tmp_path / "companion.db"))) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {search_sql.counted(asked)}", asked.bindings)]
    assert plan == ["SCAN a USING COVERING INDEX application_by_stage"]


def test_counting_makes_way_for_searches_and_still_comes_to_its_end(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "companion.db", now=NOW)) as store:
        put(store, *(Application(f"a{number}", f"Kestrel {number}", notes="one two three") for number in range(3000)))
        counted: list[dict[State, int]] = []
        threads = [threading.Thread(target=lambda: counted.append(store.counts("kestrel t"))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(200):
            assert [row.company for row in store.search(f"kestrel {number}", limit=1)] == [f"Kestrel {number}"]
        for thread in threads:
            thread.join(30)
        assert counted == [{State.SAVED: 3000}] * 3
