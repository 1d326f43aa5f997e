"""Which keyring is used, and which are refused.

The library `keyring` takes any class that PYTHON_KEYRING_BACKEND or keyringrc.cfg names: one that forgets what it
is given, one that writes passwords into a file. So what it loaded is looked at, and only the keyrings of operating
systems and desktops are accepted, by the class itself and not by the name that a class gives itself.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, cast

from companion.services.ports import SecretsProblem

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SESSION_ONLY = "keep the password for this session only"

WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
ACCEPTED = {
    "keyring.backends.SecretService.Keyring": "Secret Service",
    "keyring.backends.libsecret.Keyring": "libsecret",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    WINDOWS: "Windows Credential Manager",
    "keyring.backends.macOS.Keyring": "macOS Keychain",
}
_CHAINER = "keyring.backends.chainer.ChainerBackend"
_NONE = "keyring.backends.fail.Keyring"


class Keyring(Protocol):
    """What is used of a keyring. The library's own annotations end at a wrapped method."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class Refused(SecretsProblem):
    """There is no keyring that passwords are kept in. `backend` is the one that was refused."""

    def __init__(self, backend: str, sentence: str) -> None:
        super().__init__(sentence)
        self.backend = backend


def is_a(thing: object, name: str) -> bool:
    """Whether `thing` is of the class with this full name, or of one made from it; nothing is imported for it."""
    return name in _ancestry(thing)


def known_as(backend: Keyring) -> str:
    """The keyring's name for the user: a familiar one if it is accepted, else its class."""
    names = _ancestry(backend)
    return next((ACCEPTED[name] for name in names if name in ACCEPTED), names[0])


def choose() -> Keyring:
    """The keyring to use. Raises Refused. May block: to look for keyrings is to talk to the desktop."""
    import keyring

    try:
        loaded = keyring.get_keyring()
        accepted = _accepted(loaded)
        if accepted is None and is_a(loaded, _NONE) and not _was_asked_for():
            accepted = _started_since()
    except _cannot_load() as error:
        raise _unloadable(error) from None
    if accepted is not None:
        return cast("Keyring", accepted)
    if is_a(loaded, _NONE):
        raise no_keyring()
    raise _unsafe(loaded)


def no_keyring() -> Refused:
    """What to say when no keyring runs."""
    return Refused(
        "none",
        "No keyring is running here, so the password cannot be kept. "
        f"Start GNOME Keyring, KWallet or KeePassXC and try again, or {SESSION_ONLY}.",
    )


def _cannot_load() -> tuple[type[Exception], ...]:
    """What loading a class by a name somebody typed can raise: no such module or class, not viable here, not a
    keyring at all, a module or a keyringrc.cfg that cannot be read.
    """
    # only now: a tray that asks no keyring does without
    from configparser import Error

    return (
        ImportError,
        AttributeError,
        RuntimeError,
        TypeError,
        ValueError,
        NameError,
        SyntaxError,
        OSError,
        Error,
    )


def _ancestry(thing: object) -> list[str]:
    return [f"{c.__module__}.{c.__qualname__}" for c in type(thing).__mro__]


def _accepted(backend: KeyringBackend) -> KeyringBackend | None:
    if is_a(backend, _CHAINER):
        inside = cast("Iterable[KeyringBackend]", getattr(backend, "backends", ()))
        return next((found for found in map(_accepted, inside) if found is not None), None)
    return backend if not ACCEPTED.keys().isdisjoint(_ancestry(backend)) else None


def _was_asked_for() -> bool:
    """Whether the user's own setting chose the keyring. Such a choice is refused or used, never gone around."""
    from keyring import core

    return core.load_env() is not None or core.load_config() is not None


def _started_since() -> KeyringBackend | None:
    """A keyring that was started after the library looked; it looks once and keeps what it found."""
    for name in ACCEPTED:
        module, _, short = name.rpartition(".")
        kind = cast("type[KeyringBackend]", getattr(importlib.import_module(module), short))
        if kind.viable:
            return kind()
    return None


def _unloadable(error: Exception) -> Refused:
    asked = os.environ.get("PYTHON_KEYRING_BACKEND", "")
    if asked:
        return Refused(
            asked,
            f"The setting PYTHON_KEYRING_BACKEND asks for the keyring “{asked}”, which cannot be used here. "
            f"Remove the setting and start again, or {SESSION_ONLY}.",
        )
    return Refused(
        type(error).__name__,
        "The keyring that keyringrc.cfg asks for cannot be used here. "
        f"Remove that file and start again, or {SESSION_ONLY}.",
    )


def _unsafe(backend: KeyringBackend) -> Refused:
    name = _ancestry(backend)[0]
    return Refused(
        name,
        f"The keyring “{name}” is not one that protects passwords, so nothing was kept in it. "
        f"Remove PYTHON_KEYRING_BACKEND or keyringrc.cfg if you set them, and start again; or {SESSION_ONLY}.",
    )
