"""Mail accounts: set up, test, remove. The password goes to `Secrets` alone and through nothing else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from companion.core.account import Account, Security, checked
from companion.core.problem import Problem
from companion.services.ports import Mailer, Secrets, SecretsKind, SecretsProblem, SecretsReport
from companion.services.work import Desk, Outcome


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """What a form or the shell gives for an account; an empty user means the address."""

    address: str
    host: str
    port: int
    security: Security = Security.TLS
    user: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class SavedAccount:
    """kept_in: where the password is; None when no password was given."""

    account: Account
    kept_in: SecretsKind | None


@dataclass(frozen=True, slots=True)
class Accounts:
    """The mail accounts and their passwords."""

    desk: Desk
    secrets: Secrets
    mailer: Mailer

    def all(self) -> tuple[Account, ...]:
        return self.desk.store.all(Account)

    def default(self) -> Account | None:
        """The account that sends, or None."""
        accounts = self.all()
        chosen = self.desk.store.settings().default_account
        return next((a for a in accounts if a.id == chosen), accounts[0] if accounts else None)

    def save(
        self, draft: AccountDraft, password: str, *, session_only: bool = False, origin: str = ""
    ) -> Outcome[SavedAccount]:
        """Keeps an account, new or changed (known by its address), and its password if one was given.

        Raises Problem on a bad field, SecretsProblem if the keyring can't keep the password; then nothing changed.
        """
        tidy = checked(Account("", draft.address, draft.name, draft.host, draft.port, draft.security, draft.user))
        known = next((a for a in self.all() if a.address.casefold() == tidy.address.casefold()), None)
        account = replace(tidy, id=known.id if known else self.desk.ids.new())
        before = self._kept_before(account.id, needed=not session_only) if known and password else None
        kept_in = self.secrets.set(account.id, password, session_only=session_only) if password else None
        try:
            with self.desk.work(origin) as work:
                work.put(account)
                settings = self.desk.store.settings()
                if settings.default_account not in {a.id for a in self.all()}:
                    work.set_settings(replace(settings, default_account=account.id))
                return work.outcome(SavedAccount(account, kept_in))
        except Problem:
            if before is not None:
                self.secrets.set(account.id, before, session_only=session_only)
            elif kept_in is not None:
                # what failed is told, not that a locked keyring could not be asked to forget what it never had
                with suppress(SecretsProblem):
                    self.secrets.delete(account.id)
            raise

    def _kept_before(self, account_id: str, *, needed: bool) -> str | None:
        try:
            return self.secrets.get(account_id)
        except SecretsProblem:
            if needed:
                raise
            return None

    def remove(self, key: str, *, origin: str = "") -> Outcome[Account]:
        """Forgets the account and its password."""
        account = self.desk.store.get(Account, key)
        if account is None or account.deleted_at is not None:
            raise Problem("There is no such account here.")
        self.secrets.delete(key)
        with self.desk.work(origin) as work:
            work.put(replace(account, deleted_at=work.now))
            return work.outcome(account)

    def named(self, address: str) -> Account:
        """The account with this address, or the one that sends for "". Raises Problem."""
        account = next((a for a in self.all() if a.address.casefold() == address.casefold()), None)
        account = account if address else self.default()
        if account is None:
            raise Problem("No mail account is set up." if not address else f"There is no account {address[:80]} here.")
        return account

    def test(self, account: Account) -> str:
        """Really logs in with the kept password; returns the server's greeting. Raises MailProblem, SecretsProblem."""
        return self.mailer.test(account, self.password(account))

    def try_out(self, draft: AccountDraft, password: str) -> str:
        """Really logs in with what the form holds, before anything is kept."""
        tidy = checked(Account("", draft.address, draft.name, draft.host, draft.port, draft.security, draft.user))
        if not password:
            known = next((a for a in self.all() if a.address.casefold() == tidy.address.casefold()), None)
            if known is None:
                raise Problem("The password is missing.", field="password")
            password = self.password(known)
        return self.mailer.test(tidy, password)

    def password(self, account: Account) -> str:
        """The account's password. Raises SecretsProblem if it is not there."""
        password = self.secrets.get(account.id)
        if password is None:
            raise SecretsProblem(
                f"The password of {account.address} is not in your keyring. Enter it again in Settings.",
                field="password",
            )
        return password

    def keyring(self) -> SecretsReport:
        return self.secrets.report()
