"""A keyring in memory, for tests of what uses one. tests/contract/test_secrets.py holds it to the port."""

from __future__ import annotations

from companion.services.ports import SecretsKind, SecretsProblem, SecretsReport


class MemorySecrets:
    """ports.Secrets. Give it a `problem` and it refuses like a keyring that is locked, missing or unsafe."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.session: dict[str, str] = {}
        self.problem: SecretsProblem | None = None

    def get(self, account_id: str) -> str | None:
        if account_id in self.session:
            return self.session[account_id]
        self._refuse()
        return self.kept.get(account_id)

    def set(self, account_id: str, password: str, *, session_only: bool = False) -> SecretsKind:
        if session_only:
            self.session[account_id] = password
            return SecretsKind.SESSION
        self._refuse()
        self.kept[account_id] = password
        self.session.pop(account_id, None)
        return SecretsKind.KEYRING

    def delete(self, account_id: str) -> None:
        self.session.pop(account_id, None)
        self._refuse()
        self.kept.pop(account_id, None)

    def report(self) -> SecretsReport:
        if self.problem is not None:
            return SecretsReport("memory", accepted=False, why_not=self.problem.sentence)
        return SecretsReport("memory", accepted=True)

    def _refuse(self) -> None:
        if self.problem is not None:
            raise self.problem
