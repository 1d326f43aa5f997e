"""Where a profile keeps its things."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from companion.app.profile import APP_ID, find
from companion.core.problem import Problem


def test_everything_of_a_chosen_profile_lies_below_its_folder(tmp_path: Path) -> None:
    profile = find(str(tmp_path / "mine"))
    for path in (profile.store, profile.pictures, profile.backups, profile.lock, profile.sizes, profile.logs):
        assert path.is_relative_to(tmp_path / "mine")
    assert profile.data == tmp_path / "mine"
    assert not profile.data.exists(), "finding makes nothing"


def test_the_real_profile_follows_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for nothing in (None, ""):
        profile = find(nothing)
        assert profile.keyring_service == APP_ID
        assert profile.store == tmp_path / "data" / "companion" / "companion.db"
        assert profile.logs == tmp_path / "state" / "companion" / "log"


def test_each_profile_has_a_keyring_entry_of_its_own(tmp_path: Path) -> None:
    one, two = find(str(tmp_path / "one")), find(str(tmp_path / "two"))
    assert len({one.keyring_service, two.keyring_service, APP_ID}) == 3
    assert one == find(str(tmp_path / "one"))


def test_a_relative_folder_is_taken_from_where_one_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert find("mine") == find(str(tmp_path / "mine"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find("~/mine") == find(str(tmp_path / "mine"))


@pytest.mark.parametrize(
    "name",
    [
        "mine",
        "x" * 150,
        "\udcff" * 5,
        "ü" * 60,
    ],
)
def test_the_socket_fits_whatever_the_profile_is_called(tmp_path: Path, name: str) -> None:
    profile = find(str(tmp_path / name))
    assert len(bytes(profile.socket)) <= 107
    assert profile.socket == find(str(tmp_path / name)).socket
    assert profile.socket != find(str(tmp_path / (name + "2"))).socket


def test_the_folders_are_for_the_user_alone(tmp_path: Path) -> None:
    profile = find(str(tmp_path / "mine"))
    profile.prepare()
    profile.prepare()
    for folder in (profile.data, profile.logs):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(Problem, match="can't be made") as told:
        find(str(tmp_path / "file" / "mine")).prepare()
    assert str(tmp_path / "file" / "mine") in told.value.sentence
    assert "--profile" in told.value.sentence
