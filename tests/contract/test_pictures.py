"""The profile's own copies of pictures: whole, once each, and nothing that is none of the user's doing."""

from __future__ import annotations

import hashlib
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from companion.adapters.store.pictures import LARGEST, ProfilePictures, ScaledCopies
from companion.core.problem import Problem


@pytest.fixture
def pictures(tmp_path: Path) -> ProfilePictures:
    return ProfilePictures(tmp_path / "profile" / "pictures")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "my photo.PNG"
    path.write_bytes(b"picture" * 500_000)
    return path


def test_a_picture_is_kept_under_its_contents_name(pictures: ProfilePictures, source: Path) -> None:
    name = pictures.keep(source, ".png")
    assert name == hashlib.sha256(source.read_bytes()).hexdigest() + ".png"
    assert pictures.path(name).read_bytes() == source.read_bytes()
    assert pictures.path(name).stat().st_mode & 0o777 == 0o600
    source.unlink()
    assert pictures.path(name).exists()


def test_the_same_picture_is_kept_once(pictures: ProfilePictures, source: Path) -> None:
    assert pictures.keep(source, ".png") == pictures.keep(source, ".png")
    assert len(list(pictures.folder.iterdir())) == 1


def test_what_cannot_be_read_is_told_at_the_picture(pictures: ProfilePictures, tmp_path: Path) -> None:
    for bad in (tmp_path / "gone.png", tmp_path, Path("nul\x00.png")):
        with pytest.raises(Problem, match="cannot be read") as told:
            pictures.keep(bad, ".png")
        assert told.value.field == "picture"
    assert not pictures.folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among files")
def test_a_pipe_does_not_hold_the_program_up(pictures: ProfilePictures, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(Problem, match="cannot be read"):
        pictures.keep(tmp_path / "pipe.png", ".png")


def test_a_file_beyond_reason_is_refused(pictures: ProfilePictures, tmp_path: Path) -> None:
    big = tmp_path / "big.png"
    with big.open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(Problem, match="larger than 200 MB") as told:
        pictures.keep(big, ".png")
    assert told.value.field == "picture"


def test_no_room_is_told_and_leaves_nothing(pictures: ProfilePictures, source: Path) -> None:
    pictures.folder.parent.mkdir()
    pictures.folder.touch()
    with pytest.raises(Problem, match="could not be kept") as told:
        pictures.keep(source, ".png")
    assert told.value.field == "picture"


@pytest.mark.parametrize("name", ["../../etc/passwd", "x.png", "", f"{'0' * 64}/.png", f"{'0' * 64}.png\n"])
def test_a_name_never_leads_elsewhere(pictures: ProfilePictures, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"):
        pictures.path(name)


def test_an_ending_is_a_plain_one(pictures: ProfilePictures, source: Path) -> None:
    with pytest.raises(ValueError, match="not the ending"):
        pictures.keep(source, "/../x")


NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GRACE = timedelta(days=1)


def age(path: Path, days: float) -> Path:
    then = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def several(pictures: ProfilePictures, folder: Path, count: int = 3) -> list[str]:
    names: list[str] = []
    for number in range(count):
        source = folder / f"{number}.png"
        source.write_bytes(bytes([number]) * 100)
        names.append(pictures.keep(source, ".png"))
    return names


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_sweep_removes_what_nothing_uses_once_its_grace_is_over(pictures: ProfilePictures, tmp_path: Path) -> None:
    used, old, new = several(pictures, tmp_path)
    for name, days in ((used, 9), (old, 2), (new, 0.5)):
        age(pictures.path(name), days)
    assert pictures.sweep([used], NOW, GRACE) == (old,)
    assert left(pictures.folder) == {used, new}
    assert pictures.sweep([used], NOW, GRACE) == ()


def test_what_is_kept_again_is_new(pictures: ProfilePictures, source: Path) -> None:
    name = pictures.keep(source, ".png")
    age(pictures.path(name), 9)
    assert pictures.keep(source, ".png") == name
    now = datetime.fromtimestamp(pictures.path(name).stat().st_mtime, UTC) + timedelta(hours=1)
    assert pictures.sweep([], now, GRACE) == ()
    assert pictures.path(name).read_bytes() == source.read_bytes()


def test_what_is_kept_amid_a_sweep_stays(
    pictures: ProfilePictures, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = pictures.keep(source, ".png")
    age(pictures.path(name), 9)
    rename = Path.rename

    def kept_just_before(self: Path, target: Path) -> Path:
        if self.name == name:
            os.utime(self, (NOW.timestamp(), NOW.timestamp()))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", kept_just_before)
    assert pictures.sweep([], NOW, GRACE) == ()
    assert left(pictures.folder) == {name}


def test_what_is_kept_just_after_a_sweep_took_it_is_there_again(
    pictures: ProfilePictures, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = pictures.keep(source, ".png")
    age(pictures.path(name), 9)
    unlink = Path.unlink

    def kept_meanwhile(self: Path, missing_ok: bool = False) -> None:
        monkeypatch.setattr(Path, "unlink", unlink)
        assert pictures.keep(source, ".png") == name
        unlink(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", kept_meanwhile)
    assert pictures.sweep([], NOW, GRACE) == (name,)
    assert left(pictures.folder) == {name}
    assert pictures.path(name).read_bytes() == source.read_bytes()


def test_a_sweep_leaves_alone_what_is_not_ours(pictures: ProfilePictures, tmp_path: Path) -> None:
    (name,) = several(pictures, tmp_path, 1)
    digest = name.removesuffix(".png")
    outside = age(tmp_path / "0.png", 9)
    (pictures.folder / f"{'1' * 64}.png").symlink_to(outside)
    (pictures.folder / f"{'2' * 64}.png").mkdir()
    for other in ("notes.txt", f"{digest}.png.bak", ".hidden", f"{digest[:-1]}.png"):
        (pictures.folder / other).touch()
    for path in pictures.folder.iterdir():
        if not path.is_symlink():
            age(path, 9)
    before = left(pictures.folder)
    assert pictures.sweep([], NOW, GRACE) == (name,)
    assert left(pictures.folder) == before - {name}
    assert outside.exists()


def test_a_sweep_takes_what_a_crash_left_unfinished(pictures: ProfilePictures, tmp_path: Path) -> None:
    names = several(pictures, tmp_path, 1)
    copies = ScaledCopies(pictures.folder)
    assert copies.keep(pictures.path(names[0]), ".jpg", b"copy")
    old = [
        age(_touched(folder / draft), 2)
        for folder in (pictures.folder, copies.folder)
        for draft in (".picture.abc123_x.unfinished", ".copy.abc123_x.unfinished", f".{names[0]}.unfinished")
    ]
    new = age(_touched(pictures.folder / ".picture.new00000.unfinished"), 0.1)
    assert pictures.sweep(names, NOW, GRACE) == ()
    assert not any(path.exists() for path in old)
    assert new.exists()


def _touched(path: Path) -> Path:
    path.touch()
    return path


def test_a_sweep_of_no_folder_and_of_a_linked_one_does_nothing(pictures: ProfilePictures, tmp_path: Path) -> None:
    assert pictures.sweep([], NOW, GRACE) == ()
    (name,) = several(pictures, tmp_path, 1)
    age(pictures.path(name), 9)
    link = tmp_path / "link"
    link.symlink_to(pictures.folder, target_is_directory=True)
    assert ProfilePictures(link).sweep([], NOW, GRACE) == ()
    assert left(pictures.folder) == {name}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may remove anything")
def test_what_cannot_be_removed_stays_for_another_time(pictures: ProfilePictures, tmp_path: Path) -> None:
    (name,) = several(pictures, tmp_path, 1)
    age(pictures.path(name), 9)
    pictures.folder.chmod(0o500)
    try:
        assert pictures.sweep([], NOW, GRACE) == ()
    finally:
        pictures.folder.chmod(0o700)
    assert pictures.sweep([], NOW, GRACE) == (name,)


def test_a_scaled_copy_is_private_found_again_and_replaced(pictures: ProfilePictures, source: Path) -> None:
    path = pictures.path(pictures.keep(source, ".png"))
    copies = ScaledCopies(pictures.folder)
    assert copies.find(path) is None
    assert copies.keep(path, ".jpg", b"first")
    assert copies.keep(path, ".jpg", b"second")
    found = copies.find(path)
    assert found is not None
    assert found.read_bytes() == b"second"
    assert found.stat().st_mode & 0o777 == 0o600
    assert copies.folder.stat().st_mode & 0o777 == 0o700
    assert len(left(copies.folder)) == 1
    copies.drop(path)
    copies.drop(path)
    assert copies.find(path) is None


def test_only_pictures_of_the_profile_have_copies(pictures: ProfilePictures, source: Path) -> None:
    path = pictures.path(pictures.keep(source, ".png"))
    copies = ScaledCopies(pictures.folder)
    for other in (source, pictures.folder / "x.png", Path("/") / path.name):
        assert not copies.keep(other, ".jpg", b"copy")
        assert copies.find(other) is None
        copies.drop(other)
    assert not copies.keep(path, ".exe", b"copy")
    assert not copies.folder.exists()


def test_a_copy_that_cannot_be_written_is_none(pictures: ProfilePictures, source: Path) -> None:
    path = pictures.path(pictures.keep(source, ".png"))
    copies = ScaledCopies(pictures.folder)
    copies.folder.touch()
    assert not copies.keep(path, ".jpg", b"copy")
    assert copies.find(path) is None


def test_a_copy_goes_with_its_picture(pictures: ProfilePictures, tmp_path: Path) -> None:
    used, old = several(pictures, tmp_path, 2)
    copies = ScaledCopies(pictures.folder)
    for name in (used, old):
        age(pictures.path(name), 2)
        assert copies.keep(pictures.path(name), ".png", b"copy")
    (copies.folder / "notes.txt").touch()
    assert pictures.sweep([used], NOW, GRACE) == (old,)
    assert left(copies.folder) == {used, "notes.txt"}
