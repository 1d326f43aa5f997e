"""The Secret Service of a lab desktop: unlocked, locked, or none at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tests.e2e.lab.errors import LabError
from tests.e2e.lab.waiting import wait_until

if TYPE_CHECKING:
    from tests.e2e.lab.processes import Process
    from tests.e2e.lab.session import Session

KeyringState = Literal["unlocked", "locked", "none"]
NAME = "org.freedesktop.secrets"
SERVICE = (NAME, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service")
COLLECTION = "/org/freedesktop/secrets/collection/login"


class Keyring:
    """gnome-keyring with one collection, whose password is `password`.

    Nobody answers an unlock prompt here: no prompter is started on demand, so a program that asks for a
    locked keyring gets a refusal, as when the user dismisses the prompt.
    """

    password = "test"

    def __init__(self, session: Session) -> None:
        self._session = session
        self._daemon: Process | None = None

    def start(self, state: KeyringState = "unlocked") -> None:
        if state == "none":
            return
        if self._daemon is None:
            password = self._session.folder / "keyring-password"
            password.write_text(self.password)
            self._session.own(password)
            command = 'exec gnome-keyring-daemon --foreground --unlock --components=secrets <"$0"'
            self._daemon = self._session.part("gnome-keyring", "sh", "-c", command, str(password))
            # The name comes first and the collection some moments later.
            wait_until(self._ready, "the keyring did not come up")
        if state == "locked":
            self.lock()

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon = None
            wait_until(lambda: not self._session.bus.has_owner(NAME), "the keyring is still there")

    def lock(self) -> None:
        self._session.bus.call(SERVICE, "Lock", "ao", [COLLECTION])
        if not self.locked():
            raise LabError("the keyring did not lock")

    def locked(self) -> bool:
        where = (NAME, COLLECTION, "org.freedesktop.Secret.Collection")
        return bool(self._session.bus.get(where, "Locked"))

    def entries(self) -> list[str]:
        """Where each entry of the collection is: one for each password that somebody keeps."""
        where = (NAME, COLLECTION, "org.freedesktop.Secret.Collection")
        return [str(path) for path in self._session.bus.get(where, "Items")]

    def _ready(self) -> bool:
        bus = self._session.bus
        return bus.has_owner(NAME) and COLLECTION in bus.get(SERVICE, "Collections")
