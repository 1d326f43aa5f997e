"""Keyrings over a dictionary, of classes that the adapter accepts and of one that it refuses.

Acceptance goes by class, so `Kept` is a real SecretService.Keyring whose three methods end in a dictionary: what is
tried with it is everything on this side of D-Bus.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import keyring.backends.chainer
import keyring.backends.SecretService
import keyring.backends.Windows
import keyring.errors
from keyring.backend import KeyringBackend

# The library never chooses a keyring of this priority by itself. (It declares a property of the class.)
LOW = cast("Any", -1)


class Shelf:
    """The three methods of a keyring over a dictionary. `before`: what happens before each call."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.calls: list[str] = []
        self.before: Callable[[str], None] = self.calls.append

    def get_password(self, service: str, username: str) -> str | None:
        self.before("get")
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.before("set")
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.before("delete")
        if self.entries.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError("No such password!")


class Kept(Shelf, keyring.backends.SecretService.Keyring):
    """Accepted: it is the Secret Service's class."""

    priority = LOW


class KeptOnWindows(Shelf, keyring.backends.Windows.WinVaultKeyring):
    """Accepted: it is the Windows vault's class."""

    priority = LOW


class PlaintextKeyring(Shelf, KeyringBackend):
    """Refused: a class like those of keyrings.alt, which write passwords into a file."""

    priority = LOW


def chain(*backends: KeyringBackend) -> KeyringBackend:
    """A chainer over given keyrings, instead of all that are found."""
    given = {"__module__": __name__, "priority": LOW, "backends": list(backends)}
    return cast("KeyringBackend", type("Chain", (keyring.backends.chainer.ChainerBackend,), given)())
