"""The accounts that are kept, with what can be done to the list."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QStringListModel, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListView, QPushButton, QVBoxLayout, QWidget

from companion.core.account import Account
from companion.desktop.kit import Kit
from companion.desktop.theme import Space, make_quiet
from companion.ui.settings.plain_rows import PlainRows


@dataclass(frozen=True, slots=True)
class Listed:
    """The accounts, and the one that sends."""

    accounts: tuple[Account, ...]
    default: Account | None


class AccountList(QWidget):
    """Hidden while there is none."""

    chosen = Signal()
    """Another account is the current one, or none is."""

    new_asked = Signal()
    default_asked = Signal()
    """Letters are to go from the current one."""

    remove_asked = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listed = Listed((), None)
        self._names = QStringListModel(self)
        self._list = QListView()
        self._list.setModel(self._names)
        self._list.setAccessibleName("Accounts")
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._rows = PlainRows(kit.theme, self._list)
        self._list.setItemDelegate(self._rows)
        self._new, self._remove = QPushButton("New account"), QPushButton("Remove")
        self._default = QPushButton("Send from this one")
        self._new.setIcon(kit.icons.icon("plus"))
        self._default.setIcon(kit.icons.icon("send"))
        self._remove.setIcon(kit.icons.icon("trash-2"))
        beside = QVBoxLayout()
        for button, asked in (
            (self._new, self.new_asked),
            (self._default, self.default_asked),
            (self._remove, self.remove_asked),
        ):
            button.setAutoDefault(True)
            make_quiet(button)
            button.clicked.connect(asked)
            beside.addWidget(button)
        beside.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._list, 1)
        row.addLayout(beside)
        self._list.selectionModel().currentChanged.connect(self._on_current)
        self.hide()

    @property
    def accounts(self) -> tuple[Account, ...]:
        return self._listed.accounts

    def set_accounts(self, listed: Listed) -> None:
        """Shows these; none of them is the current one."""
        self._listed = listed
        several = len(listed.accounts) > 1
        self._names.setStringList([self._words(account) if several else account.address for account in listed.accounts])
        self._list.setFixedHeight(
            self._rows.height * max(3 if several else 2, min(4, len(listed.accounts))) + Space.XXS
        )
        self._default.setVisible(several)
        self.setVisible(bool(listed.accounts))

    def current(self) -> Account | None:
        at = self._list.currentIndex().row()
        return self.accounts[at] if 0 <= at < len(self.accounts) else None

    def choose(self, address: str) -> None:
        """Makes the account with this address the current one, else the first."""
        at = next((n for n, a in enumerate(self.accounts) if a.address.casefold() == address.casefold()), 0)
        self._list.setCurrentIndex(self._names.index(at, 0))

    def choose_none(self) -> None:
        self._list.clearSelection()
        self._list.selectionModel().clearCurrentIndex()

    def _words(self, account: Account) -> str:
        return f"{account.address} · sends your letters" if account == self._listed.default else account.address

    @Slot()
    def _on_current(self) -> None:
        account = self.current()
        self._remove.setEnabled(account is not None)
        self._default.setEnabled(account is not None and account != self._listed.default)
        self.chosen.emit()
