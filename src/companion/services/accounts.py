"""Mail accounts: set up, test, remove. The password or consent goes to `Secrets` alone and through nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from companion.core.account import Account, Auth, FilesSent, Security, checked
from companion.core.oauth import Bearer, Login
from companion.core.problem import Problem
from companion.services.consents import Asked, Consents, Given
from companion.services.ports import (
    Mailbox,
    Mailer,
    MailFault,
    MailProblem,
    Secrets,
    SecretsKind,
    SecretsProblem,
    SecretsReport,
)
from companion.services.work import Desk, Outcome

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """What a form or the shell gives for an account; an empty user means the address.

    id: of the account that is changed, "" to go by the address. imap_host: None leaves the mailbox's server as it is,
    "" forgets it. auth and the four after it: see core.account.Account.
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
    auth: Auth = Auth.PASSWORD
    authorize_url: str = ""
    token_url: str = ""
    client_id: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class SavedAccount:
    """kept_in: where the password or consent is; None when none was given."""

    account: Account
    kept_in: SecretsKind | None


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What a real log-in came to. greeting: of the server that takes letters. sent_folder: the name of the mailbox's;
    "" where the account has no mailbox.
    """

    greeting: str
    sent_folder: str = ""

    @property
    def words(self) -> str:
        if not self.sent_folder:
            return "Logged in."
        return f"Logged in, at the mailbox too: what was sent lies in “{self.sent_folder}”."


@dataclass(frozen=True, slots=True)
class Accounts:
    """The mail accounts and their passwords."""

    desk: Desk
    secrets: Secrets
    mailer: Mailer
    mailbox: Mailbox
    consents: Consents

    def all(self) -> tuple[Account, ...]:
        return self.desk.store.all(Account)

    def default(self) -> Account | None:
        """The account that sends, or None."""
        accounts = self.all()
        chosen = self.desk.store.settings().default_account
        return next((a for a in accounts if a.id == chosen), accounts[0] if accounts else None)

    def save(
        self, draft: AccountDraft, password: str | Given, *, session_only: bool = False, origin: str = ""
    ) -> Outcome[SavedAccount]:
        """Keeps an account, new or changed (known by its id, else its address), and its password or consent if one was
        given.

        With another address the account keeps its id, and so its one entry in the keyring; the password of the
        mailbox before is then not used for the new one. Raises Problem on a bad field, SecretsProblem if the keyring
        can't keep the password; then nothing changed.
        """
        known, account = self._drafted(draft)
        if known is not None and known.address.casefold() != account.address.casefold() and not password:
            raise Problem("This is another mailbox. Enter its password.", field="password")
        if account.auth is Auth.OAUTH:
            _needs_consent(known, account, password)
        elif known is not None and known.auth is Auth.OAUTH and not password:
            raise Problem("The password is missing.", field="password")
        secret = (
            replace(password.consent, session_only=session_only).kept() if isinstance(password, Given) else password
        )
        before = self._kept_before(account.id, needed=not session_only) if known and secret else None
        kept_in = self.secrets.set(account.id, secret, session_only=session_only) if secret else None
        try:
            with self.desk.work(origin) as work:
                work.put(account)
                settings = self.desk.store.settings()
                if settings.default_account not in {a.id for a in self.all()}:
                    work.set_settings(replace(settings, default_account=account.id))
                outcome = work.outcome(SavedAccount(account, kept_in))
        except Problem:
            if before is not None:
                self.secrets.set(account.id, before, session_only=session_only)
            elif kept_in is not None:
                # what failed is told, not that a locked keyring could not be asked to forget what it never had
                with suppress(SecretsProblem):
                    self.secrets.delete(account.id)
            raise
        if secret:
            self.consents.forget(account.id)
        if isinstance(password, Given):
            self.consents.hold(account.id, password)
        return outcome

    def ask_consent(self, draft: AccountDraft, client_secret: str = "") -> Asked:
        """Begins to ask for the consent that this account needs; nothing is kept. Raises Problem on a bad field.

        client_secret: "" for the one that is kept, if it was for this client at this very token server.
        """
        known, account = self._drafted(draft)
        secret = client_secret.strip()
        if not secret and known and (known.client_id, known.token_url) == (account.client_id, account.token_url):
            secret = self.consents.client_secret(known)
        return self.consents.begin(account, secret)

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
        self.consents.forget(key)
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

    def test(self, account: Account) -> LoggedIn:
        """Really logs in with what is kept: at the server that takes letters, and at the mailbox if there is one.

        Raises SecretsProblem, MailProblem; with a mailbox a Problem that says of each of the two whether it works.
        """
        return self._tested(account, lambda use: self.logged_in(account, use))

    def try_out(self, draft: AccountDraft, password: str | Given) -> LoggedIn:
        """Really logs in with what the form holds, before anything is kept. Raises as `test` does."""
        known, account = self._drafted(draft)
        if account.auth is Auth.OAUTH:
            _needs_consent(known, account, password)
            if isinstance(password, Given):
                bearer = password.held.bearer
                return self._tested(account, lambda use: use(bearer))
            return self.test(account)
        if isinstance(password, Given):
            raise Problem("The password is missing.", field="password")
        if not password:
            if known is None or known.address.casefold() != account.address.casefold():
                raise Problem("The password is missing.", field="password")
            password = self.password(known)
        typed = password
        return self._tested(account, lambda use: use(typed))

    def _tested(self, account: Account, log_in: Callable[[Callable[[Login], str]], str]) -> LoggedIn:
        """log_in: gives what its argument returns, called with the password or a token."""
        if not account.imap_host:
            return LoggedIn(log_in(lambda login: self.mailer.test(account, login)))

        def attempt(test: Callable[[Account, Login], str]) -> tuple[str, MailProblem | None]:
            try:
                return log_in(lambda login: test(account, login)), None
            except MailProblem as problem:
                return "", problem

        greeting, not_sending = attempt(self.mailer.test)
        folder, no_mailbox = attempt(self.mailbox.test)
        if not_sending or no_mailbox:
            raise _of_both(not_sending, no_mailbox)
        return LoggedIn(greeting, folder)

    def logged_in(self, account: Account, use: Callable[[Login], R]) -> R:
        """What `use` returns, given the password or a token. A token that the server refuses is renewed once, and used
        again: that is before any letter, which nobody takes without a login. Raises SecretsProblem, MailProblem.
        """
        try:
            return use(self.login(account))
        except MailProblem as problem:
            if not may_renew(account, problem):
                raise
        return use(self.renewed(account))

    def login(self, account: Account) -> Login:
        """The password, or a token. Raises SecretsProblem, MailProblem."""
        return self.consents.bearer(account) if account.auth is Auth.OAUTH else self.password(account)

    def renewed(self, account: Account) -> Bearer:
        """Another token than the one that was refused. Raises SecretsProblem, MailProblem."""
        return replace(self.consents.bearer(account, anew=True), renewed=True)

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


def may_renew(account: Account, problem: MailProblem) -> bool:
    """Whether the server refused a token, and might take another."""
    return problem.fault is MailFault.LOGIN and not problem.passing and account.auth is Auth.OAUTH


def _of_both(sending: MailProblem | None, mailbox: MailProblem | None) -> Problem:
    """What is wrong with one of the two or both, beside a field of the first that is wrong."""
    if mailbox is None:
        field = sending.field if sending else ""
    else:
        # the mailbox's server has fields of its own, and shares the password
        own = mailbox.field in ("host", "port", "security")
        field = sending.field if sending else f"imap_{mailbox.field}" if own else mailbox.field
    told = [f"{what} {p.sentence if p else 'It works.'}" for what, p in (("Sending:", sending), ("Mailbox:", mailbox))]
    details = "\n".join(p.details for p in (sending, mailbox) if p and p.details)
    return Problem(" ".join(told), field=field, details=details)


def _needs_consent(known: Account | None, account: Account, password: str | Given) -> None:
    """Raises Problem if there is none, or if the one that was given or is kept is for another client, token server or
    mailbox: no server gets what another has given.
    """
    asked_for = password.account if isinstance(password, Given) else known
    if asked_for is None or _asked_of(asked_for) != _asked_of(account):
        raise Problem("The consent is missing. Give it in the browser first.", field="consent")


def _asked_of(account: Account) -> tuple[str, ...]:
    """What a consent is good for."""
    return (account.auth, account.client_id, account.token_url, account.scope, account.address.casefold())


def _of(draft: AccountDraft, known: Account | None) -> Account:
    """The draft as an account, without its id; with the mailbox's server of the account before if it names none."""
    account = Account("", draft.address, draft.name, draft.host, draft.port, draft.security, draft.user)
    if draft.auth is Auth.OAUTH:
        account = replace(
            account,
            auth=draft.auth,
            authorize_url=draft.authorize_url,
            token_url=draft.token_url,
            client_id=draft.client_id,
            scope=draft.scope,
        )
    if draft.imap_host is not None:
        return replace(account, imap_host=draft.imap_host, imap_port=draft.imap_port, imap_security=draft.imap_security)
    if known is None:
        return account
    return replace(account, imap_host=known.imap_host, imap_port=known.imap_port, imap_security=known.imap_security)
