"""What is done to an account that is kept: send from it, remove it with its password, bring it back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from companion.core.account import Account
from companion.core.problem import Problem
from companion.desktop.kit import Kit
from companion.desktop.tasks import Lane
from companion.services.accounts import Accounts
from companion.services.work import Outcome, Undo


class AccountKeeping(QObject):
    """Every end comes as one of the signals."""

    sends = Signal(object)
    """Letters go from this core.account.Account now."""

    removed = Signal()
    brought_back = Signal()
    refused = Signal(object)
    """The Problem that kept things as they were."""

    def __init__(self, kit: Kit, accounts: Accounts, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._accounts = accounts
        self._undo: Undo | None = None

    def send_from(self, account: Account) -> None:
        accounts, key = self._accounts, account.id
        self._kit.write(
            lambda: accounts.send_from(key, origin="settings"), done=self._on_sends, failed=self._on_failed, owner=self
        )

    def remove(self, account: Account) -> None:
        """The keyring may ask the user first."""
        accounts, changes, key = self._accounts, self._kit.changes, account.id

        def remove() -> Outcome[Account]:
            outcome = accounts.remove(key, origin="settings")
            changes.tell(outcome.changes)
            return outcome

        self._kit.tasks.run(Lane.OUTSIDE, remove, done=self._on_removed, failed=self._on_failed, owner=self)

    @Slot()
    def bring_back(self) -> None:
        """The account that was removed last; its password is gone."""
        undo, desk = self._undo, self._kit.desk
        if undo is not None:
            self._kit.write(lambda: desk.undo(undo, "settings"), done=self._on_back, failed=self._on_failed, owner=self)

    @Slot(object)
    def _on_sends(self, outcome: Outcome[Account]) -> None:
        self.sends.emit(outcome.value)

    @Slot(object)
    def _on_removed(self, outcome: Outcome[Account]) -> None:
        self._undo = outcome.undo
        self.removed.emit()

    @Slot(object)
    def _on_back(self, outcome: object) -> None:
        del outcome
        self.brought_back.emit()

    @Slot(object)
    def _on_failed(self, problem: Problem) -> None:
        self.refused.emit(problem)
