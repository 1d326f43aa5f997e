"""The profile's own copies of pictures: whole, once each, and nothing that is none of the user's doing."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from companion.adapters.store.pictures import LARGEST, ProfilePictures
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
