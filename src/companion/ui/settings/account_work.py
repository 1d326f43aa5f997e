"""What is under way for an account outside this program: a search, a log-in, a consent in the browser, the keyring.

All of it may take long (the keyring can ask the user to unlock it). One thing at a time; its end comes as a signal, and
all but the keeping can be given up at any moment.
"""

from __future__ import annotations

from threading import Event

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Job, Lane
from companion.services.accounts import AccountDraft, Accounts, LoggedIn, SavedAccount
from companion.services.consents import Asked, Given
from companion.services.discovery import Discovery
from companion.services.work import Outcome


class AccountWork(QObject):
    """The caller sees to it that nothing begins while something is under way."""

    found = Signal(object)
    """The core.provider.Found of the address."""

    tested = Signal(object)
    """The services.accounts.LoggedIn of a log-in."""

    consented = Signal(object, object)
    """The AccountDraft that was asked for, and the services.consents.Given that came back."""

    kept = Signal(object)
    """The Outcome[SavedAccount]."""

    not_kept = Signal(object)
    """The Problem that hindered the keeping."""

    refused = Signal(object)
    """The Problem that ended anything else."""

    def __init__(self, kit: Kit, accounts: Accounts, discovery: Discovery, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._accounts = accounts
        self._discovery = discovery
        self._given_up = Event()
        self._job: Job | None = None
        self._asked_for: AccountDraft | None = None
        self._asked: list[Asked] = []

    def find(self, address: str) -> None:
        """Looks for the settings of an address."""
        discovery, given_up = self._discovery, self._begin()
        self._job = self._kit.tasks.run(
            Lane.OUTSIDE,
            lambda: discovery.find(address, given_up=given_up.is_set),
            done=self._on_found,
            failed=self._on_failed,
            owner=self,
        )

    def test(self, draft: AccountDraft, secret: str | Given) -> None:
        """Really logs in."""
        accounts = self._accounts
        self._begin()
        self._job = self._kit.tasks.run(
            Lane.OUTSIDE,
            lambda: accounts.try_out(draft, secret),
            done=self._on_tested,
            failed=self._on_failed,
            owner=self,
        )

    def consent(self, draft: AccountDraft, client_secret: str) -> None:
        """Asks for a consent in the browser."""
        accounts, given_up = self._accounts, self._begin()
        self._asked_for, self._asked = draft, (asks := list[Asked]())

        def ask() -> Asked:
            asked = accounts.ask_consent(draft, client_secret)
            asks.append(asked)
            if given_up.is_set():
                # nobody takes it, so nobody else would close it
                asked.close()
            return asked

        self._job = self._kit.tasks.run(Lane.OUTSIDE, ask, done=self._on_asked, failed=self._on_failed, owner=self)

    def keep(self, draft: AccountDraft, secret: str | Given, *, session_only: bool) -> None:
        """Keeps the account and what it logs in with."""
        accounts, changes = self._accounts, self._kit.changes

        def keep() -> Outcome[SavedAccount]:
            outcome = accounts.save(draft, secret, session_only=session_only, origin="settings")
            changes.tell(outcome.changes)
            return outcome

        self._job = None
        self._kit.tasks.run(Lane.OUTSIDE, keep, done=self._on_kept, failed=self._on_not_kept, owner=self)

    def give_up(self) -> bool:
        """Nobody waits any more; False if there is nothing that can be given up."""
        job, self._job = self._job, None
        self._given_up.set()
        if job is not None:
            job.cancel()
        for asked in self._asked:
            asked.close()
        return job is not None

    def _begin(self) -> Event:
        self._given_up = Event()
        return self._given_up

    @Slot(object)
    def _on_found(self, found: object) -> None:
        self._job = None
        self.found.emit(found)

    @Slot(object)
    def _on_tested(self, tested: LoggedIn) -> None:
        self._job = None
        self.tested.emit(tested)

    @Slot(object)
    def _on_asked(self, asked: Asked) -> None:
        given_up = self._given_up
        if not QDesktopServices.openUrl(QUrl(asked.url, QUrl.ParsingMode.StrictMode)):
            asked.close()
            self._on_failed(Problem("No browser opened. Choose one in your desktop’s settings.", field="consent"))
            return
        self._job = self._kit.tasks.run(
            Lane.OUTSIDE,
            lambda: asked.finish(given_up.is_set),
            done=self._on_consented,
            failed=self._on_failed,
            owner=self,
        )

    @Slot(object)
    def _on_consented(self, given: Given) -> None:
        self._job = None
        self.consented.emit(self._asked_for, given)

    @Slot(object)
    def _on_kept(self, outcome: Outcome[SavedAccount]) -> None:
        self.kept.emit(outcome)

    @Slot(object)
    def _on_not_kept(self, problem: Problem) -> None:
        self.not_kept.emit(problem)

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self._job = None
        self.refused.emit(problem)
