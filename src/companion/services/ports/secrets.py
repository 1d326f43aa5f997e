"""Passwords, and where they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from companion.core.problem import Problem


class SecretsKind(StrEnum):
    """Where a password is kept."""

    KEYRING = "keyring"
    SESSION = "session"


class SecretsProblem(Problem):
    """The keyring can't be used: none, an unsafe one, locked, refused, no answer in time."""


@dataclass(frozen=True, slots=True)
class SecretsReport:
    """backend: the keyring's name. accepted: whether the companion keeps passwords in it. why_not: a sentence."""

    backend: str
    accepted: bool
    why_not: str = ""


class Secrets(Protocol):
    """Passwords, by account id. The keyring is the only place they are kept in beyond this session."""

    def get(self, account_id: str) -> str | None:
        """The password, from this session or the keyring; None if there is none. Raises SecretsProblem."""
        ...

    def set(self, account_id: str, password: str, *, session_only: bool = False) -> SecretsKind:
        """Keeps the password and reads it back. Raises SecretsProblem if the keyring is not accepted or lost it."""
        ...

    def delete(self, account_id: str) -> None:
        """Forgets it everywhere. Not an error if there was none."""
        ...

    def report(self) -> SecretsReport: ...
