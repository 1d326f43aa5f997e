"""The name of a computer: stable, told to nobody, and another one for a copy somewhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.adapters.system.computer import name_of_computer

MACHINE = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    file = tmp_path / "machine-id"
    file.write_text(MACHINE + "\n", encoding="ascii")
    return file


def test_the_name_is_the_same_at_each_start_and_hides_the_machines_id(machine: Path, tmp_path: Path) -> None:
    name = name_of_computer(tmp_path / "profile", (machine,))
    again = machine.rename(tmp_path / "the-same")
    assert name == name_of_computer(tmp_path / "profile", (again,))
    assert len(name) == 32
    assert MACHINE not in name


def test_another_computer_or_folder_has_another_name(machine: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text(MACHINE[::-1] + "\n", encoding="ascii")
    names = {
        name_of_computer(tmp_path / "profile", (machine,)),
        name_of_computer(tmp_path / "profile", (other,)),
        name_of_computer(tmp_path / "copy", (machine,)),
    }
    assert len(names) == 3


def test_a_way_through_a_link_is_the_same_folder(machine: Path, tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "profile")
    assert name_of_computer(tmp_path / "link", (machine,)) == name_of_computer(tmp_path / "profile", (machine,))


@pytest.mark.parametrize("content", [b"uninitialized\n", b"", b"\xff\xfe", None])
def test_without_an_id_of_the_system_there_is_one_of_our_own(content: bytes | None, tmp_path: Path) -> None:
    system, state, profile = tmp_path / "machine-id", tmp_path / "state" / "companion", tmp_path / "profile"
    if content is not None:
        system.write_bytes(content)
    name = name_of_computer(profile, (system,), state)
    (kept,) = state.iterdir()
    assert kept.stat().st_mode & 0o777 in (0o600, 0o644)
    # as after a restart: nothing is remembered but the file
    moved = state.rename(tmp_path / "state" / "moved")
    assert name_of_computer(profile, (system,), moved) == name
    assert name_of_computer(profile, (system,), tmp_path / "another") != name


def test_where_nothing_can_be_kept_the_name_is_good_until_the_end(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    names = {name_of_computer(tmp_path, (tmp_path / "no",), in_the_way / "state") for _ in range(2)}
    assert len(names) == 1
    assert list(tmp_path.iterdir()) == [in_the_way]
