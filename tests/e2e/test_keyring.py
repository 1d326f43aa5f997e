"""The contract of Secrets against a real gnome-keyring, on a session bus of its own: unlocked, locked, none, late."""

from __future__ import annotations

import gc
import json
import os
import subprocess
from collections.abc import Generator
from pathlib import Path

import keyring.backends.fail
import pytest
from typing_extensions import override

from companion.adapters.secrets import KeyringSecrets
from companion.services.ports import Secrets, SecretsKind, SecretsProblem
from tests.contract.secrets_suite import SecretsSuite
from tests.e2e.lab.bus import Bus, write_config
from tests.e2e.lab.errors import require
from tests.e2e.lab.keyring import COLLECTION, NAME, SERVICE
from tests.e2e.lab.waiting import wait_until

pytestmark = pytest.mark.e2e

ENTRY = "org.example.Companion.e2e"


class Desk:
    """A session bus that starts nothing by itself, and a gnome-keyring that can be started on it."""

    def __init__(self, folder: Path) -> None:
        require("dbus-daemon", "gnome-keyring-daemon")
        self._env = {
            "PATH": os.defpath,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder / 'bus'}",
        }
        self.address = self._env["DBUS_SESSION_BUS_ADDRESS"]
        config = write_config(folder, folder / "bus")
        self._parts = [self._start("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile")]
        self.bus = wait_until(self._connect, "the session bus did not come up")

    def start_keyring(self) -> None:
        part = self._start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
        self._parts.append(part)
        assert part.stdin is not None
        part.stdin.write(b"test")
        part.stdin.close()
        wait_until(
            lambda: self.bus.has_owner(NAME) and COLLECTION in self.bus.get(SERVICE, "Collections"),
            "the keyring did not come up",
        )

    def stop_keyring(self) -> None:
        self._end(self._parts.pop())

    def lock(self) -> None:
        self.bus.call(SERVICE, "Lock", "ao", [COLLECTION])

    def close(self) -> None:
        self.bus.close()
        for part in reversed(self._parts):
            self._end(part)

    def _connect(self) -> Bus | None:
        try:
            return Bus(self.address)
        except OSError:
            return None

    def _start(self, *argv: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        return subprocess.Popen(argv, env=self._env, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)

    @staticmethod
    def _end(part: subprocess.Popen[bytes]) -> None:
        part.terminate()
        part.wait(timeout=10)
        if part.stdin is not None:
            part.stdin.close()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Desk]:
    desk = Desk(tmp_path)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desk.address)
    # As after a start without a keyring: every test has to find its own.
    keyring.set_keyring(keyring.backends.fail.Keyring())
    yield desk
    desk.close()
    keyring.set_keyring(keyring.backends.fail.Keyring())


@pytest.fixture
def secrets(desk: Desk) -> KeyringSecrets:
    desk.start_keyring()
    return KeyringSecrets(ENTRY, deadline=20)


class TestGnomeKeyring(SecretsSuite):
    """The real adapter over the real thing."""

    @pytest.fixture
    @override
    def secrets(self, desk: Desk) -> Secrets:
        desk.start_keyring()
        return KeyringSecrets(ENTRY, deadline=20)


def test_it_is_there_for_the_next_start(secrets: KeyringSecrets) -> None:
    secrets.set("a1", "hunter2")
    assert KeyringSecrets(ENTRY).get("a1") == "hunter2"
    assert KeyringSecrets(ENTRY + ".other").get("a1") is None
    assert secrets.report().backend == "Secret Service"


# The library leaves the connection of a call that met a locked keyring to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
def test_a_locked_keyring_is_told(desk: Desk, secrets: KeyringSecrets) -> None:
    secrets.set("a1", "hunter2")
    desk.lock()
    with pytest.raises(SecretsProblem, match="locked"):
        secrets.get("a1")
    with pytest.raises(SecretsProblem, match="locked"):
        secrets.set("a1", "other")
    assert secrets.set("a1", "for now", session_only=True) is SecretsKind.SESSION
    assert secrets.get("a1") == "for now"
    gc.collect()


def test_a_keyring_that_went_away_is_told(desk: Desk, secrets: KeyringSecrets) -> None:
    secrets.set("a1", "hunter2")
    desk.stop_keyring()
    with pytest.raises(SecretsProblem) as caught:
        secrets.get("a1")
    assert "session only" in caught.value.sentence


def test_a_keyring_that_comes_late_is_found(desk: Desk) -> None:
    secrets = KeyringSecrets(ENTRY, deadline=20)
    with pytest.raises(SecretsProblem, match="No keyring is running"):
        secrets.set("a1", "hunter2")
    desk.start_keyring()
    assert secrets.set("a1", "hunter2") is SecretsKind.KEYRING
    assert secrets.get("a1") == "hunter2"


def test_no_password_lies_in_a_file(desk: Desk, secrets: KeyringSecrets, tmp_path: Path) -> None:
    word = json.dumps("correct horse battery staple")
    secrets.set("a1", word)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files), [desk.address, *files]
    assert not [path for path in files if word.encode() in path.read_bytes()]
