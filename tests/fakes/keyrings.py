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
from typing_extensions import override

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
    """Accepted: it is the Windows vault's class. The vault keeps the latest entry under the service's name; the one
    that stood there before goes to a name of its own, where a former value of the latest can stay behind.
    """

    priority = LOW

    def __init__(self) -> None:
        super().__init__()
        self.latest: tuple[str, str] | None = None
        self.behind: dict[str, str] = {}

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        Shelf.set_password(self, service, username, password)
        if self.latest is not None:
            self.behind[self.latest[0]] = self.latest[1]
        self.latest = username, password

    @override
    def delete_password(self, service: str, username: str) -> None:
        Shelf.delete_password(self, service, username)
        self.behind.pop(username, None)
        if self.latest is not None and self.latest[0] == username:
            self.latest = None

    @property
    def everything(self) -> set[str]:
        """Every value that is anywhere in the vault."""
        return {*self.behind.values(), *([self.latest[1]] if self.latest else [])}


class PlaintextKeyring(Shelf, KeyringBackend):
    """Refused: a class like those of keyrings.alt, which write passwords into a file."""

    priority = LOW


def chain(*backends: KeyringBackend) -> KeyringBackend:
    """A chainer over given keyrings, instead of all that are found."""
    given = {"__module__": __name__, "priority": LOW, "backends": list(backends)}
    return cast("KeyringBackend", type("Chain", (keyring.backends.chainer.ChainerBackend,), given)())
