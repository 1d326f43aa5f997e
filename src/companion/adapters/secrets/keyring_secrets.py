"""Keeps passwords in the operating system's keyring, or in memory for this session.

What a keyring does wrong is told in sentences that say what to do: none is running, it is locked, it refused, it did
not answer, it forgot. No password ever stands in an error, a log or a repr: of an error that is not the keyring
library's own only the class is told, since nobody knows what its text holds.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

from companion.adapters.secrets import parts
from companion.adapters.secrets.choice import (
    SESSION_ONLY,
    WINDOWS,
    Keyring,
    Refused,
    choose,
    is_a,
    known_as,
    no_keyring,
)
from companion.adapters.secrets.lane import Lane, NoAnswer
from companion.services.ports import SecretsKind, SecretsProblem, SecretsReport

T = TypeVar("T")

DEADLINE_SECONDS = 60.0
"""Long enough to find the keyring's window and type its password."""

REPORT_SECONDS = 5.0
"""A report asks the user nothing, so it need not wait for one."""

_COPIES = 8
"""A Secret Service may hold several entries of one name, and the library deletes one at a time."""

_ABSENT = ("keyring.errors.NoKeyringError", "secretstorage.exceptions.SecretServiceNotAvailableException")
_LOCKED = ("keyring.errors.KeyringLocked", "secretstorage.exceptions.LockedException")
_OURS = (TypeError, AttributeError, NameError, LookupError, AssertionError)


class KeyringSecrets:
    """ports.Secrets. service: the name the entries stand under in the keyring, different for every profile."""

    def __init__(self, service: str, *, deadline: float = DEADLINE_SECONDS) -> None:
        self._service = service
        self._lane = Lane(deadline)
        self._session: dict[str, str] = {}
        self._guard = threading.Lock()

    def __repr__(self) -> str:
        return f"KeyringSecrets({self._service!r})"

    def get(self, account_id: str) -> str | None:
        with self._guard:
            password = self._session.get(account_id)
        if password is not None:
            return password
        return self._ask(lambda backend: _read(backend, self._service, account_id))

    def set(self, account_id: str, password: str, *, session_only: bool = False) -> SecretsKind:
        if not _is_text(password):
            raise SecretsProblem("The password holds bytes that are not text. Type it anew.", field="password")
        if session_only:
            with self._guard:
                self._session[account_id] = password
            return SecretsKind.SESSION
        self._ask(lambda backend: _write(backend, self._service, account_id, password))
        with self._guard:
            self._session.pop(account_id, None)
        return SecretsKind.KEYRING

    def delete(self, account_id: str) -> None:
        """Where no keyring is accepted nothing was kept in one, so there is nothing to complain about."""
        with self._guard:
            self._session.pop(account_id, None)
        with contextlib.suppress(Refused):
            self._ask(lambda backend: _forget(backend, self._service, account_id))

    def report(self) -> SecretsReport:
        try:
            name = self._ask(known_as, at_most=REPORT_SECONDS)
        except Refused as refused:
            return SecretsReport(refused.backend, accepted=False, why_not=refused.sentence)
        except SecretsProblem as problem:
            return SecretsReport("", accepted=False, why_not=problem.sentence)
        return SecretsReport(name, accepted=True)

    def _ask(self, question: Callable[[Keyring], T], *, at_most: float | None = None) -> T:
        try:
            answer = self._lane.run(lambda: question(choose()), at_most=at_most)
        except NoAnswer:
            raise SecretsProblem(
                "Your keyring did not answer; it may be waiting for you to unlock it. "
                f"Look for its window and try again, or {SESSION_ONLY}."
            ) from None
        error = answer.exception()
        if error is None:
            return answer.result()
        # Without its traceback: the frames of the keyring call hold the password.
        raise _told(error).with_traceback(None)


def _write(backend: Keyring, service: str, account_id: str, password: str) -> None:
    head, rest = parts.split(password)
    before = parts.count(backend.get_password(service, account_id))
    if is_a(backend, WINDOWS):
        # An update leaves the former value behind under another name.
        _forget(backend, service, account_id)
    # the head last: a first one that is cut short counts as nothing
    for number, part in enumerate(rest, 1):
        backend.set_password(service, parts.name(account_id, number), part)
    backend.set_password(service, account_id, head)
    if _read(backend, service, account_id) == password:
        for number in range(len(rest) + 1, before + 1):
            _forget_one(backend, service, parts.name(account_id, number))
        return
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError, SecretsProblem):
        _forget(backend, service, account_id, at_least=len(rest))
    raise SecretsProblem(
        f"The keyring “{known_as(backend)}” took the password and did not give it back, so it is not kept. "
        f"Look at the keyring's own program and try again, or {SESSION_ONLY}."
    )


def _read(backend: Keyring, service: str, account_id: str) -> str | None:
    head = backend.get_password(service, account_id)
    names = [parts.name(account_id, number) for number in range(1, parts.count(head) + 1)]
    return parts.join(head, [backend.get_password(service, name) for name in names])


def _forget(backend: Keyring, service: str, account_id: str, *, at_least: int = 0) -> None:
    """The entry with all its parts, the parts first: while the head is there, it is known how many there are."""
    for number in range(1, max(parts.count(backend.get_password(service, account_id)), at_least) + 1):
        _forget_one(backend, service, parts.name(account_id, number))
    _forget_one(backend, service, account_id)


def _forget_one(backend: Keyring, service: str, name: str) -> None:
    """Asks what is there instead of trusting "no such password", which some keyrings also say when refused."""
    from keyring.errors import PasswordDeleteError

    for _ in range(_COPIES):
        if backend.get_password(service, name) is None:
            return
        with contextlib.suppress(PasswordDeleteError):
            backend.delete_password(service, name)
    if backend.get_password(service, name) is not None:
        raise SecretsProblem(
            f"The keyring “{known_as(backend)}” still has the password. Delete the entry {service} in the keyring's "
            "own program."
        )


def _told(error: BaseException) -> BaseException:
    """The error as the world's, with its sentence; a bug of ours stays what it is."""
    if isinstance(error, (SecretsProblem, *_OURS)) or not isinstance(error, Exception):
        return error
    if any(is_a(error, name) for name in _ABSENT):
        return no_keyring()
    if any(is_a(error, name) for name in _LOCKED):
        return SecretsProblem(
            f"Your keyring is locked. Unlock it and try again, or {SESSION_ONLY}.", details=_name(error)
        )
    return SecretsProblem(
        "Your keyring refused the request. Look at its settings in the keyring's own program and try again, "
        f"or {SESSION_ONLY}.",
        details=_name(error),
    )


def _name(error: Exception) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
