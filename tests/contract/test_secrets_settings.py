"""What the user's own settings for keyrings do: each in a program of its own, since they are read once in a process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SERVICE = "org.example.Companion.test"


def in_a_program_of_its_own(tmp_path: Path, **env: str) -> str:
    """What report says in a new process: the library reads its settings once in a process."""
    script = (
        "from companion.adapters.secrets import KeyringSecrets\n"
        f"report = KeyringSecrets({SERVICE!r}).report()\n"
        "print(report.backend, report.accepted, report.why_not, sep='|')\n"
    )
    alone = {"PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(tmp_path), "PATH": os.defpath} | env
    done = subprocess.run(
        [sys.executable, "-c", script], env=alone, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    "named", ["no.such.module.Keyring", "keyring.backends.SecretService.NoSuchClass", "json.JSONDecoder", "Keyring"]
)
def test_a_setting_that_names_no_keyring(tmp_path: Path, named: str) -> None:
    backend, accepted, why_not = in_a_program_of_its_own(tmp_path, PYTHON_KEYRING_BACKEND=named).split("|")
    assert (backend, accepted) == (named, "False")
    assert f"PYTHON_KEYRING_BACKEND asks for the keyring “{named}”" in why_not


def test_a_setting_that_names_the_null_keyring(tmp_path: Path) -> None:
    named = "keyring.backends.null.Keyring"
    backend, accepted, why_not = in_a_program_of_its_own(tmp_path, PYTHON_KEYRING_BACKEND=named).split("|")
    assert (backend, accepted) == (named, "False")
    assert named in why_not


@pytest.mark.parametrize("named", ["keyring.backends.null.Keyring", "no.such.module.Keyring"])
def test_a_keyringrc_is_looked_through_too(tmp_path: Path, named: str) -> None:
    config = tmp_path / "python_keyring" / "keyringrc.cfg"
    config.parent.mkdir()
    config.write_text(f"[backend]\ndefault-keyring={named}\n")
    said = in_a_program_of_its_own(tmp_path, XDG_CONFIG_HOME=str(tmp_path))
    assert "|False|" in said
    assert "keyringrc.cfg" in said


def test_no_keyring_at_all(tmp_path: Path) -> None:
    said = in_a_program_of_its_own(tmp_path, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus")
    assert said.startswith("none|False|No keyring is running here")
