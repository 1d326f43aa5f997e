"""The profile's own copies of files: whole, once each, checked before anybody sees them; and the service over them."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.adapters.matching import RapidfuzzMatcher
from companion.adapters.store.backups import Backups
from companion.adapters.store.files import LARGEST, ProfileFiles
from companion.adapters.store.store import open_store
from companion.adapters.system import Keys
from companion.core.application import Application
from companion.core.attachment import Attachment, could_run, safe_name, size_words
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft, Applications
from companion.services.attachments import SWEEP_GRACE, Attachments
from companion.services.work import Desk
from tests.fakes.clock import SetClock
from tests.fakes.office import Office, make_office

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def files(tmp_path: Path) -> ProfileFiles:
    return ProfileFiles(tmp_path / "profile" / "files", tmp_path / "profile" / "opened")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "My CV.pdf"
    path.write_bytes(b"%PDF " * 300_000)
    return path


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def age(path: Path, by: timedelta) -> None:
    then = (NOW - by).timestamp()
    os.utime(path, (then, then))


# --- the adapter -------------------------------------------------------------------------------------------------


def test_a_file_lies_under_its_digest_for_the_user_alone(files: ProfileFiles, source: Path) -> None:
    kept = files.keep(source)
    assert kept.digest == hashlib.sha256(source.read_bytes()).hexdigest()
    assert kept.size == source.stat().st_size
    path = files.folder / kept.digest[:2] / kept.digest
    assert path.read_bytes() == source.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert files.keep(source) == kept
    assert left(files.folder) == {kept.digest}


def test_an_empty_file_is_a_file(files: ProfileFiles, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert files.keep(tmp_path / "empty").size == 0


def test_what_cannot_be_kept_is_told(files: ProfileFiles, tmp_path: Path) -> None:
    big = tmp_path / "big.zip"
    with big.open("wb") as file:
        file.truncate(LARGEST + 1)
    for bad, why in ((big, "larger than 50 MB"), (tmp_path / "gone", "cannot be read"), (tmp_path, "cannot be read")):
        with pytest.raises(Problem, match=why) as told:
            files.keep(bad)
        assert told.value.field == "file"
    with pytest.raises(Problem, match="cannot be read"):
        files.keep(Path("nul\x00"))
    assert not files.folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among files")
def test_a_pipe_does_not_hold_the_program_up(files: ProfileFiles, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Problem, match="cannot be read"):
        files.keep(tmp_path / "pipe")


def test_no_room_is_told_and_leaves_nothing(files: ProfileFiles, source: Path) -> None:
    files.folder.parent.mkdir()
    files.folder.touch()
    with pytest.raises(Problem, match="could not be kept"):
        files.keep(source)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_no_link_in_the_profile_is_followed(files: ProfileFiles, source: Path, tmp_path: Path) -> None:
    kept = files.keep(source)
    path = files.path(kept.digest)
    other = tmp_path / "other"
    other.write_bytes(source.read_bytes())
    path.unlink()
    path.symlink_to(other)
    age(other, 99 * DAY)
    files.renew(kept.digest)
    assert other.stat().st_mtime < (NOW - DAY).timestamp()
    assert files.sweep([], NOW, timedelta(0)) == ()
    files.keep(source)
    assert not path.is_symlink()
    assert other.exists()
    shelf = files.folder / "zz"
    shelf.symlink_to(tmp_path)
    assert source.exists()
    files.sweep([], NOW + 99 * DAY, timedelta(0))
    assert source.exists()


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "0" * 63, f"{'0' * 64}\n", "A" * 64])
def test_a_digest_never_leads_elsewhere(files: ProfileFiles, digest: str) -> None:
    with pytest.raises(ValueError, match="not a digest"):
        files.path(digest)


def test_a_copy_to_look_at_is_read_only_and_goes_after_a_day(files: ProfileFiles, source: Path) -> None:
    kept = files.keep(source)
    copy = files.open_copy(kept.digest, "../My: CV.pdf", NOW)
    assert copy.path.name == "_My_ CV.pdf"
    assert copy.path.is_relative_to(files.opened)
    assert copy.path.read_bytes() == source.read_bytes()
    assert stat.S_IMODE(copy.path.stat().st_mode) == 0o400
    assert not copy.runs
    another = files.open_copy(kept.digest, "My CV.pdf", NOW + 2 * DAY)
    assert another.path.exists()
    assert not copy.path.parent.exists()


def test_what_could_run_is_only_shown(files: ProfileFiles, tmp_path: Path) -> None:
    program = tmp_path / "readme"
    program.write_bytes(b"#!/bin/sh\n")
    assert files.open_copy(files.keep(program).digest, "readme", NOW).runs
    assert could_run("CV.pdf.EXE", b"")
    assert could_run("cv.docm", b"PK")
    assert not could_run("cv.docx", b"PK")


def test_what_was_changed_or_is_gone_is_not_opened(files: ProfileFiles, source: Path) -> None:
    kept = files.keep(source)
    files.path(kept.digest).write_bytes(b"other")
    with pytest.raises(Problem, match="changed outside"):
        files.open_copy(kept.digest, "cv.pdf", NOW)
    assert files.keep(source) == kept
    assert files.open_copy(kept.digest, "cv.pdf", NOW).path.exists()
    files.path(kept.digest).unlink()
    with pytest.raises(Problem, match="not in the profile"):
        files.open_copy(kept.digest, "cv.pdf", NOW)


def test_a_sweep_removes_what_nothing_uses_once_its_grace_is_over(files: ProfileFiles, tmp_path: Path) -> None:
    digests: list[str] = []
    for number in range(4):
        path = tmp_path / str(number)
        path.write_bytes(bytes([number]))
        digests.append(files.keep(path).digest)
    used, old, new, renewed = digests
    for digest, days in ((used, 9), (old, 9), (new, 1), (renewed, 9)):
        age(files.path(digest), days * DAY)
    files.renew(renewed)
    draft = files.folder / ".file.abc123.unfinished"
    draft.touch()
    age(draft, 9 * DAY)
    (files.folder / "mine.txt").touch()
    age(files.folder / "mine.txt", 9 * DAY)
    assert files.sweep([used], NOW, 3 * DAY) == (old,)
    assert left(files.folder) == {used, new, renewed, "mine.txt"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("CV.pdf", "CV.pdf"),
        ("..", "_"),
        ("/etc/passwd", "_etc_passwd"),
        ("con.txt", "_con.txt"),
        (".bashrc", "bashrc"),
        ("a\u202efdp.exe", "a_fdp.exe"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("ü" * 300, "file"),
    ],
)
def test_a_name_of_a_copy_is_one_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_sizes_are_told_as_file_managers_do() -> None:
    assert [size_words(n) for n in (0, 999, 12_345, 3_400_000)] == ["0 bytes", "999 bytes", "12 kB", "3.4 MB"]


# --- the service -------------------------------------------------------------------------------------------------


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def acme(office: Office) -> Application:
    return office.applications.add(ApplicationDraft("Acme")).value


def test_a_file_is_added_renamed_deleted_and_brought_back(
    office: Office, acme: Application, files: ProfileFiles, source: Path
) -> None:
    attachments = Attachments(office.desk, files)
    added = attachments.add(acme.id, source).value
    assert (added.name, added.size) == ("My CV.pdf", source.stat().st_size)
    assert attachments.add(acme.id, source).value == added
    renamed = attachments.rename(added.id, "Sent on Monday").value
    assert renamed.name == "Sent on Monday.pdf"
    assert attachments.open_copy(added.id).path.name == "Sent on Monday.pdf"
    age(files.path(added.digest), 99 * DAY)
    outcome = attachments.delete(added.id)
    assert "attachment" in outcome.changes.tables
    assert office.applications.story(acme.id).attachments == ()
    with pytest.raises(Problem, match="not with the application"):
        attachments.open_copy(added.id)
    attachments.sweep()
    office.desk.undo(outcome.undo)
    assert office.applications.story(acme.id).attachments == (renamed,)
    assert attachments.open_copy(added.id).path.exists()


def test_a_sweep_spares_what_an_application_has(
    office: Office, acme: Application, files: ProfileFiles, source: Path
) -> None:
    attachments = Attachments(office.desk, files)
    added = attachments.add(acme.id, source).value
    age(files.path(added.digest), 999 * DAY)
    assert attachments.sweep() == ()
    attachments.delete(added.id)
    office.clock.set(NOW + SWEEP_GRACE - DAY)
    assert attachments.sweep() == ()
    office.clock.set(NOW + SWEEP_GRACE + DAY)
    assert attachments.sweep() == (added.digest,)


def test_a_backup_that_is_restored_finds_its_files(files: ProfileFiles, source: Path, tmp_path: Path) -> None:
    path = tmp_path / "profile" / "companion.db"
    clock = SetClock(NOW)
    with closing(open_store(path, now=NOW)) as store:
        attachments = Attachments(Desk(store, clock, Keys()), files)
        key = Applications(attachments.desk, RapidfuzzMatcher()).add(ApplicationDraft("Acme")).value.id
        added = attachments.add(key, source).value
        age(files.path(added.digest), 99 * DAY)
        store.back_up(tmp_path / "backup.db")
        attachments.delete(added.id)
        clock.set(NOW + 35 * DAY)
        assert attachments.sweep() == ()
    Backups(path.parent / "backups", path).restore(tmp_path / "backup.db", clock.now())
    with closing(open_store(path, now=clock.now())) as store:
        again = Attachments(Desk(store, clock, Keys()), files)
        assert again.open_copy(added.id).path.read_bytes() == source.read_bytes()
        clock.set(NOW + 99 * DAY)
        assert again.sweep() == ()


def test_a_name_that_is_none_is_refused_before_anything_is_kept(
    office: Office, acme: Application, files: ProfileFiles, source: Path
) -> None:
    attachments = Attachments(office.desk, files)
    for name in (" \n", "x" * 151):
        with pytest.raises(Problem) as told:
            attachments.add(acme.id, source, name) if name.strip() else attachments.add(acme.id, source, "\x00")
        assert told.value.field == "file_name"
    assert not files.folder.exists()
    with pytest.raises(Problem, match="not in the list"):
        attachments.add("nobody", source)
    assert office.store.all(Attachment) == ()
