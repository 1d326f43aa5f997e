"""Everything out and in again, with the real store and file: out, in and out again is the same, octet by octet."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tracemalloc
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.adapters.exports.whole_file import JsonWholeFiles
from companion.adapters.store.contents import ProfileContents
from companion.adapters.store.store import SqliteStore, open_store
from companion.adapters.store.whole import SqliteWhole
from companion.adapters.system import Keys
from companion.core.application import Application, Contact, Event, EventKind, State
from companion.core.attachment import Attachment
from companion.core.exporting import Cancelled
from companion.core.follow_up import Closed, FollowUp
from companion.core.highlight import Highlight
from companion.core.import_run import ImportRun
from companion.core.outbox import IMPORTED, LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.core.saved_view import SavedView
from companion.core.settings import Settings
from companion.services.ports import Stored
from companion.services.whole import TakenIn, Whole
from companion.services.work import Desk, Outcome
from tests.contract.test_store import ACME, ADA, CARD, DUE, EACH, LETTER, NOW, TALK

DAY = timedelta(days=1)
MORE: tuple[Stored, ...] = (
    Attachment("t1", "a1", "CV.pdf", "0" * 64, 12, NOW),
    SavedView("w1", "Remote", "tag:remote", "-company", "board"),
    ImportRun("i1", NOW, "teal", "jobs.csv", 1, 2, 3),
)
SENT = replace(LETTER, state=LetterState.SENT)
ALL: tuple[Stored, ...] = (*(SENT if thing is LETTER else thing for thing in EACH), *MORE)


@dataclass
class Standing:
    """A clock that stands."""

    at: datetime = NOW + 2 * DAY

    def now(self) -> datetime:
        return self.at

    def zone(self) -> tzinfo:
        return UTC


@dataclass
class House:
    """A store with everything that exports and imports it."""

    store: SqliteStore
    whole: Whole

    def put(self, *things: Stored, at: datetime = NOW) -> None:
        with self.store.write(at) as writer:
            for thing in things:
                writer.put(thing)

    def out(self) -> bytes:
        written = io.BytesIO()
        self.whole.export(written, lambda _done: True)
        return written.getvalue()

    def take(self, octets: bytes) -> Outcome[TakenIn]:
        file = self.store.path.with_name("in.json")
        file.write_bytes(octets)
        return self.whole.take_in(file, lambda _done: True)


@contextmanager
def house(folder: Path) -> Generator[House]:
    folder.mkdir(exist_ok=True)
    store = open_store(folder / "companion.db", now=NOW)
    desk = Desk(store, Standing(), Keys())
    copy = folder / "before.db"
    contents = ProfileContents({"pictures": folder / "pictures", "files": folder / "files"})

    def back_up() -> Path:
        copy.unlink(missing_ok=True)
        store.back_up(copy)
        return copy

    yield House(store, Whole(desk, SqliteWhole(store), JsonWholeFiles(), contents, back_up, "9.9"))
    store.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "here") as made:
        yield made


@pytest.fixture
def there(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "there") as made:
        yield made


def document(octets: bytes) -> dict[str, Any]:
    return json.loads(octets)


# --- out ---------------------------------------------------------------------------------------------------------


def test_an_empty_store_is_a_whole_document(here: House) -> None:
    found = document(here.out())
    assert found.pop("companion") == {"format": 1, "version": "9.9", "exported_at": "2026-11-25T09:00:00Z"}
    assert set(found.values().__iter__().__next__()) == set()
    assert not any(found.values())


def test_everything_is_in_it(here: House) -> None:
    here.put(*ALL, replace(ACME, id="a0", deleted_at=NOW))
    with here.store.write(NOW) as writer:
        writer.set_settings(Settings(plan="a walk", in_doubt="f1"))
    found = document(here.out())
    assert {name for name, things in found.items() if not things} == {"field_times", "import_changes"}
    assert [one["id"] for one in found["applications"]] == ["a1", "a0"]
    assert base64.b64decode(found["letters"][0]["content"]) == LETTER.content
    assert found["debriefs"][0]["kindly"] == "gently"
    kept = {one["key"]: one["value"] for one in found["settings"]}
    assert kept["plan"] == "a walk"
    assert "in_doubt" not in kept


def test_no_secret_is_in_it(here: House) -> None:
    here.put(*ALL)
    assert not {"password", "secret", "token"} & set(document(here.out())["accounts"][0])


# --- in ----------------------------------------------------------------------------------------------------------


def test_into_an_empty_store_everything_comes_back(here: House, there: House) -> None:
    here.put(*ALL)
    here.put(replace(ACME, notes="more", deleted_at=None), replace(TALK, said="soon"), at=NOW + DAY)
    with here.store.write(NOW) as writer:
        writer.set_settings(Settings(plan="a walk"))
    outcome = there.take(here.out())
    assert there.out() == here.out()
    for thing in ALL:
        assert there.store.get(type(thing), thing.id) == here.store.get(type(thing), thing.id)
    assert there.store.search("more", limit=9) == here.store.search("more", limit=9) != ()
    assert there.store.settings().plan == "a walk"
    assert outcome.value.backup is None
    assert outcome.value.added["applications"] == 1
    assert "a1" in outcome.changes.applications
    assert {"application", "event", "letter", "setting"} <= outcome.changes.tables


def test_the_same_file_again_changes_nothing(here: House) -> None:
    here.put(*ALL)
    before = here.out()
    outcome = here.take(before)
    assert here.out() == before
    assert (sum(outcome.value.added.values()), sum(outcome.value.updated.values())) == (0, 0)
    assert outcome.changes.applications == frozenset()


def test_what_is_newer_here_stays_and_what_is_newer_there_comes(here: House, there: House) -> None:
    here.put(ACME, replace(ACME, id="a2", company="Bolt"), CARD)
    there.take(here.out())
    here.put(replace(ACME, notes="newer here"), at=NOW + DAY)
    there.put(replace(ACME, notes="old there"), at=NOW + timedelta(hours=1))
    there.put(replace(ACME, id="a2", company="Volt"), at=NOW + timedelta(hours=1))
    outcome = here.take(there.out())
    stays, comes = here.store.get(Application, "a1"), here.store.get(Application, "a2")
    assert stays is not None
    assert comes is not None
    assert (stays.notes, comes.company) == ("newer here", "Volt")
    assert outcome.value.updated == {"applications": 1}
    assert outcome.value.backup is not None
    assert outcome.value.backup.exists()


def test_what_was_deleted_here_stays_deleted(here: House) -> None:
    here.put(ACME)
    before = here.out()
    here.put(replace(ACME, deleted_at=NOW + DAY), at=NOW + DAY)
    here.take(before)
    assert here.store.count_applications() == 0


@pytest.mark.parametrize("state", [LetterState.QUEUED, LetterState.SENDING, LetterState.TRANSMITTING])
def test_a_letter_that_waited_does_not_leave_again(here: House, there: House, state: LetterState) -> None:
    here.put(*(replace(LETTER, state=state) if thing is LETTER else thing for thing in EACH))
    outcome = there.take(here.out())
    letter = there.store.get(OutboxLetter, "l1")
    assert letter is not None
    assert (letter.state, letter.why, outcome.value.held) == (LetterState.UNCERTAIN, IMPORTED, 1)
    again = there.out()
    there.take(here.out())
    assert there.out() == again


def test_a_letter_that_left_here_is_not_overwritten(here: House) -> None:
    here.put(*EACH)
    waiting = here.out()
    here.put(replace(LETTER, state=LetterState.SENT), at=NOW + DAY)
    here.put(replace(DUE, closed=Closed.OUTBOX), at=NOW - DAY)
    here.take(waiting)
    letter, follow_up = here.store.get(OutboxLetter, "l1"), here.store.get(FollowUp, "f1")
    assert letter is not None
    assert follow_up is not None
    assert (letter.state, follow_up.closed) == (LetterState.SENT, Closed.OUTBOX)


def test_what_was_due_comes_in_doubt(here: House, there: House) -> None:
    here.put(ACME, ADA, TALK, DUE)
    there.take(here.out())
    assert there.store.settings().in_doubt == "f1"
    assert there.out() == here.out()


def test_the_same_letter_under_another_key_is_not_there_twice(here: House, there: House) -> None:
    here.put(*EACH[:4], *EACH[6:7], SENT)
    there.put(*EACH[:3], replace(DUE, id="f9"), EACH[6])
    there.take(here.out())
    assert there.store.get(FollowUp, "f1") is None
    letter = there.store.get(OutboxLetter, "l1")
    assert letter is not None
    assert letter.follow_up_id == "f9"


def test_what_a_first_start_wrote_yields_to_the_file_and_a_choice_here_does_not(here: House, there: House) -> None:
    here.put(*ALL)
    with here.store.write(NOW) as writer:
        writer.set_settings(Settings(plan="a walk", work_from="07:00"))
    octets = here.out()
    with there.store.write(NOW + DAY) as writer:
        writer.set_settings(Settings(welcomed=True))
    there.take(octets)
    found = there.store.settings()
    assert (found.plan, found.work_from, found.welcomed) == ("a walk", "07:00", True)
    with there.store.write(NOW + DAY) as writer:
        writer.set_settings(replace(found, plan="a swim"))
    there.take(octets)
    assert there.store.settings().plan == "a swim"


def test_memory_does_not_grow_with_the_file(here: House, there: House) -> None:
    def peak(number: int) -> int:
        here.put(*(Application(f"b{n:05}", f"Company {n}", notes="words " * 30) for n in range(number)))
        octets = here.out()
        tracemalloc.start()
        there.take(octets)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    few = peak(300)
    assert peak(2000) < few + 700_000  # the keys of what changed


def test_an_import_that_is_cancelled_midway_leaves_nothing(here: House, there: House, tmp_path: Path) -> None:
    here.put(*(Application(f"b{n:05}", f"Company {n}") for n in range(1200)))
    file, before, asked = tmp_path / "whole.json", there.out(), list[int]()
    file.write_bytes(here.out())

    def until_the_third_look(done: int) -> bool:
        asked.append(done)
        return asked.count(1000) < 2

    with pytest.raises(Cancelled):
        there.whole.take_in(file, until_the_third_look)
    assert asked[-1] == 1000
    assert there.out() == before


# --- files in the wild -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("laid_out", [2, None])
def test_a_file_that_another_program_laid_out_anew_is_read(here: House, there: House, laid_out: int | None) -> None:
    here.put(*ALL)
    there.take(b"\xef\xbb\xbf" + json.dumps(document(here.out()), indent=laid_out).encode())
    assert there.out() == here.out()


def broken(octets: bytes) -> list[bytes]:
    found = document(octets)
    with_more = json.dumps(found | {"applications": [found["applications"][0] | {"colour": "red"}]})
    orphan = json.dumps({k: ([] if k == "applications" else v) for k, v in found.items()})
    turned = json.dumps(dict(reversed(found.items())))
    half = json.dumps(found).replace('"Acme"', '"\\ud800"')
    wrong = json.dumps(found | {"applications": [found["applications"][0] | {"archived_at": "yesterday"}]})
    number = json.dumps(found | {"accounts": [found["accounts"][0] | {"port": 1e999}]})
    return [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        octets[: len(octets) // 2],
        octets[:-2],
        octets + b"{}",
        *(text.encode() for text in (with_more, orphan, turned, half, wrong, number)),
    ]


def test_a_broken_file_is_refused_whole(here: House, there: House) -> None:
    here.put(*ALL)
    before = there.out()
    for octets in broken(here.out()):
        with pytest.raises(Problem) as told:
            there.take(octets)
        assert told.value.field == "file"
        assert there.out() == before


def test_a_file_of_a_newer_companion_is_refused(here: House) -> None:
    newer = here.out().replace(b'"format":1', b'"format":2')
    with pytest.raises(Problem, match="newer companion"):
        here.take(newer)


def test_a_cancelled_import_leaves_nothing(here: House, there: House, tmp_path: Path) -> None:
    here.put(*ALL)
    before = there.out()
    file = tmp_path / "whole.json"
    file.write_bytes(here.out() * 1)
    with pytest.raises(Cancelled):
        there.whole.take_in(file, lambda _done: False)
    assert there.out() == before


# --- with contents ------------------------------------------------------------------------------------------------


def kept(house: House, *contents: bytes) -> list[Path]:
    """Contents as the profile keeps them: the first as a picture, the others as files."""
    paths: list[Path] = []
    for octets in contents:
        digest = hashlib.sha256(octets).hexdigest()
        name = f"files/{digest[:2]}/{digest}" if paths else f"pictures/{digest}.png"
        paths.append(house.store.path.parent / name)
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_bytes(octets)
    return paths


def packed(house: House) -> bytes:
    out = io.BytesIO()
    assert house.whole.pack(out, lambda _done: True) == 1
    return out.getvalue()


def test_a_zip_brings_the_contents_too(here: House, there: House) -> None:
    here.put(*ALL)
    paths = kept(here, b"a picture", b"a CV", b"a contract")
    (here.store.path.parent / "pictures" / "notes.txt").write_text("not ours")
    octets = packed(here)
    assert "notes.txt" not in str(zipfile.ZipFile(io.BytesIO(octets)).namelist())
    outcome = there.take(octets)
    assert there.out() == here.out()
    assert outcome.value.contents == 3
    for path in paths:
        came = there.store.path.parent / path.relative_to(here.store.path.parent)
        assert came.read_bytes() == path.read_bytes()
    assert there.take(octets).value.contents == 0


@pytest.mark.parametrize("member", [f"pictures/{'0' * 64}.png", f"files/00/{'0' * 64}"])
def test_a_content_that_is_not_what_its_name_says_is_refused(here: House, there: House, member: str) -> None:
    here.put(*ALL)
    before, file = there.out(), io.BytesIO(packed(here))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(member, b"other")
    with pytest.raises(Problem):
        there.take(file.getvalue())
    assert there.out() == before
    assert not list(there.store.path.parent.rglob("0" * 64 + "*"))


def test_no_name_in_a_zip_leads_elsewhere(here: House, there: House) -> None:
    here.put(*ALL)
    octets = b"other"
    name, file = hashlib.sha256(octets).hexdigest(), io.BytesIO(packed(here))
    with zipfile.ZipFile(file, "a") as archive:
        for member in ("../evil", f"pictures/../../{name}", f"/files/00/{name}", f"pictures/{name}/../../{name}"):
            archive.writestr(member, octets)
    assert there.take(file.getvalue()).value.contents == 0
    names = {path.name for path in there.store.path.parent.parent.rglob("*") if path.is_file()}
    assert not names & {"evil", name}


def test_a_zip_of_something_else_is_refused(here: House) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("Jobs/Job Applications.csv", "a,b")
    with pytest.raises(Problem):
        here.take(file.getvalue())


# --- any history -------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
KINDS = st.sampled_from(sorted(EventKind))
STEPS = st.lists(st.tuples(st.integers(0, 3), KINDS, st.integers(-40, 40), TEXT, st.booleans()), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_out_in_and_out_again_is_the_same_file(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, EventKind, int, str, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    with house(folder / "a") as first, house(folder / "b") as second:
        for number, (which, kind, days, words, gone) in enumerate(steps):
            at = NOW + timedelta(hours=number)
            deleted = at if gone else None
            one = Application(f"a{which}", words or "x", tags=(words,), notes=words, deleted_at=deleted)
            person = Contact(f"c{which}", one.id, words, deleted_at=deleted)
            event = Event(f"e{number:02}", one.id, kind, NOW + days * DAY, said=words, contact_id=person.id)
            first.put(one, person, event, Highlight(f"h{number}", words, tags=(words, "")), at=at)
        octets = first.out()
        second.take(octets)
        assert second.out() == octets
        assert second.store.search("", limit=99) == first.store.search("", limit=99)
        assert second.store.counts("") == first.store.counts("")
        assert all(isinstance(state, State) for state in first.store.counts(""))
        first.take(octets)
        assert first.out() == octets
