"""Imports into the real store: what is matched, what is filled, that a second one changes nothing, and the way back."""

from __future__ import annotations

import random
import sys
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from companion.core.application import Application, Contact, Event, EventKind
from companion.core.follow_up import LetterKind
from companion.core.import_plan import Fate
from companion.core.import_run import ImportRun
from companion.core.problem import Problem
from companion.services.ports import ImportStopped
from tests.contract.import_programs import be_killed
from tests.contract.importing import NOON, Desktop, sound, standing
from tests.contract.test_store_on_disk import program

KILLS = 100
ACME = (
    "Acme",
    "Engineer",
    "Interview",
    "2026-10-01",
    "https://acme.test/jobs/12345",
    "Berlin",
    "60k",
    "Nice",
    "Dana Reyes",
)
LUMEN = ("Lumen", "Nurse", "Applied", "2026-10-02", "", "", "", "", "")
CEDAR = ("Cedar", "Teacher", "Ghost town", "2026-10-03", "", "", "", "", "")


@pytest.fixture
def desktop(tmp_path: Path) -> Generator[Desktop]:
    with closing(Desktop(tmp_path)) as made:
        yield made


def test_new_rows_become_applications_with_their_events(desktop: Desktop) -> None:
    run = desktop.take(desktop.file(ACME, LUMEN, CEDAR)).value
    assert (run.added, run.changed, run.skipped) == (3, 0, 0)
    acme, lumen, cedar = desktop.every()
    assert (acme.place, acme.salary, acme.notes, acme.import_id) == ("Berlin", "60k", "Nice", run.id)
    assert desktop.kinds(acme.id) == ["applied", "interview"]
    assert desktop.kinds(lumen.id) == ["applied"]
    assert desktop.kinds(cedar.id) == ["applied", "note"]
    assert desktop.store.of_application(Event, cedar.id)[1].said == "Stage in the file: Ghost town"
    assert [c.name for c in desktop.store.of_application(Contact, acme.id)] == ["Dana Reyes"]
    assert [r.company for r in desktop.store.search("dana", limit=5)] == ["Acme"]
    sound(desktop.store.path)


def test_the_same_file_again_changes_nothing(desktop: Desktop) -> None:
    path = desktop.file(ACME, LUMEN, CEDAR)
    desktop.take(path)
    before = standing(desktop.store.path)
    with closing(desktop.prepare(path)) as prepared:
        assert (prepared.preview.empty, prepared.preview.same) == (True, 3)
        outcome = desktop.importing.carry_out(prepared)
    assert outcome.changes.tables == frozenset()
    assert standing(desktop.store.path) == before
    assert len(desktop.importing.runs()) == 1


def test_the_same_file_again_leaves_the_users_changes_alone(desktop: Desktop) -> None:
    path = desktop.file(ACME, LUMEN)
    desktop.take(path)
    acme, lumen = desktop.every()
    desktop.put(replace(acme, company="Acme Corporation", role="Senior Engineer", notes="", salary="65k"))
    event = desktop.store.of_application(Event, acme.id)[1]
    desktop.put(replace(event, deleted_at=NOON))
    first = desktop.store.of_application(Event, lumen.id)[0]
    desktop.put(replace(first, at=first.at - timedelta(days=3)))
    before = standing(desktop.store.path)
    assert desktop.take(path).value.changed == 0
    assert standing(desktop.store.path) == before


def test_what_the_user_deleted_stays_deleted(desktop: Desktop) -> None:
    path = desktop.file(ACME)
    desktop.take(path)
    desktop.put(replace(desktop.every()[0], deleted_at=NOON))
    with closing(desktop.prepare(path)) as prepared:
        assert [row.why for row in prepared.preview.of(Fate.SKIPPED)] == [
            "You deleted this application here. It stays deleted."
        ]
    assert desktop.take(path).value.added == 0


def test_a_newer_file_fills_what_is_empty_and_leads_on(desktop: Desktop) -> None:
    desktop.take(desktop.file(("Acme", "Engineer", "Applied", "2026-10-01", ACME[4], "", "50k", "", "")))
    newer = desktop.file(ACME)
    with closing(desktop.prepare(newer)) as prepared:
        (row,) = prepared.preview.of(Fate.CHANGED)
        assert row.why == "Adds the place, the notes, “Interview” and Dana Reyes."
    desktop.take(newer)
    (acme,) = desktop.every()
    assert (acme.place, acme.salary, acme.notes) == ("Berlin", "50k", "Nice")
    assert desktop.kinds(acme.id) == ["applied", "interview"]
    assert desktop.store.of_application(Event, acme.id)[1].at >= NOON
    sound(desktop.store.path)


def test_a_stage_only_moves_forward(desktop: Desktop) -> None:
    desktop.add("Acme", "Engineer", EventKind.APPLIED, EventKind.REJECTED, link=ACME[4])
    desktop.add("Lumen", "Nurse", EventKind.APPLIED, EventKind.OFFER, at=NOON.replace(month=10, day=2))
    desktop.take(desktop.file(ACME, LUMEN))
    acme, lumen = desktop.every()
    assert desktop.kinds(acme.id) == ["applied", "rejected"]
    assert desktop.kinds(lumen.id) == ["applied", "offer"]


def test_rows_find_what_was_added_by_hand(desktop: Desktop) -> None:
    by_link = desktop.add("ACME Inc.", "Dev", EventKind.APPLIED, link=f"{ACME[4]}?utm_source=mail")
    by_name = desktop.add("lumen", "NURSE", EventKind.APPLIED, at=NOON.replace(month=10, day=2))
    other_day = desktop.add("Cedar", "Teacher", EventKind.APPLIED)
    desktop.take(desktop.file(ACME, LUMEN, CEDAR))
    assert [a.id for a in desktop.every()[:3]] == [by_link.id, by_name.id, other_day.id]
    assert len(desktop.every()) == 4
    assert desktop.one(by_link.id).company == "ACME Inc."
    assert desktop.one(by_link.id).place == "Berlin"


def test_two_postings_of_one_name_are_two(desktop: Desktop) -> None:
    desktop.add("Acme", "Engineer", EventKind.APPLIED, at=NOON.replace(month=10, day=1))
    second = (*ACME[:4], "https://acme.test/jobs/99999", *ACME[5:])
    path = desktop.file(ACME, second)
    desktop.take(path)
    assert [a.link for a in desktop.every()] == [ACME[4], second[4]]
    before = standing(desktop.store.path)
    desktop.take(path)
    assert standing(desktop.store.path) == before


def test_a_row_that_is_there_twice_counts_once(desktop: Desktop) -> None:
    with closing(desktop.prepare(desktop.file(ACME, LUMEN, ACME))) as prepared:
        assert [(row.line, row.why) for row in prepared.preview.of(Fate.SKIPPED)] == [
            (4, "It is in the file twice; line 2 counts.")
        ]
        assert desktop.importing.carry_out(prepared).value.added == 2


def test_rows_without_a_company_are_told_with_their_line(desktop: Desktop) -> None:
    with closing(desktop.prepare(desktop.file(LUMEN, ("", "Nurse", *[""] * 7)))) as prepared:
        assert [(row.line, row.why) for row in prepared.preview.of(Fate.SKIPPED)] == [
            (3, "There is no company in this row.")
        ]


def test_people_known_at_a_company_join_its_latest_application(desktop: Desktop) -> None:
    acme = desktop.add("Acme", "Engineer")
    path = desktop.folder / "Connections.csv"
    path.write_text(
        'Notes:\n"When exporting"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n'
        "Dana,Reyes,https://www.linkedin.com/in/dana,,ACME,Recruiter,01 Oct 2026\n"
        "Noor,Haddad,https://www.linkedin.com/in/noor,,Nowhere,Nurse,02 Oct 2026\n",
        encoding="utf-8",
    )
    run = desktop.take(path).value
    assert (run.added, run.changed, run.skipped) == (0, 1, 1)
    assert [c.name for c in desktop.store.of_application(Contact, acme.id)] == ["Dana Reyes"]
    before = standing(desktop.store.path)
    desktop.take(path)
    assert standing(desktop.store.path) == before


# --- the way back -------------------------------------------------------------------------------------------------


def test_undo_leaves_exactly_what_was_before_and_redo_what_was_after(desktop: Desktop) -> None:
    desktop.add("ACME Inc.", "Dev", EventKind.APPLIED, link=ACME[4])
    before = standing(desktop.store.path)
    outcome = desktop.take(desktop.file(ACME, LUMEN, CEDAR))
    after = standing(desktop.store.path)
    for _ in range(2):
        undone = desktop.desk.undo(outcome.undo)
        assert standing(desktop.store.path) == before
        sound(desktop.store.path)
        outcome = desktop.desk.undo(undone.undo)
        assert standing(desktop.store.path) == after
        sound(desktop.store.path)


def test_an_import_is_taken_back_after_a_restart_and_can_come_again(desktop: Desktop) -> None:
    path = desktop.file(ACME, LUMEN)
    before = standing(desktop.store.path)
    desktop.take(path)
    desktop.close()
    again = Desktop(desktop.folder)
    try:
        again.importing.take_back()
        assert standing(again.store.path) == before
        with pytest.raises(Problem, match="no import to take back"):
            again.importing.take_back()
        assert again.take(path).value.added == 2
        assert len(again.every()) == 2
        sound(again.store.path)
    finally:
        again.close()


def test_what_was_worked_on_since_stays(desktop: Desktop) -> None:
    desktop.take(desktop.file(ACME, LUMEN, CEDAR))
    acme, lumen, _ = desktop.every()
    desktop.put(replace(acme, notes="They called"))
    with desktop.desk.work() as work:
        work.put(Event(work.ids.new(), lumen.id, EventKind.REPLY, NOON))
    desktop.importing.take_back()
    assert [a.company for a in desktop.every()] == ["Acme", "Lumen"]
    assert desktop.kinds(acme.id) == ["applied", "interview"]


def test_letters_that_an_import_made_due_go_with_it(desktop: Desktop) -> None:
    desktop.add("Acme", "Engineer", EventKind.APPLIED, link=ACME[4], at=NOON - timedelta(days=20))
    columns = ("Company", "Role", "URL", "Interview Date")
    desktop.take(desktop.file(("Acme", "Engineer", ACME[4], "2026-11-23"), columns=columns))
    assert LetterKind.THANK_YOU in {f.kind for f in desktop.store.open_follow_ups()}
    desktop.importing.take_back()
    assert LetterKind.THANK_YOU not in {f.kind for f in desktop.store.open_follow_ups()}


def test_no_letter_is_due_after_a_stage_without_a_date(desktop: Desktop) -> None:
    desktop.add("Acme", "Engineer", EventKind.APPLIED, link=ACME[4], at=NOON - timedelta(days=20))
    desktop.take(desktop.file(ACME))
    assert desktop.store.open_follow_ups() == ()


def test_unknown_imports_and_second_takings_are_refused(desktop: Desktop) -> None:
    with pytest.raises(Problem, match="no such import"):
        desktop.importing.take_back("nothing")
    run = desktop.take(desktop.file(ACME)).value
    desktop.importing.take_back(run.id)
    with pytest.raises(Problem, match="taken back already"):
        desktop.importing.take_back(run.id)


# --- stopping -----------------------------------------------------------------------------------------------------


def test_stopping_in_the_middle_leaves_nothing(desktop: Desktop) -> None:
    desktop.add("Borealis", "Welder", EventKind.APPLIED)
    path = desktop.file(*[(f"Company {n}", "Welder", "Applied", "2026-10-01", *[""] * 5) for n in range(1700)])
    before = standing(desktop.store.path)
    asked: list[int] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(ImportStopped):
        desktop.take(path, stop)
    assert standing(desktop.store.path) == before
    assert desktop.importing.runs() == ()
    assert desktop.take(path).value.added == 1700
    sound(desktop.store.path)


def test_others_may_write_between_the_preview_and_the_import(desktop: Desktop) -> None:
    with closing(desktop.prepare(desktop.file(ACME, LUMEN))) as prepared:
        assert prepared.preview.new == 2
        desktop.add("Lumen", "Nurse", EventKind.APPLIED, at=NOON.replace(month=10, day=2))
        run = desktop.importing.carry_out(prepared).value
    assert run.added == 1
    assert len(desktop.every()) == 2


# --- any file -----------------------------------------------------------------------------------------------------


def _some_row(rng: random.Random) -> tuple[str, ...]:
    company, role = rng.choice(("Acme", "ÄCME", "Lumen", "Cedar & Söhne", "")), rng.choice(("Nurse", "nurse", "Cook"))
    state = rng.choice(
        ("", "Saved", "Applied", "Interview", "Offer", "Rejected", "Withdrawn", "Ghosted", "Blue", "Screening")
    )
    day = rng.choice(("", "2026-10-01", "2026-10-02", "soon"))
    link = rng.choice(("", "", "https://x.test/j/1001", "https://x.test/j/1002?utm_source=a", "https://x.test/careers"))
    return (company, role, state, day, link, *(rng.choice(("", word)) for word in ("Berlin", "50k", "Note", "Dana")))


@pytest.mark.parametrize("seed", range(25))
def test_any_file_twice_is_as_once_and_undone_is_as_never(desktop: Desktop, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - files, not secrets
    path = desktop.file(*[_some_row(rng) for _ in range(rng.randint(1, 40))])
    for number in range(rng.randint(0, 6)):
        row = _some_row(rng)
        desktop.add(
            row[0] or "Acme", row[1], EventKind.APPLIED, link=row[4], at=NOON.replace(month=10, day=1 + number % 2)
        )
    before = standing(desktop.store.path)
    first = desktop.take(path)
    once = standing(desktop.store.path)
    sound(desktop.store.path)
    desktop.take(path)
    assert standing(desktop.store.path) == once
    other = desktop.file(*[_some_row(rng) for _ in range(rng.randint(1, 20))], name="other.csv")
    second = desktop.take(other)
    sound(desktop.store.path)
    for outcome in (second, first):
        if outcome.undo.imported:
            desktop.desk.undo(outcome.undo)
    assert standing(desktop.store.path) == before
    sound(desktop.store.path)


def test_what_comes_again_without_a_day_makes_nothing_due(desktop: Desktop) -> None:
    desktop.add("Acme", "Engineer", EventKind.APPLIED)
    outcome = desktop.take(desktop.file(("Acme", "Engineer", "Interview", "2026-11-24", *[""] * 5)))
    assert outcome.value.changed == 1
    assert desktop.store.open_follow_ups() == ()
    back = desktop.desk.undo(outcome.undo)
    desktop.desk.undo(back.undo)
    assert [event.kind for event in desktop.store.of_application(Event, desktop.every()[0].id)] == [
        EventKind.APPLIED,
        EventKind.INTERVIEW,
    ]
    assert desktop.store.open_follow_ups() == ()


def test_runs_are_listed_latest_first(desktop: Desktop) -> None:
    desktop.take(desktop.file(ACME))
    desktop.take(desktop.file(LUMEN))
    assert [(run.source, run.file_name, run.added) for run in desktop.importing.runs()] == [
        ("table", "jobs.csv", 1)
    ] * 2
    assert isinstance(desktop.importing.last(), ImportRun)
    assert isinstance(desktop.every()[0], Application)


# --- killed -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
def test_killed_at_any_moment_it_leaves_what_was_before_or_all_of_it(tmp_path: Path) -> None:
    with closing(Desktop(tmp_path / "first")) as desktop:
        desktop.add("Company 3", "Welder", EventKind.APPLIED, at=NOON.replace(month=10, day=1))
        rows = [(f"Company {n}", "Welder", "Interview", "2026-10-01", *[""] * 4, "Dana Reyes") for n in range(800)]
        table = desktop.file(*rows, name="../table.csv")
    with program(be_killed, tmp_path / "first", table, KILLS) as said:
        before, after = said.recv()
        found = [said.recv() for _ in range(KILLS)]
    assert before != after
    assert all(held in (before, after) for held in found)
    assert before in found
