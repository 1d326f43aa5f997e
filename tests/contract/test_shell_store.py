"""Backup, restore, and stores that can not be used, from the shell."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.contract.shell import Shell, files


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_what_was_backed_up_comes_back(shell: Shell, tmp_path: Path) -> None:
    assert "no good backup" in shell.refused("restore", "--latest")
    shell("apply", "Acme")
    made = shell("backup", "--json").json
    assert Path(made["file"]).stat().st_size == made["bytes"] > 0
    target = tmp_path / "elsewhere.db"
    assert shell("backup", str(target)).out == f"Backed up to {target}\n"
    assert "is already there" in shell.refused("backup", str(target))
    shell("apply", "Bolt")
    assert [b["applications"] for b in shell("backup", "--list", "--json").json["backups"]] == [1]
    restored = shell("restore", "--latest", "--json")
    assert restored.json == {"restored": made["file"], "applications": 1}
    assert "is kept as" in restored.err
    assert [row["company"] for row in shell("applications", "--json").json["applications"]] == ["Acme"]
    shell("apply", "Cog")
    assert shell("restore", str(target)).status == 0
    assert [row["company"] for row in shell("applications", "--json").json["applications"]] == ["Acme"]


def test_a_backup_can_not_go_or_come_from_anywhere(shell: Shell, tmp_path: Path) -> None:
    shell("apply", "Acme")
    no_backup = tmp_path / "letter.txt"
    no_backup.write_text("Dear Ann", encoding="utf-8")
    for words in (
        ("backup", str(no_backup / "x.db")),
        ("backup", str(tmp_path / ("x" * 300))),
        ("restore", str(no_backup)),
        ("restore", str(tmp_path / "none.db")),
        ("restore", str(tmp_path)),
    ):
        assert shell.refused(*words)
    assert len(shell("applications", "--json").json["applications"]) == 1


def test_a_newer_store_is_refused_and_untouched(shell: Shell) -> None:
    shell("apply", "Acme")
    store = shell.profile / "companion.db"
    content = bytearray(store.read_bytes())
    content[60:64] = (9999).to_bytes(4, "big")  # user_version, as SQLite's file format has it
    store.write_bytes(content)
    before = files(shell.profile)
    for words in (("status",), ("reject", "Acme"), ("backup",)):
        assert "newer" in shell.refused(*words)
    assert files(shell.profile) == before
    assert "newer" in shell("doctor", "--json").json["store"]["health"]


def test_a_damaged_store_is_told_and_untouched(shell: Shell) -> None:
    shell("apply", "Acme")
    shell("backup")
    store = shell.profile / "companion.db"
    store.write_bytes(b"no store at all " * 1000)
    before = files(shell.profile)
    sentence = shell.refused("reject", "Acme")
    assert str(store) in sentence
    assert files(shell.profile) == before
    assert shell("restore", "--latest").status == 0
    assert len(shell("applications", "--json").json["applications"]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_read_only_profile_is_told(shell: Shell) -> None:
    """As an ordinary user, since nothing is read-only to root; modules are loaded before, wherever they lie."""
    user = os.geteuid() or 65534
    program = (
        "import os, sys\n"
        "from companion.app import arguments, backend, main, profile, shell, telling, trace\n"
        "import companion.adapters.store.search, encodings.idna, gettext, locale, platformdirs\n"
        f"if os.geteuid() != {user}: os.setgroups([]); os.setgid({user}); os.setuid({user})\n"
        "sys.exit(main.main(sys.argv[1:]))"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chown(folder, user, -1)
        folder.chmod(0o500)
        for profile in (folder, folder / "new"):
            command = [sys.executable, "-c", program, "--profile", str(profile), "apply", "Acme"]
            done = subprocess.run(
                command,
                capture_output=True,
                env=shell.environment(),
                check=False,
                timeout=60,
                cwd=tempfile.gettempdir(),
            )
            assert (done.returncode, done.stdout) == (1, b""), done.stderr.decode()
            assert str(folder) in done.stderr.decode()
            assert "Traceback" not in done.stderr.decode()
        assert list(folder.iterdir()) == []
