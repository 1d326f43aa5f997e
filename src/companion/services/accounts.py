"""Mail accounts: set up, test, remove. The password goes to `Secrets` alone and through nothing else."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from companion.core.account import Account, FilesSent, Security, checked
from companion.core.problem import Problem
from companion.services.ports import Mailer, Secrets, SecretsKind, SecretsProblem, SecretsReport
from companion.services.work import Desk, Outcome


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """What a form or the shell gives for an account; an empty user means the address.

    id: of the account that is changed, "" to go by the address. imap_host: None leaves the mailbox's server as it is,
    "" forgets it.
    """

    address: str
    host: str
    port: int
    security: Security = Security.TLS
    user: str = ""
    name: str = ""
    id: str = ""
    imap_host: str | None = None
    imap_port: int = 993
    imap_security: Security = Security.TLS


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
        """Keeps an account, new or changed (known by its id, else its address), and its password if one was given.

        With another address the account keeps its id, and so its one entry in the keyring; the password of the
        mailbox before is then not used for the new one. Raises Problem on a bad field, SecretsProblem if the keyring
        can't keep the password; then nothing changed.
        """
        known, account = self._drafted(draft)
        if known is not None and known.address.casefold() != account.address.casefold() and not password:
            raise Problem("This is another mailbox. Enter its password.", field="password")
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

    def _drafted(self, draft: AccountDraft) -> tuple[Account | None, Account]:
        """The account that the draft changes, if any, and what it is to be. Raises Problem on a bad field."""
        accounts = self.all()
        same = next((a for a in accounts if a.address.casefold() == draft.address.strip().casefold()), None)
        known = next((a for a in accounts if a.id == draft.id), same) if draft.id else same
        if known is not None and same is not None and same.id != known.id:
            raise Problem("Another account here has this address. Choose that one to change it.", field="address")
        tidy = checked(_of(draft, known))
        if known is None:
            return None, replace(tidy, id=self.desk.ids.new())
        # what was learned of a server is not known of another
        stays = (known.host, known.user) == (tidy.host, tidy.user)
        return known, replace(tidy, id=known.id, files_sent=known.files_sent if stays else FilesSent.UNKNOWN)

    def send_from(self, key: str, *, origin: str = "") -> Outcome[Account]:
        """Letters go from this account from now on. Raises Problem."""
        account = self._standing(key)
        with self.desk.work(origin) as work:
            work.set_settings(replace(self.desk.store.settings(), default_account=key))
            return work.outcome(account)

    def _standing(self, key: str) -> Account:
        account = self.desk.store.get(Account, key)
        if account is None or account.deleted_at is not None:
            raise Problem("There is no such account here.")
        return account

    def _kept_before(self, account_id: str, *, needed: bool) -> str | None:
        try:
            return self.secrets.get(account_id)
        except SecretsProblem:
            if needed:
                raise
            return None

    def remove(self, key: str, *, origin: str = "") -> Outcome[Account]:
        """Forgets the account and its password."""
        account = self._standing(key)
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
        known, account = self._drafted(draft)
        if not password:
            if known is None or known.address.casefold() != account.address.casefold():
                raise Problem("The password is missing.", field="password")
            password = self.password(known)
        return self.mailer.test(account, password)

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


def _of(draft: AccountDraft, known: Account | None) -> Account:
    """The draft as an account, without its id; with the mailbox's server of the account before if it names none."""
    account = Account("", draft.address, draft.name, draft.host, draft.port, draft.security, draft.user)
    if draft.imap_host is not None:
        return replace(account, imap_host=draft.imap_host, imap_port=draft.imap_port, imap_security=draft.imap_security)
    if known is None:
        return account
    return replace(account, imap_host=known.imap_host, imap_port=known.imap_port, imap_security=known.imap_security)
