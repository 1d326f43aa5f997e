"""The tour's password lives in memory: "this session only", as the program itself offers without a keyring."""

from __future__ import annotations

from companion.services.ports import SecretsKind, SecretsReport


class SessionSecrets:
    """services.ports.Secrets for one session."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, account_id: str) -> str | None:
        """The password, or None."""
        return self._kept.get(account_id)

    def set(self, account_id: str, password: str, *, session_only: bool = False) -> SecretsKind:
        """Keeps it for this session, whatever was asked for."""
        del session_only
        self._kept[account_id] = password
        return SecretsKind.SESSION

    def delete(self, account_id: str) -> None:
        """Forgets it."""
        self._kept.pop(account_id, None)

    def report(self) -> SecretsReport:
        """Says that this is no keyring."""
        return SecretsReport("this session only", accepted=False, why_not="The tour keeps its password in memory.")
