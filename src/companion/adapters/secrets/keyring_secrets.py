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

TIDY_SECONDS = 5.0
"""Nor need anybody wait for parts that nothing reads any more."""

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
        # the new one is kept, whatever becomes of this: what stays behind goes with the next write or the removal
        with contextlib.suppress(SecretsProblem):
            self._ask(lambda backend: _tidy(backend, self._service, account_id), at_most=TIDY_SECONDS)
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
    """The parts beside what is kept, then the head in its place, in one step: at every moment one secret can be read
    whole, and after an error it is the former one, as far as the keyring still lets itself be written to.
    """
    before = backend.get_password(service, account_id)
    count, names = parts.follow(before)
    beside = parts.other(names) if count else names
    head, rest = parts.split(password, beside)
    with contextlib.ExitStack() as undo:
        undo.callback(_put_back, backend, service, account_id, before, beside)
        for number, part in enumerate(rest, 1):
            backend.set_password(service, parts.name(account_id, number, beside), part)
        if _parts(backend, service, account_id, len(rest), beside) == rest:
            _set_head(backend, service, account_id, head)
            if backend.get_password(service, account_id) == head:
                undo.pop_all()
                return
        raise SecretsProblem(
            f"The keyring “{known_as(backend)}” took the password and did not give it back, so it is not kept. "
            f"Look at the keyring's own program and try again, or {SESSION_ONLY}."
        )


def _set_head(backend: Keyring, service: str, account_id: str, head: str) -> None:
    backend.set_password(service, account_id, head)
    if is_a(backend, WINDOWS):
        # an update leaves the former value behind under another name; this puts the new one there
        backend.set_password(service, account_id, head)


def _put_back(backend: Keyring, service: str, account_id: str, before: str | None, beside: str) -> None:
    """After a write that failed: the former head again, and then nothing beside its parts. What the keyring does not
    let go now goes with the next write or the removal.
    """
    from keyring.errors import KeyringError

    with contextlib.suppress(KeyringError, SecretsProblem):
        if before is None:
            _forget_one(backend, service, account_id)
        elif backend.get_password(service, account_id) != before:
            _set_head(backend, service, account_id, before)
        _forget_parts(backend, service, account_id, beside)


def _read(backend: Keyring, service: str, account_id: str) -> str | None:
    head = backend.get_password(service, account_id)
    return parts.join(head, _parts(backend, service, account_id, *parts.follow(head)))


def _parts(backend: Keyring, service: str, account_id: str, count: int, names: str) -> list[str | None]:
    numbers = range(1, count + 1)
    return [backend.get_password(service, parts.name(account_id, number, names)) for number in numbers]


def _tidy(backend: Keyring, service: str, account_id: str) -> None:
    """Takes away every part that does not belong to the secret that is kept."""
    count, names = parts.follow(backend.get_password(service, account_id))
    for each in parts.SETS:
        _forget_parts(backend, service, account_id, each, after=count if each == names else 0)


def _forget(backend: Keyring, service: str, account_id: str) -> None:
    """The entry with all its parts, the parts first: while the head is there, it is known how many there are."""
    count, names = parts.follow(backend.get_password(service, account_id))
    for each in parts.SETS:
        _forget_parts(backend, service, account_id, each, at_least=count if each == names else 0)
    _forget_one(backend, service, account_id)


def _forget_parts(
    backend: Keyring, service: str, account_id: str, names: str, *, after: int = 0, at_least: int = 0
) -> None:
    """The parts of one set after that number: as many as are known, and as follow without a gap. The last goes first,
    so that none is out of sight if this is cut short.
    """
    last = max(after, at_least)
    while last < parts.MOST and backend.get_password(service, parts.name(account_id, last + 1, names)) is not None:
        last += 1
    for number in range(last, after, -1):
        _forget_one(backend, service, parts.name(account_id, number, names))


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
